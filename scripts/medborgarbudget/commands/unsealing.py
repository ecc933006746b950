"""The box online, opened in memory: what is to be published of it, and what is to be destroyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from medborgarbudget.commands.reader import Reader
from medborgarbudget.commands.trustees import election_seed
from medborgarbudget.commands.vote_function import Night
from medborgarbudget.pb.problem import Place, Problem

if TYPE_CHECKING:
    from medborgarbudget.counting.sources import HandedIn
    from medborgarbudget.records.box import Box
    from medborgarbudget.records.sealed.standing import Standing
    from medborgarbudget.records.tree import RoundFolder, TownTree

SAID = {
    "sv": {
        "pot": "{pot}: {counted} räknade, {blank} blanka, {outside} utanför reglerna.",
        "alone": "  {alone} av {counted} sedlar ({percent} %) är inte lik någon annan.",
        "summed": "  Färre än {limit}: bara summor blir offentliga. Sedlarna förstörs i lagret.",
        "destroyed": "Förstörda i lagret, olästa: {number} ändrade eller makulerade sedlar.",
        "sums": "Förstörda i lagret, räknade: {number} sedlar som är offentliga som summor.",
    },
    "en": {
        "pot": "{pot}: {counted} counted, {blank} blank, {outside} outside the rules.",
        "alone": "  {alone} of {counted} ballots ({percent} %) are like nobody else's.",
        "summed": "  Fewer than {limit}: only sums are published. The ballots are destroyed.",
        "destroyed": "Destroyed in the store, unread: {number} changed or revoked ballots.",
        "sums": "Destroyed in the store, counted: {number} ballots that are published as sums.",
    },
}


@dataclass(frozen=True)
class Unsealed:
    """The box in its files, what came out of it, and the store that it was emptied from.

    `source` is what everybody can count of it; `opened` has the single ballots of all pots.
    """

    source: HandedIn
    opened: HandedIn
    files: Mapping[str, bytes]
    night: Night
    found: Standing


def unsealed(
    tree: TownTree,
    folder: RoundFolder,
    night: Night,
    word_files: Sequence[Path],
    publish_few: bool,
    reader: Reader,
) -> Unsealed:
    """Open all ballots that count. Writes nothing, and leaves, saying why, where anything is odd.

    Sums that an interrupted closing wrote stand in for ballots that it has destroyed already.
    """
    from medborgarbudget.counting.digital import box_source, rolls_of
    from medborgarbudget.counting.few import counted_sums, few_pots, few_problems, with_sums_only
    from medborgarbudget.records.box import box_files, entries_path
    from medborgarbudget.voting.emptying import OddRowError, emptied

    def refuse(problems: Sequence[Problem]) -> None:
        if problems:
            reader.refuse(problems)

    assert folder.election is not None
    rolls, problems = rolls_of(tree, folder)
    refuse(problems)
    seed = election_seed(folder, word_files, reader)
    try:
        whole, found = emptied(folder.election, rolls, night.rows, seed)
    except OddRowError:
        odd = Problem("store-row-odd", Place(entries_path(folder.round_id)))
        reader.refuse([odd])
    gone = {one.header.pot for one in found.counted if not one.ciphertext}
    kept = {pot_id: one for pot_id, one in folder.sums.items() if pot_id in gone}
    opened, problems = box_source(folder, rolls, with_sums_only(whole, kept))
    if opened is None:
        reader.refuse(problems)
    few = {} if publish_few else few_pots(folder, found.counted)
    in_the_way = tuple(few_problems(folder, few))
    few = {} if in_the_way else few
    sums = counted_sums(folder, opened, few.keys() - kept.keys())
    box = with_sums_only(whole, {**kept, **sums})
    refuse([*_other(tree, folder.round_id, box), *in_the_way])
    source, problems = box_source(folder, rolls, box) if box.sums else (opened, ())
    if source is None:
        reader.refuse(problems)
    files = {**night.files, **box_files(folder.round_id, box)}
    return Unsealed(source, opened, files, night, found)


def figures(folder: RoundFolder, box: Unsealed) -> dict[str, dict[str, Any]]:
    """By pot: what became of the ballots online, and how many are like nobody else's.

    `summed` says that only sums are published; nothing is then told of single ballots.
    """
    found: dict[str, dict[str, Any]] = {}
    for pot_id, pot in sorted(folder.round.pots.items()):
        counts = box.source.counts(pot_id)
        found[pot_id] = {
            "counted": counts.counted,
            "blank": counts.blank,
            "invalid": dict(counts.invalid),
            "summed": pot_id in box.source.sums,
            "alone": sum(number == 1 for _, number in box.source.profile(pot).ballots),
        }
    return found


def tell(folder: RoundFolder, box: Unsealed, language: str) -> None:
    """The figures in words, on standard error, so that somebody can look before it is written."""
    from medborgarbudget.counting.classes_told import reason_lines
    from medborgarbudget.counting.sources import FEW_BALLOTS

    said = SAID[language]
    for pot_id, one in figures(folder, box).items():
        outside = sum(one["invalid"].values())
        click.echo(said["pot"].format(pot=pot_id, outside=outside, **one), err=True)
        for line in reason_lines(box.opened.not_counted(pot_id), language):
            click.echo(f"  {line}", err=True)
        percent = round(100 * one["alone"] / one["counted"]) if one["counted"] else 0
        key = "summed" if one["summed"] else "alone"
        click.echo(said[key].format(percent=percent, limit=FEW_BALLOTS, **one), err=True)


def destroyed(box: Unsealed, reader: Reader) -> None:
    """Destroy in the store what must not be read when the key is public; done again if it fails."""
    from medborgarbudget.voting.emptying import destroy
    from medborgarbudget.voting.stores import UnavailableError

    said = SAID[reader.language]
    summed = [one for one in box.found.counted if one.header.pot in box.source.sums]
    unread = [*box.found.superseded, *box.found.revoked]
    try:
        destroy(box.night.store, [*unread, *summed])
    except UnavailableError:
        place = Place(next(iter(box.night.files)))
        reader.refuse([Problem("store-not-emptied", place)])
    click.echo(said["destroyed"].format(number=len(unread)), err=True)
    if summed:
        click.echo(said["sums"].format(number=len(summed)), err=True)


def _other(tree: TownTree, round_id: str, box: Box) -> Sequence[Problem]:
    """A box that was published before, and that is not this one."""
    from medborgarbudget.records.box import MAX_BYTES, box_files
    from medborgarbudget.records.paths import read_bytes
    from medborgarbudget.records.sums import sums_path

    files = box_files(round_id, box)
    before = {path: files.get(path) for path in (*files, sums_path(round_id))}
    return [
        Problem("box-differs", Place(path))
        for path, data in before.items()
        if path in tree.paths and read_bytes(tree.root, path, MAX_BYTES)[0] != data
    ]
