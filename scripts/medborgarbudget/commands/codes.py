"""The command that makes voting codes: printed as letters or cards, their public keys in a roll."""

from __future__ import annotations

import os
import secrets
from functools import partial
from pathlib import Path

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.secret_files import outside, pdf_of, tell_written, whole
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem

NUMBERS = {
    "sv": "{roll}: {now} koder, {before} från förut och {new} nya.",
    "en": "{roll}: {now} codes, {before} from before and {new} new.",
}


@click.command()
@round_argument
@click.argument("rolls", metavar="ROLL...", nargs=-1, required=True)
@click.option(
    "--count", type=click.IntRange(1, 1_000_000), required=True, help="How many codes to make."
)
@click.option(
    "--letters",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Print them as letters, one to a page.",
)
@click.option(
    "--cards",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Print them as cards, eight to a page.",
)
@to_reader("text", "json")
def codes(
    round_id: str,
    rolls: tuple[str, ...],
    count: int,
    letters: Path | None,
    cards: Path | None,
    reader: Reader,
) -> None:
    """Make voting codes for ROLL of ROUND: printed as PDF, and their public keys in the roll.

    With several rolls each code is good for one ballot in every one of them, such as one's own
    district and the whole town. The codes are on the paper and nowhere else: print, put in
    envelopes, delete the PDF. Called again before the vote opens it adds to the rolls.
    """
    from medborgarbudget.counting.workers import shared_out
    from medborgarbudget.records.formats import language_name
    from medborgarbudget.records.keys import read_roll, roll_path
    from medborgarbudget.records.paths import is_there
    from medborgarbudget.records.sealed.rolls import roll_text
    from medborgarbudget.records.writing import write_in_turn
    from medborgarbudget.voting.letters import letters_page, spoken
    from medborgarbudget.voting.minting import keys_by_roll, new_codes, public_keys
    from medborgarbudget.voting.printed_address import address_problems

    if (letters is None) == (cards is None):
        raise click.UsageError(
            phrase("Name one file to print to: --letters FILE.pdf or --cards FILE.pdf.")
        )
    target, kind = (letters, "letters") if letters is not None else (cards, "cards")
    assert target is not None
    if not target.absolute().parent.is_dir():
        raise click.UsageError(phrase("There is no folder {parent}.", parent=target.parent))
    tree, folder = tree_and_round(reader, round_id, only=None)
    keys, paths = folder.keys, {roll: roll_path(round_id, roll) for roll in rolls}
    if keys is None or tree.town is None or not set(rolls) <= set(keys.rolls):
        known = (
            ", ".join(keys.rolls) if keys is not None else phrase("none: hold the ceremony first")
        )
        unknown = next(one for one in rolls if keys is None or one not in keys.rolls)
        raise click.UsageError(
            phrase(
                "There is no roll {unknown!r}. There are: {known}.", unknown=unknown, known=known
            )
        )
    if folder.manifest is not None:
        problem = Problem("codes-after-open", Place(paths[rolls[0]]), {"round": round_id})
        reader.refuse([problem])
    outside(target, reader.root)
    before: dict[str, list[bytes]] = {roll: [] for roll in paths}
    for roll in (one for one, path in paths.items() if is_there(reader.root, path)):
        there, problems = read_roll(reader.root, round_id, roll)
        if there is None:
            reader.refuse(problems)
        before[roll] = list(there)
    address = tuple(address_problems(tree, count + max(map(len, before.values()))))
    if any(one.severity == "error" for one in address):
        reader.refuse(address)
    made = new_codes(count, secrets.token_bytes)
    derive = partial(
        public_keys, election=keys.election, iterations=keys.iterations, rolls=tuple(paths)
    )
    with door.progress("Making keys") as progress:
        found = shared_out(derive, made, derive, os.cpu_count() or 1, progress)
    pots = tuple(dict.fromkeys(pot for roll in paths for pot in keys.rolls[roll]))
    page = letters_page(tree.town, folder, pots, made, kind)
    grown = {
        paths[roll]: roll_text([*before[roll], *added]).encode("ascii")
        for roll, added in keys_by_roll(found).items()
    }
    with whole(target, pdf_of(page, reader)):
        write_in_turn(reader.root, grown)
    numbers = {roll: {"before": len(its), "new": count} for roll, its in before.items()}
    tell_written([*paths.values()], [target.name], target.parent, reader, {"rolls": numbers})
    if not reader.is_program:
        for roll, its in numbers.items():
            click.echo(NUMBERS[reader.language].format(roll=roll, now=sum(its.values()), **its))
    place = Place(door.TOWN_FILE)
    silent = [one for one in tree.town.languages if one not in spoken()]
    facts = [{"language": language_name(one, reader.language)} for one in silent]
    missing = [Problem("letters-language-missing", place, one, "warning") for one in facts]
    reader.warn((*missing, *address))
