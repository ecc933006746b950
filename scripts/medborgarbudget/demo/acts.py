"""What was done in a town, act by act and day by day, as its files tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from medborgarbudget.demo.letters import nights_of
from medborgarbudget.pb.assessment import Implementation
from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.tree import RoundFolder, TownTree
from medborgarbudget.records.writing import dump_yaml

Deed = Literal[
    "write", "keys", "codes", "open", "night", "receive", "type", "settle", "close", "tally"
]
"""`write` puts files there; the others are the acts of step 5, done by the program itself."""

VOTING: tuple[Deed, ...] = ("open", "receive", "type", "settle", "close", "tally")
ONLINE: tuple[Deed, ...] = ("keys", "codes", "night")
KEYS_BEFORE, CODES_BEFORE = timedelta(days=14), timedelta(days=10)
"""From the ceremony, and from the printing of the letters, to the opening of a vote online."""
COUNTING_DAYS = 2
"""From the end of voting to the day when the last difference is settled, where nobody has said."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: when, in which round and step (1 to 8; 0 for the town as a whole), and what."""

    day: date
    round_id: str
    step: int
    subject: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    deed: Deed = "write"


def acts_of(tree: TownTree, files: Mapping[str, bytes]) -> tuple[Act, ...]:
    """All acts of a town in order of time; those of one day in order of round, step and deed.

    `files` are the town's, by path. What `open`, `close` and `tally` make is left out: the acts of
    voting make it again.
    """
    found = [act for folder in tree.rounds.values() for act in _round(folder, files)]
    first = min(act.day for act in found)
    found += _town(files, first)
    order = {deed: number for number, deed in enumerate(get_args(Deed))}
    return tuple(sorted(found, key=lambda act: (act.day, act.round_id, act.step, order[act.deed])))


def _town(files: Mapping[str, bytes], first: date) -> Iterator[Act]:
    lasting = {
        path: data
        for path, data in files.items()
        if not path.startswith(("rounds/", "content/news/"))
        and (not path.startswith("proposals/") or path.count("/") == 1)
    }
    yield Act(first, "", 0, "The town sets up its participatory budget", lasting)
    news: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        if path.startswith("content/news/"):
            news.setdefault(path.split("/")[2].split(".")[0], {})[path] = data
    for slug, texts in sorted(news.items()):
        yield Act(date.fromisoformat(slug[:10]), "", 0, f"News: {slug[11:]}", texts)


def _round(folder: RoundFolder, files: Mapping[str, bytes]) -> Iterator[Act]:
    path, periods = folder.path, folder.round.schedule.periods

    def act(day: date, step: int, subject: str, *names: str) -> Act:
        there = {name: files[name] for name in names if name in files}
        return Act(day, folder.round_id, step, subject, there)

    begins = periods["criteria"].opens.date()
    decided = (periods["criteria"].closes - timedelta(seconds=1)).date()
    subject = f"Round {folder.round_id}: criteria and money"
    yield act(max(begins, decided), 1, subject, f"{path}/round.yaml")
    if folder.events:
        opens = periods["marketing"].opens.date()
        yield act(opens, 2, f"Round {folder.round_id}: calendar", f"{path}/events.yaml")
    for project_id, proposal in folder.proposals.items():
        home = f"proposals/{folder.round_id}"
        photos = [f"{home}/{photo.file}" for photo in proposal.photos]
        subject = f"Proposal: {proposal.title}"
        yield act(proposal.submitted, 3, subject, f"{home}/{project_id}.yaml", *photos)
    for project_id, assessment in folder.assessments.items():
        subject = f"Assessed: {project_id}, {assessment.verdict}"
        yield act(assessment.date, 4, subject, f"{path}/assessments/{project_id}.yaml")
    if folder.manifest is not None:
        yield from _voting(folder)
    if folder.decision is not None:
        subject = f"Decision: {folder.decision.body} {folder.decision.paragraph}"
        yield act(folder.decision.date, 6, subject, f"{path}/decision.yaml")
    for project_id, work in folder.implementation.items():
        yield from _works(folder, project_id, work, files)
    if folder.follow_up is not None:
        subject = f"Follow-up of {folder.round_id}"
        day = folder.follow_up.date
        yield act(day, 8, subject, f"{path}/follow-up.yaml", f"{path}/lessons.md")


def _voting(folder: RoundFolder) -> Iterator[Act]:
    """The acts of step 5, which the program does."""
    assert folder.manifest is not None
    ends = (folder.round.schedule.periods["voting"].closes - timedelta(seconds=1)).date()
    signed = [one.resolution.date for one in folder.batches.values() if one.resolution]
    settled = max(signed, default=ends + timedelta(days=COUNTING_DAYS))
    days = (folder.manifest.opened, ends, ends + timedelta(days=1), settled, settled, settled)
    if folder.keys is not None:
        yield from _online(folder, folder.manifest.opened)
    subjects = (
        "voting opens, the ballot is frozen",
        "paper slips received and counted by hand",
        "paper slips typed twice",
        "differences between the typists settled",
        "ballots closed, sorted and published",
        "votes counted",
    )
    for deed, day, subject in zip(VOTING, days, subjects, strict=True):
        yield Act(day, folder.round_id, 5, f"Round {folder.round_id}: {subject}", deed=deed)


def _online(folder: RoundFolder, opened: date) -> Iterator[Act]:
    """What a vote online adds: its keys and codes before, and every night a checkpoint."""

    def act(day: date, subject: str, deed: Deed) -> Act:
        return Act(day, folder.round_id, 5, f"Round {folder.round_id}: {subject}", deed=deed)

    yield act(opened - KEYS_BEFORE, "keys made, in a ceremony", "keys")
    yield act(opened - CODES_BEFORE, "codes printed, their public keys in the rolls", "codes")
    for day in nights_of(folder):
        yield act(day, f"checkpoint of {day}", "night")


def _works(
    folder: RoundFolder, project_id: str, work: Implementation, files: Mapping[str, bytes]
) -> Iterator[Act]:
    """The file of a project being built, as it stood at every milestone, and last as it is."""
    path = f"{folder.path}/implementation/{project_id}.yaml"
    document, _ = parse_yaml(path, files[path].decode("utf-8"))
    assert folder.decision is not None and document is not None
    stones = work.milestones
    if not stones:
        subject = f"To be built: {project_id}"
        yield Act(folder.decision.date, folder.round_id, 7, subject, {path: files[path]})
    for number, stone in enumerate(stones, start=1):
        there = {path: files[path]}
        if number < len(stones):
            then = {
                **document.data,
                "stage": stone.stage,
                "spent": work.spent * (number - 1) // len(stones) // 100 * 100,
                "milestones": document.data["milestones"][:number],
            }
            there = {path: dump_yaml(then).encode()}
        if stone.photo is not None:
            photo = f"{folder.path}/implementation/{stone.photo.file}"
            there |= {photo: files[photo]} if photo in files else {}
        subject = f"Building: {project_id}, {stone.stage}"
        yield Act(stone.date, folder.round_id, 7, subject, there)
