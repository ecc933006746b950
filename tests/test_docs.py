"""The documents say what is: every command, every link, every decision, and the licence whole."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import yaml

from medborgarbudget import __version__, cli
from medborgarbudget.commands import reference

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")]
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPOKEN_OF = re.compile(r"\b(?:mb|medborgarbudget) ([a-z]+)(?![a-z]*[-.:/])")
NOT_COMMANDS = {"stopped"}


def name(path: Path) -> str:
    """A page by its path, for the names of tests."""
    return path.relative_to(ROOT).as_posix()


def slug(heading: str) -> str:
    """The anchor that forges make of a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def anchors(path: Path) -> set[str]:
    """Every place in a page that a link can point at."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    written = re.findall(r'<a (?:id|name)="([^"]+)"', text)
    return {slug(line) for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)} | set(written)


def broken_links(path: Path) -> list[str]:
    """The links of a page, to files and to places in them, that lead nowhere."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        found = (path.parent / file).resolve() if file else path
        there = found.exists() and (not anchor or anchor in anchors(found))
        if not there or ROOT not in (found, *found.parents):
            broken.append(target)
    return broken


def test_the_page_of_commands_is_what_the_commands_say():
    """Somebody changed an option and did not run `make docs`."""
    assert reference.page() == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_each_command_says_what_it_does_and_each_option_too(command):
    """`mb COMMAND --help` has a text, and no option is silent."""
    loaded = cli.COMMANDS[command].load()
    options = [item for item in loaded.params if isinstance(item, click.Option)]

    assert loaded.help
    assert [] == [item.name for item in options if not item.help]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_speaks_only_of_commands_that_exist(path):
    """`mb something` in the README works when typed."""
    spoken_of = set(SPOKEN_OF.findall(path.read_text(encoding="utf-8")))

    assert set() == spoken_of - set(cli.COMMANDS) - NOT_COMMANDS


def test_the_readme_speaks_only_of_targets_that_make_knows():
    """`make demo` and the others are in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    pages = [page.read_text(encoding="utf-8") for page in PAGES]
    code = " ".join(part for page in pages for part in re.findall(r"`[^`]+`|^    .*$", page))
    fenced = " ".join(part for page in pages for part in FENCE.findall(page))
    spoken_of = set(re.findall(r"(?:`|^|\n|&& )make ([a-z-]+)", f"{code}\n{fenced}"))

    assert {"demo", "test"} <= spoken_of
    assert set() == spoken_of - targets


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_each_link_leads_somewhere(path):
    """Files and headings that a page points at are there, inside the repository."""
    assert [] == broken_links(path)


def test_a_broken_link_is_seen(tmp_path):
    """The check of links has been seen failing: no file, no heading, out of the house."""
    page = ROOT / "docs" / "index.md"
    assert [] == broken_links(page)

    lost = tmp_path / "page.md"
    lost.write_text("# Here\n[a](#here) [b](#there) [c](gone.md) [d](/etc/hostname)\n", "utf-8")
    assert {"#there", "gone.md"} <= set(broken_links(lost))


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_a_decision_has_its_sections_and_its_number(path):
    """Context, decision, consequences, alternatives: in this order, and nothing left out."""
    text = path.read_text(encoding="utf-8")

    assert text.startswith(f"# {path.name[:4]} ")
    assert re.search(r"^Status: (proposed|accepted|replaced by \d{4}), \d{4}-\d\d-\d\d", text, re.M)
    assert SECTIONS == [part for part in re.findall(r"^## (.+)$", text, re.M) if part in SECTIONS]


def test_no_two_decisions_have_one_number():
    """Each page can be spoken of by its number."""
    numbers = [path.name[:4] for path in DECISIONS]

    assert sorted(set(numbers)) == numbers


def test_each_document_is_found_from_the_index():
    """A guide that nobody links to is a guide that nobody reads."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {name(path).removeprefix("docs/") for path in (ROOT / "docs").rglob("*.md")}
    lost = {page for page in pages if f"({page})" not in index}

    assert {"index.md"} == lost


def test_the_changelog_keeps_its_form():
    """Keep a Changelog 1.1: an Unreleased part, dated releases, and known kinds of change."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

    assert "[Unreleased]" == releases[0]
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", line) for line in releases[1:])
    assert set() == set(re.findall(r"^### (.+)$", text, re.MULTILINE)) - kinds


def test_publiccode_is_complete_and_agrees_with_the_package():
    """Catalogues of public software read it: version 0.4, its mandatory keys and limits."""
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    mandatory = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "legal"}
    mandatory |= {"developmentStatus", "softwareType", "description", "maintenance", "localisation"}

    assert set() == mandatory - set(data)
    assert ["sv", "en"] == list(data["description"]) == data["localisation"]["availableLanguages"]
    for words in data["description"].values():
        assert len(words["shortDescription"]) <= 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
    assert project["license"] == data["legal"]["license"]
    assert __version__ == data["softwareVersion"]
    assert date.fromisoformat(data["releaseDate"])
    assert data["maintenance"]["contacts"]


def test_the_licence_is_the_whole_agpl():
    """Title, all eighteen sections in order, the network clause, and the end; not an excerpt."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    terms = text[text.index("TERMS AND CONDITIONS") : text.index("END OF TERMS AND CONDITIONS")]
    sections = [int(number) for number in re.findall(r"^  (\d+)\. [A-Z]", terms, re.MULTILINE)]

    assert "GNU AFFERO GENERAL PUBLIC LICENSE\n" in text.splitlines(keepends=True)[0]
    assert list(range(18)) == sections
    assert "Remote Network Interaction; Use with the GNU General Public License." in terms
    assert 5535 == len(text.split())


def test_no_file_names_a_machine_or_a_registry():
    """Nothing tracked says where its author sat, or where packages come from."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(listed, cwd=ROOT, capture_output=True, check=False)
    if run.returncode != 0:
        pytest.fail("this test needs the repository's Git folder")
    traces = re.compile(rb"/(?:home|root|work)/[a-z.]|--(?:extra-)?index-url|\"resolved\": \"http")
    files = [ROOT / path for path in run.stdout.decode().split("\0") if path]
    texts = [
        file for file in files if file.is_file() and file.resolve() != Path(__file__).resolve()
    ]

    assert [] == [name(file) for file in texts if traces.search(file.read_bytes())]


def test_help_is_quick_because_it_imports_no_room():
    """`mb --help` lists the commands from a table; none of their modules is loaded for it."""
    code = (
        "import sys; from medborgarbudget.cli import run; run(['--help']);"
        "print([m for m in sys.modules if m.startswith('medborgarbudget.') and m not in"
        " ('medborgarbudget.cli', 'medborgarbudget.commands', 'medborgarbudget.commands.words')"
        " or m in ('numpy', 'yaml', 'rich', 'git', 'pelican')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == run.stdout.splitlines()[-1]


def test_make_alone_explains_every_target():
    """Whoever types `make` reads what each target does."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = {word for line in re.findall(r"^\.PHONY: (.+)$", text, re.M) for word in line.split()}
    explained = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    run = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert phony == explained
    assert all(f"  {target} " in run.stdout for target in explained)
