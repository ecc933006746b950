"""The commands before an online vote: the ceremony of the keys, and the codes."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, print_json, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.pb.problem import Place, Problem

if TYPE_CHECKING:
    from medborgarbudget.records.tree import RoundFolder

AT_ONCE = 64
"""Codes that a process works through before it tells how far it is."""


@click.command()
@round_argument
@click.option(
    "--secrets",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="A new folder outside the repository for what nobody may see.",
)
@click.option(
    "--roll",
    "rolls",
    multiple=True,
    metavar="NAME=POT,POT",
    help="A roll and the pots that its codes may vote in. Default: one for each pot.",
)
@click.option(
    "--officers",
    type=click.IntRange(0, 50),
    default=1,
    show_default=True,
    help="How many desks get a key to revoke codes with.",
)
@click.option(
    "--function",
    "address",
    default="/vote-function",
    show_default=True,
    metavar="ADDRESS",
    help="Where the vote function will answer.",
)
@to_reader("text", "json")
def ceremony(
    round_id: str,
    folder: Path,
    rolls: tuple[str, ...],
    officers: int,
    address: str,
    reader: Reader,
) -> None:
    """Make the keys of ROUND's online vote: keys.yaml for the town, the secrets for their holders.

    The election key is divided between three trustees, two of whom open the ballots after closing,
    and is kept nowhere else. A ballot is sealed and opened with two trustees' words before anything
    is written, so that they are known to work.
    """
    from itertools import combinations

    from medborgarbudget.records.keys import VotingKeys, election_for, keys_path, keys_text
    from medborgarbudget.records.manifest import manifest_path
    from medborgarbudget.records.sealed.encoding import b64u
    from medborgarbudget.records.writing import write_text
    from medborgarbudget.voting import ceremony as acts
    from medborgarbudget.voting.letters import trustees_page

    tree, found = tree_and_round(reader, round_id, only=None)
    path = keys_path(round_id)
    if found.manifest is not None:
        frozen = Place(manifest_path(round_id))
        reader.refuse([Problem("ceremony-after-open", frozen, {"round": round_id})])
    if found.keys is not None:
        reader.refuse([Problem("ceremony-twice", Place(path), {"round": round_id})])
    _outside(folder, reader.root)
    made = acts.new_secrets(secrets.token_bytes, officers)
    named = f"{tree.town.short_name if tree.town else 'town'} {round_id}"
    keys = VotingKeys(
        election=_id(named),
        election_key=made.election_key,
        receipt_key=acts.public_of_signer(made.receipt),
        log_key=acts.public_of_signer(made.log),
        officer_keys=tuple(map(acts.public_of_signer, made.officers)),
        rolls=_rolls(rolls, tuple(found.round.pots)),
        padded=_padded(found),
        function=address,
    )
    shares = acts.divided(made.election)
    for pair in combinations(shares, acts.NEEDED):
        seed = acts.joined(pair, keys.election_key)
        if not acts.rehearsed(election_for(found.round, keys), seed, secrets.token_bytes):
            raise RuntimeError("two trustees' words do not open the box: nothing was written")
    languages = tree.town.languages if tree.town else ("sv",)
    page = trustees_page(languages, keys.election, b64u(keys.election_key), shares)
    folder.mkdir(mode=0o700, parents=True)
    _secret(folder / "trustees.pdf", _pdf(page, reader))
    for name, seed in (("receipt-key", made.receipt), ("log-key", made.log)):
        _secret(folder / f"{name}.txt", f"{b64u(seed)}\n".encode())
    for number, seed in enumerate(made.officers, start=1):
        _secret(folder / f"officer-{number}.txt", f"{b64u(seed)}\n".encode())
    write_text(reader.root, path, keys_text(keys))
    _done([path], sorted(one.name for one in folder.iterdir()), folder, reader)


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
    from medborgarbudget.records.formats import language_name
    from medborgarbudget.records.keys import read_roll, roll_path
    from medborgarbudget.records.paths import is_there
    from medborgarbudget.records.sealed.rolls import roll_text
    from medborgarbudget.records.writing import write_in_turn
    from medborgarbudget.voting.letters import letters_page, spoken
    from medborgarbudget.voting.minting import keys_by_roll, new_codes, public_keys

    if (letters is None) == (cards is None):
        raise click.UsageError("Name one file to print to: --letters FILE.pdf or --cards FILE.pdf.")
    target, kind = (letters, "letters") if letters is not None else (cards, "cards")
    assert target is not None
    if not target.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {target.parent}.")
    tree, folder = tree_and_round(reader, round_id, only=None)
    keys, paths = folder.keys, {roll: roll_path(round_id, roll) for roll in rolls}
    if keys is None or tree.town is None or not set(rolls) <= set(keys.rolls):
        known = ", ".join(keys.rolls) if keys is not None else "none: hold the ceremony first"
        unknown = next(one for one in rolls if keys is None or one not in keys.rolls)
        raise click.UsageError(f"There is no roll {unknown!r}. There are: {known}.")
    if folder.manifest is not None:
        problem = Problem("codes-after-open", Place(paths[rolls[0]]), {"round": round_id})
        reader.refuse([problem])
    _outside(target, reader.root)
    before: dict[str, list[bytes]] = {roll: [] for roll in paths}
    for roll in (one for one, path in paths.items() if is_there(reader.root, path)):
        there, problems = read_roll(reader.root, round_id, roll)
        if there is None:
            reader.refuse(problems)
        before[roll] = list(there)
    made = new_codes(count, secrets.token_bytes)
    derive = partial(
        public_keys, election=keys.election, iterations=keys.iterations, rolls=tuple(paths)
    )
    with ProcessPoolExecutor() as pool, door.progress("Making keys") as progress:
        found = []
        for one in pool.map(derive, made, chunksize=AT_ONCE if count > AT_ONCE else 1):
            found.append(one)
            progress(len(found), count)
    pots = tuple(dict.fromkeys(pot for roll in paths for pot in keys.rolls[roll]))
    page = letters_page(tree.town, folder, pots, made, kind)
    grown = {
        paths[roll]: roll_text([*before[roll], *added]).encode("ascii")
        for roll, added in keys_by_roll(found).items()
    }
    with _whole(target, _pdf(page, reader)):
        write_in_turn(reader.root, grown)
    _done([*paths.values()], [target.name], target.parent, reader)
    place = Place(door.TOWN_FILE)
    silent = [one for one in tree.town.languages if one not in spoken()]
    facts = [{"language": language_name(one, reader.language)} for one in silent]
    missing = [Problem("letters-language-missing", place, one, "warning") for one in facts]
    reader.warn(missing)


def _rolls(written: Sequence[str], pots: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The rolls as they were asked for; else one for each pot. Raises click.BadParameter."""
    if not written:
        return {pot: (pot,) for pot in pots}
    rolls = {}
    for one in written:
        name, _, its = one.partition("=")
        chosen = tuple(filter(None, its.split(",")))
        if _id(name) != name or not chosen or set(chosen) - set(pots):
            raise click.BadParameter(
                f"write it as name=pot,pot with pots of the round: {', '.join(pots)}",
                param_hint="--roll",
            )
        rolls[name] = chosen
    return rolls


def _padded(folder: RoundFolder) -> int:
    """Room for the longest ballot in any pot, if every idea that came in so far stood on it."""
    from medborgarbudget.records.sealed.sizes import largest, roomy

    ideas = Counter(proposal.pot for proposal in folder.proposals.values())
    return roomy(max(largest(pot.ballot, ideas[id_]) for id_, pot in folder.round.pots.items()))


def _outside(target: Path, root: Path) -> None:
    """Refuse a place that is there already, or inside the town's repository."""
    if target.exists():
        raise click.UsageError(f"{target} is there already; nothing secret is ever overwritten.")
    if target.resolve().is_relative_to(root):
        raise click.UsageError(f"{target} is inside the town's repository: choose another place.")


def _secret(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)


@contextmanager
def _whole(path: Path, data: bytes) -> Iterator[None]:
    """A secret file that has its name only when all within has been done.

    Letters must not look finished while their codes are in no roll: somebody might post them.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    _secret(part, data)
    try:
        yield
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _pdf(page: str, reader: Reader) -> bytes:
    """The page as PDF; leaves with exit code 1 where this machine cannot make any."""
    from medborgarbudget.records.pdf import PdfMissingError, pdf_bytes

    try:
        return pdf_bytes(page)
    except PdfMissingError:
        problem = Problem("pdf-library-missing", Place("content/town.yaml"))
        reader.refuse([problem])


def _id(name: str) -> str:
    from medborgarbudget.records.kinds import plain_id

    return plain_id(name)


SAID = {
    "sv": ("Skrev {path}. Checka in den.", "Hemligt, i {folder}: {names}."),
    "en": ("Wrote {path}. Commit it.", "Secret, in {folder}: {names}."),
}


def _done(paths: Sequence[str], names: Sequence[str], folder: Path, reader: Reader) -> None:
    if reader.is_program:
        print_json({"written": list(paths), "secret": list(names)})
        return
    public, secret = SAID[reader.language]
    for path in paths:
        click.echo(public.format(path=path))
    click.echo(secret.format(folder=folder, names=", ".join(names)))
