"""One job of the bench, ours or a peer's, in a process of its own: prints what it took.

Usage: ``python -m tests.bench.jobs JOB FILE [TIMES]``. What a job needs first is not counted.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE = 100
"""A job is stopped when it has taken this many CPU seconds; what it needs first comes on top."""

ENOUGH = 5
"""A job that takes more CPU seconds than this runs once."""

Job = Callable[[], object]


def our_parse(path: Path) -> Job:
    """Read, check and merge."""
    from medborgarbudget.records.pabulib import read_pabulib

    data = path.read_bytes()
    return lambda: read_pabulib(data, path.name)


def _our_rule(path: Path, rule: str) -> Job:
    from medborgarbudget.pb.round import Completion, RuleChoice
    from medborgarbudget.pb.rules import run
    from medborgarbudget.pb.ties import TieBreaking
    from medborgarbudget.records.pabulib import read_pabulib

    file, _ = read_pabulib(path.read_bytes(), path.name)
    assert file is not None
    instance, profile = file.instance(), file.profile()
    ties = TieBreaking(("min-cost", "max-votes", "lot"), "bench")
    choice = RuleChoice(rule, ties, completion=Completion("floor", 1, "overspend"))
    return lambda: run(instance, profile, choice)


def our_shares(path: Path) -> Job:
    """Equal Shares with exact payments."""
    return _our_rule(path, "equalshares")


def our_add1(path: Path) -> Job:
    """Add1 until overspending."""
    return _our_rule(path, "equalshares/add1")


def our_overspending(path: Path) -> Job:
    """Bounded overspending, which no peer that installs here has."""
    return _our_rule(path, "equalshares/bos")


def our_fractional(path: Path) -> Job:
    """Fractional Equal Shares, which no peer that installs here has either."""
    return _our_rule(path, "equalshares/fractional")


def our_phragmen(path: Path) -> Job:
    """Phragmén's sequential rule."""
    return _our_rule(path, "phragmen")


def pabutools_parse(path: Path) -> Job:
    """Read."""
    from pabutools.election import parse_pabulib

    return lambda: parse_pabulib(str(path))


def _pabutools(path: Path, **more: Any) -> Job:
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares

    instance, profile = parse_pabulib(str(path))
    return lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat, **more)


def pabutools_shares(path: Path) -> Job:
    """Equal Shares in exact fractions."""
    return _pabutools(path)


def pabutools_add1(path: Path) -> Job:
    """Add1 until exhaustive, the only stop it has: never more steps than ours."""
    return _pabutools(path, voter_budget_increment=1)


def pabutools_phragmen(path: Path) -> Job:
    """The same rule in exact fractions."""
    from pabutools.election import parse_pabulib
    from pabutools.rules import sequential_phragmen

    instance, profile = parse_pabulib(str(path))
    return lambda: sequential_phragmen(instance, profile)


def _muoblp(path: Path, name: str) -> Job:
    import muoblpbindings

    from medborgarbudget.records.pabulib import read_pabulib

    file, _ = read_pabulib(path.read_bytes(), path.name)
    assert file is not None
    instance = file.instance()
    voters: list[str] = []
    supporters: dict[str, list[tuple[str, int]]] = {p.project_id: [] for p in instance.projects}
    for number, vote in enumerate(file.vote_cells("vote")):
        voters.append(str(number))
        for project_id in filter(None, vote.split(",")):
            cost = instance.by_id[project_id].cost
            supporters[project_id].append((str(number), cost))
    costs = {project.project_id: float(project.cost) for project in instance.projects}
    totals = {p: sum(worth for _, worth in supported) for p, supported in supporters.items()}
    function = getattr(muoblpbindings, name)
    budget = float(instance.budget_limit)
    return lambda: function(voters, list(costs), costs, supporters, totals, budget)


def muoblp_shares(path: Path) -> Job:
    """Equal Shares in C++ and floating point."""
    return _muoblp(path, "equal_shares_utils")


def muoblp_add1(path: Path) -> Job:
    """Add1 in C++ and floating point."""
    return _muoblp(path, "equal_shares_add1")


def _votes_line(path: Path) -> int:
    with path.open("rb") as file:
        return next(number for number, line in enumerate(file, 1) if line.strip() == b"VOTES")


def polars_tally(path: Path) -> Job:
    """Read the votes and count them by project, which is not yet a merged profile."""
    import polars

    skip = _votes_line(path)

    def tally() -> object:
        votes = polars.read_csv(
            path, separator=";", skip_rows=skip, columns=["vote"], infer_schema=False
        )
        each = votes.lazy().select(polars.col("vote").str.split(",")).explode("vote")
        return each.group_by("vote").len().collect()

    return tally


def duckdb_tally(path: Path) -> Job:
    """The same."""
    import duckdb

    skip = _votes_line(path)
    votes = f"read_csv('{path}', delim=';', skip={skip}, header=true, all_varchar=true)"
    each = f"select unnest(string_split(vote, ',')) as project from {votes}"
    query = f"select project, count(*) from ({each}) group by project"
    return lambda: duckdb.connect().execute(query).fetchall()


JOBS = {name: job for name, job in globals().items() if callable(job) and "_" in name[1:-1]}


def main() -> None:
    """Print median CPU seconds, their clock seconds, peak memory in MB, and whether numba ran."""
    job = JOBS[sys.argv[1]](Path(sys.argv[2]))
    spent = int(time.process_time()) + PATIENCE
    resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.RLIM_INFINITY))
    taken = []
    for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 3):
        start = time.process_time(), time.perf_counter()
        job()
        taken.append((time.process_time() - start[0], time.perf_counter() - start[1]))
        if taken[-1][0] > ENOUGH and (len(taken) > 1 or "numba" not in sys.modules):
            break  # a first run with numba may have been compiling
    seconds, clock = sorted(taken)[(len(taken) - 1) // 2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{seconds:.4f} {clock:.4f} {peak} {'numba' in sys.modules}")


if __name__ == "__main__":
    main()
