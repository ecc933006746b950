"""Findings in the reader's words, in four forms, whatever strangers have written."""

from __future__ import annotations

import json
import re

import pytest

from medborgarbudget.moderation.say import Report, as_github, as_json, as_markdown, as_text
from medborgarbudget.pb.problem import Place, Problem, Severity

COST = Problem(
    "cost-above-limit",
    Place("proposals/2027/bench.yaml", 6, 7, 5),
    {"limit": 60000, "cost": 85000, "currency": "NOK"},
    source="rounds/2027/round.yaml:41 criteria.cost-cap",
)
BENCH = ("title: A bench", "", "", "", "", "cost: 85000")


def link(target: str, severity: Severity = "error") -> Problem:
    """A finding whose fact is a stranger's text."""
    place = Place("proposals/2027/bench.yaml", 1, 1, 5)
    return Problem("link-scheme", place, {"link": target}, severity)


def test_the_text_says_where_what_how_and_whose_rule() -> None:
    """The form that design and residents know: file and line first, the code last."""
    assert as_text(Report((COST,), 14, lambda _: BENCH), "en") == (
        "proposals/2027/bench.yaml:6: Cost must be NOK\u00a060,000 or less; "
        "it is NOK\u00a085,000\n"
        "    6 | cost: 85000\n"
        "      |       ^^^^^\n"
        "    Lower the cost, or split the idea into two proposals.\n"
        "    The rule is set in rounds/2027/round.yaml:41, criteria.cost-cap."
        "   [cost-above-limit]\n"
        "\n"
        "1 problem in 1 file. 13 other files are in order.\n"
    )


def test_swedish_writes_kronor_as_swedes_do() -> None:
    """The amount first, its digits in threes, and spaces at which no line breaks."""
    kronor = Problem(COST.code, COST.place, {"limit": 60000, "cost": 85000, "currency": "SEK"})

    assert "högst 60\u00a0000\u00a0kr. Den är 85\u00a0000\u00a0kr." in as_text(
        Report((kronor,), 1), "sv"
    )


@pytest.mark.parametrize(
    ("problems", "files", "swedish", "english"),
    [
        ((), 0, "Det finns ingen fil att kontrollera.", "No file to check."),
        ((), 1, "Filen är i ordning.", "The file is in order."),
        ((), 1200, "Alla 1\u00a0200 filer är i ordning.", "All 1,200 files are in order."),
        (
            (link("x"), link("y", "warning"), link("z", "warning"), COST),
            2,
            "2 fel och 2 varningar i 1 fil. 1 annan fil är i ordning.",
            "2 problems and 2 warnings in 1 file. 1 other file is in order.",
        ),
        ((link("x", "note"),), 1, "1 tips i 1 fil.", "1 note in 1 file."),
    ],
)
def test_the_last_line_counts(
    problems: tuple[Problem, ...], files: int, swedish: str, english: str
) -> None:
    """One and many, errors apart from warnings, and how much is in order."""
    report = Report(problems, files)

    assert swedish == report.count_line("sv")
    assert english == report.count_line("en")


@pytest.mark.parametrize(("severity", "mark"), [("warning", "Varning: "), ("note", "Tips: ")])
def test_what_stops_nothing_is_labelled(severity: Severity, mark: str) -> None:
    """A reader tells a warning from an error at its first word."""
    first = as_text(Report((link("x", severity),), 1), "sv").splitlines()[0]

    assert first.startswith(f"proposals/2027/bench.yaml:1: {mark}")


HOSTILE = "\x1b[2J\u202e\n::add-mask::x\r##[error]<img src=x>|@alla #12 ![a](b) `c` www.x.example"


def test_a_terminal_is_not_steered_by_what_a_stranger_writes() -> None:
    """No escape, no turned text, no new line, no runner's command, in facts and in lines."""
    report = Report((link(HOSTILE),), 1, lambda _: (HOSTILE.replace("\n", "\v"),))
    said = as_text(report, "en")

    assert not set(said) & set("\x1b\u202e\r\v")
    assert 7 == said.count("\n")
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_a_long_line_is_cut_around_the_place() -> None:
    """The place stays in sight with its caret under it, however long the line is."""
    line = "x" * 5000 + "HERE" + "y" * 5000
    report = Report((Problem("x", Place("a.yaml", 1, 5001, 4)),), 1, lambda _: (line,))
    shown, caret = as_text(report, "en").splitlines()[1:3]

    assert len(shown) < 100
    assert "HERE" == shown[caret.index("^") : caret.rindex("^") + 1]


def test_a_personal_number_is_not_said_again_where_the_line_is_cut() -> None:
    """Neither half of it."""
    number = "19900101-0017"
    for before in range(20, 60):
        line = "x" * 200 + " " + number + " " + "y" * before + "här" + "z" * 200
        problem = Problem("tag-in-text", Place("a.yaml", 1, line.index("här") + 1, 3))
        said = as_text(Report((problem,), 1, lambda _, line=line: (line,)), "sv")
        assert not re.search("[0-9]{3}", said.split("\n")[1].partition("|")[2])


def test_the_caret_stands_under_wide_letters() -> None:
    """A terminal draws some letters over two columns."""
    report = Report((Problem("x", Place("a.yaml", 1, 3, 2)),), 1, lambda _: ("漢字漢字",))

    assert "      |     ^^^^" == as_text(report, "en").splitlines()[2]


def test_a_personal_number_is_not_said_again() -> None:
    """The log of a check is public: the number is dotted out where its line is shown."""
    place = Place("a.yaml", 1, 7, 11)
    report = Report((Problem("personal-number", place),), 1, lambda _: ("Elsa, 640823-3234",))

    assert "    1 | Elsa, •••••••••••" == as_text(report, "en").splitlines()[1]


def test_a_forge_gets_one_command_per_finding() -> None:
    """Line, columns and title as properties; the remedy as the message."""
    said = as_github(Report((COST,), 14), "en")

    assert said == (
        "::error file=proposals/2027/bench.yaml,line=6,col=7,endColumn=12,"
        "title=Cost must be NOK\u00a060%2C000 or less; it is NOK\u00a085%2C000"
        "::Lower the cost, or split the idea into two proposals. "
        "The rule is set in rounds/2027/round.yaml:41, criteria.cost-cap. [cost-above-limit]\n"
    )


def test_a_command_cannot_be_broken_out_of() -> None:
    """Neither a path nor a fact can end the line, a property or the command."""
    place = Place("a,line=9::\nb%.yaml", 1, 1)
    said = as_github(Report((Problem("link-scheme", place, {"link": HOSTILE}),), 1), "sv")

    assert 1 == said.count("\n")
    assert said.startswith("::error file=a%2Cline=9%3A%3A%0Ab%25.yaml,line=1,")
    assert 2 == said.count("::") - said.split("::", 2)[2].count("::")


def test_json_keeps_its_contract() -> None:
    """The keys that other programs lean on, every sentence in both languages."""
    data = json.loads(as_json(Report((COST,), 14)))

    assert ["problems", "files"] == list(data)
    assert 14 == data["files"]
    assert {
        "code": "cost-above-limit",
        "path": "proposals/2027/bench.yaml",
        "line": 6,
        "column": 7,
        "severity": "error",
        "message": {
            "sv": "Kostnaden får vara högst 60\u00a0000\u00a0NOK. Den är 85\u00a0000\u00a0NOK.",
            "en": "Cost must be NOK\u00a060,000 or less; it is NOK\u00a085,000",
        },
        "remedy": {
            "sv": "Sänk kostnaden, eller dela upp idén i två förslag.",
            "en": "Lower the cost, or split the idea into two proposals.",
        },
        "source": "rounds/2027/round.yaml:41 criteria.cost-cap",
    } == data["problems"][0]


def test_the_summary_shows_a_strangers_text_and_nothing_more() -> None:
    """Under a pull request nobody is called by name, nothing is linked, and the table holds."""
    row = next(
        line
        for line in as_markdown(Report((link(HOSTILE),), 1)).splitlines()
        if line.startswith("| Fel")
    )

    assert 5 == row.count("|")
    assert not set(row) & set("<>`!@[]")
    assert "&#64;\u200balla" in row
    assert "&#35;\u200b12" in row
    assert "www.x" not in row


def test_the_summary_is_swedish_and_then_english() -> None:
    """Both languages in one comment, Swedish first."""
    said = as_markdown(Report((COST,), 14))

    assert said.index("1 fel i 1 fil.") < said.index("1 problem in 1 file.")


def test_a_long_summary_ends_with_how_many_more() -> None:
    """A forge refuses very long comments."""
    said = as_markdown(Report((COST,) * 70, 14))

    assert 50 == said.count("| Fel |")
    assert "Och 20 till." in said


def test_the_same_findings_are_said_the_same_whatever_their_order() -> None:
    """Findings are sorted by place and code."""
    first, second = Report((COST, link("x")), 2), Report((link("x"), COST), 2)

    assert as_text(first, "sv") == as_text(second, "sv")
    assert as_json(first) == as_json(second)
