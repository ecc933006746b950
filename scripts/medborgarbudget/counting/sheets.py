"""Counting sheets: what people with pencils need to count a pot again, as one page to be printed.

No figure of the result stands on them: whoever counts must not know what it should come to.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from medborgarbudget.counting.hand_rules import ballot_words, rule_words, tie_words, worked_words
from medborgarbudget.pb.round import Pot
from medborgarbudget.pb.words import in_language
from medborgarbudget.records import formats
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.manifest import BallotLine, manifest_path
from medborgarbudget.records.tree import RoundFolder, TownTree

BOXES_IN_ROW = 10
VOTES_IN_BOX = 5
MOST_ROWS = 6
"""A bundle of more than 300 slips is counted on two copies of its sheet."""

MOST_PLACES = 4
"""With more places than this, numbers take less paper than boxes for each place."""

COLUMNS = 4
SPARE_ROWS = 6

BOX = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80">'
    '<rect x="5" y="5" width="70" height="70" rx="6" fill="none" stroke="#777" stroke-width="2"/>'
    "</svg>"
)
"""Room for five strokes, ten units to the millimetre."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One bundle of slips, with as many lines for strokes as its slips may need."""

    batch_id: str
    place: str
    slips: int
    rows: int


@dataclass(frozen=True)
class Sheets:
    """All that the sheets of a pot say. `digest` is the manifest's SHA-256; money is whole units.

    `strokes` tells whether a vote is a stroke; else numbers are written. `places` are the points
    of each place of a ranked ballot, the first place first, where they are few. `columns` are the
    names of the bundles, table by table. `worked` is empty where no hand can work the rule out.
    """

    round_id: str
    round_title: str
    town: str
    pot_id: str
    pot_name: str
    budget_limit: int
    lines: tuple[BallotLine, ...]
    manifest: str
    digest: str
    ballot: tuple[str, ...]
    rule: tuple[str, ...]
    ties: tuple[str, ...]
    how: str
    strokes: bool
    places: tuple[int, ...]
    bundles: tuple[Bundle, ...]
    columns: tuple[tuple[str, ...], ...]
    worked: tuple[str, ...]

    @property
    def slips(self) -> int:
        """All slips by the cover sheets."""
        return sum(bundle.slips for bundle in self.bundles)

    @property
    def spare(self) -> int:
        """Lines for bundles that nobody knew of."""
        return 2 if self.bundles else SPARE_ROWS


def sheets_of(tree: TownTree, folder: RoundFolder, pot_id: str, language: str) -> Sheets:
    """What the sheets of a pot say. The round must have opened: its ballot has its numbers then.

    Raises KeyError for a pot that is not on the ballot.
    """
    assert folder.manifest is not None
    ballot = folder.manifest.pots[pot_id]
    pot, path = folder.round.pots[pot_id], manifest_path(folder.round_id)
    bundles = tuple(_bundles(folder, pot_id))
    names = [bundle.batch_id for bundle in bundles] or [""] * COLUMNS
    names += [""] * (-len(names) % COLUMNS)
    titles = {line.project_id: line.title for line in ballot.projects}
    return Sheets(
        round_id=folder.round_id,
        round_title=in_language(folder.round.title, language),
        town=tree.town.short_name if tree.town else "",
        pot_id=pot_id,
        pot_name=in_language(pot.name, language),
        budget_limit=ballot.budget_limit,
        lines=ballot.projects,
        manifest=path,
        digest=file_digest(tree.root, path) or "",
        ballot=tuple(ballot_words(pot.ballot, folder.round.currency, language)),
        rule=tuple(rule_words(pot.rule, language)),
        ties=tuple(tie_words(pot.rule.tie_breaking, language)),
        how=_how(pot, len(ballot.projects), language),
        strokes=pot.ballot.vote_type in ("approval", "choose-1"),
        places=_places(pot),
        bundles=bundles,
        columns=tuple(tuple(names[at : at + COLUMNS]) for at in range(0, len(names), COLUMNS)),
        worked=tuple(worked_words(pot.rule, titles, language)),
    )


def sheets_page(sheets: Sheets, currency: str, language: str) -> str:
    """The sheets as one HTML page that needs nothing beside itself."""
    folder = files("medborgarbudget.counting") / "templates"
    style = (folder / "sheets.css").read_text(encoding="utf-8")
    box = f"data:image/svg+xml;base64,{b64encode(BOX.encode()).decode()}"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "sheets.html").read_text(encoding="utf-8"))
    return template.render(
        it=sheets,
        language=language,
        direction=formats.locale_for(language).text_direction,
        direction_of=direction_of,
        style=Markup(style.replace("BOX", box)),
        say=partial(explained, language),
        money=partial(formats.money, language=language, currency=currency),
        number=partial(formats.number, language=language),
    )


def direction_of(text: str) -> str:
    """``rtl`` where the first letter that has a direction is written from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _bundles(folder: RoundFolder, pot_id: str) -> Iterator[Bundle]:
    for batch_id, batch in sorted(folder.batches.items()):
        if batch.cover.pot == pot_id:
            slips = batch.cover.slips
            rows = -(-slips // (BOXES_IN_ROW * VOTES_IN_BOX))
            yield Bundle(batch_id, batch.cover.place, slips, min(max(rows, 1), MOST_ROWS))


def _places(pot: Pot) -> tuple[int, ...]:
    most = pot.ballot.max_length or MOST_PLACES + 1
    ranked = pot.ballot.vote_type == "ordinal" and most <= MOST_PLACES
    return tuple(range(most, 0, -1)) if ranked else ()


def _how(pot: Pot, projects: int, language: str) -> str:
    if pot.ballot.vote_type in ("approval", "choose-1"):
        return explained(language, "sheet-tally-how")
    if _places(pot):
        return explained(language, "sheet-tally-how-places")
    if pot.ballot.vote_type == "ordinal":
        most = formats.number(pot.ballot.max_length or projects, language)
        points = explained(language, "sheet-ordinal-points", most=most)
        return explained(language, "sheet-tally-how-ordinal", points=points)
    return explained(language, "sheet-tally-how-points")
