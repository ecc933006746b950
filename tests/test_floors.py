"""The house stands: imports go down only, and each floor does only what it may.

The floors are those of CONTRIBUTING.md. Every check is also shown a module that breaks it.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "medborgarbudget"
SCRIPTS = Path(__file__).parents[1] / "scripts"
MODULES = sorted((SCRIPTS / PACKAGE).rglob("*.py"))

ROOMS = ("moderation", "voting", "counting", "site")
FLOORS = {"pb": 1, "records": 2, **dict.fromkeys(ROOMS, 3)}
FLOORS |= dict.fromkeys(("cli", "__main__", "commands", "demo"), 4)

MOST_LINES, MEDIAN_LINES = 300, 120
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib"}

OPTIONAL = {f"{PACKAGE}.pb.rules.compiled": "numba"}
"""Modules that exist for what may be missing, each imported only inside a function: see there."""

CHANCE = {"random", "secrets", "uuid", "time", "numpy.random"}
WORLD = {"io", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "urllib", "http"}
SPOKEN = {"print", "input", "breakpoint"}
CLOCK = {"now", "today", "utcnow"}
SURROUNDINGS = {"environ", "getenv", "argv", "stdout", "stderr", "stdin"}


def module_name(path: Path) -> str:
    """``medborgarbudget.pb.round`` for its file."""
    return ".".join(path.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__")


def part(module: str) -> str:
    """The folder or file directly below the package: ``pb``, ``site``, ``cli``."""
    return [*module.split("."), ""][1]


def floor(module: str) -> int:
    """1 to 4 from the ground up; 0 for the package itself, which holds only the version."""
    return FLOORS.get(part(module), 0)


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module named by an import anywhere in the file, in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield start
            yield from (f"{start}.{alias.name}" for alias in node.names)


def stairs(module: str, source: str) -> set[str]:
    """What a module imports from where it must not: upstairs, next door, or by a relative path."""
    found = set()
    for name in imports(ast.parse(source)):
        if name.startswith("."):
            found.add(f"{name} is relative")
        if name.split(".")[0] == PACKAGE and "." in name:
            next_door = {part(name), part(module)} <= set(ROOMS) and part(name) != part(module)
            if floor(name) > floor(module) or next_door:
                found.add(f"{PACKAGE}.{part(name)} is upstairs or next door")
    return found


def impurities(module: str, source: str) -> set[str]:
    """What a module of floors 1 and 2 does that only a higher floor may."""
    level, tree, found = floor(module), ast.parse(source), set()
    if level >= 3:
        return found
    for name in imports(tree):
        top = name.split(".")[0]
        allowed = {"numpy", PACKAGE, OPTIONAL.get(module)}
        if level == 1 and top not in sys.stdlib_module_names | allowed:
            found.add(f"imports {top}")
        if top in CHANCE or name in CHANCE or (level == 1 and top in WORLD):
            found.add(f"imports {top}")
        if name.split(".")[-1] in SURROUNDINGS:
            found.add(f"imports {name}")
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in SPOKEN:
                found.add(f"calls {name}")
            case ast.Call(func=ast.Name(id="open")) if level == 1:
                found.add("calls open")
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCK:
                found.add(f"calls {name}")
            case ast.Attribute(value=ast.Name(id="os" | "sys"), attr=name) if name in SURROUNDINGS:
                found.add(f"reads {name}")
    return found


def untidiness(module: str, source: str) -> set[str]:
    """What makes a module hard to read: its length, its name, or silence about what it is for."""
    found = set()
    if len(source.splitlines()) > MOST_LINES:
        found.add(f"has {len(source.splitlines())} lines")
    if module.split(".")[-1] in NAMELESS:
        found.add("is named after nothing")
    if not ast.get_docstring(ast.parse(source)):
        found.add("does not say what it is for")
    if floor(module) == 0 and module != PACKAGE:
        found.add("stands on no floor")
    return found


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_what_may_be_missing_is_imported_only_where_it_is_used(path):
    """No module names an optional one at its top, so that the program starts without it."""
    at_once = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if not isinstance(node, ast.FunctionDef)
        and not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]

    assert set() == OPTIONAL.keys() & set(imports(ast.Module(at_once, [])))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
@pytest.mark.parametrize("check", [stairs, impurities, untidiness])
def test_each_module_keeps_to_its_floor(check, path):
    """
    A rule of the count cannot read a file, a reader of files cannot look at the clock, and a room
    does not reach into the next one; each module is short, named, and says what it is for.
    """
    assert set() == check(module_name(path), path.read_text(encoding="utf-8"))


def test_half_of_all_modules_are_short():
    """The median counts: one long module is a defect, many fairly long ones are a style."""
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES]

    assert statistics.median(lengths) < MEDIAN_LINES


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pb.rules.greedy", "from medborgarbudget.records.source import read_yaml"),
        ("records.tree", "import medborgarbudget.site.pages"),
        ("records.tree", "def later():\n    from medborgarbudget import counting"),
        ("counting.tally", "from medborgarbudget.moderation.say import as_text"),
        ("site.pages", "from medborgarbudget.commands.door import show"),
        ("site.pages", "from . import maps"),
    ],
)
def test_a_step_upstairs_or_next_door_is_seen(module, source):
    """The check of imports has been seen failing, also for an import inside a function."""
    assert stairs(f"{PACKAGE}.{module}", source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("site.pages", "from medborgarbudget.records.tree import read_tree"),
        ("commands.site", "from medborgarbudget import site, counting"),
        ("counting.tally", "from medborgarbudget.counting.close import box"),
        ("pb.round", "from medborgarbudget.pb import pot\nimport numpy, decimal"),
        ("records.tree", "from medborgarbudget import __version__"),
    ],
)
def test_a_step_down_or_along_is_allowed(module, source):
    """The check lets through what the house is built of."""
    assert set() == stairs(f"{PACKAGE}.{module}", source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pb.round", "import yaml"),
        ("pb.round", "from pathlib import Path"),
        ("pb.round", "import random"),
        ("pb.round", "def f(path):\n    return open(path)"),
        ("pb.round", "from datetime import date\nTODAY = date.today()"),
        ("pb.round", "import numpy.random"),
        ("records.tree", "import secrets"),
        ("records.tree", "print('hello')"),
        ("records.tree", "import os\nHOME = os.environ['HOME']"),
        ("records.tree", "from os import getenv"),
        ("records.tree", "from datetime import datetime\nNOW = datetime.now()"),
        ("records.tree", "import sys\nsys.stderr.write('hello')"),
    ],
)
def test_the_world_is_kept_out_of_the_lower_floors(module, source):
    """File, clock, environment, chance and speech: each has been seen refused."""
    assert impurities(f"{PACKAGE}.{module}", source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pb.round", "x = 1"),
        ("pb.utils", '"""Everything."""'),
        ("records.tree", '"""Long."""\n' + "x = 1\n" * MOST_LINES),
        ("attic", '"""What is this?"""'),
    ],
)
def test_an_untidy_module_is_seen(module, source):
    """No docstring, no real name, too long, on no floor: each has been seen failing."""
    assert untidiness(f"{PACKAGE}.{module}", source)
