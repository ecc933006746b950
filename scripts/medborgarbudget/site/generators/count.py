"""Count it yourself: the files that were voted on and counted, their hashes, and the commands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from medborgarbudget.pb.round import Pot
from medborgarbudget.records.client_code import client_digests
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.results import PotResult
from medborgarbudget.site.client import Client, client_of
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page

LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DataFile:
    """One published copy: `path` in the repository, `address` on the site, size in bytes."""

    path: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Boxes:
    """What came out of one pot's boxes, with the sums of each class where there is more than one.

    `titles` are the projects by id, in the order of the ballot.
    """

    pot: Pot
    result: PotResult
    titles: Mapping[str, str]

    @property
    def has_joined(self) -> bool:
        """Whether some class was too small to be shown apart."""
        return any(len(group.classes) > 1 for group in self.result.classes)


@dataclass(frozen=True, slots=True)
class CountPage:
    """The values of the page. `is_counted` tells whether there is a result to check.

    `scripts` are those of the vote page and their sources: path, address on the site, SHA-256.
    `commands` are what to type to check it all, on any machine with Git and Python.
    """

    folder: RoundFolder
    files: tuple[DataFile, ...]
    frozen: tuple[tuple[str, str], ...]
    is_counted: bool
    commands: tuple[str, ...]
    boxes: tuple[Boxes, ...] = ()
    scripts: tuple[tuple[str, str, str], ...] = ()


class CountGenerator(PageGenerator):
    """``/R/count/`` and the copies under ``/R/data/``."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """Ballots and result only when the last day of voting has passed."""
        client = client_of(Path(self.settings["THEME"]))
        for folder in site.rounds:
            if "count" not in site.sections(folder):
                continue
            copies = tuple(_copies(site, folder))
            files = tuple(
                DataFile(path, copy.path, len(copy.data), hashlib.sha256(copy.data).hexdigest())
                for path, copy in copies
            )
            frozen = tuple(sorted(folder.manifest.files.items())) if folder.manifest else ()
            is_counted = site.shows_result(folder)
            commands = _commands(site.town.repository, folder.round_id, is_counted)
            boxes = tuple(_boxes(folder)) if is_counted else ()
            scripts = tuple(_scripts(folder, client))
            view = CountPage(folder, files, frozen, is_counted, commands, boxes, scripts)
            yield Page(f"{folder.round_id}/count/", "count.html", view, folder.round_id, "count")
            yield from (copy for _, copy in copies)


def _copies(site: Site, folder: RoundFolder) -> Iterator[tuple[str, Copy]]:
    names = ["round.yaml"]
    if folder.manifest is not None:
        names.append("manifest.yaml")
    if site.shows_result(folder):
        names += [f"ballots/{pot_id}.pb" for pot_id in folder.round.pots] + ["result.yaml"]
        names += ["box/sums.yaml"] * bool(folder.sums)
        names += ["classes.yaml"] * (folder.classes is not None) + ["lot.yaml"] * bool(folder.lot)
    for name in names:
        path = f"{folder.path}/{name}"
        data, _ = read_bytes(site.root, path, LARGEST)
        if data is not None:
            yield path, Copy(f"{folder.round_id}/data/{name.rsplit('/', 1)[-1]}", data)


def _scripts(folder: RoundFolder, client: Client) -> Iterator[tuple[str, str, str]]:
    """Those that were frozen; without an address where the site has other ones by now."""
    frozen, now = folder.manifest.client if folder.manifest else {}, client_digests()
    for path, digest in sorted(frozen.items()):
        yield path, client.published(path) if now.get(path) == digest else "", digest


def _boxes(folder: RoundFolder) -> Iterator[Boxes]:
    results = folder.result.pots if folder.result else {}
    for pot_id, pot in folder.round.pots.items():
        if pot_id in results:
            projects = folder.instance(pot_id).projects
            titles = {each.project_id: each.name for each in projects}
            yield Boxes(pot, results[pot_id], titles)


def _commands(repository: str, round_id: str, is_counted: bool) -> tuple[str, ...]:
    fetch = (f"git clone {repository} town", "cd town") if repository else ()
    counts = (f"tally {round_id} --check", f"explain {round_id}") if is_counted else ()
    return (
        *fetch,
        "pip install medborgarbudget",
        *(f"medborgarbudget {command}" for command in (*counts, f"verify {round_id}")),
    )
