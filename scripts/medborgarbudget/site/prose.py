"""Markdown of the small kind, made into HTML that can hold nothing else.

Residents' text never meets Pelican's own Markdown reader: that one publishes any file of the build
machine that a link of the form ``{attach}path`` names, and lets HTML through.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

RESIDENTS_TAGS = frozenset(
    {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4"}
)
TOWNS_TAGS = RESIDENTS_TAGS | {
    "h2", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "hr", "img", "dl", "dt", "dd"
}  # fmt: skip
OUTSIDE = ("http://", "https://", "mailto:")
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}

Address = Callable[[str], str]
"""Makes an address inside the site (``/2026/rules/``) into one that works from the page."""


class Links(Treeprocessor):
    """Unwraps links and pictures whose address may not be shown: their text stays, as text.

    `inside` makes an address of the site into one that works from the page at hand; None where
    the writer may link to the web only.
    """

    inside: Address | None = None

    def run(self, root: Element) -> None:
        """Changes the tree in place."""
        for node in root.iter():
            if node.tag == "a":
                self._settle(node, "href", node.get("href", ""))
            elif node.tag == "img":
                self._settle(node, "src", node.get("src", ""))

    def _settle(self, node: Element, name: str, address: str) -> None:
        site = address.startswith("/") and not address.startswith("//") and ".." not in address
        if name == "href" and address.lower().startswith(OUTSIDE):
            return
        if self.inside is not None and name == "href" and address.startswith("#"):
            return
        if self.inside is not None and site:
            node.set(name, self.inside(address))
            return
        node.text = node.text or node.get("alt")
        node.tag = "span"
        node.attrib.clear()


class Shift(Treeprocessor):
    """Puts headings below those of the page: the page's own is h1, a section's h2."""

    def __init__(self, highest: int) -> None:
        super().__init__()
        self.highest = highest

    def run(self, root: Element) -> None:
        """Changes the tags in place."""
        levels = sorted({int(node.tag[1]) for node in root.iter() if _is_heading(node)})
        for node in root.iter():
            if _is_heading(node):
                node.tag = f"h{min(self.highest + levels.index(int(node.tag[1])), 4)}"


def _is_heading(node: Element) -> bool:
    return len(node.tag) == 2 and node.tag[0] == "h" and node.tag[1].isdigit()


def _reader(highest: int, extensions: list[str]) -> tuple[Markdown, Links, Shift]:
    reader = Markdown(extensions=extensions, output_format="html")
    reader.preprocessors.deregister("html_block")
    for pattern in ("html", "entity", "automail"):
        reader.inlinePatterns.deregister(pattern)
    links, shift = Links(), Shift(highest)
    reader.treeprocessors.register(shift, "shift", 5)
    reader.treeprocessors.register(links, "links", 4)
    return reader, links, shift


_RESIDENTS = _reader(3, [])
_TOWNS = _reader(2, ["tables", "def_list", "sane_lists"])


def residents_prose(text: str) -> Markup:
    """A resident's Markdown: paragraphs, emphasis, lists, quotes, headings and links to the web.

    Whatever else is written, HTML above all, is shown as the characters that were typed. Pictures
    and links without ``http``, ``https`` or ``mailto`` are shown as their text.
    """
    reader, links, _ = _RESIDENTS
    return _rendered(reader, links, text, RESIDENTS_TAGS, None, "nofollow ugc noopener")


def towns_prose(text: str, address: Address, highest: int = 2) -> Markup:
    """The town's own Markdown: also tables, and links and pictures inside the site.

    An address that begins with one slash is the site's, and goes through `address`. `highest` is
    the level that its highest heading gets.
    """
    reader, links, shift = _TOWNS
    shift.highest = highest
    return _rendered(reader, links, text, TOWNS_TAGS, address, "noopener")


def _rendered(
    reader: Markdown,
    links: Links,
    text: str,
    tags: frozenset[str],
    inside: Address | None,
    rel: str,
) -> Markup:
    links.inside = inside
    try:
        html = reader.reset().convert(text)
    except RecursionError:
        return Markup("<p>{}</p>").format(escape(text))
    cleaned = nh3.clean(
        html,
        tags=set(tags),
        clean_content_tags={"script", "style"},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items() if tag in tags},
        url_schemes={"http", "https", "mailto"},
        link_rel=rel,
    )
    return Markup(cleaned)
