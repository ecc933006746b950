"""What a store still tells of when its rows came: let go of at night, and said where it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from medborgarbudget.commands.counting import say_aside
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.box import log_path

if TYPE_CHECKING:
    from medborgarbudget.voting.stores import Store


def tidied(store: Store, round_id: str, root: Path, language: str) -> None:
    """Tidy the store of a round; what is left is told in warnings, and stops nothing."""
    from medborgarbudget.voting.stores import UnavailableError

    place = Place(log_path(round_id))
    left = store.tidy()
    try:
        settings = store.traces()
    except UnavailableError as error:
        left, settings = (*left, str(error)), ()
    problems = [
        Problem("store-setting-tells", place, {"setting": one}, "warning") for one in settings
    ]
    problems += [Problem("store-not-tidied", place, {"said": one}, "warning") for one in left]
    say_aside(problems, root, language)
