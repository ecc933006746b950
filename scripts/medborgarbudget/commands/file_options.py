"""What can be said of the rule when a Pabulib file is counted: the options of `tally FILE.pb`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from medborgarbudget.pb.round import Comparison, Leftover, Score, Utility

Command = TypeVar("Command", bound=Callable[..., Any])

FOR_FILES = "FILE.pb only: "
LEFTOVERS = [way for way in get_args(Leftover) if way != "roll-over"]
MORE_THAN_NONE = click.IntRange(min=1)
NONE_OR_MORE = click.IntRange(min=0)
QUOTA = (
    click.Choice(["area", "category"]),
    str,
    click.Choice(["at-most-projects", "at-most-cost", "at-least-cost"]),
    NONE_OR_MORE,
)

OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "tie_breaking": ("criteria with commas between.", {}),
    "lot_seed": ("the seed of the lot.", {}),
    "threshold": ("the fewest votes.", {"type": NONE_OR_MORE}),
    "threshold_percent": ("the least share of the ballots.", {"type": click.IntRange(0, 100)}),
    "threshold_cost": ("votes/voters must reach cost/(this × budget).", {"type": NONE_OR_MORE}),
    "score": ("what ranks.", {"type": click.Choice(get_args(Score))}),
    "top_up": ("per cent of the cost that must be left.", {"type": click.IntRange(1, 100)}),
    "conflict": (
        "two projects that exclude each other; may be repeated.",
        {"multiple": True, "nargs": 2, "metavar": "PROJECT PROJECT"},
    ),
    "utility": ("what a project is worth.", {"type": click.Choice(get_args(Utility))}),
    "winners": ("how many win at most.", {"type": MORE_THAN_NONE}),
    "comparison": (
        "compare Equal Shares with plain greedy.",
        {"type": click.Choice(get_args(Comparison))},
    ),
    "leftover": ("what happens to the money left.", {"type": click.Choice(LEFTOVERS)}),
    "band": (
        "so many projects of at most that cost win; may be repeated.",
        {"multiple": True, "nargs": 2, "type": MORE_THAN_NONE, "metavar": "COUNT CEILING"},
    ),
    "area_first": (
        "an area (neighborhood) that goes first; may be repeated.",
        {"multiple": True, "metavar": "AREA"},
    ),
    "quota": (
        "area or category, its name, at-most-projects, at-most-cost or at-least-cost, and the"
        " number; may be repeated, and counts in this order.",
        {"multiple": True, "type": QUOTA, "metavar": "KIND NAME LIMIT NUMBER"},
    ),
    "sizes": (
        "the sizes of one project, the smallest first; may be repeated.",
        {"multiple": True, "metavar": "PROJECT,PROJECT…"},
    ),
    "percentage": (
        "the item that gets the percentage of the budget which the voters name, in such steps.",
        {"type": (str, click.IntRange(1, 100)), "metavar": "PROJECT STEP"},
    ),
    "completion": ("how add1 goes on.", {"metavar": "START,STEP,STOP"}),
    "compare": (
        "the file's own rule beside these, or those that fit the ballots.",
        {"is_flag": False, "flag_value": "", "metavar": "[RULE,RULE…]"},
    ),
    "out": (
        "write it anew here, with the outcome in its column selected.",
        {"type": click.Path(dir_okay=False, path_type=Path), "metavar": "NEW.pb"},
    ),
}
"""Each option's help and how it is read, by the name under which it is handed on."""


def option_name(name: str) -> str:
    """The option as it is typed."""
    return f"--{name.replace('_', '-')}"


def file_options(command: Command) -> Command:
    """Give the command all of these, in this order."""
    for name, (told, how) in reversed(OPTIONS.items()):
        command = click.option(option_name(name), help=f"{FOR_FILES}{told}", **how)(command)
    return command
