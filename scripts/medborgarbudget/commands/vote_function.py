"""The commands while a vote online is open: what the function must know, and the nightly log."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.tidying import tidied
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.tree import RoundFolder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from medborgarbudget.voting.stores import Row, Store

WROTE = {"sv": "Skrev {path}", "en": "Wrote {path}"}

store_option = click.option(
    "--store",
    required=True,
    metavar="ADDRESS",
    help="Where sealed ballots are kept: sqlite:votes.sqlite, postgresql://…, dynamodb://…",
)


@click.command("vote-bundle")
@round_argument
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--program",
    is_flag=True,
    help="Write the function's modules too, for AWS Lambda, and the rest into FOLDER/bundle.",
)
@door.root_option
@door.language_option
def vote_bundle(round_id: str, folder: Path, program: bool, root: Path, language: str) -> None:
    """Write all that the vote function must know of ROUND into FOLDER: public files only."""
    from medborgarbudget.voting.function.packing import write_function

    _, found = tree_and_round(root, round_id, "text", language, only=())
    bundle = folder / "bundle" if program else folder
    written = [*bundled(found, bundle, root, language)]
    written += write_function(folder) if program else ()
    for path in written:
        click.echo(WROTE[language].format(path=path))


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
@door.today_option
@door.root_option
@door.language_option
def checkpoint(
    round_id: str, store: str, key_file: Path, today: date | None, root: Path, language: str
) -> None:
    """Nightly: add the new leaves of ROUND's ballots to the log, and sign how it stands.

    Says how many ballots there are, never what is in them: nobody can read that before closing.
    Tells how many letters each desk has used, to be held against the slips on paper. The store is
    tidied, so that it does not tell in which order ballots came; voters wait for seconds.
    """
    from medborgarbudget.commands.desk import tell_letters_used
    from medborgarbudget.records.writing import write_bytes

    _, found = tree_and_round(root, round_id, "text", language, only=())
    day = door.day_of_act(today)
    night = night_of(found, store, key_file, day, root, "text", language)
    for path, data in night.files.items():
        write_bytes(root, path, data)
        click.echo(WROTE[language].format(path=path))
    if found.election is not None:
        tell_letters_used(found.election, night.rows, language)
    tidied(night.store, round_id, root, language)


@dataclass(frozen=True)
class Night:
    """What a night writes, by path, and what was in the store then."""

    files: Mapping[str, bytes]
    rows: Sequence[Row]
    store: Store


def night_of(
    found: RoundFolder,
    address: str,
    key_file: Path,
    day: date,
    root: Path,
    output_format: str,
    language: str,
) -> Night:
    """The log with what is new in the store, and its signed checkpoint. Writes nothing.

    Leaves with exit code 1 or 2, and says why, where nothing may be signed.
    """
    from medborgarbudget.records.box import checkpoint_path, leaves_text, log_path, read_leaves
    from medborgarbudget.voting.nightly import LostError, checkpoint_note, grown
    from medborgarbudget.voting.stores import UnavailableError
    from medborgarbudget.voting.stores.addresses import StoreAddressError, open_store

    election, round_id = found.election, found.round_id
    path = log_path(round_id)
    if election is None or found.manifest is None:
        refuse("vote-not-open", path, round_id, root, language, output_format)
    before, problems = read_leaves(root, round_id)
    if problems:
        door.refused(problems, root, output_format, language)
    key = signer(key_file)
    if key.public_key().public_bytes_raw() != election.log_key:
        raise click.UsageError(f"{key_file} is not the log key of this round.")
    try:
        store = open_store(address, os.environ)
        rows = tuple(store.rows())
        leaves = grown(before, rows)
    except StoreAddressError as error:
        raise click.UsageError(f"There is no kind of store called {str(error)!r}.") from None
    except UnavailableError:
        refuse("store-unavailable", path, round_id, root, language, output_format)
    except LostError as lost:
        facts = {"found": len(lost.leaves)}
        door.refused([Problem("log-lost", Place(path), facts)], root, output_format, language)
    files = {
        path: leaves_text(leaves).encode("ascii"),
        checkpoint_path(round_id, day.isoformat()): checkpoint_note(
            election.election, leaves, key
        ).encode("utf-8"),
    }
    return Night(files, rows, store)


def bundled(found: RoundFolder, folder: Path, root: Path, language: str) -> Sequence[Path]:
    """Write the bundle; returns the files.

    Leaves with exit code 1 where the vote is not open, or where what was frozen for it has changed:
    with another roll a voter would be turned away, and nobody would know why.
    """
    from medborgarbudget.records.keys import keys_path, roll_path
    from medborgarbudget.records.manifest import frozen_problems
    from medborgarbudget.voting.function.settings import bundle_files

    if found.election is None or found.manifest is None:
        refuse("vote-not-open", keys_path(found.round_id), found.round_id, root, language)
    rolls = {roll: roll_path(found.round_id, roll) for roll in found.election.rolls}
    needed = {keys_path(found.round_id), f"{found.path}/round.yaml", *rolls.values()}
    changed = [one for one in frozen_problems(root, found.manifest) if one.place.path in needed]
    if changed:
        door.refused(changed, root, "text", language)
    written = []
    data_of = {roll: (root / path).read_bytes() for roll, path in rolls.items()}
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
        raise click.UsageError(f"{path} holds no key.") from None


def refuse(
    code: str, path: str, round_id: str, root: Path, language: str, output_format: str = "text"
) -> NoReturn:
    """Leave with exit code 1, and one finding."""
    door.refused([Problem(code, Place(path), {"round": round_id})], root, output_format, language)
