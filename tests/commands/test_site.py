"""`build` and `serve`, as one types them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from medborgarbudget.commands.site import build


@pytest.fixture
def town(towns: Path, tmp_path: Path) -> Path:
    """A copy of Lillby that the test may change."""
    folder = tmp_path / "town"
    shutil.copytree(towns / "lillby", folder)
    return folder


def test_build_says_only_where_to_look(town: Path, tmp_path: Path) -> None:
    """Nothing on standard output; the page to open on standard error."""
    output = tmp_path / "site"
    arguments = ["--root", str(town), "--output", str(output), "--today", "2026-05-10"]

    ran = CliRunner().invoke(build, arguments)

    assert (0, "") == (ran.exit_code, ran.stdout)
    assert f"{output / 'index.html'}\n" == ran.stderr
    assert "Steg 5 av 8" in (output / "index.html").read_text(encoding="utf-8")


def test_build_puts_the_site_in_the_towns_folder_unless_told(town: Path) -> None:
    """In ``output``, which Git is told to ignore."""
    ran = CliRunner().invoke(build, ["--root", str(town), "--today", "2026-05-10", "--as-files"])

    assert 0 == ran.exit_code
    page = (town / "output/index.html").read_text(encoding="utf-8")
    assert 'href="2026/rules/index.html"' in page


def test_build_tells_what_is_wrong_and_writes_nothing(town: Path) -> None:
    """In the words that `validate` uses; exit code 1."""
    (town / "proposals/2026/bankar-vid-an.yaml").write_text("title: [\n", encoding="utf-8")

    ran = CliRunner().invoke(build, ["--root", str(town), "--language", "sv"])

    assert 1 == ran.exit_code
    assert "proposals/2026/bankar-vid-an.yaml:" in ran.stdout
    assert not (town / "output").exists()


def test_serve_shows_the_site_and_builds_it_again_when_a_file_changes(
    town: Path, tmp_path: Path
) -> None:
    """And leaves quietly when it is interrupted."""
    script = (
        "import sys; from medborgarbudget.commands.site import serve; "
        "serve(sys.argv[1:], standalone_mode=False)"
    )
    arguments = ["--root", str(town), "--output", str(tmp_path / "site"), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments, "--today", "2026-05-10"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stderr is not None
        address = process.stderr.readline().strip()
        page = f"{address}2026/proposals/bankar-vid-an/"
        assert until(lambda: "Bänkar vid ån" in fetched(page))

        path = town / "proposals/2026/bankar-vid-an.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Bänkar vid ån", "Soffor vid ån"), encoding="utf-8")
        assert until(lambda: "Soffor vid ån" in fetched(page))

        path.write_text("title: [\n", encoding="utf-8")
        assert until(lambda: process.poll() is None and "Soffor vid ån" in fetched(page))
    finally:
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert 0 == process.returncode
    assert "Traceback" not in output + errors


def fetched(address: str) -> str:
    """The text at an address; "" as long as nobody answers."""
    try:
        with urlopen(address) as answer:
            return str(answer.read().decode())
    except (URLError, ConnectionError):
        return ""


def until(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within half a minute."""
    for _ in range(150):
        if true():
            return True
        time.sleep(0.2)
    return False
