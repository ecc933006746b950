"""What a command asks at the terminal: in the reader's language, and again until it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

import click

T = TypeVar("T")
STOPPED = 130

SAID = {
    "sv": {
        "choice": "[j/N]",
        "again": "Svara ja eller nej (j eller n).",
        "stopped": "Avbrutet. Inget skrevs.",
    },
    "en": {
        "choice": "[y/N]",
        "again": "Answer yes or no (y or n).",
        "stopped": "Stopped. Nothing was written.",
    },
}
ANSWERS = {"j": True, "ja": True, "y": True, "yes": True, "n": False, "nej": False, "no": False}
"""Both languages' words are understood in either; an empty answer is no."""


def as_typed(text: str) -> str:
    """Any answer is good."""
    return text


def answered(
    question: str,
    language: str,
    reading: Callable[[str], T],
    default: str | None = None,
    hidden: bool = False,
) -> T:
    """What `reading` makes of the answer; asked again, with its words, where it raises ValueError.

    Leaves with exit code 130 where somebody stops it.
    """
    while True:
        try:
            given = click.prompt(
                question,
                default=default,
                hide_input=hidden,
                show_default=bool(default),
                err=True,
            )
        except click.Abort:
            click.echo(err=True)
            stopped(language)
        try:
            return reading(given)
        except ValueError as mistake:
            click.echo(str(mistake), err=True)


def confirmed(question: str, language: str) -> bool:
    """Yes or no; an empty answer is no."""
    said = SAID[language]

    def reading(text: str) -> bool:
        found = ANSWERS.get(text.strip().lower() or "n")
        if found is None:
            raise ValueError(said["again"])
        return found

    return answered(f"{question} {said['choice']}", language, reading, default="")


def confirm_or_stop(question: str, language: str) -> None:
    """Go on only after a yes."""
    if not confirmed(question, language):
        stopped(language)


def stopped(language: str) -> NoReturn:
    """Say that nothing was written, and leave with exit code 130."""
    click.echo(SAID[language]["stopped"], err=True)
    raise click.exceptions.Exit(STOPPED)
