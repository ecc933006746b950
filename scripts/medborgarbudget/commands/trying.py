"""What `serve` adds where a round is voted in online: the vote function beside the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands.words import phrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from medborgarbudget.records.tree import RoundFolder, TownTree
    from medborgarbudget.voting.function.http import Handler
    from medborgarbudget.voting.stores import Store

A_FEW = 3
"""Codes that are shown for each kind of letter."""

SAID = {
    "sv": {
        "try": "Rösta på prov i runda {round}: {site}{page}",
        "store": "Rösterna ligger i {store}. Inget skrivs i kommunens filer.",
        "temporary": "en tillfällig fil, som försvinner när du slutar",
        "codes": "Koder som du kan prova med. De är offentliga, för kommunen är påhittad:",
        "desk": "Disken i en röstlokal: {site}{page}, med nyckeln i {file}",
        "opened": "Se hur en kod röstade i runda {round}, nu när urnan är öppen: {site}{page}",
        "key": "Runda {round} går att rösta i på nätet. Ge --receipt-key för att prova det här.",
        "when": "Röstningen är öppen {dates}. Ge en dag med --today för att prova.",
    },
    "en": {
        "try": "Cast a vote on trial in round {round}: {site}{page}",
        "store": "The ballots lie in {store}. Nothing is written into the town's files.",
        "temporary": "a temporary file, which is gone when you stop",
        "codes": "Codes that you can try with. They are public, as the town is invented:",
        "desk": "The desk of a polling place: {site}{page}, with the key in {file}",
        "opened": "See how a code voted in round {round}, now that the box is open: {site}{page}",
        "key": "Round {round} can be voted in online. Give --receipt-key to try it here.",
        "when": "Voting is open {dates}. Give a day with --today to try it.",
    },
}


@dataclass(frozen=True)
class Trial:
    """A round that can be voted in on this machine. `codes` are of the demo town only.

    `languages` are the site's, the one at its root first.
    """

    folder: RoundFolder
    handler: Handler
    path: str
    codes: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...] = ()

    def page(self, name: str, language: str) -> str:
        """Where a page of the round is, in this language if the site has it."""
        from medborgarbudget.site.languages import prefix

        start = prefix(language, self.languages) if language in self.languages else ""
        return f"{start}{self.folder.round_id}/{name}/"


def trial(
    tree: TownTree,
    store: Store,
    receipt_key: Ed25519PrivateKey | None,
    today: date | None,
    day: date,
    origins: frozenset[str],
) -> Trial | RoundFolder | None:
    """The vote function of the newest round that is not over on this day, ready to be served.

    The round alone where its receipt key is not known; None where no round is voted in online on
    the site's own host. `today` is the day that was asked for: the clock is the machine's without.
    Raises click.UsageError for a receipt key of another round.
    """
    from medborgarbudget.counting.digital import rolls_of
    from medborgarbudget.site.languages import in_order
    from medborgarbudget.voting.function.core import VoteFunction
    from medborgarbudget.voting.function.origins import only_from

    folder = next(_votable(tree, day), None)
    if folder is None or folder.election is None or folder.keys is None:
        return None
    demo = _demo_key(folder)
    key = demo or receipt_key
    if key is None:
        return folder
    if key.public_key().public_bytes_raw() != folder.election.receipt_key:
        raise click.UsageError(
            phrase("This is not the receipt key of round {round_id}.", round_id=folder.round_id)
        )
    rolls, problems = rolls_of(tree, folder)
    if problems:
        return None
    frozen = today or (day if demo is not None else None)

    def clock() -> datetime:
        now = datetime.now(UTC)
        return now if frozen is None else datetime.combine(frozen, time(12), UTC)

    function = VoteFunction(folder.election, rolls, store, clock, key)
    path = folder.keys.function.rstrip("/")
    languages = in_order(tree.town.languages) if tree.town else ()
    codes = _codes(folder) if demo else {}
    return Trial(folder, only_from(function, origins), path, codes, languages)


def lines(found: Trial | RoundFolder, site: str, store: str, language: str, day: date) -> list[str]:
    """What is told at the start: where to vote, with which codes, and what becomes of it."""
    from medborgarbudget.pb.words import in_language
    from medborgarbudget.site.spans import span

    said = SAID[language]
    if not isinstance(found, Trial):
        return [said["key"].format(round=found.round_id)]
    folder, page = found.folder, found.page("vote", language)
    told = [
        said["try"].format(round=folder.round_id, site=site, page=page),
        said["store"].format(store=store or said["temporary"]),
    ]
    voting = folder.round.schedule.periods["voting"]
    if voting.stage(datetime.combine(day, time(12))) != "now":
        told.append(said["when"].format(dates=span(voting, language)))
    if found.codes:
        told.append(said["codes"])
    for pot_id, codes in found.codes.items():
        told.append(_code_line(in_language(folder.round.pots[pot_id].name, language), codes))
    return told


def desk_lines(
    found: Trial | RoundFolder, output: Path, place: Path, site: str, language: str
) -> list[str]:
    """Where to try the desk of the demo town, and its officer's key, in a file that comes and goes.

    Nothing for other towns, whose officers have their keys.
    """
    from medborgarbudget.demo.open_secrets import secrets_of
    from medborgarbudget.records.sealed.encoding import b64u

    if not isinstance(found, Trial) or not found.codes:
        return []
    page = found.page("desk", language)
    if not (output / page / "index.html").is_file():
        return []
    file = place / "officer-1.txt"
    (seed, *_) = secrets_of(found.folder.round_id).officers
    file.write_text(f"{b64u(seed)}\n", encoding="ascii")
    return [SAID[language]["desk"].format(site=site, page=page, file=file)]


def opened_lines(tree: TownTree, site: str, language: str) -> list[str]:
    """Where to look a vote up once the demo town's box is open, and codes that were voted with."""
    from medborgarbudget.pb.words import in_language
    from medborgarbudget.records.box import election_key_path
    from medborgarbudget.site.languages import in_order, prefix

    told: list[str] = []
    languages = in_order(tree.town.languages) if tree.town else ()
    for round_id, folder in tree.rounds.items():
        if election_key_path(round_id) not in tree.paths or _demo_key(folder) is None:
            continue
        start = prefix(language, languages) if language in languages else ""
        page = f"{start}{round_id}/vote/check/"
        told.append(SAID[language]["opened"].format(round=round_id, site=site, page=page))
        for pot_id, codes in _codes(folder, used=True).items():
            told.append(_code_line(in_language(folder.round.pots[pot_id].name, language), codes))
    return told


def _code_line(name: str, codes: Sequence[str]) -> str:
    return f"  {name:<14}{'  '.join(codes)}"


def _votable(tree: TownTree, day: date) -> Iterator[RoundFolder]:
    """The rounds with keys, frozen, on the site's own host, and not over; the newest first."""
    for folder in reversed([*tree.rounds.values()]):
        if folder.keys is None or folder.manifest is None:
            continue
        voting = folder.round.schedule.periods["voting"]
        over = voting.stage(datetime.combine(day, time())) == "after"
        if not over and folder.keys.function.startswith("/"):
            yield folder


def _demo_key(folder: RoundFolder) -> Ed25519PrivateKey | None:
    """The receipt key of the demo town, which anybody may have; None for every other town."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from medborgarbudget.demo.open_secrets import secrets_of

    key = Ed25519PrivateKey.from_private_bytes(secrets_of(folder.round_id).receipt)
    ours = folder.keys is not None and folder.keys.receipt_key
    return key if key.public_key().public_bytes_raw() == ours else None


def _codes(folder: RoundFolder, used: bool = False) -> dict[str, tuple[str, ...]]:
    """A few codes of each kind of letter that nobody in the play uses; or that somebody does."""
    from medborgarbudget.demo.letters import spare
    from medborgarbudget.demo.open_secrets import codes_of, letters_of

    found = {}
    for pot_id in letters_of(folder.round):
        numbered = enumerate(codes_of(folder.round_id, pot_id))
        wanted = tuple(code for number, code in numbered if spare(number) != used)
        found[pot_id] = wanted[:A_FEW]
    return found
