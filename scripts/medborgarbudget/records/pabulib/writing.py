"""Write a Pabulib file, and make one of our own instance and profile."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from medborgarbudget.pb.ballot import WITH_POINTS, BallotLimits
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.file import PabulibFile
from medborgarbudget.records.pabulib.rows import write_rows
from medborgarbudget.records.pabulib.sections import META_HEADER

META_ORDER = (
    "description",
    "country",
    "unit",
    "district",
    "subunit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "default_score",
    "min_project_cost",
    "max_project_cost",
    "min_project_score_threshold",
    "neighborhoods",
    "subdistricts",
    "categories",
    "edition",
    "language",
    "currency",
    "fully_funded",
    "experimental",
    "comment",
    "acknowledgments",
)
"""The order of META keys that the Pabulib checker expects."""


def write_pabulib(file: PabulibFile) -> bytes:
    """The file's bytes, UTF-8: those it was read from, where it was.

    Normalised: blank lines, and line ends that differ within a file. All else comes out as it went
    in, quotes, line ends and byte order mark included.
    """
    rows = [("META",), META_HEADER, *file.meta.items()]
    rows += [("PROJECTS",), file.project_columns, *file.projects]
    rows += [("VOTES",), file.vote_columns, *file.votes]
    return write_rows(rows, file.style)


def pabulib_date(day: date) -> str:
    """A date as Pabulib writes it: ``24.05.2026``."""
    return f"{day:%d.%m.%Y}"


def pabulib_of(
    instance: Instance,
    profile: Profile,
    limits: BallotLimits,
    about: Mapping[str, str],
    selected: Collection[str] | None = None,
) -> PabulibFile:
    """A new file: the instance's projects, and the profile's ballots in canonical order.

    `about` holds the META keys that neither knows: description, country, unit, instance, rule,
    date_begin and date_end (`pabulib_date`), and any other the format has. Voters are numbered
    from 1 in the ballots' order, so that nothing tells who cast which, or when. `score` is
    Pabulib's: the sum of the points given; for ordinal ballots the last choice gives 1, the one
    before it 2. `selected` marks the winners, where there are any yet.
    """
    counted = _numbers(limits, instance.units_per_currency)
    counted["num_projects"] = str(len(instance.projects))
    counted["num_votes"] = str(profile.voters)
    counted["budget"] = amounts.plain(instance.budget_limit, instance.units_per_currency)
    counted["vote_type"] = profile.vote_type
    if sum(project.cost for project in instance.projects) <= instance.budget_limit:
        counted["fully_funded"] = "1"
    everything = {**about, **counted}
    others = [key for key in about if key not in META_ORDER]
    meta = {key: everything[key] for key in (*META_ORDER, *others) if everything.get(key)}
    columns, projects = _projects(instance, profile, selected)
    with_points = profile.vote_type in WITH_POINTS
    votes: list[tuple[str, ...]] = []
    for ballot, voters in profile.ballots:
        vote = ",".join(ballot.choices)
        points = (",".join(map(str, ballot.points)),) if with_points else ()
        votes += [(str(len(votes) + 1 + n), vote, *points) for n in range(voters)]
    vote_columns = ("voter_id", "vote", "points") if with_points else ("voter_id", "vote")
    return PabulibFile(meta, columns, projects, vote_columns, tuple(votes))


def _numbers(limits: BallotLimits, units_per_currency: int) -> dict[str, str]:
    """The limits that are set, as META writes them."""
    keys = (key for key in META_ORDER if key.startswith(("min_", "max_")))
    found = {key: getattr(limits, key, None) for key in keys}
    written = {key: str(value) for key, value in found.items() if value is not None}
    for key in ("min_sum_cost", "max_sum_cost"):
        if key in written:
            written[key] = amounts.plain(int(written[key]), units_per_currency)
    if limits.vote_type == "scoring" and limits.default_score:
        written["default_score"] = str(limits.default_score)
    return written


def _projects(
    instance: Instance, profile: Profile, selected: Collection[str] | None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The columns of PROJECTS and its rows, in the instance's order."""
    ids = tuple(instance.by_id)
    votes = profile.votes(ids)
    scores = _scores(profile, ids)
    columns = ["project_id", "cost", "votes", "name"]
    if scores is not None:
        columns.insert(3, "score")
    if selected is not None:
        columns.append("selected")
    rows = []
    for project in instance.projects:
        project_id = project.project_id
        cells = {
            "project_id": project_id,
            "cost": amounts.plain(project.cost, instance.units_per_currency),
            "votes": str(votes[project_id]),
            "score": str(scores[project_id]) if scores is not None else "",
            "name": project.name or project_id,
            "selected": str(int(project_id in (selected or ()))),
        }
        rows.append(tuple(cells[column] for column in columns))
    return tuple(columns), tuple(rows)


def _scores(profile: Profile, ids: tuple[str, ...]) -> Mapping[str, int] | None:
    """What Pabulib's `score` column holds; None where votes say it all."""
    if profile.vote_type not in WITH_POINTS and profile.vote_type != "ordinal":
        return None
    scores = dict.fromkeys(ids, 0)
    for ballot, voters in profile.ballots:
        for choice, points in zip(
            ballot.choices, ballot.points or range(len(ballot.choices), 0, -1), strict=True
        ):
            scores[choice] += points * voters
    return scores
