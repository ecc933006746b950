"""Is my vote in the box: the log and the box as they are published, and the page for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medborgarbudget.records.box import (
    checkpoint_path,
    ciphertexts_path,
    election_key_path,
    entries_path,
    log_path,
)
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.paths import is_there, read_bytes
from medborgarbudget.site.client import Client, client_of, policy, script_json
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.generators.vote import PotPaper, papers
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page

LARGEST = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class VoteCheckPage:
    """The values of the page. `days` are those of the log's checkpoints, the oldest first.

    `log` and `box` are the addresses of one file in each folder.
    """

    folder: RoundFolder
    papers: tuple[PotPaper, ...]
    days: tuple[str, ...]
    is_open_box: bool
    client: Client

    @property
    def log(self) -> str:
        """Where the leaves are published."""
        return _address(log_path(self.folder.round_id))

    @property
    def box(self) -> str:
        """Where the entries of the box are published when the vote is over."""
        return _address(entries_path(self.folder.round_id))

    def data(self, language: str, log: str, box: str) -> str:
        """The page's data as JSON that is safe inside a script element.

        `log` and `box` are the folders as seen from the page.
        """
        election = self.folder.election
        value = {
            "election": json.loads(election.text) if election is not None else None,
            "log": log,
            "days": list(self.days),
            "box": box if self.is_open_box else None,
            "currency": self.folder.round.currency,
            "pots": [paper.data(language) for paper in self.papers],
        }
        return script_json(value)

    def policy(self, import_map: str) -> str:
        """The page's own content security policy: it asks the site, and nobody else."""
        return policy(import_map, "")


class VoteCheckGenerator(PageGenerator):
    """``/R/vote/check/``, with copies of the log, and of the box when the voting is over."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """One page and its files per round that can be voted in online."""
        for folder in site.rounds:
            if folder.keys is None or folder.manifest is None:
                continue
            round_id = folder.round_id
            days = _days(site.root, round_id)
            paths = [log_path(round_id), *(checkpoint_path(round_id, day) for day in days)]
            box = [path(round_id) for path in (entries_path, ciphertexts_path, election_key_path)]
            is_open = site.voting_is_over(folder) and all(is_there(site.root, one) for one in box)
            view = VoteCheckPage(
                folder,
                tuple(papers(folder, folder.manifest)),
                days,
                is_open,
                client_of(Path(self.settings["THEME"])),
            )
            path = f"{round_id}/vote/check/"
            yield Page(path, "vote_check.html", view, round_id, "vote", indexed=False)
            for published in [*(paths if days else ()), *(box if is_open else ())]:
                yield Copy(_address(published), read_bytes(site.root, published, LARGEST)[0] or b"")


def _address(path: str) -> str:
    """Where a file of a round is published: as in the repository, without ``rounds/``."""
    return path.removeprefix("rounds/")


def _days(root: Path, round_id: str) -> tuple[str, ...]:
    """The days of the log's checkpoints; none where there is no log."""
    if not is_there(root, log_path(round_id)):
        return ()
    folder = (root / log_path(round_id)).parent
    return tuple(sorted(path.name.split(".")[0] for path in folder.glob("????-??-??.checkpoint")))
