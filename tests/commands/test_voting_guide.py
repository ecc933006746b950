"""docs/guides/voting-online.md: the rehearsal, command by command as it is written there."""

from __future__ import annotations

import re
import shlex
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from tests.commands.served import CODE, serving

from medborgarbudget.cli import cli
from medborgarbudget.records.sealed.envelopes import Marks

PAGE = Path(__file__).parents[2] / "docs/guides/voting-online.md"
FOUNDED = date(2026, 11, 20)
"""A town that `init` makes on this day votes on the days that the page names."""

ASSESSED = """\
verdict: eligible
assessed_by: Beredningsgruppen
date: 2027-02-01
reason: {sv: Bra., en: Good.}
cost: 90000
running_cost: 0
criteria:
"""
CRITERIA = ("cost-cap", "theme", "inside", "remit", "many")


def steps() -> list[list[str]]:
    """The commands of the rehearsal, each as its words; those of a round, with this town's."""
    text = PAGE.read_text("utf-8")
    part = text.partition("## Rehearse")[2].partition("\n## ")[0]
    lines = "\n".join(re.findall(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL))
    commands = filter(None, lines.replace("\\\n", " ").splitlines())
    return [["2026" if one == "2027" else one for one in shlex.split(line)] for line in commands]


def mb(*words: str | Path, answers: str | None = None) -> str:
    """What a command says that must go well."""
    given = [*map(str, words), "--language", "en"]
    run = CliRunner().invoke(cli, given, input=answers, catch_exceptions=False)
    assert 0 == run.exit_code, (words, run.output)
    return run.output


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds `my-town`, with one proposal that may be voted on."""
    monkeypatch.chdir(tmp_path)
    mb("init", "my-town", "--online", "--yes", "--today", FOUNDED.isoformat())
    town = tmp_path / "my-town"
    (town / "proposals/2026").mkdir()
    (town / "rounds/2026/assessments").mkdir()
    template = (town / "proposals/TEMPLATE.yaml").read_bytes()
    (town / "proposals/2026/bench.yaml").write_bytes(template)
    findings = "".join(
        f"  {one}: {{finding: met, reason: {{sv: Ja., en: Yes.}}}}\n" for one in CRITERIA
    )
    (town / "rounds/2026/assessments/bench.yaml").write_text(ASSESSED + findings, "utf-8")
    return tmp_path


def words_of(sheets: Path) -> list[str]:
    """The words on each trustee's sheet."""
    pages = [page.extract_text() for page in PdfReader(sheets).pages]
    return [" ".join(re.findall(r"^([a-z]{4,8})$", page, re.MULTILINE)) for page in pages]


def test_the_rehearsal_goes_as_it_is_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the copy of the town to the verified result, with two of three sheets."""
    done = []
    for program, *words in steps():
        done.append(words[0] if program == "mb" else program)
        if program == "cp":
            subprocess.run([program, *words], cwd=place, check=True)
        elif program == "cd":
            monkeypatch.chdir(place / words[0])
            root, secrets = place / words[0], place / f"{words[0]}-secrets"
        elif words[0] == "serve" and "--receipt-key" in words:
            with serving(*words[1:], "--root", root, lines=2) as served:
                text = "\n".join(
                    one.extract_text() for one in PdfReader(secrets / "letters.pdf").pages
                )
                codes = list(dict.fromkeys(CODE.findall(text)))
                first = served.vote(codes[0], "hela-kommunen", Marks((1,)))
                served.vote(codes[0], "hela-kommunen", Marks(()), first)
                served.vote(codes[1], "hela-kommunen", Marks((1,)))
        elif words[0] == "serve":
            with serving(*words[1:], "--root", root, lines=0) as served:
                assert "Bänkar och ljus" in served.get("2026/result/hela-kommunen/")
        else:
            sheets = words_of(secrets / "trustees.pdf") if words[0] == "close" else []
            answers = "".join(f"{one}\n" for one in (*sheets[:2], "y"))
            said = mb(*words, answers=answers if sheets else None)
            if words[0] == "verify":
                assert "All is in order" in said and "2 ballots online" in said

    assert [
        *("cp", "cd", "ceremony", "codes", "open", "serve"),
        *("checkpoint", "close", "tally", "verify", "serve"),
    ] == done


def test_the_days_on_the_page_are_those_of_a_vote_of_three_weeks() -> None:
    """What is typed with --today lies in the vote, or the day after it."""
    days = {words[words.index("--today") + 1] for _, *words in steps() if "--today" in words}
    opens = FOUNDED + timedelta(days=150)

    assert {(opens + timedelta(days=one)).isoformat() for one in (0, 1, 21)} == days
