"""What is printed with codes: letters, cards for schools and libraries, and trustees' sheets."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import segno
import yaml
from markupsafe import Markup, escape

from medborgarbudget.pb.town import Town
from medborgarbudget.pb.words import in_language
from medborgarbudget.records import formats
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.languages import attributes

FOLDER = Path(__file__).with_name("print")


def vote_address(town: Town, round_id: str) -> str:
    """The address of the vote page, as it is printed."""
    return f"{town.url.rstrip('/')}/{round_id}/vote/"


def letters_page(
    town: Town, folder: RoundFolder, pots: Sequence[str], codes: Sequence[str], kind: str
) -> str:
    """The HTML of ``letters`` (one to a page) or ``cards`` (eight to a page), one for each code.

    In all languages of the town that there are words for. The upper part of a letter is left free
    for the window of its envelope: the address is the mailing house's, so that nobody learns who
    got which code. `pots` are those that the codes may vote in.
    """
    address = vote_address(town, folder.round_id)
    languages = [one for one in town.languages if one in spoken()] or ["sv"]
    projects = sum(len(folder.instance(pot).projects) for pot in pots)
    gaps = {one: _gaps(town, folder, pots, projects, one) for one in languages}

    def say(language: str, key: str) -> Markup:
        return escape(_words()[language][key]).format(**gaps[language])

    return (
        _environment()
        .get_template(f"{kind}.html")
        .render(
            codes=codes,
            languages=languages,
            say=say,
            attributes=_attributes,
            several=projects > 1,
            style=_style(),
            town=in_language(town.name, languages[0]),
            address=address,
            picture=lambda code: qr_picture(f"{address}#{code}"),
        )
    )


def trustees_page(
    languages: Sequence[str], election: str, election_key: str, shares: Sequence[str]
) -> str:
    """The HTML of the trustees' sheets, one to a page, each with one share's words.

    In the first two of the languages that there are words for.
    """
    known = [one for one in languages if one in spoken()][:2] or ["sv"]

    def say(language: str, key: str, number: int = 0) -> str:
        said: str = _words()[language][key]
        return said.format(number=number, all=len(shares), election=election, key=election_key)

    return (
        _environment()
        .get_template("trustees.html")
        .render(
            shares=shares,
            languages=known,
            say=say,
            attributes=_attributes,
            style=_style(),
            election=election,
        )
    )


def spoken() -> tuple[str, ...]:
    """The languages that there are words for."""
    return tuple(_words())


def qr_picture(text: str) -> str:
    """A QR code as an image that an HTML page holds in itself."""
    svg = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return "data:image/svg+xml;base64," + base64.b64encode(_named(svg).encode()).decode("ascii")


def _named(svg: str) -> str:
    """As a file of its own the picture must say what language it is in."""
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _gaps(
    town: Town, folder: RoundFolder, pots: Sequence[str], projects: int, language: str
) -> Mapping[str, str]:
    the_round = folder.round
    voting = the_round.schedule.periods["voting"]
    limit = sum(the_round.pots[pot].budget_limit for pot in pots)
    names = [in_language(the_round.pots[pot].name, language) for pot in pots]
    opens, closes = (
        formats.opening(voting.opens, language),
        formats.closing(voting.closes, language),
    )
    contact = " · ".join(filter(None, (town.contact.email, town.contact.phone)))
    return {
        "round": in_language(the_round.title, language),
        "pots": formats.listing(names, language),
        "voters": f"{formats.listing(names, language)}:",
        "money": formats.money(limit, language, the_round.currency),
        "projects": formats.number(projects, language),
        "dates": f"{opens} – {closes}",
        # As one types it: a browser adds the rest.
        "address": _rightwards(vote_address(town, folder.round_id).removeprefix("https://")),
        "contact": _rightwards(contact),
    }


def _rightwards(text: str) -> Markup:
    """An address: in the middle of a language that reads leftwards it is still read rightwards."""
    return Markup('<span class="address" dir="ltr">{}</span>').format(text)


def _attributes(language: str) -> Markup:
    """Both attributes, since the languages of a letter may read in different directions."""
    both = {"dir": "ltr", **attributes(language)}
    return Markup(" ").join(Markup('{}="{}"').format(*one) for one in both.items())


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "words.yaml").read_text("utf-8"))
    return found


@cache
def _style() -> str:
    return (FOLDER / "style.css").read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(FOLDER)
    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True}
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, **options
    )
