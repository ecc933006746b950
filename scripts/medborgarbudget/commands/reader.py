"""Whoever reads what a command says: every finding gets its sentence here, in one way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from medborgarbudget.commands.door import Decorator, format_option, language_option, root_option
from medborgarbudget.pb.problem import Problem

WROTE = {"sv": "Skrev {path}", "en": "Wrote {path}"}


@dataclass(frozen=True, slots=True)
class Reader:
    """In which town's folder somebody asks, in which language, and in what form the answer is.

    `form` is text, json, github or markdown, as far as the command knows it.
    """

    root: Path
    language: str
    form: str = "text"

    @property
    def is_program(self) -> bool:
        """Whether the answer is one JSON object."""
        return self.form == "json"

    def at(self, root: Path) -> Reader:
        """The same reader of findings whose paths begin elsewhere."""
        return replace(self, root=root)

    def show(self, problems: Sequence[Problem], files: int | None = None) -> None:
        """Print the findings; `files` is how many files were looked at."""
        from medborgarbudget.moderation import say
        from medborgarbudget.moderation.excerpt import lines_below

        looked_at = len({one.place.path for one in problems}) if files is None else files
        report = say.Report(tuple(problems), looked_at, lines_below(self.root))
        printed = {
            "text": lambda: say.as_text(report, self.language),
            "json": lambda: say.as_json(report),
            "github": lambda: say.as_github(report, self.language),
            "markdown": lambda: say.as_markdown(report),
        }
        click.echo(printed[self.form](), nl=False)

    def report(self, problems: Sequence[Problem], files: int | None = None) -> None:
        """Print the findings, and leave with exit code 1 if one of them is an error."""
        self.show(problems, files)
        if any(problem.severity == "error" for problem in problems):
            raise click.exceptions.Exit(1)

    def refuse(self, problems: Sequence[Problem]) -> NoReturn:
        """Print the findings that stopped the command before it wrote anything; exit code 1."""
        self.show(problems)
        raise click.exceptions.Exit(1)

    def warn(self, problems: Sequence[Problem]) -> None:
        """Warnings and notes of a command that went well, on standard error."""
        from medborgarbudget.moderation import say
        from medborgarbudget.moderation.excerpt import lines_below

        if problems:
            report = say.Report(tuple(problems), len(problems), lines_below(self.root))
            click.echo(say.as_text(report, self.language), nl=False, err=True)

    def wrote(self, paths: Sequence[str], facts: Mapping[str, Any]) -> None:
        """Say which files the command has written; `facts` go into the JSON."""
        if self.is_program:
            print_json({"written": list(paths), **facts})
        else:
            click.echo("\n".join(WROTE[self.language].format(path=path) for path in paths))


def print_json(data: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def to_reader(*forms: str) -> Decorator:
    """``reader: Reader``, from the options for the town's folder, the language and the form.

    A command with one form alone has no option for it.
    """

    def wear(command: Any) -> Any:
        @wraps(command)
        def told(root: Path, language: str, output_format: str = "text", **more: Any) -> Any:
            return command(reader=Reader(root, language, output_format), **more)

        with_form = format_option(*forms)(told) if len(forms) > 1 else told
        return root_option(language_option(with_form))

    return wear
