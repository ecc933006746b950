"""A rule tried on ballots: its outcome, or the reason why it gives none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import TooManySelectionsError, TooManyStepsError, run
from medborgarbudget.pb.rules.count import Watch, unwatched
from medborgarbudget.pb.ties import TieRefusedError

Reason = Literal["tie", "too-many-steps", "too-many-selections", "needs-more"]


@dataclass(frozen=True, slots=True)
class NoOutcome:
    """Why a rule stopped.

    `tie`: these `projects` are equal and the choice does not say how to choose. `too-many-steps`:
    the endowment was raised `limit` times. `too-many-selections`: the best one was not proven
    within the rule's bound. `needs-more`: the choice or the ballots lack what the
    rule goes by.
    """

    reason: Reason
    projects: tuple[str, ...] = ()
    limit: int = 0


def tried(
    instance: Instance, profile: Profile, choice: RuleChoice, watch: Watch = unwatched
) -> Outcome | NoOutcome:
    """The outcome of the rule, or why there is none. Raises KeyError as `pb.rules.run` does."""
    try:
        return run(instance, profile, choice, watch=watch)
    except TieRefusedError as refusal:
        return NoOutcome("tie", refusal.project_ids)
    except TooManySelectionsError:
        return NoOutcome("too-many-selections")
    except TooManyStepsError as error:
        return NoOutcome("too-many-steps", limit=error.max_steps)
    except ValueError:
        return NoOutcome("needs-more")
