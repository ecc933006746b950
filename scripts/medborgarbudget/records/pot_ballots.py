"""The published ballots of a pot, read as its round says, and the rule that counted them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.rolling import counting_order
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.records.digest import bytes_digest
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.results import RoundResult

MAX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class PotBallots:
    """All that a pot's outcome came of: run `choice` on `instance` and `profile`."""

    instance: Instance
    profile: Profile
    choice: RuleChoice


def ballots_path(folder: RoundFolder, pot_id: str) -> str:
    """Where the ballots of a pot are kept."""
    return f"{folder.path}/ballots/{pot_id}.pb"


def pot_ballots(
    tree: TownTree, folder: RoundFolder, result: RoundResult, pot_id: str
) -> PotBallots | None:
    """What the result of a pot was counted from.

    None where some of the ballots are published as sums only. None too where its ballots file is
    not there, or is not the one that the result names: then `verify` tells what is wrong. Raises
    KeyError for a pot without a result.
    """
    pot, path = folder.round.pots[pot_id], ballots_path(folder, pot_id)
    if result.pots[pot_id].summed or path not in tree.paths:
        return None
    data, _ = read_bytes(tree.root, path, MAX_BYTES)
    if data is None or bytes_digest(data) != result.pots[pot_id].sha256:
        return None
    file, _ = read_pabulib(data, path)
    limit = result.pots[pot_id].outcome.budget_limit  # with what other pots rolled over to it
    instance = replace(folder.instance(pot_id), budget_limit=limit)
    if file is None or file.vote_type != pot.ballot.vote_type:
        return None
    profile = profile_in_pot(file, pot)
    try:
        profile.votes(instance.by_id)
    except KeyError:
        return None
    return PotBallots(instance, profile, counted_by(folder, result, pot))


def profile_in_pot(file: PabulibFile, pot: Pot) -> Profile:
    """The file's ballots, read as the round says, whatever the file's own heading says."""
    limits = pot.ballot
    return replace(file.profile(), places=limits.max_length, default_score=limits.default_score)


def counted_by(folder: RoundFolder, result: RoundResult, pot: Pot) -> RuleChoice:
    """The pot's rule, with what the pots counted before it have selected."""
    order = [pot_id for pot_id, _ in counting_order(folder.round.pots)[0]]
    before = order[: order.index(pot.pot_id)]
    selected = frozenset(
        one for key in before if key in result.pots for one in result.pots[key].outcome.selected
    )
    return replace(pot.rule, elsewhere=conflicting(pot.rule, selected))


def conflicting(choice: RuleChoice, selected: frozenset[str]) -> tuple[str, ...]:
    """Those of the projects selected already that conflict with any other."""
    return tuple(sorted(selected & {one for pair in choice.conflicts for one in pair}))
