"""Every link of every page leads somewhere: to a file of the site, and to a place in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest


@dataclass
class Seen(HTMLParser):
    """The addresses and ids of one page, and its headings' levels."""

    addresses: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag points to, and what may point to it."""
        values = dict(attrs)
        self.addresses += [values[name] or "" for name in ("href", "src") if name in values]
        self.ids += [values["id"] or ""] if "id" in values else []
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))


def read(site: Path) -> dict[str, Seen]:
    """Every page of the site, seen."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        seen = Seen()
        seen.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(site).as_posix()] = seen
    return found


def broken(site: Path, pages: dict[str, Seen]) -> list[tuple[str, str]]:
    """The links that lead nowhere, by page."""
    found = []
    for page, seen in pages.items():
        for address in seen.addresses:
            parts = urlsplit(address)
            if parts.scheme in ("https", "http", "mailto", "tel") or page.endswith("404.html"):
                continue
            path = unquote(parts.path)
            target = normpath(join(dirname(page), path)) if path else page
            if path.endswith(("/", ".")):
                target = normpath(join(target, "index.html"))
            if not (site / target).is_file() or (
                parts.fragment and parts.fragment not in pages[target].ids
            ):
                found.append((page, address))
    return found


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_link_leads_somewhere(when: str, request: pytest.FixtureRequest) -> None:
    """Pages, pictures, files and fragments, while people vote and when all is done."""
    site = request.getfixturevalue(when)

    assert [] == broken(site, read(site))


def test_links_of_a_site_for_a_folder_name_their_files(counted: Path, built) -> None:
    """So that it opens without a server: no link ends in a slash."""
    site = built(counted, "2027-10-25", as_files=True)
    pages = read(site)

    assert [] == broken(site, pages)
    ways = [one for seen in pages.values() for one in seen.addresses if "://" not in one]
    assert [] == [one for one in ways if one.endswith("/") and not one.startswith("/")]


def test_the_page_that_is_nowhere_links_from_the_root(after: Path) -> None:
    """A host shows it at any address, so a relative link in it would lead astray."""
    seen = read(after)["404.html"]

    ways = [one for one in seen.addresses if not one.startswith(("https:", "mailto:", "tel:", "#"))]
    assert [] == [one for one in ways if not one.startswith("/")]


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_page_has_one_first_heading_and_skips_no_level(
    when: str, request: pytest.FixtureRequest
) -> None:
    """The order that a screen reader's list of headings shows."""
    for page, seen in read(request.getfixturevalue(when)).items():
        inside = seen.levels
        assert 1 == inside.count(1), page
        assert [] == [(a, b) for a, b in pairwise(inside) if b > a + 1], page


def test_no_id_stands_twice_on_a_page(after: Path) -> None:
    """A fragment must mean one place."""
    for page, seen in read(after).items():
        assert len(seen.ids) == len(set(seen.ids)), page
