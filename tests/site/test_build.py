"""What a build promises: the same bytes, every page, nothing of the machine, no count too early."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from medborgarbudget.site.output import SUMS
from medborgarbudget.site.reading import TownNotReadableError

Build = Callable[..., Path]
SCRIPT = (
    "import sys; from datetime import date; from pathlib import Path; "
    "from medborgarbudget.site.build import build; "
    "build(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))"
)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def pages(folder: Path) -> dict[str, str]:
    """Every page, by its path."""
    return {path: data.decode() for path, data in files(folder).items() if path.endswith(".html")}


def test_two_builds_elsewhere_and_otherwise_give_the_same_bytes(
    counted: Path, after: Path, tmp_path: Path
) -> None:
    """Another folder for the town and for the site, another time zone, hash seed and locale."""
    town, site = tmp_path / "a town" / "here", tmp_path / "there"
    shutil.copytree(counted, town)
    surroundings = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(town), str(site), "2027-10-25"],
        check=True,
        env=surroundings,
        cwd=tmp_path,
    )

    assert files(after) == files(site)


def test_after_a_build_an_error_that_somebody_else_logs_ends_nothing(after: Path) -> None:
    """`mb serve` builds, and answers voters, in one process; Pelican's errors are exceptions."""
    logging.getLogger("medborgarbudget.elsewhere").error("told, and no more")
    assert (after / "index.html").is_file()


def test_every_proposal_has_a_page_in_every_language(after: Path, counted: Path) -> None:
    """Refused, merged and withdrawn ones too: openness about every no."""
    ids = sorted(path.stem for path in (counted / "proposals/2026").glob("*.yaml"))
    for start in ("", "en/"):
        there = {
            path.parent.name for path in (after / start / "2026/proposals").glob("*/index.html")
        }
        assert ids == sorted(there & set(ids))


def test_all_addresses_of_the_contract_are_there(after: Path) -> None:
    """The addresses that other places link to, in both languages."""
    addresses = [
        "", "2026/", "2026/rules/", "2026/proposals/", "2026/proposals/in/norr/",
        "2026/proposals/about/play/", "2026/refused/", "2026/result/", "2026/result/norr/",
        "2026/result/soder/", "2026/count/", "2026/decision/", "2026/implementation/",
        "2026/follow-up/", "news/", "news/nu-kan-du-rosta/", "om/", "schemas/",
    ]  # fmt: skip
    expected = [f"{start}{path}index.html" for start in ("", "en/") for path in addresses]
    expected += ["404.html", "feed.xml", "en/feed.xml", "sitemap.xml", "robots.txt", "_headers"]
    expected += ["schemas/round.schema.json", "2026/data/norr.pb", "2026/data/result.yaml"]

    assert [] == [path for path in expected if not (after / path).is_file()]


def test_no_page_shows_a_count_before_the_voting_is_over(counted: Path, built: Build) -> None:
    """Even with a result in the folder: on the last day of voting nothing of it is published."""
    site = built(counted, "2026-05-24")
    found = files(site)

    assert [] == [path for path in found if "result" in path and not path.startswith("schemas")]
    assert [] == [path for path in found if path.endswith(".pb")]
    words = ("röster</text>", "Vann röstningen", "Ska byggas", "Inlämnade röster", "Slutresultat")
    hits = [(path, word) for path, text in pages(site).items() for word in words if word in text]
    assert [] == hits


def test_the_result_is_there_on_the_day_after(counted: Path, built: Build) -> None:
    """The same town one day later."""
    assert (built(counted, "2026-05-25") / "2026/result/norr/index.html").is_file()


def test_no_file_names_a_place_on_this_machine(after: Path, counted: Path) -> None:
    """Neither the town's folder, nor the program's, nor the home."""
    places = [str(counted), str(Path(__file__).parents[2]), str(Path.home()) + "/"]
    for path, data in files(after).items():
        assert [] == [place for place in places if place.encode() in data], path


def test_no_page_has_a_script_or_a_style_of_its_own(after: Path) -> None:
    """The content security policy would stop them; they must not be there in the first place."""
    for path, text in pages(after).items():
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text), path
        assert "default-src &#39;none&#39;" in text, path


def test_a_page_weighs_little(after: Path) -> None:
    """A proposal with its style sheet is 10 kB at most when compressed; the style 8 kB."""
    import gzip

    style = next((after / "static").glob("style.*.css")).read_bytes()
    assert len(style) <= 30_000
    assert len(gzip.compress(style)) <= 8_000
    for page in (after / "2026/proposals").glob("*/index.html"):
        assert len(gzip.compress(page.read_bytes())) + len(gzip.compress(style)) <= 10_000, page


def test_a_second_build_writes_nothing_and_removes_only_what_was_ours(
    counted: Path, built: Build, tmp_path: Path
) -> None:
    """A proposal that is gone takes its page with it; a stranger's file stays."""
    from datetime import date

    from medborgarbudget.site.build import build

    town, site = tmp_path / "town", tmp_path / "site"
    shutil.copytree(counted, town)
    build(town, site, date(2027, 10, 25))
    (site / "strangers.txt").write_text("keep me")
    stamps = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    build(town, site, date(2027, 10, 25))
    assert stamps == {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}

    (town / "content/pages/om.sv.md").unlink()
    build(town, site, date(2027, 10, 25))

    assert not (site / "om").exists()
    assert not (site / "en/om").exists()
    assert (site / "strangers.txt").read_text() == "keep me"


def test_the_list_of_files_holds_for_every_file(after: Path) -> None:
    """As ``sha256sum -c SHA256SUMS`` would say."""
    import hashlib

    found = files(after)
    listed = dict(reversed(line.split("  ", 1)) for line in found.pop(SUMS).decode().splitlines())
    assert listed == {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}


def test_a_town_that_cannot_be_read_stops_the_build_before_anything_is_written(
    lillby: Path, built: Build, tmp_path: Path
) -> None:
    """A site without some of its proposals would look whole, and be wrong."""
    town = tmp_path / "town"
    shutil.copytree(lillby, town)
    (town / "proposals/2026/bankar-vid-an.yaml").write_text("title: [")

    with pytest.raises(TownNotReadableError) as raised:
        built(town, "2026-05-10")

    assert {"proposals/2026/bankar-vid-an.yaml"} == {
        problem.place.path for problem in raised.value.problems
    }


def test_plain_pelican_builds_the_same_and_exits_with_an_error_when_it_cannot(
    lillby: Path, tmp_path: Path, repository: Path
) -> None:
    """`pelican --fatal errors` with the repository's own settings file, in a town's folder."""
    town = tmp_path / "town"
    shutil.copytree(lillby, town)
    shutil.copy(repository / "pelicanconf.py", town)
    command = [sys.executable, "-m", "pelican", "--fatal", "errors", "-s", "pelicanconf.py"]
    surroundings = os.environ | {"SOURCE_DATE_EPOCH": "1778371200"}  # 2026-05-10

    def run() -> int:
        ran = subprocess.run(command, cwd=town, env=surroundings, capture_output=True, check=False)
        return ran.returncode

    assert 0 == run()
    assert "Lillby" in (town / "output/index.html").read_text()
    (town / "content/town.yaml").write_text("name: [")
    assert 0 != run()
