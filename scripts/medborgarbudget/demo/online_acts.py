"""The acts of the vote online, one after the other, and what is told of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date

from medborgarbudget.counting.sources import HandedIn
from medborgarbudget.demo import online
from medborgarbudget.demo.acts import Act
from medborgarbudget.demo.booth import Booth
from medborgarbudget.demo.letters import Visit, nights_of, visits_of
from medborgarbudget.demo.told import Told
from medborgarbudget.records.tree import RoundFolder, TownTree
from medborgarbudget.voting.ceremony import NEEDED, TRUSTEES

Files = Mapping[str, bytes]


class Online:
    """The vote functions of the rounds that are open; all of them stop when it is left."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._booths: dict[str, Booth] = {}
        self._visits: dict[str, Mapping[date, tuple[Visit, ...]]] = {}

    def __enter__(self) -> Online:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def acted(self, act: Act, tree: TownTree, folder: RoundFolder) -> tuple[Files, Sequence[Told]]:
        """What an act writes, and what is told of it. Raises DemoStoppedError."""
        if act.deed == "keys":
            facts = {"needed": NEEDED, "trustees": TRUSTEES}
            return online.keys_made(folder), [_told("keys", facts, act)]
        if act.deed == "codes":
            files, letters = online.rolls_made(folder)
            lines = sum(data.count(b"\n") for data in files.values())
            return files, [_told("codes", {"letters": letters, "keys": lines}, act)]
        booth = self._booth(tree, folder)
        booth.receive(act.day, self._visits[act.round_id][act.day])
        files = online.night(booth, tree.root)
        nights = nights_of(folder)
        if act.day not in (nights[0], nights[-1]):
            return files, []
        key = "first-night" if act.day == nights[0] else "last-night"
        done = ("cast", "changed", "handed-in", "cut")
        facts = {name.replace("-", "_"): booth.told[name] for name in done}
        return files, [_told(key, {**facts, "nights": len(nights)}, act)]

    def emptied(
        self, act: Act, tree: TownTree
    ) -> tuple[tuple[HandedIn, ...], Files, Sequence[Told]]:
        """The ballots of the box, the files that it is published in, and what is told of it.

        Nothing where the round is not voted in online. Raises DemoStoppedError.
        """
        if act.round_id not in self._booths:
            return (), {}, ()
        booth = self._booths.pop(act.round_id)
        booth.today = act.day
        last = online.night(booth, tree.root)
        source, files, destroyed = online.box_opened(booth)
        counts = [source.counts(pot_id) for pot_id in booth.folder.round.pots]
        facts = {
            "counted": sum(one.counted for one in counts),
            "blank": sum(one.blank for one in counts),
            "over": sum(sum(one.invalid.values()) for one in counts),
            "destroyed": destroyed,
        }
        return (source,), {**last, **files}, [_told("box", facts, act)]

    def _booth(self, tree: TownTree, folder: RoundFolder) -> Booth:
        """The round's vote function, which is started on its first night."""
        if folder.round_id not in self._booths:
            booth = self._running.enter_context(online.booth_of(tree, folder))
            self._booths[folder.round_id] = booth
            self._visits[folder.round_id] = visits_of(folder)
        return self._booths[folder.round_id]


def _told(key: str, facts: Mapping[str, int], act: Act) -> Told:
    return Told(key, facts, act.round_id, act.step, act.day)
