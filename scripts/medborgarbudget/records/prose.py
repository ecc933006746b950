"""The town's prose: `content/news` and `content/pages`, one Markdown file per language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.kinds import ID
from medborgarbudget.records.moments import day
from medborgarbudget.records.paths import files_below
from medborgarbudget.records.source import Document, read_text

MAX_BYTES = 256 * 1024
Folder = Literal["news", "pages"]

_NEWS = re.compile(
    rf"(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})-(?P<slug>{ID})\.(?P<lang>[a-z]+)\.md"
)
_PAGE = re.compile(rf"(?P<slug>{ID})\.(?P<lang>[a-z]+)\.md")


@dataclass(frozen=True, slots=True)
class Prose:
    """A page or a piece of news in one language. `body` is Markdown without the title's line.

    `date` is the news's, from its file name; pages have none. `path` is the file.
    """

    slug: str
    language: str
    date: date | None
    title: str
    body: str
    path: str


def read_prose(root: Path, folder: Folder) -> tuple[tuple[Prose, ...], tuple[Problem, ...]]:
    """All pieces of one folder, with the problems of those that could not be read.

    News come newest first, pages by their slug; then by language.
    """
    pieces: list[Prose] = []
    problems: list[Problem] = []
    for path in files_below(root, f"content/{folder}"):
        if not path.endswith(".md"):
            continue
        document, found = read_text(root, path, MAX_BYTES)
        problems += found
        if document is not None:
            piece = _piece_of(document, _NEWS if folder == "news" else _PAGE)
            if isinstance(piece, Problem):
                problems.append(piece)
            else:
                pieces.append(piece)
    pieces.sort(key=lambda piece: (piece.slug, piece.language))
    pieces.sort(key=lambda piece: piece.date or date.min, reverse=True)
    return tuple(pieces), tuple(problems)


def _piece_of(document: Document, names: re.Pattern[str]) -> Prose | Problem:
    match = names.fullmatch(document.path.rsplit("/", 1)[-1])
    code = "news-file-name" if names is _NEWS else "page-file-name"
    if match is None:
        return Problem(code, Place(document.path), {"path": document.path})
    written = match.groupdict().get("date")
    try:
        moment = day(written) if written else None
    except ValueError:
        return Problem(code, Place(document.path), {"path": document.path})
    title = document.lines[0].removeprefix("# ").strip()
    if not document.lines[0].startswith("# ") or not title:
        return Problem("title-line-missing", Place(document.path, 1, 1))
    body = "\n".join(document.lines[1:]).strip("\n")
    return Prose(match["slug"], match["lang"], moment, title, body, document.path)
