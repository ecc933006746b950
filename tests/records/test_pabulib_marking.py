"""An outcome written into a file: the column `selected`, the rule, and no other byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.pabulib import read_pabulib
from medborgarbudget.records.pabulib.marking import marked

SMALL = Path(__file__).with_name("small.pb").read_text(encoding="utf-8")
NAMES = ["Scen", '"a; b"', '"""Scen"" in town"', '5" pipe', '"two\nlines"', '"two\r\nlines"', ""]


def ids(text: str) -> tuple[str, ...]:
    """The projects of a text."""
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is not None, problems
    return file.project_ids


def as_marked(text: str, marks: dict[str, int], rule: str | None = None) -> str:
    """The text after marking, which our own reader must find as it should be."""
    data = marked(text.encode(), marks, rule)
    file, problems = read_pabulib(data, "a.pb")
    assert file is not None, problems
    assert marks == file.marks()
    assert rule in (None, file.meta.get("rule"))
    return data.decode()


def test_a_column_is_added_as_the_last_one() -> None:
    """In the header and in every row, whatever stands around."""
    head = "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\n"
    rows = "project_id;cost{}\na;5{}\n\nb;5{}\nVOTES\nvoter_id;vote\n1;a\n"
    assert (head + rows).format(";selected", ";2", ";0") == as_marked(
        (head + rows).format("", "", ""), {"a": 2, "b": 0}
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_only_the_cells_of_the_column_change(name: str, newline: str, bom: str) -> None:
    """Quotes, line ends, the byte order mark and cells of several lines stay as they were."""
    head = "META\nkey;value\nbudget;9\nvote_type;approval\nrule;greedy\nPROJECTS\n"
    rows = "project_id;selected;cost;name\na;{};5;{}\nb;{};5;B\nVOTES\nvoter_id;vote\n1;a\n"
    text = bom + (head + rows).replace("\n", newline)
    name = name.replace("\r\n", "\n").replace("\n", newline)
    before, after = (text.format(a, name, b) for a, b in (("0", " 1 "), ("2", " 1 ")))
    assert after == as_marked(before, {"a": 2, "b": 1})
    assert before == as_marked(before, {"a": 0, "b": 1})


def test_the_rule_is_replaced_or_added_after_the_vote_type() -> None:
    """Where META has none, every reader still finds it."""
    text = SMALL.replace("\n", "\r\n")
    marks = dict.fromkeys(ids(text), 0)
    done = as_marked(text, marks, "phragmen")
    assert "rule;phragmen\r\n" in done
    bare = "".join(line for line in text.splitlines(True) if not line.startswith("rule;"))
    done = as_marked(bare, marks, "phragmen")
    assert "vote_type;approval\r\nrule;phragmen\r\n" in done


def test_a_name_that_looks_like_the_votes_misleads_nobody() -> None:
    """The quick search for VOTES is only trusted where all projects stand before it."""
    text = (
        "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n"
        'a;5;"x\nVOTES\nvoter_id;vote\n"\nb;5;B\nVOTES\nvoter_id;vote\n1;a\n'
    )
    assert text.replace('vote\n"', 'vote\n";1').replace(";B", ";B;0").replace(
        ";name", ";name;selected"
    ) == as_marked(text, {"a": 1, "b": 0})


def test_every_real_election_keeps_its_announced_outcome_byte_for_byte(elections: Path) -> None:
    """Written with the city's own marks, the file is the same."""
    for path in sorted(elections.rglob("*.pb")):
        data = path.read_bytes()
        file, _ = read_pabulib(data, path.name)
        assert file is not None
        marks = file.marks()
        if marks is not None:
            assert data == marked(data, marks), path.name
        other = dict.fromkeys(file.project_ids, 1)
        again, _ = read_pabulib(marked(data, other, "phragmen"), path.name)
        assert again is not None
        assert (other, "phragmen") == (again.marks(), again.meta["rule"])
        assert (file.votes, file.meta.keys()) == (again.votes, again.meta.keys())


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text(alphabet='ab";\n', max_size=12), st.booleans())
def test_any_name_of_a_project_survives(name: str, crlf: bool) -> None:
    """Quoted as a spreadsheet would."""
    cell = '"' + name.replace('"', '""') + '"'
    text = (
        "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;name;cost\n"
        f"a;{cell};5\nVOTES\nvoter_id;vote\n1;a\n"
    )
    if crlf:
        text = text.replace("\n", "\r\n")
    expected = text.replace("name;cost", "name;cost;selected").replace(";5", ";5;1")
    assert expected == as_marked(text, {"a": 1})


def test_quotes_about_a_word_end_no_cell() -> None:
    """The mark goes into its own column, and the name stays as it is written."""
    text = (
        "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;name;selected;cost\n"
        'a;"x" y;0;5\nVOTES\nvoter_id;vote\n1;a\n'
    )
    assert text.replace(";0;5", ";1;5") == as_marked(text, {"a": 1})


def test_a_column_is_added_ahead_of_cells_that_only_pad() -> None:
    """A spreadsheet makes all rows equally long; the file is read with its marks afterwards."""
    text = (
        "META;;;\nkey;value;;\nbudget;9;;\nvote_type;approval;;\nPROJECTS;;;\nproject_id;cost;;\n"
        "a;5;;\nVOTES;;;\nvoter_id;vote;;\n1;a;;\n"
    )
    done = as_marked(text, {"a": 1})
    assert "project_id;cost;selected;\na;5;1;\n" in done
    file, _ = read_pabulib(done.encode(), "a.pb")
    assert file is not None
    assert {"a": 1} == file.marks()
