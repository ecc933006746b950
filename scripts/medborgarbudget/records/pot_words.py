"""The words of one pot in one language: its projects' names, and figures as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from medborgarbudget.pb.instance import Instance
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained

MOST_NAMES = 4
"""More projects than this are told by their number: nobody reads forty names in one sentence."""


class PotWords:
    """Fills the sentences of `records.explanations` with what a pot holds."""

    def __init__(self, instance: Instance, language: str, currency: str) -> None:
        self.instance = instance
        self.language = language
        self.currency = currency

    def name(self, project_id: str) -> str:
        """The project's name on the ballot."""
        return self.instance.by_id[project_id].name or project_id

    def other(self, project_id: str) -> str:
        """The name of a project that may be in another pot; there its id is all that we have."""
        project = self.instance.by_id.get(project_id)
        return project.name or project_id if project else project_id

    def some(self, key: str, project_ids: Sequence[str], **gaps: str) -> str:
        """The sentence with the projects' names, or with their number where they are many."""
        if len(project_ids) > MOST_NAMES:
            return self.say(f"{key}-many", number=self.number(len(project_ids)), **gaps)
        return self.say(key, projects=self.names(project_ids), **gaps)

    def names(self, project_ids: Sequence[str]) -> str:
        """The projects' names in one line."""
        return formats.listing([self.name(one) for one in project_ids], self.language)

    def number(self, number: int) -> str:
        """A whole number, grouped."""
        return formats.number(number, self.language)

    def money(self, amount: int) -> str:
        """An amount in the round's currency."""
        return formats.money(amount, self.language, self.currency)

    def share(self, share: Fraction | int | str, at_most: bool = False) -> str:
        """A share of money to the hundredth below, or above where it is said to be the most.

        So "not enough" is never said of a sum that looks like enough; result.yaml is exact.
        """
        hundredths = Fraction(share) * 100
        whole = ceil(hundredths) if at_most else floor(hundredths)
        return formats.amount_text(whole, 100, self.language, self.currency)

    def say(self, key: str, **gaps: str) -> str:
        """The sentence for a key with its gaps filled."""
        return explained(self.language, key, **gaps)
