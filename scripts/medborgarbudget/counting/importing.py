"""Import: a real election becomes a town with proposals, ballots and the outcome it announced."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import git

from medborgarbudget.counting.asked import choice_for
from medborgarbudget.counting.imported_facts import MOST_MONEY, MOST_POINTS, Facts
from medborgarbudget.counting.imported_names import safe_ids
from medborgarbudget.counting.imported_projects import (
    ImportedProject,
    assessment_data,
    categories_of,
    imported_projects,
    proposal_data,
)
from medborgarbudget.counting.imported_round import round_data, town_data
from medborgarbudget.counting.tally import tally_round
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.announced import (
    Announced,
    AnnouncedProject,
    announced_path,
    announced_text,
)
from medborgarbudget.records.digest import bytes_digest
from medborgarbudget.records.manifest import (
    BallotLine,
    Manifest,
    PotBallot,
    manifest_path,
    manifest_text,
)
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib, write_pabulib
from medborgarbudget.records.pabulib.file import THRESHOLD
from medborgarbudget.records.pabulib.ids import choices, project_id
from medborgarbudget.records.results import result_path, result_text
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import dump_yaml, move_in, write_bytes, write_text

AUTHOR = git.Actor("medborgarbudget", "noreply@medborgarbudget.example")
NOTE = "# Imported from Pabulib: {file}. What the file does not say is a placeholder.\n"


@dataclass(frozen=True, slots=True)
class Import:
    """A town made of one file: its files by path, and the ids of its round and pot."""

    files: Mapping[str, bytes]
    round_id: str
    pot_id: str


def import_election(
    data: bytes, path: str, folder: Path, today: date
) -> tuple[Import | None, tuple[Problem, ...]]:
    """Make a town's repository of a Pabulib file, with one commit dated `today`.

    `folder` must be empty or not there. It is made beside its place and moved there when all of it
    is written, so nothing is left where something fails. All problems come back; no Import where
    one of them is an error.
    """
    file, problems = read_pabulib(data, path, strangers=True)
    problems += _folder_problems(folder)
    problems += _too_large(file, path) if file is not None else ()
    if file is None or any(problem.severity == "error" for problem in problems):
        return None, problems
    made = imported(file, data, path)
    problems += choice_for(file, path)[1] + _rounding(file, path)
    try:
        problems += _write(made, folder, today)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem("import-folder-unusable", Place(folder.as_posix()), {"reason": reason})
        return None, (*problems, problem)
    return made, problems


def imported(file: PabulibFile, data: bytes, path: str) -> Import:
    """All files of the town, and nothing written yet. `file` is what `data` holds."""
    facts = Facts(file, path)
    ids = safe_ids(file.project_ids)
    projects = imported_projects(facts, ids)
    round_path = f"rounds/{facts.round_id}"
    texts = {
        "content/town.yaml": dump_yaml(town_data(facts)),
        f"{round_path}/round.yaml": dump_yaml(round_data(facts, categories_of(projects))),
    }
    for project in projects:
        proposal_path = f"proposals/{facts.round_id}/{project.project_id}.yaml"
        texts[proposal_path] = dump_yaml(proposal_data(project, facts))
        assessment_path = f"{round_path}/assessments/{project.project_id}.yaml"
        texts[assessment_path] = dump_yaml(assessment_data(project, facts))
    note = NOTE.format(file=facts.name)
    files = {where: (note + text).encode() for where, text in texts.items()}
    frozen = {where: bytes_digest(there) for where, there in files.items() if where != TOWN}
    files[manifest_path(facts.round_id)] = manifest_text(
        _manifest(facts, projects, frozen)
    ).encode()
    files[announced_path(facts.round_id)] = _announced(facts, projects, data).encode()
    files[f"{round_path}/ballots/{facts.pot_id}.pb"] = write_pabulib(renamed(file, ids))
    files["README.md"] = _readme(facts).encode()
    files[".gitignore"] = b"/output/\n"
    files[".gitattributes"] = b"* text=auto eol=lf\n*.pb -text\n"
    return Import(dict(sorted(files.items())), facts.round_id, facts.pot_id)


TOWN = "content/town.yaml"


def renamed(file: PabulibFile, ids: Mapping[str, str]) -> PabulibFile:
    """The same file with other project ids: every key, column and voter stays as it was."""
    project_at = file.project_columns.index("project_id")
    vote_at = file.vote_columns.index("vote")
    spelt = {
        vote: ",".join(ids[one] for one in choices(vote)) if vote.strip() else vote
        for vote in set(file.vote_cells("vote"))
    }
    return replace(
        file,
        projects=tuple(
            (*row[:project_at], ids[project_id(row[project_at])], *row[project_at + 1 :])
            for row in file.projects
        ),
        votes=tuple(
            (*row[:vote_at], spelt[row[vote_at]], *row[vote_at + 1 :]) for row in file.votes
        ),
    )


def _manifest(
    facts: Facts, projects: tuple[ImportedProject, ...], frozen: Mapping[str, str]
) -> Manifest:
    lines = tuple(
        BallotLine(number, project.project_id, project.cost, project.title)
        for number, project in enumerate(
            sorted(projects, key=lambda project: project.project_id), start=1
        )
    )
    pots = {facts.pot_id: PotBallot(facts.budget_limit, lines)}
    return Manifest(facts.voting[0], dict(sorted(frozen.items())), pots)


def _announced(facts: Facts, projects: tuple[ImportedProject, ...], data: bytes) -> str:
    marks = facts.file.marks() or {}
    listed = tuple(
        AnnouncedProject(project.project_id, project.original_id, marks.get(project.original_id))
        for project in projects
    )
    return announced_text(
        Announced(
            file=facts.name,
            sha256=bytes_digest(data),
            rule=facts.text("rule") or "?",
            budget=facts.text("budget"),
            pots={facts.pot_id: listed},
        )
    )


def _readme(facts: Facts) -> str:
    round_path = f"rounds/{facts.round_id}"
    return (
        f"# {facts.unit}, {facts.area}, {facts.round_id}\n\n"
        f"A real election, imported from the Pabulib file `{facts.name}` (https://pabulib.org).\n\n"
        f"- `{round_path}/announced.yaml`: what the city announced, and the projects' own ids\n"
        f"- `{round_path}/ballots/`: every ballot of the file\n\n"
        f"```\nmb tally {facts.round_id}\nmb build\n```\n"
    )


def _too_large(file: PabulibFile, path: str) -> tuple[Problem, ...]:
    """Every number that decides the outcome and that a round's files do not hold."""
    facts = Facts(file, path)
    dearest = max(project.cost for project in file.instance().projects)
    money = {"budget": facts.budget_limit, "cost": facts.cost(dearest), THRESHOLD: file.threshold}
    found = [(key, number, MOST_MONEY) for key, number in money.items() if number > MOST_MONEY]
    score = file.limits().default_score
    found += [("default_score", score, MOST_POINTS)] if abs(score) > MOST_POINTS else []
    return tuple(
        Problem("import-number-too-large", Place(path), {"key": key, "found": n, "limit": limit})
        for key, n, limit in found
    )


def _rounding(file: PabulibFile, path: str) -> tuple[Problem, ...]:
    if file.units_per_currency == 1:
        return ()
    facts = {"currency": file.meta.get("currency", "").strip() or "?"}
    return (Problem("import-money-rounded", Place(path), facts, "note"),)


def _folder_problems(folder: Path) -> tuple[Problem, ...]:
    place = Place(folder.as_posix())
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            return (Problem("import-folder-not-empty", place),)
        if folder.is_dir() and any(folder.iterdir()):
            return (Problem("import-folder-not-empty", place),)
    except OSError as error:
        return (Problem("import-folder-unusable", place, {"reason": error.strerror or "?"}),)
    return ()


def _write(made: Import, folder: Path, today: date) -> tuple[Problem, ...]:
    """The files and their first commit, made beside the folder and then moved into it.

    The result is counted from the files as they stand there, as anybody will count it again.
    Where it cannot be, for a tie that nothing decides, the town has none, and the reason comes back
    as a warning.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".import-"))
    try:
        for path, data in made.files.items():
            write_bytes(workshop, path, data)
        found = _count(workshop, made.round_id)
        _commit(workshop, f"Import {made.round_id}", today)
        move_in(workshop, folder)
    except BaseException:
        shutil.rmtree(workshop, ignore_errors=True)
        raise
    return found


def _count(folder: Path, round_id: str) -> tuple[Problem, ...]:
    """Count the round and write its result."""
    tree = read_tree(folder)
    tally, problems = tally_round(tree, tree.rounds[round_id])
    if tally is not None:
        write_text(folder, result_path(round_id), result_text(tally.result))
    return tuple(replace(problem, severity="warning") for problem in problems)


def _commit(folder: Path, message: str, today: date) -> None:
    """The repository's first commit. The same files and day give the same commit everywhere."""
    moment = datetime.combine(today, time(12), UTC)
    with git.Repo.init(folder, initial_branch="main") as repository:
        # One process for all files, and none of the machine's own habits: no ignored names, no
        # changed line ends.
        repository.git(c="core.autocrlf=false").add("--all", "--force")
        repository.index.commit(
            message,
            author=AUTHOR,
            committer=AUTHOR,
            author_date=moment,
            commit_date=moment,
            skip_hooks=True,
        )
