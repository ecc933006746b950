"""Small elections, written in a line or two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, Untie


@pytest.fixture
def count() -> Callable[..., Outcome]:
    """Counts an election: costs by project, the limit, and ballots such as ``3 * ["ab"]``.

    Each letter of a ballot names a project. Ties are refused unless `ties` says how to break them.
    """

    def counted(
        rule: str,
        costs: Mapping[str, int],
        limit: int,
        ballots: Iterable[str],
        ties: tuple[str, ...] = (),
        seed: str | None = None,
        untie: Untie | None = None,
        **choice: Any,
    ) -> Outcome:
        instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
        profile = Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ballots])
        chosen = RuleChoice(rule, TieBreaking(ties, seed), **choice)
        return run(instance, profile, chosen, untie)

    return counted
