"""The rows of VOTES piece by piece: what each tells of voters, projects and points, as numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot
from medborgarbudget.pb.columns import Words, place_type, sort_columns, together, words_of
from medborgarbudget.pb.merged import MOST_BYTES, MergedBallots, merged_with_points
from medborgarbudget.records.letters import hidden
from medborgarbudget.records.pabulib.cells import WORD, Cells, Codes, codes
from medborgarbudget.records.pabulib.names import Names
from medborgarbudget.records.pabulib.numbers import Numbers, Whole
from medborgarbudget.records.pabulib.rows import MAX_LINE
from medborgarbudget.records.pabulib.sections import SECTIONS

Table = NDArray[Any]
Merged = MergedBallots | tuple[tuple[Ballot, int], ...]

LONGEST = 1_000
"""Longer ballots are read one by one: a table as wide as the longest would be mostly empty."""
ASCII = bytes(range(128))


class Pieces:
    """What was read so far: the voters' codes, and their ballots as `pb.columns` packs them."""

    def __init__(self, columns: tuple[str, ...], vote_type: str, names: Names) -> None:
        self._columns = columns
        self._names = names
        self._keeps_order = vote_type == "ordinal"
        self._with_points = vote_type in WITH_POINTS
        self._below_zero = vote_type != "cumulative"
        self._numbers = Numbers()
        self._voters: list[Codes] = []
        self._ballots: list[list[Words]] = []
        self._points: list[Whole] = []

    @property
    def number(self) -> int:
        """How many rows were read."""
        return sum(map(len, self._voters))

    def add(self, text: bytes) -> bool:
        """Read the rows in this text; False where anything in them is not plain."""
        if not _is_clean(text):
            return False
        cells = Cells.of(text, len(self._columns), MAX_LINE)
        if cells is None or _may_begin_a_section(cells):
            return False
        voters = cells.bounds(self._columns.index("voter_id"))
        if not cells.are_tight(*voters):
            return False
        self._voters.append(_ordered_codes(cells, *voters))
        projects = self._projects(cells)
        return projects is not None and self._add_ballots(cells, projects)

    def _projects(self, cells: Cells) -> Table | None:
        """``[place, row]``: the projects on the ballots, counted from 1; 0 after the last."""
        column = self._columns.index("vote")
        lengths = cells.lengths(column)
        longest = max(int(lengths.max()), 1)
        if longest > LONGEST:
            return None
        kind = place_type(len(self._names.texts))
        found = np.full((longest, len(lengths)), np.iinfo(kind).max, dtype=kind)
        for place, pieces in enumerate(cells.pieces(column)):
            projects = self._names.find(cells.buffer, pieces)
            if projects is None:
                return None
            found[place, pieces.rows] = projects
        found += kind.type(1)  # what was the highest number is now 0
        return found

    def _add_ballots(self, cells: Cells, projects: Table) -> bool:
        """Pack the ballots, each of which names a project once at most."""
        in_order = projects - projects.dtype.type(1)
        if self._with_points:
            points = self._points_of(cells, projects)
            if points is None:
                return False
            order = np.argsort(in_order, axis=0, kind="stable")
            self._points.append(np.take_along_axis(points, order, axis=0))
        sort_columns(in_order)
        in_order += in_order.dtype.type(1)
        if ((in_order[1:] == in_order[:-1]) & (in_order[1:] > 0)).any():
            return False
        kept = projects if self._keeps_order else in_order
        self._ballots.append(words_of(np.ascontiguousarray(kept.T), len(self._names.texts)))
        return True

    def _points_of(self, cells: Cells, projects: Table) -> Whole | None:
        """``[place, row]``: the points; None unless each ballot has one for each project."""
        column = self._columns.index("points")
        if (cells.lengths(column) != (projects > 0).sum(axis=0)).any():
            return None
        points = np.zeros(projects.shape, dtype=np.int64)
        for place, pieces in enumerate(cells.pieces(column)):
            given = self._numbers.find(cells.buffer, pieces)
            if given is None or (not self._below_zero and (given < 0).any()):
                return None
            points[place, pieces.rows] = given
        return points

    def merged(self, ids: tuple[str, ...]) -> Merged | None:
        """All ballots; None where a voter stands there twice, or they are too many and too long."""
        if not self._voters or not _all_different(self._voters):
            return None
        if WORD * max(map(len, self._ballots)) * self.number > MOST_BYTES:
            return None
        ballots = together(self._ballots)
        self._ballots.clear()
        if not self._with_points:
            return MergedBallots.of_packed(ids, ballots)
        widest = max(map(len, self._points))
        points = np.zeros((widest, self.number), dtype=np.int64)
        row = 0
        for part in self._points:
            points[: len(part), row : row + part.shape[1]] = part
            row += part.shape[1]
        return merged_with_points(ids, ballots, points)


def _ordered_codes(cells: Cells, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Codes:
    """Codes that grow with whole numbers of up to eight digits, which voters often are."""
    unused = np.maximum(WORD - (ends - starts), 0).astype(np.uint64)
    found: Codes = codes(cells.buffer, starts, ends).byteswap() >> (unused * np.uint64(8))
    return found


def _all_different(parts: list[Codes]) -> bool:
    """Whether no code is there twice. Codes that only grow need not be sorted to tell."""
    growing = all((part[1:] > part[:-1]).all() for part in parts)
    if growing and all(one[-1] < other[0] for one, other in pairwise(parts)):
        return True
    found = np.concatenate(parts)
    found.sort()
    return bool((found[1:] != found[:-1]).all())


def _is_clean(text: bytes) -> bool:
    """Whether there are no characters that may not stand in a file, or that hide."""
    letters = np.frombuffer(text, dtype=np.uint8)
    newlines = letters == ord("\n")
    controls = np.count_nonzero(letters < ord(" ")) - np.count_nonzero(newlines)
    if controls:
        returns = letters == ord("\r")
        if (returns[:-1] > newlines[1:]).any() or returns[-1]:
            return False
        controls -= np.count_nonzero(returns) + np.count_nonzero(letters == ord("\t"))
    if controls or b"\x7f" in text:
        return False
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return next(hidden(text.translate(None, ASCII).decode("utf-8")), None) is None


def _may_begin_a_section(cells: Cells) -> bool:
    """Whether a row has nothing but the name of a section."""
    return any(cell.decode("utf-8").strip().upper() in SECTIONS for cell in cells.words_alone())
