"""`rounds/<round>/manifest.yaml`: the frozen ballot, and the SHA-256 of every file behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.project import Project
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.paths import is_there
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, read_yaml
from medborgarbudget.records.writing import dump_yaml

MAX_BYTES = 8 * 1024 * 1024
"""A manifest names a few files for each project on the ballot."""


TOLD = 3
"""Of many changed scripts, so many are named."""


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One line of the printed ballot: its number, and the project as it stood when voting opened.

    `cost` is the town's assessed cost in whole currency units; `title` the proposer's own words.
    `area` and `category` are there where the count looks at them and nothing else says them.
    """

    number: int
    project_id: str
    cost: int
    title: str
    area: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class PotBallot:
    """What one pot's ballot says: the money, and the projects in the order of their numbers."""

    budget_limit: int
    projects: tuple[BallotLine, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was frozen when voting opened: `files` maps each path to its SHA-256.

    So does `client` for the scripts of the vote page and their sources, which are the program's.
    """

    opened: date
    files: Mapping[str, str]
    pots: Mapping[str, PotBallot]
    client: Mapping[str, str] = field(default_factory=dict)

    def instance(self, pot_id: str) -> Instance:
        """The instance of a pot as the voters saw it. Raises KeyError for an unknown pot."""
        ballot = self.pots[pot_id]
        projects = tuple(
            Project(
                line.project_id,
                line.cost,
                line.title,
                line.area,
                (line.category,) if line.category is not None else (),
            )
            for line in ballot.projects
        )
        return Instance(projects, ballot.budget_limit)

    def holds(self, project_id: str) -> bool:
        """Whether the project stands on any ballot."""
        return any(
            line.project_id == project_id for pot in self.pots.values() for line in pot.projects
        )


def manifest_path(round_id: str) -> str:
    """Where the manifest of a round is kept."""
    return f"rounds/{round_id}/manifest.yaml"


def read_manifest(
    root: Path, round_id: str
) -> tuple[Manifest | None, tuple[Problem, ...], tuple[Document, ...]]:
    """The manifest of a round; None without problems where the file is not there."""
    path = manifest_path(round_id)
    if not is_there(root, path):
        return None, (), ()
    document, problems = read_yaml(root, path, max_bytes=MAX_BYTES)
    if document is None:
        return None, problems, ()
    problems += shape_problems(document, "manifest")
    if problems:
        return None, problems, (document,)
    return _manifest_of(document.data), (), (document,)


def manifest_text(manifest: Manifest) -> str:
    """The bytes of manifest.yaml as text: files sorted by path, pots by id, lines by number."""
    return dump_yaml(
        {
            "opened": manifest.opened.isoformat(),
            "files": _digests(manifest.files),
            **({"client": _digests(manifest.client)} if manifest.client else {}),
            "pots": {
                pot_id: {
                    "budget_limit": ballot.budget_limit,
                    "projects": [
                        {
                            "number": line.number,
                            "project_id": line.project_id,
                            "cost": line.cost,
                            "title": line.title,
                            **_placed(line),
                        }
                        for line in ballot.projects
                    ],
                }
                for pot_id, ballot in sorted(manifest.pots.items())
            },
        }
    )


def _digests(files: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "sha256": digest} for path, digest in sorted(files.items())]


def _placed(line: BallotLine) -> dict[str, str]:
    """Where the project is and what it is for, if the line says so."""
    found = {"area": line.area, "category": line.category}
    return {name: value for name, value in found.items() if value is not None}


def frozen_problems(root: Path, manifest: Manifest) -> tuple[Problem, ...]:
    """Every frozen file that is gone or whose bytes are no longer those that were voted on."""
    found = []
    facts = {"opened": manifest.opened.isoformat()}
    for path, digest in sorted(manifest.files.items()):
        now = file_digest(root, path)
        if now is None:
            found.append(Problem("frozen-file-missing", Place(path), facts))
        elif now != digest:
            found.append(Problem("frozen-file-changed", Place(path), facts))
    return tuple(found)


def client_problems(manifest: Manifest, path: str, now: Mapping[str, str]) -> tuple[Problem, ...]:
    """Where the program's scripts are no longer those that the vote opened with.

    `path` is the manifest's own, `now` what this program has. A round without them has none.
    """
    then = manifest.client
    changed = sorted(one for one in {*then, *now} if then and then.get(one) != now.get(one))
    if not changed:
        return ()
    facts: dict[str, Fact] = {"opened": manifest.opened.isoformat(), "files": tuple(changed[:TOLD])}
    return (Problem("client-changed", Place(path), facts),)


def _manifest_of(data: Mapping[str, Any]) -> Manifest:
    return Manifest(
        opened=date.fromisoformat(data["opened"]),
        files={entry["path"]: entry["sha256"] for entry in data["files"]},
        client={entry["path"]: entry["sha256"] for entry in data.get("client", ())},
        pots={
            str(pot_id): PotBallot(
                pot["budget_limit"],
                tuple(BallotLine(**line) for line in pot["projects"]),
            )
            for pot_id, pot in data["pots"].items()
        },
    )
