"""Differences between two typed files, and the rulings that settle them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.paper import PaperBatch, Resolution, Ruling
from medborgarbudget.records.slips import Slip


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two typed files part: `field` is ``slip`` (one lacks it), ``mark`` or ``choices``.

    `value` is what it was settled to, None while it is open.
    """

    batch_id: str
    slip: str
    field: str
    first: str
    second: str
    place: Place
    value: str | None = None


def settled(
    batch: PaperBatch,
    first: Mapping[str, Slip],
    second: Mapping[str, Slip],
    differences: tuple[Difference, ...],
) -> tuple[tuple[Difference, ...], tuple[Slip, ...], list[Problem]]:
    """The differences with what they came to, the slips that all agree on, and what is open.

    A slip with an open difference is left out; the problem that names it stops the batch.
    """
    rulings, problems = _rulings(batch, differences)
    closed = []
    slips = {number: first.get(number) or second[number] for number in {*first, *second}}
    for difference in differences:
        ruling = rulings.get((difference.slip, difference.field))
        if ruling is None:
            problems.append(_open(difference))
            closed.append(difference)
            slips.pop(difference.slip, None)
            continue
        closed.append(replace(difference, value=ruling.value))
        slip = slips.get(difference.slip)
        if slip is None:
            continue
        if difference.field == "slip":
            if not ruling.value:
                del slips[difference.slip]
        elif difference.field == "mark":
            mark = ruling.value.lower()
            slips[slip.number] = replace(slip, mark=mark, place=ruling.place)
        else:
            slips[slip.number] = replace(slip, choices=ruling.value, place=ruling.place)
    return tuple(closed), tuple(slips[number] for number in sorted(slips, key=int)), problems


def _rulings(
    batch: PaperBatch, differences: tuple[Difference, ...]
) -> tuple[dict[tuple[str, str], Ruling], list[Problem]]:
    resolution = batch.resolution
    if resolution is None:
        return {}, []
    known = {(one.slip, one.field): one for one in differences}
    rulings: dict[tuple[str, str], Ruling] = {}
    problems = _roles(batch, resolution)
    for ruling in resolution.rulings:
        key = (ruling.slip, ruling.field)
        facts = {"slip": ruling.slip, "field": ruling.field}
        difference = known.get(key)
        if difference is None:
            problems.append(Problem("paper-ruling-without-difference", ruling.place, facts))
            continue
        if key in rulings:
            problems.append(Problem("paper-ruling-doubled", ruling.place, facts))
        elif (ruling.first, ruling.second) != (difference.first, difference.second):
            typed = {"first": difference.first, "second": difference.second}
            problems.append(Problem("paper-ruling-outdated", ruling.place, {**facts, **typed}))
        elif ruling.field == "slip" and ruling.value not in ("", ruling.slip):
            problems.append(Problem("paper-ruling-value", ruling.place, facts))
        # A ruling with a fault is told as that, and not as a difference still open besides.
        rulings.setdefault(key, ruling)
    return rulings, problems


def _roles(batch: PaperBatch, resolution: Resolution) -> list[Problem]:
    """Those who settle must be two, and others than those who typed."""
    place = resolution.document.place("signed_off_by")
    signed = [_plain(role) for role in resolution.signed_off_by]
    typed = {_plain(role) for role in batch.cover.typed_by}
    problems = []
    if len(set(signed)) < 2:
        role = resolution.signed_off_by[0]
        problems.append(Problem("paper-signed-off-by-one", place, {"role": role}))
    problems += [
        Problem("paper-signed-off-by-typist", place, {"role": role})
        for role in resolution.signed_off_by
        if _plain(role) in typed
    ]
    return problems


def _plain(role: str) -> str:
    return " ".join(role.casefold().split())


def _open(difference: Difference) -> Problem:
    facts = {"batch": difference.batch_id, "slip": difference.slip}
    if difference.field == "slip":
        lacks = "second.csv" if difference.first else "first.csv"
        return Problem("paper-slip-in-one-file", difference.place, {**facts, "file": lacks})
    typed = {"first": difference.first or "–", "second": difference.second or "–"}
    return Problem(
        "paper-difference", difference.place, {**facts, "field": difference.field, **typed}
    )
