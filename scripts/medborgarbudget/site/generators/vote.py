"""Voting on the screen: the ballot of every pot, and the script that seals and sends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.event import Event
from medborgarbudget.pb.round import Pot
from medborgarbudget.pb.schedule import Stage
from medborgarbudget.pb.words import in_language
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.manifest import BallotLine, Manifest
from medborgarbudget.site.client import Client, client_of, policy, script_json
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page


@dataclass(frozen=True, slots=True)
class PotPaper:
    """One pot as it stands on the ballot."""

    pot: Pot
    budget_limit: int
    lines: tuple[BallotLine, ...]

    def data(self, language: str) -> dict[str, object]:
        """What the script must know of it."""
        limits: BallotLimits = self.pot.ballot
        return {
            "pot_id": self.pot.pot_id,
            "name": in_language(self.pot.name, language),
            "limits": asdict(limits),
            "projects": [
                {"number": line.number, "title": line.title, "cost": line.cost}
                for line in self.lines
            ],
        }


@dataclass(frozen=True, slots=True)
class VotePage:
    """The values of the vote page. `places` are where one can vote without an own screen.

    `stage` is how the vote stands on the day of the build; `has_result` whether that can be read.
    On a `kiosk` many vote after one another: nothing is kept there.
    """

    folder: RoundFolder
    stage: Stage
    has_result: bool
    papers: tuple[PotPaper, ...]
    places: tuple[Event, ...]
    client: Client
    function: str
    kiosk: bool = False

    def data(self, language: str) -> str:
        """The page's data as JSON that is safe inside a script element."""
        election = self.folder.election
        value = {
            "election": json.loads(election.text) if election is not None else None,
            "address": self.function.rstrip("/"),
            "currency": self.folder.round.currency,
            "kiosk": self.kiosk,
            "stage": self.stage,
            "pots": [paper.data(language) for paper in self.papers],
        }
        return script_json(value)

    def policy(self, import_map: str) -> str:
        """The page's own content security policy."""
        return policy(import_map, self.function)


class VoteGenerator(PageGenerator):
    """``/R/vote/`` of every round whose ballot is frozen and that can be voted in online.

    ``/R/vote/kiosk/`` is the same for a tablet at a polling place.
    """

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """Two pages per round, and the scripts once."""
        client = client_of(Path(self.settings["THEME"]))
        some = False
        for folder in site.rounds:
            stage = site.online_vote(folder)
            if stage is None or folder.keys is None or folder.manifest is None:
                continue
            some = True
            view = VotePage(
                folder=folder,
                stage=stage,
                has_result=site.shows_result(folder),
                papers=tuple(papers(folder, folder.manifest)),
                places=tuple(one for one in folder.events if one.kind == "polling-place"),
                client=client,
                function=folder.keys.function,
            )
            path = f"{folder.round_id}/vote/"
            yield Page(path, "vote.html", view, folder.round_id, "vote")
            kiosk = replace(view, kiosk=True)
            yield Page(
                f"{path}kiosk/", "vote_kiosk.html", kiosk, folder.round_id, "vote", indexed=False
            )
        if some:
            yield from client.copies()


def papers(folder: RoundFolder, manifest: Manifest) -> Iterator[PotPaper]:
    """The ballots of the pots that can be voted in online."""
    online = {pot for pots in (folder.keys.rolls.values() if folder.keys else ()) for pot in pots}
    for pot_id, pot in folder.round.pots.items():
        if pot_id in online:
            ballot = manifest.pots[pot_id]
            yield PotPaper(pot, ballot.budget_limit, ballot.projects)
