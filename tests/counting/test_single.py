"""Counting one Pabulib file: by its own rule or another, as data and as words."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from pabulib.checker import Checker

from medborgarbudget.counting.narration import amount_text, narration
from medborgarbudget.counting.single import (
    Asked,
    Difference,
    SingleTally,
    in_currency,
    marked_file,
    tally_data,
    tally_file,
)
from medborgarbudget.pb.provisions import Percentage, Quota
from medborgarbudget.pb.round import Completion
from medborgarbudget.pb.rules import RULES

TOWN = """META
key;value
description;Lillby 2026
country;Sweden
unit;Lillby
instance;2026
num_projects;4
num_votes;6
budget;100000.50
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
currency;SEK
PROJECTS
project_id;cost;votes;name;selected
bankar;60000;4;Bänkar vid ån;1
gungor;50000;3;Gungor i Norr;0
scen;30000;2;Scen i parken;0
buss;10000;1;Buss;2
VOTES
voter_id;vote
1;bankar,gungor
2;bankar
3;bankar,scen
4;gungor,scen
5;gungor,buss
6;bankar
"""


def counted(text: str = TOWN, asked: Asked | None = None) -> SingleTally:
    """The count of a text that can be counted."""
    tally, problems = tally_file(text.encode(), "a.pb", asked or Asked())
    assert tally is not None, problems
    return tally


def test_the_file_is_counted_by_its_own_rule() -> None:
    """Greedy skips what does not fit; the order is the order of choice."""
    data = tally_data(counted())
    assert data["rule"] == "greedy"
    assert data["selected"] == ["bankar", "scen", "buss"]
    assert data["votes"] == {"bankar": 4, "buss": 1, "gungor": 3, "scen": 2}
    assert [step["action"] for step in data["steps"]] == [
        "selected",
        "does-not-fit",
        "selected",
        "selected",
    ]
    assert (data["ties"], data["invalid"]) == ([], 0)


def test_the_contract_of_the_data_has_all_its_keys() -> None:
    """What other programs lean on, and what it costs to break it."""
    keys = {
        "rule",
        "parameters",
        "selected",
        "spent",
        "budget_limit",
        "votes",
        "steps",
        "ties",
        "invalid",
        "sha256",
    }
    data = tally_data(counted())
    assert keys <= data.keys()
    assert json.loads(json.dumps(data)) == data


def test_amounts_are_in_currency_with_decimals_only_where_there_are_any() -> None:
    """The file's hundredths do not leak out as hundredfold amounts."""
    data = tally_data(counted())
    assert (data["spent"], data["unspent"], data["budget_limit"]) == (100_000, 0.5, 100_000.5)
    assert data["steps"][0]["money_left"] == 100_000.5
    assert in_currency(10**20 + 1, 100) == "1000000000000000000.01"


def test_shares_are_in_currency_too() -> None:
    """Equal Shares' payments and endowments are exact fractions of the currency."""
    data = tally_data(counted(asked=Asked("equalshares/add1")))
    raised = next(step for step in data["steps"] if step["action"] == "raised-endowment")
    assert raised["facts"]["first"] == "16666/1"
    paid = next(step for step in data["steps"] if step["action"] == "selected")
    assert paid["facts"]["payment"] == "15000/1"


def test_where_we_and_the_city_part_is_told_project_by_project() -> None:
    """In the file's order, with the city's mark."""
    tally = counted()
    assert tally.differences == (Difference("scen", True, 0),)
    other = counted(TOWN.replace(";1;Buss;2", ";1;Buss;3").replace("10000;1", "90000;1"))
    assert other.differences == (Difference("scen", True, 0), Difference("buss", False, 3))
    silent = counted(TOWN.replace(";selected", ";said"))
    assert silent.differences is None
    assert tally_data(silent)["announced"] is None


NEED_MORE = {"majority-judgement", "greedy-bands", "greedy-areas-first", "greedy-quotas"}
NEED_MORE |= {"greedy-options", "greedy-percentage"}
ON_CROSSES = sorted(RULES.keys() - NEED_MORE)


@pytest.mark.parametrize("rule", ON_CROSSES)
def test_any_rule_can_be_asked_for(rule: str) -> None:
    """Each runs without more being said; what it took stands in its parameters."""
    data = tally_data(counted(asked=Asked(rule)))
    assert data["rule"] == rule
    assert data["parameters"]["tie_breaking"] == ["min-cost", "max-votes", "lot"]
    if rule.startswith("equalshares/add1"):
        assert (data["parameters"]["start"], data["parameters"]["stop"]) == ("floor", "overspend")


@pytest.mark.parametrize("asked", [Asked("majority-judgement", winners=2), Asked(score="points")])
def test_what_the_ballots_do_not_give_is_a_problem(asked: Asked) -> None:
    """Grades or points where there are only crosses: told, no traceback."""
    tally, problems = tally_file(TOWN.encode(), "a.pb", asked)
    assert tally is None
    assert problems[-1].code == "pb-rule-other-ballots"
    assert problems[-1].facts["vote_type"] == "approval"


@pytest.mark.parametrize(
    ("rule", "option"),
    [
        ("greedy-bands", "--band"),
        ("greedy-areas-first", "--area-first"),
        ("greedy-quotas", "--quota"),
        ("greedy-options", "--sizes"),
        ("greedy-percentage", "--percentage"),
        ("majority-judgement", "--winners"),
    ],
)
def test_a_rule_that_needs_more_names_the_option(rule: str, option: str) -> None:
    """Whoever is refused is told what to type."""
    tally, problems = tally_file(TOWN.encode(), "a.pb", Asked(rule))
    assert tally is None
    told = {problem.code: problem.facts for problem in problems}
    assert told["pb-rule-needs-more"] == {"rule": rule, "option": option}


@pytest.mark.parametrize(
    "asked",
    [
        Asked("greedy-exclusive", conflicts=(("bankar", "nowhere"),)),
        Asked("greedy-options", options=(("scen", "nowhere"),)),
        Asked("greedy-percentage", percentage=Percentage("nowhere")),
        Asked("greedy-areas-first", areas_first=("nowhere",)),
        Asked("greedy-quotas", quotas=(Quota(area="nowhere", at_most_projects=1),)),
        Asked("greedy-quotas", quotas=(Quota(category="nowhere", at_most_projects=1),)),
    ],
)
def test_an_option_that_names_what_is_not_there_is_a_problem(asked: Asked) -> None:
    """A misspelt name would change the outcome in silence; in a folder it may be another file's."""
    tally, problems = tally_file(TOWN.encode(), "a.pb", asked)
    assert tally is None
    told = {problem.code: problem.facts for problem in problems}
    assert told["pb-option-unknown"]["found"] == ("nowhere",)
    _, problems = tally_file(TOWN.encode(), "a.pb", asked, alone=False)
    assert "pb-option-unknown" not in {problem.code for problem in problems}


def test_a_rule_that_is_named_is_that_rule_alone() -> None:
    """The file's threshold goes with its own rule and with greedy-threshold, and with no other."""
    text = TOWN.replace("rule;greedy", "rule;greedy-threshold\nmin_project_score_threshold;3")
    assert tally_data(counted(text))["selected"] == ["bankar"]
    assert tally_data(counted(text, Asked("greedy-threshold")))["selected"] == ["bankar"]
    assert tally_data(counted(text, Asked("greedy")))["selected"] == ["bankar", "scen", "buss"]
    assert "threshold" not in tally_data(counted(text, Asked("equalshares")))["parameters"]


def test_what_is_asked_for_goes_before_the_file() -> None:
    """Threshold, tie-breaking, utility and completion, each in the parameters."""
    assert tally_data(counted(asked=Asked(threshold=3)))["selected"] == ["bankar"]
    asked = Asked(
        "equalshares/add1",
        tie_breaking=("max-cost", "lot"),
        lot_seed="7 12 19",
        utility="cardinality",
        completion=Completion("exact", 100, "exhaustive"),
    )
    parameters = tally_data(counted(asked=asked))["parameters"]
    assert parameters["tie_breaking"] == ["max-cost", "lot"]
    assert parameters["lot_seed"] == "7 12 19"
    assert parameters["utility"] == "cardinality"
    assert (parameters["start"], parameters["step"]) == ("exact", 100)


def test_a_tie_that_nothing_decides_names_the_projects() -> None:
    """Same votes, same cost, money for one: no winner by accident."""
    text = TOWN.replace("gungor;50000;3", "gungor;60000;3").replace("6;bankar", "6;gungor")
    text = text.replace("2;bankar\n", "2;scen\n").replace("3;bankar,scen", "3;bankar")
    text = text.replace("5;gungor,buss", "5;bankar,buss")
    tally, problems = tally_file(text.encode(), "a.pb", Asked(tie_breaking=("min-cost", "refuse")))
    assert tally is None
    tie = problems[-1]
    assert (tie.code, tie.facts["projects"]) == ("pb-tie", ("bankar", "gungor"))
    drawn = counted(text, Asked(tie_breaking=("lot",), lot_seed="7 12 19 23"))
    assert len({"bankar", "gungor"} & set(drawn.outcome.selected)) == 1
    assert drawn.outcome.ties[0].decided_by == "lot"


def test_where_nothing_is_asked_the_files_own_hash_draws_the_lot() -> None:
    """Stated in the parameters and in words, and redone here as an auditor would by hand."""
    text = TOWN.replace("gungor;50000;3", "gungor;60000;3").replace("6;bankar", "6;gungor")
    text = text.replace("2;bankar\n", "2;scen\n").replace("3;bankar,scen", "3;bankar")
    text = text.replace("5;gungor,buss", "5;bankar,buss")
    tally = counted(text)
    seed = hashlib.sha256(text.encode()).hexdigest()
    lots = {
        project_id: hashlib.sha256(f"{seed} {project_id}".encode()).hexdigest()
        for project_id in ("bankar", "gungor")
    }
    assert tally.outcome.parameters["lot_seed"] == seed == tally.sha256
    assert [(tie.winner, tie.decided_by) for tie in tally.outcome.ties] == [
        (min(lots, key=lots.__getitem__), "lot")
    ]
    assert f"printf '%s %s' {seed} ID | sha256sum" in narration(tally, "en")


def test_a_citys_own_rule_is_counted_by_greedy_and_that_is_said() -> None:
    """A note, never silence."""
    tally, problems = tally_file(TOWN.replace("rule;greedy", "rule;our-own").encode(), "a")
    assert tally is not None
    assert [(one.code, one.severity) for one in problems][:1] == [("pb-rule-not-ours", "note")]
    assert tally.outcome.rule == "greedy"


@pytest.mark.parametrize(
    ("in_file", "counted_by", "comparison"),
    [
        ("greedy", "greedy", None),
        ("Greedy-Threshold", "greedy-threshold", None),
        ("equalshares", "equalshares", None),
        ("equalshares-comparison", "equalshares", "satisfaction"),
        ("equalshares/add1-comparison", "equalshares/add1", "satisfaction"),
        ("equalshares/add1u", "equalshares/add1u", None),
        ("equalshares/utilitarian", "equalshares/utilitarian", None),
        ("phragmen", "phragmen", None),
        ("max-welfare", "max-welfare", None),
    ],
)
def test_every_name_of_a_rule_that_a_file_may_have(
    in_file: str, counted_by: str, comparison: str | None
) -> None:
    """Pabulib's own names, and those that we write ourselves with --format pb."""
    tally = counted(TOWN.replace("rule;greedy", f"rule;{in_file}"))
    assert counted_by == tally.outcome.rule
    assert comparison == tally.outcome.parameters.get("comparison")
    assert [] == [one.code for one in tally.notes if one.code == "pb-rule-not-ours"]


def test_a_file_without_a_rule_is_counted_by_greedy_and_that_is_said() -> None:
    """With a threshold, where META has one."""
    text = TOWN.replace("rule;greedy", "min_project_score_threshold;3")
    tally = counted(text)
    assert ["bankar"] == list(tally.outcome.selected)
    assert "pb-rule-not-ours" in [one.code for one in tally.notes]


def test_money_that_is_divided_in_a_way_of_its_own_is_noted() -> None:
    """Some files of Amsterdam: no rule of ours keeps money for a category."""
    tally = counted(TOWN.replace("rule;", "budget_per_category;5,5\nleftover_budget;x\nrule;"))
    (note,) = [one for one in tally.notes if one.code == "pb-not-counted-by"]
    assert ("note", ("budget_per_category", "leftover_budget")) == (
        note.severity,
        note.facts["keys"],
    )


def test_a_completion_without_end_is_a_problem() -> None:
    """Too small a step for the money: told, not run for ever."""
    asked = Asked("equalshares/add1", completion=Completion("floor", 1, "overspend", 3))
    tally, problems = tally_file(TOWN.encode(), "a.pb", asked)
    assert tally is None
    assert [(one.code, one.facts) for one in problems] == [("pb-too-many-steps", {"limit": 3})]


def test_what_is_left_can_be_given_as_a_part() -> None:
    """Amounts of parts are in currency, as all others; gungor gets what bankar leaves."""
    asked = Asked("greedy-no-skip", leftover="partial")
    data = tally_data(counted(asked=asked))

    assert {"gungor": 40000.5} == data["granted"]
    assert (100000.5, 0) == (data["spent"], data["unspent"])
    assert "40000.5" in json.dumps(data["steps"])
    assert "granted" not in tally_data(counted())
    assert "gungor Gungor i Norr gets SEK 40,000.50 of SEK 50,000. Left before" in narration(
        counted(asked=asked), "en"
    ).replace("\u00a0", " ")


def test_what_a_group_could_pay_only_a_part_of_is_told_so() -> None:
    """Three of six have half the money, 50 000.25, for the swings' 50 000; the bus's voter less."""
    asked = Asked("equalshares/bos", utility="cardinality")
    text = TOWN.replace("buss;10000;1;Buss;2", "buss;20000;1;Buss;2")
    said = narration(counted(text, asked), "en").replace("\u00a0", " ")

    assert " together. " in said
    assert re.search(r"voters pay at most SEK [0-9,.]+ each, SEK [0-9,.]+ of SEK 60,000 tog", said)


def test_a_search_without_end_is_a_problem() -> None:
    """One voter wants sixty projects of thirteen digits: nothing is proven to be worth most."""
    costs = [(10**6 + n * n * 7919 % 1000003) * 10**7 + n for n in range(60)]
    meta = TOWN.split("PROJECTS")[0].replace("100000.50", str(sum(costs) // 2))
    meta = meta.replace("num_projects;4", "num_projects;60").replace("num_votes;6", "num_votes;1")
    projects = "".join(f"{n};{cost}\n" for n, cost in enumerate(costs))
    vote = ",".join(map(str, range(60)))
    file = f"{meta}PROJECTS\nproject_id;cost\n{projects}VOTES\nvoter_id;vote\n1;{vote}\n"
    tally, problems = tally_file(file.encode(), "a.pb", Asked("max-welfare", utility="cost"))
    assert tally is None
    assert [(one.code, one.facts) for one in problems] == [("pb-too-many-selections", {})]


def test_the_count_in_words() -> None:
    """Every line that a Swedish reader gets."""
    assert narration(counted(), "sv").replace("\u00a0", " ").splitlines() == [
        "Lillby, 2026",
        f"Regel: greedy; lot_seed {hashlib.sha256(TOWN.encode()).hexdigest()};"
        " tie_breaking min-cost, max-votes, lot",
        "Budget: 100 000,50 kr. Projekt: 4. Röster: 6.",
        "",
        "Vinner, i den ordning de valdes:",
        "  1. bankar Bänkar vid ån: 60 000 kr, 4 röster",
        "  2. scen Scen i parken: 30 000 kr, 2 röster",
        "  3. buss Buss: 10 000 kr, 1 röst",
        "Kostar tillsammans 100 000 kr. Kvar: 0,50 kr.",
        "",
        "Steg för steg:",
        "  1. bankar Bänkar vid ån väljs. Det har 4 röster och kostar 60 000 kr."
        " Kvar före: 100 000,50 kr.",
        "  2. gungor Gungor i Norr har 3 röster men kostar 50 000 kr. Bara 40 000,50 kr är kvar.",
        "  3. scen Scen i parken väljs. Det har 2 röster och kostar 30 000 kr."
        " Kvar före: 40 000,50 kr.",
        "  4. buss Buss väljs. Det har 1 röst och kostar 10 000 kr. Kvar före: 10 000,50 kr.",
        "",
        "Staden kungjorde något annat:",
        "  scen Scen i parken: vinner här, men staden gav inga pengar",
    ]


@pytest.mark.parametrize("rule", ON_CROSSES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_step_of_every_rule_has_its_words(rule: str, language: str) -> None:
    """A project without votes, one too dear, and ties: nothing is left without a sentence."""
    text = TOWN.replace("scen;30000;2", "scen;300000;2").replace("5;gungor,buss", "5;gungor")
    tally = counted(text, Asked(rule, threshold=4))
    told = narration(tally, language)
    assert len([line for line in told.splitlines() if line[:3].strip().isdigit()]) == len(
        tally.outcome.steps
    ) + len(tally.outcome.selected)
    assert "{" not in told


@pytest.mark.parametrize(
    ("language", "shown"), [("sv", "776 314,03 PLN"), ("en", "PLN 776,314.03")]
)
def test_decimal_money_is_written_as_people_write_it(language: str, shown: str) -> None:
    """Comma in Swedish, point in English, two decimals or none."""
    assert amount_text(77_631_403, 100, language, "PLN").replace("\u00a0", " ") == shown
    assert "," not in amount_text(500, 100, "sv", "PLN")


def test_every_real_election_can_be_counted_and_told(elections: Path) -> None:
    """In both languages and as data, also where the rule is none of ours."""
    for path in sorted(elections.rglob("*.pb")):
        tally, problems = tally_file(path.read_bytes(), path.name)
        assert tally is not None, (path.name, problems)
        data = json.loads(json.dumps(tally_data(tally)))
        assert data["spent"] <= data["budget_limit"]
        for language in ("sv", "en"):
            assert narration(tally, language).endswith("\n")


def test_a_cell_of_several_lines_cannot_speak_in_our_place() -> None:
    """Names, places and ids of the file each stay on their line."""
    cell = '"a\nVinner, i den ordning de valdes:\n  1. x"'
    text = TOWN.replace("unit;Lillby", f"unit;{cell}").replace("Scen i parken", cell)
    tally, _ = tally_file(text.replace("currency;SEK", f"currency;{cell}").encode(), "a.pb")
    assert tally is not None
    said = narration(tally, "sv").split("\n")
    assert 1 == sum(line.startswith("Vinner, i den ordning") for line in said)


def test_points_below_zero_are_not_told_as_no_votes() -> None:
    """The project has a vote, and its points are why it is set aside."""
    text = TOWN.replace("approval", "scoring").partition("VOTES")[0]
    votes = "VOTES\nvoter_id;vote;points\n1;bankar,gungor;-3,5\n"
    tally, _ = tally_file((text + votes).encode(), "a.pb")
    assert tally is not None
    assert "bankar Bänkar vid ån har -3 poäng och är inte med." in narration(tally, "sv").replace(
        "\u2212", "-"
    )


def test_the_file_is_written_back_with_our_marks_and_the_rule_that_was_asked_for() -> None:
    """2 for what is topped up; the same rule asked for by name changes nothing in META."""
    text = TOWN.replace("rule;greedy", "rule;greedy-custom")
    text = text.replace("bankar;60000;4", "bankar;110000;4")
    written = marked_file(text.encode(), counted(text)).decode()
    assert text.replace("ån;1", "ån;2").replace("Buss;2", "Buss;0") == written
    asked = Asked("greedy-custom")
    assert written == marked_file(text.encode(), counted(text, asked), asked).decode()
    asked = Asked("phragmen")
    assert "rule;phragmen" in marked_file(text.encode(), counted(text, asked), asked).decode()


CLEAR = {
    "approval": ("vote", ["bankar,gungor", "bankar"], ["2", "1", "0"]),
    "choose-1": ("vote", ["bankar", "gungor", "bankar"], ["2", "1", "0"]),
    "ordinal": ("vote", ["bankar,gungor", "bankar"], ["2;3", "1;1", "0;0"]),
    "cumulative": ("vote;points", ["bankar,gungor;4,1", "bankar;5"], ["2;9", "1;1", "0;0"]),
    "scoring": ("vote;points", ["bankar,gungor;4,1", "bankar;5"], ["2;9", "1;1", "0;0"]),
}
"""By vote type: the columns of VOTES, its rows, and the sums that PROJECTS then has."""


@pytest.mark.parametrize("vote_type", CLEAR)
@pytest.mark.parametrize("rule", [None, "greedy-no-skip"])
def test_what_we_write_back_passes_the_checker_of_pabulib(vote_type: str, rule: str | None) -> None:
    """It counts again by the rule in META and agrees with the marks."""
    header, rows, sums = CLEAR[vote_type]
    head, _, _ = TOWN.replace("approval", vote_type).partition("PROJECTS")
    head = head.replace("100000.50", "100000").replace("num_projects;4", "num_projects;3")
    projects = [
        f"{name};{cost};{sums[at]};{name}"
        for at, (name, cost) in enumerate((("bankar", 60000), ("gungor", 30000), ("scen", 30000)))
    ]
    if vote_type == "cumulative":
        head += "max_sum_points;5\n"
    columns = "votes;score" if ";" in sums[0] else "votes"
    text = "\n".join(
        [
            head.replace("num_votes;6", f"num_votes;{len(rows)}") + "PROJECTS",
            f"project_id;cost;{columns};name",
            *projects,
            "VOTES",
            f"voter_id;{header}",
            *(f"{at};{row}" for at, row in enumerate(rows, start=1)),
            "",
        ]
    )
    asked = Asked(rule)
    written = marked_file(text.encode(), counted(text, asked), asked).decode()
    assert "bankar;1\n" in written
    results = Checker().process_files([written])
    assert 0 == results["metadata"]["invalid"], results
