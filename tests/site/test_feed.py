"""Atom feeds and the site map."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_an_entry_has_its_own_dates_and_whole_addresses(after: Path) -> None:
    """A reader shows it far from the site, so no address may be relative."""
    root = ElementTree.parse(after / "feed.xml").getroot()
    entry = root.find(f"{ATOM}entry")

    assert entry is not None
    assert "2026-05-04T00:00:00Z" == entry.findtext(f"{ATOM}updated")
    assert "2026-05-04T00:00:00Z" == root.findtext(f"{ATOM}updated")
    content = entry.findtext(f"{ATOM}content") or ""
    assert 'href="https://medborgarbudget.lillby.example/2026/rules/"' in content


def test_a_feed_without_entries_is_as_old_as_the_first_round(before: Path) -> None:
    """Never as old as the build."""
    root = ElementTree.parse(before / "feed.xml").getroot()

    assert "2025-10-01T00:00:00Z" == root.findtext(f"{ATOM}updated")


def test_each_language_has_a_feed_of_its_own(after: Path) -> None:
    """With its own titles."""
    title = ElementTree.parse(after / "en/feed.xml").getroot().findtext(f"{ATOM}entry/{ATOM}title")

    assert "Now you can vote" == title


def test_news_of_a_later_day_are_not_out_yet(counted: Path, built) -> None:
    """A site built as on 3 May does not know what is written for 4 May."""
    site = built(counted, "2026-05-03")

    assert not (site / "news/nu-kan-du-rosta").exists()


def test_the_site_map_names_every_page_in_every_language(after: Path) -> None:
    """With the other languages of each, and no dates."""
    root = ElementTree.parse(after / "sitemap.xml").getroot()
    there = {node.findtext(f"{SITEMAP}loc") for node in root}
    base = "https://medborgarbudget.lillby.example/"
    wanted = {
        base + path.relative_to(after).as_posix().removesuffix("index.html")
        for path in after.rglob("*.html")
        if path.name != "404.html"
    }

    assert wanted == there
    assert "lastmod" not in (after / "sitemap.xml").read_text(encoding="utf-8")
