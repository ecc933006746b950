"""Writing Pabulib files: what was read comes out byte for byte, and ours pass Pabulib's checker."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pabulib.checker import Checker

from medborgarbudget.pb.ballot import VOTE_TYPES, Ballot, BallotLimits, VoteType
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.records.pabulib import (
    pabulib_date,
    pabulib_of,
    read_pabulib,
    write_pabulib,
)

SMALL = Path(__file__).with_name("small.pb").read_text(encoding="utf-8")

INSTANCE = Instance(
    (
        Project("bankar", 60_000, "Bänkar; vid ån"),
        Project("gungor", 50_000, 'Gungor "Norr"'),
        Project("scen", 30_000, "Scen i parken"),
    ),
    100_000,
)
ABOUT = {
    "description": "Medborgarbudget 2026",
    "country": "Sweden",
    "unit": "Lillby",
    "instance": "2026",
    "rule": "greedy",
    "date_begin": pabulib_date(date(2026, 5, 4)),
    "date_end": pabulib_date(date(2026, 5, 24)),
    "language": "sv",
    "currency": "SEK",
}
LIMITS: dict[VoteType, BallotLimits] = {
    "approval": BallotLimits("approval", min_length=1, max_length=2),
    "choose-1": BallotLimits("choose-1"),
    "cumulative": BallotLimits("cumulative", max_sum_points=5),
    "ordinal": BallotLimits("ordinal", max_length=3),
    "scoring": BallotLimits("scoring", min_points=-1, max_points=3, default_score=1),
}
BALLOTS: dict[VoteType, tuple[Any, ...]] = {
    "approval": (("gungor", "bankar"), ("bankar",), ("bankar", "scen"), ("scen",)),
    "choose-1": (("bankar",), ("bankar",), ("scen",)),
    "cumulative": ({"bankar": 3, "scen": 2}, {"gungor": 5}, {"bankar": 5}),
    "ordinal": (("scen", "bankar"), ("bankar", "gungor", "scen"), ("bankar",)),
    "scoring": ({"bankar": 3, "gungor": -1}, {"scen": 3, "bankar": 1}),
}


def profile_of(vote_type: VoteType) -> Profile:
    """A small profile of the vote type."""
    limits = LIMITS[vote_type]
    ballots = [Ballot.of(vote_type, one) for one in BALLOTS[vote_type]]
    return Profile.of(vote_type, ballots, limits.max_length, limits.default_score)


def test_every_real_election_comes_out_as_it_went_in(elections: Path) -> None:
    """Byte for byte: line ends, quotes and the last line included."""
    for path in sorted(elections.rglob("*.pb")):
        data = path.read_bytes()
        file, _ = read_pabulib(data, path.name)
        assert file is not None
        assert write_pabulib(file) == data, path.name


@pytest.mark.parametrize(
    "text",
    [
        SMALL,
        SMALL.replace("\n", "\r\n"),
        "\ufeff" + SMALL,
        SMALL.rstrip("\n"),
        SMALL.replace("Scen;2", '"Scen";2'),
        SMALL.replace("Scen;2", '5" pipe;2'),
        SMALL.replace("Scen;2", '"two\nlines";2'),
        SMALL.replace("PROJECTS\n", "projects;;\n"),
    ],
    ids=["plain", "CRLF", "BOM", "no last line end", "needless", "inch", "two lines", "marker"],
)
def test_the_spelling_of_a_file_is_remembered(text: str) -> None:
    """What Excel and others write in their own way is written so again."""
    file, _ = read_pabulib(text.encode(), "a.pb")
    assert file is not None
    assert write_pabulib(file) == text.encode()


def test_blank_lines_and_mixed_line_ends_are_made_even() -> None:
    """The two things that are not remembered; the first line's end is taken for all."""
    text = SMALL.replace("META\n", "META\r\n").replace("VOTES\n", "\n  \nVOTES\n")
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is not None
    assert [(one.code, one.facts["number"]) for one in problems] == [("pb-blank-line", 2)]
    assert write_pabulib(file) == SMALL.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("vote_type", VOTE_TYPES)
def test_what_we_write_passes_the_checker_of_pabulib(vote_type: VoteType) -> None:
    """pabulib-checker finds no error in a file of ours, whichever way people vote."""
    file = pabulib_of(INSTANCE, profile_of(vote_type), LIMITS[vote_type], ABOUT)
    results = Checker().process_files([write_pabulib(file).decode()])
    assert results["metadata"]["processed"] == 1
    assert results["metadata"]["invalid"] == 0, results


def test_the_checker_confirms_the_winners_that_we_mark() -> None:
    """With `selected`, the checker redoes the greedy count and agrees."""
    file = pabulib_of(
        INSTANCE, profile_of("approval"), LIMITS["approval"], ABOUT, {"bankar", "scen"}
    )
    results = Checker().process_files([write_pabulib(file).decode()])
    assert results["metadata"]["invalid"] == 0, results
    wrong = pabulib_of(INSTANCE, profile_of("approval"), LIMITS["approval"], ABOUT, {"gungor"})
    assert Checker().process_files([write_pabulib(wrong).decode()])["metadata"]["invalid"] == 1


@pytest.mark.parametrize("vote_type", VOTE_TYPES)
def test_what_we_write_reads_back_as_the_same(vote_type: VoteType) -> None:
    """Instance, profile and limits survive the way through a file."""
    data = write_pabulib(pabulib_of(INSTANCE, profile_of(vote_type), LIMITS[vote_type], ABOUT))
    file, problems = read_pabulib(data, "a.pb")
    assert file is not None
    assert problems == ()
    assert file.instance() == INSTANCE
    assert file.profile() == profile_of(vote_type)
    assert file.limits() == LIMITS[vote_type]


def test_decimal_money_is_written_as_it_was_read() -> None:
    """776314.03 stays 776314.03, and whole amounts stay whole."""
    instance = Instance((Project("a", 77_631_403), Project("b", 500_000)), 77_631_403, 100)
    profile = Profile.of("approval", [Ballot(("a",))])
    file = pabulib_of(instance, profile, BallotLimits("approval"), ABOUT)
    assert file.meta["budget"] == "776314.03"
    assert file.project_cells("cost") == ("776314.03", "5000")


def test_nothing_tells_the_order_in_which_votes_came() -> None:
    """The same ballots in any order give the same bytes."""
    ballots = [Ballot.of("approval", one) for one in BALLOTS["approval"]]
    files = [
        pabulib_of(INSTANCE, Profile.of("approval", some), LIMITS["approval"], ABOUT)
        for some in (ballots, ballots[::-1])
    ]
    assert write_pabulib(files[0]) == write_pabulib(files[1])
    assert files[0].vote_cells("voter_id") == ("1", "2", "3", "4")
