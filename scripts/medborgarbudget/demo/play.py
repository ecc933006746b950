"""The play: a town is emptied of its history, and all that was done there is done again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from medborgarbudget.counting.verify import verify
from medborgarbudget.demo import told
from medborgarbudget.demo.acts import ONLINE, Act, Deed, acts_of
from medborgarbudget.demo.online_acts import Online
from medborgarbudget.demo.told import Told
from medborgarbudget.demo.town import make_room, town_files
from medborgarbudget.demo.voting import (
    DemoStoppedError,
    closed,
    errors,
    opened,
    paper_of,
    still_open,
    tallied,
)
from medborgarbudget.moderation.validate import validate
from medborgarbudget.records.commits import Author, Commit, make_repository
from medborgarbudget.records.founding import beside_the_town
from medborgarbudget.records.manifest import manifest_path, manifest_text
from medborgarbudget.records.paper import COVER, FIRST, RESOLUTION, SECOND
from medborgarbudget.records.results import result_path, result_text
from medborgarbudget.records.tree import RoundFolder, TownTree, read_tree
from medborgarbudget.records.writing import write_bytes
from medborgarbudget.site.build import build

OUTPUT = "output"

PAPER: Mapping[Deed, tuple[str, ...]] = {
    "receive": (COVER,),
    "type": (FIRST, SECOND),
    "settle": (RESOLUTION,),
}
"""Which of the paper's files come with which act."""

GROWING = "/log/leaves.txt"


def agrees(path: str, published: bytes, made: bytes | None) -> bool:
    """Whether a file came out as it is published; a log, which grows, as far as both go."""
    if made is not None and path.endswith(GROWING):
        return made.startswith(published) or published.startswith(made)
    return made == published


class Play:
    """Plays the town at `source` in `folder`, telling each step as it is done.

    The folder must be new, empty, or one that an earlier play made. In the end it is a repository
    with a commit per act, dated by the act, and holds the site in ``output/``.
    """

    def __init__(self, source: Path, folder: Path) -> None:
        tree = read_tree(source)
        if errors(tree.problems) or tree.town is None:
            raise DemoStoppedError("the demo town cannot be read", errors(tree.problems))
        self.folder, self.tree, self.town = folder, tree, tree.town
        self.files = town_files(source)
        self.acts = acts_of(tree, self.files)
        self.commits: list[Commit] = []
        self.paper: dict[str, Mapping[str, bytes]] = {}
        self.online = Online()

    def run(self) -> Iterator[Told]:
        """Play all of it. Raises NotOursError before anything is touched, and DemoStoppedError."""
        with self.online:
            yield from self._played()
        yield from self._check()
        yield from self._show(self.acts[-1].day)

    def _played(self) -> Iterator[Told]:
        make_room(self.folder)
        self._write(self.acts[0], {**beside_the_town(self.town.name["sv"]), **self.acts[0].files})
        last = {(act.round_id, act.step): act for act in self.acts}
        for act in self.acts[1:]:
            if act.deed != "write":
                yield from self._vote(act)
                continue
            self._write(act, act.files)
            if act.step and last[act.round_id, act.step] is act:
                yield told.step(self.tree.rounds[act.round_id], act)
        for round_id in self.tree.rounds:
            yield from told.ahead(round_id, {step for known, step in last if known == round_id})

    def _vote(self, act: Act) -> Iterator[Told]:
        """One act of step 5, done by the functions that a real town uses."""
        tree, folder = self._now(act)
        if act.deed == "open":
            manifest = opened(tree, folder, act.day)
            self._write(act, {manifest_path(act.round_id): manifest_text(manifest).encode()})
            projects = sum(len(pot.projects) for pot in manifest.pots.values())
            facts = {"projects": projects, "files": len(manifest.files)}
            yield Told("opened", facts, act.round_id, act.step, act.day)
        elif act.deed in ONLINE:
            files, news = self.online.acted(act, tree, folder)
            self._write(act, files)
            yield from news
        elif act.deed == "close":
            handed_in, box, news = self.online.emptied(act, tree)
            ballots, count = closed(tree, folder, act.day, handed_in)
            self._write(act, {**box, **ballots})
            yield from news
            yield told.counted(folder, count, act)
        elif act.deed == "tally":
            result = tallied(tree, folder).result
            published = result_path(act.round_id) in self.files
            self._write(act, {result_path(act.round_id): result_text(result).encode()})
            yield told.tallied(result, published, act)
        else:
            paper = self._paper(tree, folder)
            names = tuple(f"/{name}" for name in PAPER[act.deed])
            self._write(act, {one: data for one, data in paper.items() if one.endswith(names)})
        if act.deed == "type":
            facts = {"differences": still_open(*self._now(act), act.day)}
            yield Told("typed", facts, act.round_id, act.step, act.day)

    def _now(self, act: Act) -> tuple[TownTree, RoundFolder]:
        """The town as it is by now, and the act's round; its many proposals are left unread."""
        tree = read_tree(self.folder, None if act.deed == "open" else ())
        return tree, tree.rounds[act.round_id]

    def _paper(self, tree: TownTree, folder: RoundFolder) -> Mapping[str, bytes]:
        round_id = folder.round_id
        if round_id not in self.paper:
            deeds = {act.deed: act.day for act in self.acts if act.round_id == round_id}
            self.paper[round_id] = paper_of(tree, folder, self.files, deeds["settle"])
        return self.paper[round_id]

    def _write(self, act: Act, files: Mapping[str, bytes]) -> None:
        """Put files there and remember the commit. What is published must come out the same."""
        for path, data in sorted(files.items()):
            if act.deed != "write" and not agrees(path, self.files.get(path, data), data):
                raise DemoStoppedError(f"{path} comes out otherwise than it is published")
            write_bytes(self.folder, path, data)
        if files:
            self.commits.append(Commit(act.day, act.subject, dict(files)))

    def _check(self) -> Iterator[Told]:
        """The repository made, everything checked that the house and an outsider can check."""
        there = town_files(self.folder)
        lost = sorted(
            path for path, data in self.files.items() if not agrees(path, data, there.get(path))
        )
        if lost:
            raise DemoStoppedError(f"not as in the demo town: {', '.join(lost)}")
        author = Author(self.town.name["sv"], self.town.contact.email)
        make_repository(self.folder, self.commits, author)
        yield Told("committed", {"commits": len(self.commits)})
        tree = read_tree(self.folder)
        if problems := errors(validate(tree, None, self.acts[-1].day)):
            raise DemoStoppedError("the town is not in order", problems)
        yield Told("validated", {"files": len(there)})
        for round_id in (one for one, folder in tree.rounds.items() if folder.manifest):
            checks = verify(tree, (round_id,), lambda done, total: None)
            if wrong := tuple(problem for check in checks for problem in check.problems):
                raise DemoStoppedError(f"{round_id} is not verified", wrong)
            yield Told("verified", {"checks": sum(one.made for one in checks)}, round_id)

    def _show(self, day: date) -> Iterator[Told]:
        yield Told("building")
        build(self.folder, self.folder / OUTPUT, day, as_files=True)
        pages = sum(1 for _ in (self.folder / OUTPUT).rglob("*.html"))
        yield Told("built", {"pages": pages})
