"""Towns for the tests of the site: Lillby as it is, and with votes counted, decided and built."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.rules import run
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.manifest import BallotLine, Manifest, PotBallot, manifest_text
from medborgarbudget.records.pabulib import pabulib_of, write_pabulib
from medborgarbudget.records.results import PotCounts, PotResult, RoundResult, result_text
from medborgarbudget.records.tree import read_tree
from medborgarbudget.site.build import build

Build = Callable[..., Path]

LONG = "Flerfamiljshusområdesutomhusbelysningsunderhållsplaneringsförslaget"
LIFE = {
    "proposals/2026/langt-ord.yaml": f"""\
title: {LONG}
summary: {LONG} och {LONG}
language: sv
pot: norr
category: play
cost: 60000
submitted: 2026-01-20
location: {{name: {LONG}, latitude: 60.07, longitude: 15.1}}
beneficiaries: [everyone]
proposer: {LONG}
description: {LONG}
""",
    "rounds/2026/decision.yaml": """\
body: Kommunstyrelsen
date: 2026-06-10
paragraph: § 101
minutes: https://lillby.example/protokoll/101
text: {sv: Vi bygger det ni röstade fram., en: We build what you voted for.}
funded: [lekplats-norr, odlingslador, scen-i-parken]
deviations:
  - project_id: bankar-vid-an
    funded: false
    reason: {sv: Marken måste först saneras., en: The ground must be cleaned first.}
""",
    "rounds/2026/implementation/lekplats-norr.yaml": """\
stage: building
spent: 120000
planned_completion: 2026-09-30
contact: Parkförvaltningen
milestones:
  - {stage: planning, date: 2026-07-02, text: {sv: Ritningen är klar., en: The drawing is done.}}
  - {stage: building, date: 2026-09-01, text: {sv: Bygget har börjat., en: Building has begun.}}
""",
    "rounds/2026/implementation/odlingslador.yaml": """\
stage: completed
spent: 47000
planned_completion: 2026-08-30
milestones:
  - stage: completed
    date: 2026-08-20
    text: {sv: Lådorna står på torget., en: The boxes stand on the square.}
""",
    "rounds/2026/follow-up.yaml": """\
date: 2027-10-20
summary: {sv: Fler än förra gången var med., en: More people than last time took part.}
indicators:
  - {id: voters, name: {sv: Röstande, en: Voters}, value: 412, unit: {sv: personer, en: people}}
changes:
  - {sv: Vi öppnar fler platser att rösta på., en: We open more places to vote.}
followed_up: [odlingslador]
""",
    "rounds/2026/lessons.md": "# Lärdomar\n\n## Tid\n\nBörja tidigare.\n",
    "content/news/2026-05-04-nu-kan-du-rosta.sv.md": (
        "# Nu kan du rösta\n\nVälkommen till [reglerna](/2026/rules/).\n"
    ),
    "content/news/2026-05-04-nu-kan-du-rosta.en.md": "# Now you can vote\n\nWelcome.\n",
    "content/pages/om.sv.md": (
        "# Om medborgarbudgeten\n\nDu bestämmer.\n\n## Mer\n\nLäs [allt](/2026/).\n"
    ),
}
"""The files of steps 6 to 8, some prose, and a proposal with as long a word as Swedish allows."""


@pytest.fixture(scope="session")
def lillby(repository: Path) -> Path:
    """Lillby with its proposals assessed and no vote yet."""
    return repository / "tests" / "towns" / "lillby"


@pytest.fixture(scope="session")
def counted(lillby: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lillby when all is done: a frozen ballot, ballots, a result, and the steps after it."""
    root = tmp_path_factory.mktemp("counted") / "lillby"
    shutil.copytree(lillby, root)
    vote(root)
    for path, text in LIFE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds a town into a folder of its own."""

    def build_it(root: Path, today: str, **options: bool) -> Path:
        output = tmp_path_factory.mktemp("site")
        build(root, output, date.fromisoformat(today), **options)
        return output

    return build_it


@pytest.fixture(scope="session")
def before(lillby: Path, built: Build) -> Path:
    """The site while people vote."""
    return built(lillby, "2026-05-10")


@pytest.fixture(scope="session")
def after(counted: Path, built: Build) -> Path:
    """The site when the round has been followed up."""
    return built(counted, "2027-10-25")


def vote(root: Path) -> None:
    """Freeze the ballot and count ballots made up from a fixed seed."""
    folder = read_tree(root).rounds["2026"]
    pots, results, chance = {}, {}, random.Random(7)
    (root / "rounds/2026/ballots").mkdir()
    for pot in folder.round.pots.values():
        instance = folder.instance(pot.pot_id)
        lines = tuple(
            BallotLine(number, project.project_id, project.cost, project.name)
            for number, project in enumerate(instance.projects, start=1)
        )
        pots[pot.pot_id] = PotBallot(pot.budget_limit, lines)
        ids = [project.project_id for project in instance.projects]
        ballots = [
            Ballot.of("approval", tuple(chance.sample(ids, chance.randint(1, 2))))
            for _ in range(60)
        ]
        profile = Profile.of("approval", ballots)
        outcome = run(instance, profile, pot.rule)
        path = root / f"rounds/2026/ballots/{pot.pot_id}.pb"
        path.write_bytes(write_pabulib(pabulib_of(instance, profile, pot.ballot, {})))
        counts = PotCounts(65, 60, blank=2, spoiled=1, invalid={"ballot-length-above-limit": 2})
        digest = file_digest(root, f"rounds/2026/ballots/{pot.pot_id}.pb") or ""
        results[pot.pot_id] = PotResult(pot.pot_id, outcome, counts, digest)
    round_yaml = "rounds/2026/round.yaml"
    manifest = Manifest(date(2026, 5, 4), {round_yaml: file_digest(root, round_yaml) or ""}, pots)
    (root / "rounds/2026/manifest.yaml").write_text(manifest_text(manifest), encoding="utf-8")
    result = RoundResult("2026", results, {round_yaml: file_digest(root, round_yaml) or ""})
    (root / "rounds/2026/result.yaml").write_text(result_text(result), encoding="utf-8")
