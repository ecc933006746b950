"""What a project that lost would have needed, in plain words; each figure by counting again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from medborgarbudget.counting.closing import MAX_BYTES, ballots_path
from medborgarbudget.counting.tally import conflicting, profile_in_pot
from medborgarbudget.pb.margins import cost_short, votes_short
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.rolling import counting_order
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.pabulib import read_pabulib
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.results import RoundResult
from medborgarbudget.records.tree import RoundFolder, TownTree

VOTERS_TIMES = 4
"""Further votes are tried up to so many times those that were cast, and never fewer than 100."""


def margin_sentences(
    tree: TownTree,
    folder: RoundFolder,
    result: RoundResult,
    pot_id: str,
    project_id: str,
    language: str,
) -> Iterator[str]:
    """How many more votes, or how much lower a cost, the project needed; nothing for a winner.

    Nothing either where the pot's ballots cannot be read: `verify` tells why.
    """
    if project_id in result.pots[pot_id].outcome.selected:
        return
    pot = folder.round.pots[pot_id]
    profile = _profile(tree, folder, pot)
    if profile is None:
        return
    choice = _choice(folder, result, pot)
    limit = result.pots[pot_id].outcome.budget_limit
    instance = replace(folder.instance(pot_id), budget_limit=limit)
    most = max(100, VOTERS_TIMES * profile.voters)
    more = votes_short(instance, profile, choice, project_id, most)
    if more is None:
        yield explained(language, "margin-none")
    elif more:
        key = "margin-vote" if more == 1 else "margin-votes"
        figures = {"more": more, "less": more - 1}
        shown = {name: formats.number(figure, language) for name, figure in figures.items()}
        yield explained(language, key, **shown)
    cost = cost_short(instance, profile, choice, project_id)
    if cost is not None:
        shown = {"cost": formats.money(cost, language, folder.round.currency)}
        yield explained(language, "margin-cost", **shown)


def _profile(tree: TownTree, folder: RoundFolder, pot: Pot) -> Profile | None:
    path = ballots_path(folder, pot.pot_id)
    if path not in tree.paths:
        return None
    data, _ = read_bytes(tree.root, path, MAX_BYTES)
    file = read_pabulib(data, path)[0] if data is not None else None
    return profile_in_pot(file, pot) if file is not None else None


def _choice(folder: RoundFolder, result: RoundResult, pot: Pot) -> RuleChoice:
    """The pot's rule, with what the pots counted before it have selected."""
    order = [pot_id for pot_id, _ in counting_order(folder.round.pots)[0]]
    before = order[: order.index(pot.pot_id)]
    selected = frozenset(one for key in before for one in result.pots[key].outcome.selected)
    return replace(pot.rule, elsewhere=conflicting(pot.rule, selected))
