"""The desk of a polling place: letters are handed in, and paper is handed out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medborgarbudget.pb.words import in_language
from medborgarbudget.records.box import entries_path
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.paths import is_there
from medborgarbudget.site.client import Client, client_of, policy, script_json
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The values of the desk page. `function` is where revocations are sent."""

    folder: RoundFolder
    client: Client
    function: str

    def data(self, language: str) -> str:
        """The page's data as JSON that is safe inside a script element."""
        election, pots = self.folder.election, self.folder.round.pots
        rolls = election.rolls if election is not None else {}
        return script_json(
            {
                "election": json.loads(election.text) if election is not None else None,
                "address": self.function.rstrip("/"),
                "rolls": {
                    roll: [in_language(pots[pot].name, language) for pot in its]
                    for roll, its in rolls.items()
                },
            }
        )

    def policy(self, import_map: str) -> str:
        """The page's own content security policy."""
        return policy(import_map, self.function)


class DeskGenerator(PageGenerator):
    """``/R/desk/`` of every round that can be voted in online: for officers, linked from nowhere.

    There is none once the box is open: no letter is taken then. The scripts are published by the
    vote page's generator.
    """

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """One page per round."""
        client = client_of(Path(self.settings["THEME"]))
        for folder in site.rounds:
            is_open = is_there(site.root, entries_path(folder.round_id))
            if folder.keys is None or folder.manifest is None or is_open:
                continue
            view = DeskPage(folder, client, folder.keys.function)
            path = f"{folder.round_id}/desk/"
            yield Page(path, "desk.html", view, folder.round_id, "desk", indexed=False)
