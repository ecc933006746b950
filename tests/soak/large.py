"""A town whose vote online has as many ballots as a large city's, closed and counted."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from tests.counting.conftest import NORR, OnlineTown, votes

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.sealing import sealed
from medborgarbudget.voting.stores import Row

EVERY = 20
"""So many voters have one among them who changes the vote once."""
CHUNK = 500


class LargeTown(OnlineTown):
    """Lillby with so many ballots in one roll for both of its pots."""

    ROLLS: ClassVar[Mapping[str, tuple[str, ...]]] = {"hela": ("norr", "soder")}

    def __init__(self, root: Path, ballots: int) -> None:
        super().__init__(root)
        self.ballots = ballots
        self.CODES = ballots + 10

    def fill(self) -> None:
        """Put every ballot into the store at once, as no crowd could, each sealed and signed."""
        with _processes() as pool, self.store._connected() as connection:
            several = pool.map(
                partial(_ballots, self.election), range(self.ballots), chunksize=CHUNK
            )
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
                (_values(_row(one)) for ballots in several for one in ballots),
            )
            connection.execute("COMMIT")


def _processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork"))


def _ballots(election: Election, number: int) -> list[SealedBallot]:
    """A voter's ballots: every so many change their mind."""
    pot = ("norr", "soder")[number % 2]
    marks = (Marks((number % 3 + 1,)), Marks((1, 2)), Marks((1, 2, 3)), Marks(()), Marks((1, 1)))
    key = OnlineTown.voter("hela", number)
    chosen = marks[3 if number % 97 == 0 else 4 if number % 101 == 0 else number % 7 % 3]
    cast = [sealed(election, "hela", pot, key, chosen)]
    if number % EVERY == 0:
        cast.append(sealed(election, "hela", pot, key, marks[1], cast[0]))
    return cast


def _row(ballot: SealedBallot) -> Row:
    header = ballot.header
    day = date(2026, 5, 4)
    return Row(header.key, header.seq, header.text, ballot.signature, ballot.ciphertext, day)


def _values(row: Row) -> tuple[object, ...]:
    return row.key, row.seq, row.text, row.signature, row.ciphertext, row.day.isoformat()


def large_town(lillby: Path, folder: Path, ballots: int) -> LargeTown:
    """The town with its ballots counted and committed, paper beside them."""
    town = LargeTown(folder / "town", ballots)
    shutil.copytree(lillby, town.root)
    town.git("init", "--quiet", "--initial-branch", "main")
    town.begin()
    town.fill()
    town.batch("norr-1", "norr", votes(NORR))
    town.night("2026-05-10")
    town.commit("Many have voted")
    closed = town.close()
    assert 0 == closed.exit_code, closed.output
    town.play("tally", "2026")
    town.commit("The box is opened and counted")
    town.store.close()
    return town
