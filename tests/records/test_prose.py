"""The town's prose, one Markdown file per language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medborgarbudget.records.prose import Prose, read_prose
from medborgarbudget.records.tree import read_tree


def write(town: Path, path: str, text: str) -> None:
    """A piece of prose."""
    (town / path).parent.mkdir(parents=True, exist_ok=True)
    (town / path).write_text(text, encoding="utf-8")


def test_news_come_newest_first_and_pages_by_name(lillby: Path) -> None:
    """With the day from the file's name, and the title from the first line."""
    write(lillby, "content/news/2026-01-12-nu-ar-det-oppet.sv.md", "# Nu är det öppet\n\nSkriv!\n")
    write(lillby, "content/news/2026-05-04-rosta.en.md", "# Vote\n")
    write(lillby, "content/news/2026-05-04-rosta.sv.md", "# Rösta\n")
    write(lillby, "content/pages/om.sv.md", "# Om\n\nVi.\n\nNi.\n")
    tree = read_tree(lillby)

    assert () == tree.problems
    assert [("rosta", "en"), ("rosta", "sv"), ("nu-ar-det-oppet", "sv")] == [
        (piece.slug, piece.language) for piece in tree.news
    ]
    assert date(2026, 1, 12) == tree.news[-1].date
    assert (Prose("om", "sv", None, "Om", "Vi.\n\nNi.", "content/pages/om.sv.md"),) == tree.pages


def test_what_cannot_be_shown_is_told(lillby: Path) -> None:
    """A name without its day, a day that does not exist, a page without a title, hidden letters."""
    write(lillby, "content/news/rosta.sv.md", "# Rösta\n")
    write(lillby, "content/news/2026-02-30-rosta.sv.md", "# Rösta\n")
    write(lillby, "content/pages/Om Oss.sv.md", "# Om\n")
    write(lillby, "content/pages/om.sv.md", "Om\n")
    write(lillby, "content/pages/tom.sv.md", "")
    write(lillby, "content/pages/vand.sv.md", "# V\u202eänd\n")

    assert ((), ["news-file-name", "news-file-name"]) == codes(lillby, "news")
    assert (
        (),
        ["page-file-name", "title-line-missing", "title-line-missing", "character-direction"],
    ) == codes(lillby, "pages")


def codes(town: Path, folder: str) -> tuple[tuple[Prose, ...], list[str]]:
    """The pieces of a folder and the codes of what is wrong."""
    pieces, problems = read_prose(town, "news" if folder == "news" else "pages")
    return pieces, [problem.code for problem in problems]
