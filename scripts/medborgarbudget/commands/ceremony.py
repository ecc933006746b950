"""The command that begins an online vote: the ceremony of its keys."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.secret_files import outside, pdf_of, tell_written, write_secret
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem

if TYPE_CHECKING:
    from medborgarbudget.records.tree import RoundFolder


def _address(_: click.Context, __: click.Parameter, value: str) -> str:
    """What keys.yaml takes for the function's address. Raises click.BadParameter."""
    from medborgarbudget.records.schema_files import schema

    part = schema("keys")["properties"]["function"]
    if not value or len(value) > part["maxLength"] or not re.search(part["pattern"], value):
        raise click.BadParameter(
            phrase(
                "write https://… or a path such as /vote-function; it says {value!r}", value=value
            )
        )
    return value


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
    callback=_address,
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
    outside(folder, reader.root)
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
    write_secret(folder / "trustees.pdf", pdf_of(page, reader))
    for name, seed in (("receipt-key", made.receipt), ("log-key", made.log)):
        write_secret(folder / f"{name}.txt", f"{b64u(seed)}\n".encode())
    for number, seed in enumerate(made.officers, start=1):
        write_secret(folder / f"officer-{number}.txt", f"{b64u(seed)}\n".encode())
    write_text(reader.root, path, keys_text(keys))
    tell_written([path], sorted(one.name for one in folder.iterdir()), folder, reader)


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
                phrase(
                    "write it as name=pot,pot with pots of the round: {all}", all=", ".join(pots)
                ),
                param_hint="--roll",
            )
        rolls[name] = chosen
    return rolls


def _padded(folder: RoundFolder) -> int:
    """Room for the longest ballot in any pot, if every idea that came in so far stood on it."""
    from medborgarbudget.records.sealed.sizes import largest, roomy

    ideas = Counter(proposal.pot for proposal in folder.proposals.values())
    return roomy(max(largest(pot.ballot, ideas[id_]) for id_, pot in folder.round.pots.items()))


def _id(name: str) -> str:
    from medborgarbudget.records.kinds import plain_id

    return plain_id(name)
