"""The town's folder, read once for a build, into the site's model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.history import history
from medborgarbudget.records.tree import read_tree
from medborgarbudget.site import languages
from medborgarbudget.site.model import Site


class TownNotReadableError(Exception):
    """Files of the town that could not be read, so that the site would lack pages.

    `problems` are the errors, each with its place.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = [f"{each.place.path}:{each.place.line}: {each.code}" for each in problems]
        super().__init__("\n".join(lines))
        self.problems = problems


def read_site(settings: Mapping[str, Any]) -> Site:
    """The site that Pelican's settings speak of. Raises TownNotReadableError."""
    root, theme = Path(settings["TOWN_ROOT"]), Path(settings["THEME"])
    tree = read_tree(root)
    errors = tuple(each for each in tree.problems if each.severity == "error")
    if errors or tree.town is None:
        raise TownNotReadableError(errors)
    return Site(
        root=root,
        town=tree.town,
        tree=tree,
        today=settings["TOWN_TODAY"],
        languages=languages.in_order(languages.spoken(theme, tree.town.languages)),
        history=history(root),
        as_files=settings["TOWN_AS_FILES"],
    )
