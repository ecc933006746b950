"""The site map for search engines, with every page's other languages; and robots.txt."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from medborgarbudget.site.addresses import absolute
from medborgarbudget.site.languages import prefix
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def sitemap(site: Site, pages: Sequence[Page]) -> bytes:
    """Every indexed page in every language. No dates: the clock has no say in the bytes."""
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in sorted((page for page in pages if page.indexed), key=lambda page: page.path):
        addresses = [
            (language, absolute(site.town.url, prefix(language, site.languages) + page.path))
            for language in site.languages
        ]
        for _, address in addresses:
            node = SubElement(root, "url")
            SubElement(node, "loc").text = address
            for language, other in addresses:
                link = {"rel": "alternate", "hreflang": language, "href": other}
                SubElement(node, "xhtml:link", link)
    indent(root)
    xml: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + xml + b"\n"


def robots(site: Site) -> bytes:
    """Everything may be read."""
    return f"User-agent: *\nAllow: /\nSitemap: {absolute(site.town.url, 'sitemap.xml')}\n".encode()
