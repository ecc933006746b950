"""Bundles of paper slips, typed twice by people who make mistakes, and the mistakes settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from medborgarbudget.demo.voters import Filled, draw
from medborgarbudget.records.paper import COVER, FIRST, RESOLUTION, SECOND
from medborgarbudget.records.writing import dump_yaml

COUNTED_BY = ("Röstmottagare", "Bibliotekarie")
TYPED_BY = ("Handläggare på kansliet", "Kommunvägledare")
SIGNED_OFF_BY = ("Kommunsekreterare", "Stadsarkivarie")

MISTAKES_PER_1000 = 14
REASONS = {
    "choices": (
        "Sedeln visades för båda. Siffran är tydlig på sedeln.",
        "Ett kryss var svagt men går att läsa.",
        "Fel rad skrevs av.",
    ),
    "mark": ("Sedeln har ett kryss. Det sitter på baksidan av vikningen.",),
    "slip": ("Två sedlar satt ihop när de skrevs av.",),
}

Typed = tuple[str, str] | None
"""Mark and choices as one person typed them; None where the slip was passed over."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The slips that one polling place handed in for one pot. `batch_id` names its folder."""

    batch_id: str
    pot_id: str
    place: str
    received: date
    settled: date
    slips: tuple[Filled, ...]


def bundled(
    pot_id: str, slips: Sequence[Filled], places: Sequence[str], received: date, settled: date
) -> tuple[Bundle, ...]:
    """The slips of a pot shared out between the polling places, nearly evenly, in their order."""
    size = -(-len(slips) // len(places))
    return tuple(
        Bundle(
            f"{pot_id}-{number}",
            pot_id,
            place,
            received,
            settled,
            tuple(slips[(number - 1) * size : number * size]),
        )
        for number, place in enumerate(places, start=1)
    )


def bundle_files(round_id: str, bundle: Bundle) -> dict[str, bytes]:
    """The bundle's cover sheet, both typings, and the resolution where they differ, by path."""
    folder = f"rounds/{round_id}/paper/{bundle.batch_id}"
    right = {number: (slip.mark, slip.choices) for number, slip in enumerate(bundle.slips, start=1)}
    first = {number: typed(f"{folder}|first|{number}", *slip) for number, slip in right.items()}
    second = {
        number: typed(f"{folder}|second|{number}", *slip) if first[number] == slip else slip
        for number, slip in right.items()
    }
    texts = {COVER: dump_yaml(_cover(bundle)), FIRST: _csv(first), SECOND: _csv(second)}
    rulings = [
        ruling
        for number, slip in right.items()
        for ruling in _rulings(folder, number, slip, first[number], second[number])
    ]
    if rulings:
        signed = {"signed_off_by": list(SIGNED_OFF_BY), "date": bundle.settled, "slips": rulings}
        texts[RESOLUTION] = dump_yaml(signed)
    return {f"{folder}/{name}": text.encode() for name, text in texts.items()}


def typed(key: str, mark: str, choices: str) -> Typed:
    """What a person types of a slip: nearly always what it says."""
    if draw(key, "mistake") % 1000 >= MISTAKES_PER_1000 or mark != "vote":
        return mark, choices
    kind, words = draw(key, "kind") % 8, choices.split()
    if kind == 0:
        return None
    if kind == 1:
        return "blank", ""
    if len(words) > 1 and kind < 5:
        return mark, " ".join(words[:-1])
    number, *points = words[-1].split("=")
    other = str(int(number) % 5 + 1)
    if other in {word.split("=")[0] for word in words}:
        return mark, " ".join(words[1:]) or choices
    wrong = [*words[:-1], "=".join([other, *points])]
    return mark, " ".join(sorted(wrong) if words == sorted(words) else wrong)


def _cover(bundle: Bundle) -> dict[str, Any]:
    marks = [slip.mark for slip in bundle.slips]
    return {
        "pot": bundle.pot_id,
        "place": bundle.place,
        "received": bundle.received,
        "slips": len(marks),
        "blank": marks.count("blank"),
        "spoiled": marks.count("spoiled"),
        "counted_by": list(COUNTED_BY),
        "typed_by": list(TYPED_BY),
    }


def _csv(slips: dict[int, Typed]) -> str:
    rows = [f"{number},{slip[0]},{slip[1]}" for number, slip in slips.items() if slip is not None]
    return "\n".join(["slip,mark,choices", *rows, ""])


def _rulings(
    folder: str, number: int, right: tuple[str, str], first: Typed, second: Typed
) -> Iterator[dict[str, Any]]:
    """What the slip itself says wherever the two typings differ."""
    if first == second:
        return
    fields = [("mark", 0), ("choices", 1)]
    if first is None or second is None:
        yield _ruling(
            folder, number, "slip", str(number if first else ""), str(number if second else ""),
            str(number),
        )  # fmt: skip
        return
    for field, at in fields:
        if first[at] != second[at]:
            yield _ruling(folder, number, field, first[at], second[at], right[at])


def _ruling(
    folder: str, number: int, field: str, first: str, second: str, value: str
) -> dict[str, Any]:
    reasons = REASONS[field]
    reason = reasons[draw(folder, number, field) % len(reasons)]
    return {
        "slip": number,
        "field": field,
        "first": first,
        "second": second,
        "value": value,
        "reason": reason,
    }
