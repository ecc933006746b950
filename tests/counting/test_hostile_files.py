"""Files made to do harm: each gets a clear answer, in bounded memory, and nobody's screen obeys.

How long it may take is bounded too, by what is refused: lines, rows, projects, digits, steps.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from medborgarbudget.cli import cli
from medborgarbudget.records.pabulib import projects, rows

HEAD = """META
key;value
description;d
country;c
unit;Lillby
instance;2026
num_projects;2
num_votes;2
budget;100
vote_type;approval
rule;{rule}
date_begin;04.05.2026
date_end;24.05.2026
"""
PROJECTS = "PROJECTS\nproject_id;cost;name\na;60;NAME\nb;50;B\n"
VOTES = "VOTES\nvoter_id;vote\n1;a,b\n2;a\n"
PLAIN = HEAD.format(rule="greedy") + PROJECTS + VOTES
ACTING = "\x1b]0:owned\x07\x1b[2J\u202e\u2066\x9b31m\u200f\x0b\u2028"


def with_meta(key: str, value: str) -> str:
    """The plain file with another value in META."""
    return re.sub(rf"(?m)^{key};.*$", lambda _: f"{key};{value}", PLAIN)


def equals(number: int, rule: str) -> str:
    """So many projects alike, with money for half of them."""
    ids = [f"p{n}" for n in range(number)]
    rows = "".join(f"{one};1;x\n" for one in ids)
    head = HEAD.format(rule=rule).replace("budget;100", f"budget;{number // 2}")
    return f"{head}PROJECTS\nproject_id;cost;name\n{rows}VOTES\nvoter_id;vote\n1;{','.join(ids)}\n"


UNKNOWN = "".join(f"v{n};x{n}\n" for n in range(50_000))

REFUSED: dict[str, tuple[str | bytes, str]] = {
    "million digits": (PLAIN.replace("a;60", f"a;{'9' * 10**6}"), "pb-line-too-long"),
    "many digits": (PLAIN.replace("a;60", f"a;{'9' * 60_000}"), "pb-number-too-large"),
    "many decimals": (PLAIN.replace("a;60", f"a;0.{'9' * 60_000}"), "pb-number-too-large"),
    "1e308": (PLAIN.replace("a;60", "a;1e308"), "pb-cost-not-a-number"),
    "infinite": (PLAIN.replace("a;60", "a;inf"), "pb-cost-not-a-number"),
    "digits of another script": (PLAIN.replace("a;60", "a;٦٠"), "pb-cost-not-a-number"),
    "million columns": (PLAIN.replace("cost;name", "cost;name" + ";x" * 10**6), "pb-line-too-long"),
    "many columns": (PLAIN.replace("cost;name", "cost;name" + ";x" * 30_000), "pb-column-twice"),
    "nothing but semicolons": (";" * 60_000 + "\n" + PLAIN, "pb-before-meta"),
    "zeros": (PLAIN.replace("NAME", "\0"), "pb-control-character"),
    "nothing but zeros": (b"\0" * 10**6, "pb-control-character"),
    "quotes": (PLAIN.replace("NAME", '"' * 60_001), "pb-quotes"),
    "a quote on each line": (PLAIN + '3;"a\n' * 100_000, "pb-quotes"),
    "a quote for ever": (PLAIN.replace("NAME", '"NAME'), "pb-quotes"),
    "negative budget": (with_meta("budget", "-1"), "pb-meta-number"),
    "no budget": (with_meta("budget", ""), "pb-meta-missing"),
    "budget twice": (PLAIN.replace("budget;100", "budget;100\nbudget;900"), "pb-meta-twice"),
    "sections for ever": (PLAIN + "META\nPROJECTS\nVOTES\n" * 30_000, "pb-section-twice"),
    "acting id": (PLAIN.replace("a;60", f"a{ACTING}b;60"), "pb-project-id"),
    "unknown for ever": (PLAIN + UNKNOWN, "pb-unknown-project"),
    "too many projects": (equals(projects.MAX_PROJECTS + 1, "greedy"), "pb-too-many-projects"),
    "too many lines": (PLAIN + "\n" * (rows.MAX_LINES + 1), "pb-too-many-lines"),
    "not text": (bytes(range(128, 256)) * 1000, "pb-not-utf8"),
}
COUNTED = {
    "a voter for ever": PLAIN + "1;a\n" * 50_000,
    "no voters": PLAIN.partition("1;a,b")[0],
    "no money": with_meta("budget", "0"),
    "equals": equals(80, "greedy"),
    "equals without skipping": equals(80, "greedy-no-skip"),
    "mark and carriage returns": "\ufeff" + PLAIN.replace("\n", "\r\n"),
    "acting name": PLAIN.replace("NAME", f"N{ACTING}E"),
    "acting place": with_meta("unit", f"L{ACTING}") + "",
    "acting rule": with_meta("rule", f"r{ACTING}"),
    "acting currency": PLAIN.replace("PROJECTS", f"currency;S{ACTING}K\nPROJECTS", 1),
    "endless name": PLAIN.replace("NAME", "x" * 60_000),
    "endless currency": PLAIN.replace("PROJECTS", f"currency;{'S' * 60_000}\nPROJECTS", 1),
    "endless rule": with_meta("rule", "r" * 60_000),
    "endless id": PLAIN.replace("a;60", f"{'a' * 30_000};60")
    .replace("1;a", f"1;{'a' * 30_000}")
    .replace("2;a", f"2;{'a' * 30_000}"),
    "stacked letters": PLAIN.replace("NAME", "a" + "\u0301" * 30_000),
    "wide letters": PLAIN.replace("NAME", "漢" * 20_000),
    "a name that speaks": PLAIN.replace(
        "NAME", '"NAME\nSelected, in the order of choice:\n  1. b"'
    ),
    "finest money": PLAIN.replace("a;60", "a;0.000001").replace("budget;100", "budget;" + "9" * 15),
    "formula": PLAIN.replace("NAME", "=cmd|' /C calc'!A0"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    """What is said of all of them together, and of each that can be counted: with its exit code."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (content, _) in REFUSED.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"refused {name}.pb").write_bytes(data)
    for name, text in COUNTED.items():
        (folder / f"counted {name}.pb").write_text(text, encoding="utf-8", newline="")
    (folder / f"name {ACTING}.pb").write_text(PLAIN, encoding="utf-8")
    found = {"data": run_with_little_memory(folder, "--format", "json")}
    for name in COUNTED:
        found[name] = run(folder / f"counted {name}.pb")
        found[f"{name}, compared"] = run(folder / f"counted {name}.pb", "--compare")
    for path in folder.glob("refused too many *.pb"):
        path.unlink()
    return {**found, "text": run(folder)}


def run(path: Path, *options: str) -> tuple[str, str, int]:
    """`tally`: its output, its complaints and its exit code."""
    done = CliRunner().invoke(cli, ["tally", str(path), *options, "--language", "en"])
    return done.stdout, done.stderr, done.exit_code


def run_with_little_memory(path: Path, *options: str) -> tuple[str, str, int]:
    """The same in a process of its own, which may take two gigabytes and no more."""
    done = subprocess.run(
        [sys.executable, "-m", "medborgarbudget", "tally", str(path), *options],
        capture_output=True,
        env={**os.environ, "LC_ALL": "en_GB.UTF-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30)),
        check=False,
    )
    return done.stdout.decode(), done.stderr.decode(), done.returncode


def test_every_one_of_them_is_refused_for_what_is_wrong_with_it(told) -> None:
    """Also beside all the others, of which none is stopped."""
    data = json.loads(told["data"][0])
    assert 1 == told["data"][2]
    found = {
        one["path"].removeprefix("refused ").removesuffix(".pb"): {
            p["code"] for p in one["problems"]
        }
        for one in data["files"]
        if not one["counted"]
    }
    assert REFUSED.keys() == found.keys()
    for name, (_, code) in REFUSED.items():
        assert code in found[name], name


def test_what_is_only_odd_is_counted(told) -> None:
    """Alone and compared, with exit code 0."""
    for name in COUNTED:
        assert 0 == told[name][2], told[name]
        assert 0 == told[f"{name}, compared"][2], told[f"{name}, compared"]
    data = json.loads(told["data"][0])
    assert len(COUNTED) + 1 == data["sums"]["counted"]


def test_no_screen_obeys_a_file(told) -> None:
    """Neither its names nor its own name, in no output and no complaint."""
    for name, (out, complaints, _) in told.items():
        for text in (out, complaints):
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), (
                name
            )


def test_no_answer_is_endless(told) -> None:
    """A long name or currency is not said again and again in full."""
    for name, (out, complaints, _) in told.items():
        if "equals" not in name:
            limit = 2_000_000 if name == "data" else 200_000
            assert len(out) + len(complaints) < limit, name
    assert len(told["equals"][0]) < 600_000


def test_no_name_speaks_in_our_place(told) -> None:
    """The only line of its kind is ours."""
    lines = told["a name that speaks"][0].splitlines()
    assert 1 == lines.count("Selected, in the order of choice:")
