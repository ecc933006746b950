"""The command for letters that a desk could not send before the vote closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, print_json, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.stores import store_at, store_option
from medborgarbudget.pb.problem import Place, Problem

if TYPE_CHECKING:
    from medborgarbudget.records.sealed.elections import Election
    from medborgarbudget.records.sealed.rolls import Roll
    from medborgarbudget.voting.revoking import Letter
    from medborgarbudget.voting.stores import Row

SAID = {
    "sv": "Förbrukade nu: {stored}. Fanns där redan: {known}.",
    "en": "Used now: {stored}. There already: {known}.",
}
DESK = {
    "sv": "Röstmottagare {number}: {paper} makulerade för papper, {reissue} för nya brev.",
    "en": "Desk {number}: {paper} revoked for paper, {reissue} for new letters.",
}


@click.command()
@round_argument
@click.argument("file", type=door.FILE)
@store_option
@to_reader("text", "json")
@door.today_option
def revoke(
    round_id: str,
    file: Path,
    store: str,
    reader: Reader,
    today: date | None,
) -> None:
    """Take in the letters in FILE, which a desk of ROUND saved: each is used, and its slip counts.

    For desks that had no network before the vote closed. Done before `close` opens the box, never
    after it. Doing it again changes nothing, so a desk saves all of its letters. One that another
    desk took, or that is in no roll, is named: the slip in its envelope is not counted.
    """
    from medborgarbudget.records.box import box_paths
    from medborgarbudget.records.keys import keys_path, read_roll
    from medborgarbudget.voting.revoking import taken_in
    from medborgarbudget.voting.stores import UnavailableError

    tree, folder = tree_and_round(reader, round_id)
    place, facts = Place(keys_path(round_id)), {"round": round_id}
    if folder.election is None or folder.manifest is None:
        reader.refuse([Problem("vote-not-open", place, facts)])
    if {*box_paths(round_id)} & {*tree.paths}:
        late = Problem("revoke-after-box", Place(box_paths(round_id)[0]), facts)
        reader.refuse([late])
    letters = _letters(file, folder.election, reader.at(file.parent))
    rolls: dict[str, Roll] = {}
    for name in folder.election.rolls:
        roll, problems = read_roll(reader.root, round_id, name)
        if roll is None:
            reader.refuse(problems)
        rolls[name] = roll
    try:
        kept, day = store_at(store, there=True), door.day_of_act(today)
        fates = [taken_in(kept, folder.election, rolls, one, day) for one in letters]
    except UnavailableError:
        reader.refuse([Problem("store-unavailable", place, facts)])
    _told(file, letters, fates, reader.at(file.parent))


def tell_letters_used(election: Election, rows: Iterable[Row], language: str) -> None:
    """What each desk has revoked, on standard error: somebody holds it against the slips."""
    from medborgarbudget.voting.revoking import used_by_desk

    for number, one in enumerate(used_by_desk(election, rows), start=1):
        if any(one.values()):
            click.echo(DESK[language].format(number=number, **one), err=True)


def _letters(file: Path, election: Election, reader: Reader) -> Sequence[Letter]:
    """The letters of a file; leaves with exit code 1, before anything is stored, if one is odd.

    Of a file without any letter no line is shown: it may be the wrong one, and a secret one.
    """
    from medborgarbudget.records.enough import first_of_each
    from medborgarbudget.voting.revoking import is_signed, letter_of

    letters, problems = [], []
    lines = file.read_bytes().decode("ascii", "replace").split("\n")
    for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, start=1):
        try:
            letters.append(letter_of(line))
        except ValueError:
            problems.append(Problem("letter-line", Place(file.name, number), {"line": number}))
            continue
        if not is_signed(election, letters[-1]):
            facts = {"letter": letters[-1].mark}
            problems.append(Problem("letter-not-signed", Place(file.name, number), facts))
    if problems and not letters:
        reader.refuse([Problem("letters-none", Place(file.name))])
    if problems:
        reader.refuse(first_of_each(problems, file.name))
    return letters


def _told(
    file: Path,
    letters: Sequence[Letter],
    fates: Sequence[str],
    reader: Reader,
) -> None:
    """How many are used; and each whose slip must not be counted, with exit code 1."""
    marks = {
        fate: [one.mark for one, its in zip(letters, fates, strict=True) if its == fate]
        for fate in ("stored", "known", "taken", "unknown")
    }
    problems = [
        Problem(f"letter-{fate}", Place(file.name, number), {"letter": one.mark})
        for number, (one, fate) in enumerate(zip(letters, fates, strict=True), start=1)
        if fate in ("taken", "unknown")
    ]
    if reader.is_program:
        print_json(marks)
        raise click.exceptions.Exit(1 if problems else 0)
    numbers = {fate: len(its) for fate, its in marks.items()}
    click.echo(SAID[reader.language].format(**numbers))
    if problems:
        reader.report(problems)
