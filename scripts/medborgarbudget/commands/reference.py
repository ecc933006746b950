"""The reference of all commands as one page, made from the commands: ``make docs`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from medborgarbudget.cli import COMMANDS

HEAD = """\
# The commands

Written by `make docs` from the commands themselves; change those, not this page. `mb` is the short
form of `medborgarbudget`. Exit codes: 0 good, 1 problems found, 2 wrong usage, 70 a fault in the
program, 130 interrupted, 141 the program that read our output stopped reading.

| command | does |
|---|---|
"""


def page() -> str:
    """docs/commands.md, byte for byte: the list, then each command with its usage and options."""
    listed = (f"| [`{name}`](#mb-{name}) | {entry.does} |\n" for name, entry in COMMANDS.items())
    return "".join([HEAD, *listed, *(_section(name) for name in COMMANDS)])


def _section(name: str) -> str:
    command = COMMANDS[name].load()
    context = click.Context(command, info_name=f"mb {name}", max_content_width=100)
    usage = " ".join(command.collect_usage_pieces(context))
    about = "\n\n".join(_paragraphs(cleandoc(command.help or "")))
    return f"\n## mb {name}\n\n    mb {name} {usage}\n\n{about}\n" + _table(command, context)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        literal, _, lines = paragraph.rpartition("\b\n")
        yield "\n".join(f"    {line}" for line in lines.splitlines()) if literal else lines.strip()


def _table(command: click.Command, context: click.Context) -> str:
    options = [item for item in command.params if isinstance(item, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    rows = "".join(f"| `{_in_cell(names)}` | {_in_cell(text)} |\n" for names, text in records)
    return f"\n| option | meaning |\n|---|---|\n{rows}" if rows else ""


def _in_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    click.echo(page(), nl=False)
