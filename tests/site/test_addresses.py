"""How one page points to another."""

from __future__ import annotations

import pytest

from medborgarbudget.site.addresses import absolute, file_of, relative


@pytest.mark.parametrize(
    ("target", "here", "found"),
    [
        ("", "index.html", "./"),
        ("2026/", "index.html", "2026/"),
        ("", "2026/rules/index.html", "../../"),
        ("2026/rules/", "2026/index.html", "rules/"),
        ("2026/rules/#money", "index.html", "2026/rules/#money"),
        ("static/style.css", "en/2026/index.html", "../../static/style.css"),
        ("en/feed.xml", "en/index.html", "feed.xml"),
        ("2026/", "2026/index.html", "./"),
    ],
)
def test_links_are_relative(target: str, here: str, found: str) -> None:
    """So that the site works below any address."""
    assert found == relative(target, here)


def test_links_for_a_folder_name_the_file() -> None:
    """A browser that opens a folder from the disk shows its listing, not its index."""
    assert "2026/index.html" == relative("2026/", "index.html", as_files=True)
    assert "../index.html#a" == relative("#a", "news/index.html", as_files=True)


def test_public_addresses_are_whole() -> None:
    """For feeds and search engines."""
    assert "https://a.example/b/2026/" == absolute("https://a.example/b/", "2026/")
    assert "2026/index.html" == file_of("2026/")
    assert "feed.xml" == file_of("feed.xml")
