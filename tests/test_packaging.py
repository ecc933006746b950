"""The wheel alone is enough: installed anywhere, it founds a town and builds its site."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")
FIXED = re.compile(r"^([a-z0-9._-]+)==([^ ;]+)(?: ; .+)? \\$")
HASH = re.compile(r"^ {4}--hash=sha256:[0-9a-f]{64}(?: \\)?$")


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in a folder, with nothing of this repository in its environment."""
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The package, built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet")
    built = run(*pip, "--no-deps", "--no-build-isolation", "-w", folder, ROOT, folder=folder)
    assert 0 == built.returncode, built.stderr
    return next(folder.glob("*.whl"))


def test_theme_schemas_and_demo_town_travel_inside_the_wheel(wheel):
    """What a town needs beside the code is in the package, and the licence too."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    begin = {name.split("/")[1] for name in names if name.startswith("medborgarbudget/")}
    demo = {name.split("/")[2] for name in names if name.startswith("medborgarbudget/demo_town/")}

    assert {"theme", "demo_town", "deploy", "records", "py.typed"} <= begin
    assert {"content", "proposals", "rounds"} == demo
    assert any(name.endswith("records/schemas/proposal.schema.json") for name in names)
    assert any(name.endswith("records/problems/sv.yaml") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert [] == [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_the_wheel_in_an_empty_environment_founds_a_town_and_builds_it(wheel, tmp_path):
    """Away from this repository: the locks install, `mb init` founds, the site is there."""
    python = tmp_path / "venv" / "bin" / "python"
    lock = ROOT / "requirements.txt"
    assert 0 == run(sys.executable, "-m", "venv", tmp_path / "venv", folder=tmp_path).returncode
    pip = (python, "-m", "pip", "install", "--quiet")
    fetched = run(*pip, "--require-hashes", "-r", lock, folder=tmp_path)
    if fetched.returncode != 0:
        pytest.skip("needs a package registry within reach")
    assert 0 == run(*pip, "--no-deps", wheel, folder=tmp_path).returncode

    mb = python.with_name("mb")
    for command in (
        (mb, "init", "town", "--yes"),
        (mb, "validate", "--root", "town"),
        (mb, "build", "--root", "town"),
    ):
        done = run(*command, folder=tmp_path)
        assert 0 == done.returncode, done.stdout + done.stderr
    assert (tmp_path / "town" / "output" / "index.html").is_file()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_exact_versions_and_hashes_and_nothing_else(lock):
    """No registry, no option, no package without the hash of each of its files."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if not line.lstrip().startswith("#")]
    heads = [number for number, line in enumerate(told) if FIXED.match(line)]

    assert heads
    assert [] == [line for line in told if not FIXED.match(line) and not HASH.match(line)]
    assert [] == [told[number] for number in heads if not HASH.match(told[number + 1])]


def versions(lock: Path) -> set[tuple[str, ...]]:
    """The packages of a lock, each with its version."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {found.groups() for line in lines if (found := FIXED.match(line))}


def test_the_locks_agree_with_each_other():
    """What the tests ran with is what a town installs."""
    pinned = {lock: versions(ROOT / lock) for lock in LOCKS}

    assert pinned["requirements.txt"] <= pinned["requirements-dev.txt"]
    assert pinned["requirements-build.txt"] <= pinned["requirements-dev.txt"]
