"""Markdown of the small kind."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.site.prose import residents_prose, towns_prose

SAFE = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Vi vill **ha** *gungor*.", "<p>Vi vill <strong>ha</strong> <em>gungor</em>.</p>"),
        ("# Stor\n\n## Mindre", "<h3>Stor</h3>\n<h4>Mindre</h4>"),
        ("## Bara mindre", "<h3>Bara mindre</h3>"),
        ("- ett\n- två", "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>"),
        ("> citat", "<blockquote>\n<p>citat</p>\n</blockquote>"),
        (
            "[läs](https://a.example)",
            '<p><a href="https://a.example" rel="nofollow ugc noopener">läs</a></p>',
        ),
        ("[läs](rules/)", "<p>läs</p>"),
        ("![en bild](x.png)", "<p>en bild</p>"),
        ("<b>hej</b>", "<p>&lt;b&gt;hej&lt;/b&gt;</p>"),
        ("a < b && c", "<p>a &lt; b &amp;&amp; c</p>"),
    ],
)
def test_a_resident_writes_and_reads(written: str, shown: str) -> None:
    """What the small kind of Markdown becomes."""
    assert shown == residents_prose(written)


def test_the_town_may_link_inside_its_site_and_show_its_pictures() -> None:
    """An address that begins with one slash goes through the page's own way of linking."""
    text = "[regler](/2026/rules/) ![en bänk](/images/bank.jpg) [ut](//evil.example) ![x](https://a.example/x.png)"

    shown = towns_prose(text, lambda address: f"..{address}")

    assert 'href="../2026/rules/"' in shown
    assert '<img alt="en bänk" src="../images/bank.jpg">' in shown
    assert "evil.example" not in shown
    assert "a.example" not in shown


def test_a_thousand_quotes_in_each_other_are_no_trouble() -> None:
    """Deep nesting must neither stop the build nor lose the text."""
    assert "x" in residents_prose(">" * 5000 + "x")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>[]()!*_#`\"'&;:/\\ \n-=+aå{}|~.1")), max_size=120))
def test_nothing_but_the_small_kind_of_tags_comes_out(text: str) -> None:
    """Whatever is written, only the allowed tags, with only an address."""
    shown = residents_prose(text)
    tags = re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)([^>]*)>", shown)

    assert {name for name, _ in tags} <= SAFE
    assert not [rest for name, rest in tags if rest.strip() and name != "a"]
