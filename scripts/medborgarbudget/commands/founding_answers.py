"""What `init` is told of a new town: by options, or by answers; a bad one is asked for again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands.questions import answered

if TYPE_CHECKING:
    from medborgarbudget.pb.problem import Problem
    from medborgarbudget.records.founding import Founding

LEAST_MONEY = 10_000

Change = Callable[["Founding", str], "Founding"]
"""The founding with an answer in it. Raises ValueError with the words for what is wrong."""


@dataclass(frozen=True)
class Asker:
    """Takes a town's facts one by one, each checked at once; `asks` for those that no option says.

    `say` gives the sentence of a key in that language. Leaves with exit code 1, and says why, where
    an option is no good.
    """

    language: str
    asks: bool
    say: Callable[..., str]

    def name(self, town: Founding, option: str | None) -> Founding:
        """The name in Swedish, and in English until another is told."""
        default = town.name["sv"]
        return self._told(
            "name", option, default, town, lambda it, to: replace(it, name={"sv": to, "en": to})
        )

    def name_en(self, town: Founding, option: str | None) -> Founding:
        """The name in English."""

        def change(it: Founding, to: str) -> Founding:
            return replace(it, name={**it.name, "en": to})

        return self._told("name-en", option, town.name["en"], town, change)

    def population(self, town: Founding, option: int | None) -> Founding:
        """How many live there."""

        def change(it: Founding, to: str) -> Founding:
            return replace(it, population=self._whole(to, 1))

        return self._told("population", option, town.population, town, change)

    def money(self, town: Founding, option: int | None) -> Founding:
        """What the first round has to give."""

        def change(it: Founding, to: str) -> Founding:
            return replace(it, money=self._whole(to, LEAST_MONEY))

        return self._told("money", option, town.money, town, change)

    def email(self, town: Founding, option: str | None) -> Founding:
        """Where questions go; an invented address where nobody says any."""
        return self._told("email", option, town.email, town, lambda it, to: replace(it, email=to))

    def url(self, town: Founding, option: str | None) -> Founding:
        """Where the site will be; an invented address where nobody says any."""

        def change(it: Founding, to: str) -> Founding:
            whole = to if "://" in to else f"https://{to}"
            return replace(it, url=whole.rstrip("/"))

        return self._told("url", option, town.url, town, change)

    def _told(
        self, key: str, option: str | int | None, default: str | int, town: Founding, change: Change
    ) -> Founding:
        from medborgarbudget.records.founding import town_problems

        def reading(text: str) -> Founding:
            changed = change(town, " ".join(text.split()))
            if problems := town_problems(changed):
                raise ValueError(in_words(problems, self.language))
            return changed

        if option is None and self.asks:
            question = self.say(f"ask-{key}")
            return answered(question, self.language, reading, str(default))
        try:
            return reading(str(default if option is None else option))
        except ValueError as mistake:
            click.echo(str(mistake))
            raise click.exceptions.Exit(1) from None

    def _whole(self, text: str, least: int) -> int:
        """A whole number as people type it, with or without spaces between the thousands."""
        digits = "".join(text.split())
        if not (digits.isascii() and digits.isdecimal() and int(digits[:16]) >= least):
            raise ValueError(self.say("not-whole", least=least))
        return int(digits[:16])  # more than any amount may have; the town's own check says so


def in_words(problems: Sequence[Problem], language: str) -> str:
    """What is wrong and what to do, without the files' names: they are not made."""
    from medborgarbudget.moderation.say import sentence

    said = (sentence(one, language) for one in problems)
    return "\n".join(f"{one.what} {one.remedy}".strip() for one in said)
