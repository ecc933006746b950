"""A command starts at once: what it has no use for it does not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SLOW_TO_LOAD = {
    "git",
    "jinja2",
    "jsonschema",
    "markdown",
    "nh3",
    "numba",
    "numpy",
    "pelican",
    "rich",
    "scipy",
    "segno",
    "weasyprint",
}
ELECTION = """\
META
key;value
description;Two streets
country;Sweden
unit;Exempelby
instance;2026
num_projects;2
num_votes;2
budget;9
vote_type;approval
rule;{rule}
date_begin;2026
date_end;2026
PROJECTS
project_id;cost
1;5
2;5
VOTES
voter_id;vote
a;1,2
b;2
"""


def loaded(*arguments: str) -> set[str]:
    """Which of the slow packages one run of the program loads. It must end well."""
    command = [sys.executable, "-X", "importtime", "-m", "medborgarbudget", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    names = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines())
    return {name.partition(".")[0] for name in names} & SLOW_TO_LOAD


@pytest.mark.parametrize("rule", ["greedy", "equalshares/add1"])
def test_the_count_of_a_file_loads_numpy_and_no_other_slow_package(tmp_path: Path, rule):
    """Half a second for the whole process leaves no room for schemas, Git or a compiler."""
    path = tmp_path / "small.pb"
    path.write_text(ELECTION.format(rule=rule), encoding="utf-8")

    assert {"numpy"} == loaded("tally", str(path))


def test_help_loads_none_of_them():
    """Nor does the list of commands."""
    assert set() == loaded("--help")


def test_a_check_of_all_files_loads_only_what_reads_them(repository: Path):
    """Git is for what has changed, and a progress bar for a terminal."""
    assert {"jsonschema", "numpy"} == loaded(
        "validate", "--root", str(repository), "--today", "2026-11-29"
    )
