"""An Atom feed (RFC 4287), with the dates of its entries and never the clock's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from medborgarbudget.pb.words import in_language
from medborgarbudget.site.addresses import absolute
from medborgarbudget.site.languages import prefix
from medborgarbudget.site.model import Site

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news: its address from the site's root, and its text as HTML."""

    path: str
    date: date
    title: str
    html: str


def feed(site: Site, language: str, title: str, entries: Sequence[Entry]) -> bytes:
    """The feed of one language, called by the town's name and `title`.

    A feed without entries is as old as the town's first round.
    """
    base, start = site.town.url, prefix(language, site.languages)
    first = site.rounds[-1].round.schedule.periods["criteria"].opens.date() if site.rounds else None
    newest = max((entry.date for entry in entries), default=first or date(1970, 1, 1))
    root = Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _add(root, "title", f"{in_language(site.town.name, language)}: {title}")
    _add(root, "id", absolute(base, start))
    SubElement(root, "link", {"rel": "self", "href": absolute(base, f"{start}feed.xml")})
    SubElement(root, "link", {"rel": "alternate", "href": absolute(base, f"{start}news/")})
    _add(root, "updated", _moment(newest))
    _add(SubElement(root, "author"), "name", in_language(site.town.name, language))
    for entry in entries:
        node = SubElement(root, "entry")
        address = absolute(base, entry.path)
        _add(node, "title", entry.title)
        _add(node, "id", address)
        SubElement(node, "link", {"rel": "alternate", "href": address})
        _add(node, "published", _moment(entry.date))
        _add(node, "updated", _moment(entry.date))
        _add(node, "content", entry.html).set("type", "html")
    indent(root)
    xml: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + xml + b"\n"


def _add(parent: Element, tag: str, text: str) -> Element:
    node = SubElement(parent, tag)
    node.text = text
    return node


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
