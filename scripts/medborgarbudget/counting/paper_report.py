"""What the comparison of a round's paper batches came to, as a table and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from medborgarbudget.counting.batches import RoundCount
from medborgarbudget.counting.classes_told import not_counted_data, reason_lines
from medborgarbudget.counting.paper import BatchCount
from medborgarbudget.counting.sources import NotCounted
from medborgarbudget.records.explanations import explained

NOT_SETTLED = "–"
COLUMNS = ("batch", "slip", "field", "first", "second", "settled")


def paper_data(count: RoundCount) -> dict[str, Any]:
    """The batches with their differences and the slips that do not count, as plain data."""
    return {
        "ok": count.clean,
        "batches": {batch.batch_id: _batch_data(batch) for batch in count.batches},
    }


def paper_text(count: RoundCount, language: str) -> str:
    """A table of every difference, then what became of each batch's slips."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(count, language))


def _lines(count: RoundCount, language: str) -> Iterator[str]:
    rows = [
        (
            batch.batch_id,
            one.slip,
            explained(language, f"paper-{one.field}"),
            one.first or NOT_SETTLED,
            one.second or NOT_SETTLED,
            NOT_SETTLED if one.value is None else one.value or explained(language, "paper-none"),
        )
        for batch in count.batches
        for one in batch.differences
    ]
    if rows:
        heading = tuple(explained(language, f"paper-column-{name}") for name in COLUMNS)
        yield from _table([heading, *rows])
        yield ""
    for batch in count.batches:
        if not batch.slips:
            yield explained(language, "paper-open", batch=batch.batch_id)
            continue
        marks = [slip.mark for slip in batch.slips]
        yield explained(
            language,
            "paper-settled",
            batch=batch.batch_id,
            slips=str(len(marks)),
            counted=str(len(batch.ballots)),
            blank=str(marks.count("blank")),
            spoiled=str(marks.count("spoiled")),
            invalid=str(len(_not_counted(batch))),
        )
        yield from (f"  {line}" for line in reason_lines(_not_counted(batch), language))


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))


def _batch_data(batch: BatchCount) -> dict[str, Any]:
    marks = [slip.mark for slip in batch.slips]
    return {
        "pot": batch.pot_id,
        "settled": bool(batch.slips),
        "slips": len(marks),
        "counted": len(batch.ballots),
        "blank": marks.count("blank"),
        "spoiled": marks.count("spoiled"),
        "invalid": not_counted_data(_not_counted(batch)),
        "differences": [
            {
                "slip": one.slip,
                "field": one.field,
                "first": one.first,
                "second": one.second,
                "value": one.value,
            }
            for one in batch.differences
        ],
    }


def _not_counted(batch: BatchCount) -> tuple[NotCounted, ...]:
    faults = ((slip.number, slip.fault) for slip in batch.slips if slip.fault)
    return tuple(NotCounted(number, fault[0]) for number, fault in faults)
