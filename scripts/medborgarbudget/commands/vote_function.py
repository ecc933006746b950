"""The commands while a vote online is open: what the function must know, and the nightly log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import WROTE, Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.stores import store_at, store_option
from medborgarbudget.commands.tidying import tidied
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.tree import RoundFolder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from medborgarbudget.voting.stores import Row, Store

NUMBERS = {
    "sv": "Poster i loggen: {entries}. Nya: {new}. Varje röst, ändring och använt brev är en.",
    "en": "Entries in the log: {entries}. New: {new}. Each vote, change and used letter is one.",
}


@click.command("vote-bundle")
@round_argument
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--program",
    is_flag=True,
    help="Write the function's modules too, for AWS Lambda, and the rest into FOLDER/bundle.",
)
@to_reader("text")
def vote_bundle(round_id: str, folder: Path, program: bool, reader: Reader) -> None:
    """Write all that the vote function must know of ROUND into FOLDER: public files only."""
    from medborgarbudget.voting.function.packing import write_function

    _, found = tree_and_round(reader, round_id, only=())
    bundle = folder / "bundle" if program else folder
    written = [*bundled(found, bundle, reader)]
    written += write_function(folder) if program else ()
    for path in written:
        click.echo(WROTE[reader.language].format(path=path))


@click.command()
@round_argument
@store_option
@click.option(
    "--log-key",
    "key_file",
    required=True,
    metavar="FILE",
    type=door.FILE,
    help="The log key, as the ceremony wrote it.",
)
@to_reader("text")
@door.today_option
def checkpoint(
    round_id: str, store: str, key_file: Path, reader: Reader, today: date | None
) -> None:
    """Nightly: add the new leaves of ROUND's ballots to the log, and sign how it stands.

    Says how many ballots there are, never what is in them: nobody can read that before closing.
    Tells how many letters each desk has used, to be held against the slips on paper. The store is
    tidied, so that it does not tell in which order ballots came; voters wait for seconds.
    """
    from medborgarbudget.commands.desk import tell_letters_used
    from medborgarbudget.records.writing import write_bytes

    _, found = tree_and_round(reader, round_id, only=())
    day = door.day_of_act(today)
    night = night_of(found, store, key_file, day, reader)
    for path, data in night.files.items():
        write_bytes(reader.root, path, data)
        click.echo(WROTE[reader.language].format(path=path))
    click.echo(NUMBERS[reader.language].format(entries=night.entries, new=night.new))
    if found.election is not None:
        tell_letters_used(found.election, night.rows, reader.language)
    tidied(night.store, round_id, reader)


@dataclass(frozen=True)
class Night:
    """What a night writes, by path, and what was in the store then.

    `entries` is how many the log has with it, `new` how many of them are new.
    """

    files: Mapping[str, bytes]
    rows: Sequence[Row]
    store: Store
    entries: int
    new: int


def night_of(
    found: RoundFolder,
    address: str,
    key_file: Path,
    day: date,
    reader: Reader,
) -> Night:
    """The log with what is new in the store, and its signed checkpoint. Writes nothing.

    Leaves with exit code 1 or 2, and says why, where nothing may be signed: above all where the log
    that is there is not the one that was signed before, as somebody else may write to the forge.
    """
    from medborgarbudget.counting.log_checks import log_problems
    from medborgarbudget.records.box import checkpoint_path, leaves_text, log_path, read_leaves
    from medborgarbudget.voting.emptying import OddRowError, entries_of
    from medborgarbudget.voting.nightly import LostError, checkpoint_note, grown
    from medborgarbudget.voting.stores import UnavailableError

    election, round_id = found.election, found.round_id
    path = log_path(round_id)
    if election is None or found.manifest is None:
        reader.refuse([Problem("vote-not-open", Place(path), {"round": round_id})])
    before, problems = read_leaves(reader.root, round_id)
    # A night that was killed may have left leaves that no checkpoint covers: this one will.
    former = log_problems(reader.root, round_id, election)
    problems += tuple(one for one in former if one.code != "log-beyond-checkpoint")
    if problems := (*problems, *_before_last(reader.root, round_id, day)):
        reader.refuse(tuple(dict.fromkeys(problems)))
    key = signer(key_file)
    if key.public_key().public_bytes_raw() != election.log_key:
        raise click.UsageError(
            phrase("{key_file} is not the log key of this round.", key_file=key_file)
        )
    try:
        store = store_at(address, there=True)
        rows = tuple(store.rows())
        entries_of(rows)
        leaves = grown(before, rows)
    except OddRowError:
        reader.refuse([Problem("store-row-odd", Place(path))])
    except UnavailableError:
        reader.refuse([Problem("store-unavailable", Place(path), {"round": round_id})])
    except LostError as lost:
        facts = {"found": len(lost.leaves)}
        reader.refuse([Problem("log-lost", Place(path), facts)])
    files = {
        path: leaves_text(leaves).encode("ascii"),
        checkpoint_path(round_id, day.isoformat()): checkpoint_note(
            election.election, leaves, key
        ).encode("utf-8"),
    }
    return Night(files, rows, store, len(leaves), len(leaves) - len(before))


def _before_last(root: Path, round_id: str, day: date) -> Iterator[Problem]:
    """A checkpoint for a day before the last one: it would hold ballots of later days."""
    from medborgarbudget.counting.log_checks import checkpoints_in
    from medborgarbudget.records.kinds import stem

    last = max(checkpoints_in(root, round_id), default="")
    if stem(last) > day.isoformat():
        facts = {"last": stem(last), "day": day.isoformat()}
        yield Problem("checkpoint-before-last", Place(last), facts)


def bundled(found: RoundFolder, folder: Path, reader: Reader) -> Sequence[Path]:
    """Write the bundle; returns the files.

    Leaves with exit code 1 where the vote is not open, or where what was frozen for it has changed:
    with another roll a voter would be turned away, and nobody would know why.
    """
    from medborgarbudget.records.keys import keys_path, roll_path
    from medborgarbudget.records.manifest import frozen_problems
    from medborgarbudget.voting.function.settings import bundle_files

    if found.election is None or found.manifest is None:
        place = Place(keys_path(found.round_id))
        reader.refuse([Problem("vote-not-open", place, {"round": found.round_id})])
    rolls = {roll: roll_path(found.round_id, roll) for roll in found.election.rolls}
    needed = {keys_path(found.round_id), f"{found.path}/round.yaml", *rolls.values()}
    changed = [
        one for one in frozen_problems(reader.root, found.manifest) if one.place.path in needed
    ]
    if changed:
        reader.refuse(changed)
    written = []
    data_of = {roll: (reader.root / path).read_bytes() for roll, path in rolls.items()}
    for name, data in bundle_files(found.election, data_of).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    return written


def signer(path: Path) -> Ed25519PrivateKey:
    """The key in a file of one line, as the ceremony wrote it. Raises click.UsageError."""
    from cryptography.hazmat.primitives.asymmetric import ed25519

    from medborgarbudget.records.sealed.encoding import of_b64u

    try:
        return ed25519.Ed25519PrivateKey.from_private_bytes(
            of_b64u(path.read_text("ascii").strip(), 32)
        )
    except ValueError:
        raise click.UsageError(phrase("{path} holds no key.", path=path)) from None
