"""Reading Pabulib files: values from rows, and every problem at once with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from medborgarbudget.pb.ballot import Ballot, BallotLimits
from medborgarbudget.pb.problem import Place
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib, write_pabulib

SMALL = Path(__file__).with_name("small.pb").read_text(encoding="utf-8")


def whole(text: str) -> PabulibFile:
    """The file of a text that has no error."""
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is not None, problems
    return file


def codes(text: str | bytes) -> list[str]:
    """The codes of all that is wrong with a text."""
    data = text if isinstance(text, bytes) else text.encode()
    return [problem.code for problem in read_pabulib(data, "a.pb")[1]]


def test_every_real_election_is_read_whole(elections: Path) -> None:
    """Ballots, projects and money of every file in the folder come out as the file counts them."""
    paths = sorted(elections.rglob("*.pb"))
    assert len(paths) >= 90
    for path in paths:
        file, problems = read_pabulib(path.read_bytes(), path.name)
        assert file is not None, (path.name, problems)
        instance, profile = file.instance(), file.profile()
        assert len(instance.projects) == int(file.meta["num_projects"])
        assert profile.voters == int(file.meta["num_votes"])
        recounted = profile.votes(file.project_ids)
        said = dict(zip(file.project_ids, file.project_cells("votes"), strict=True))
        differing = {one for one in recounted if str(recounted[one]) != said[one]}
        noted = {str(p.facts["project"]) for p in problems if p.code == "pb-votes-differ"}
        assert noted == differing, path.name


def test_a_project_named_twice_on_a_ballot_counts_once_and_is_told(elections: Path) -> None:
    """The one such ballot among the elections: its line, its project, and one vote fewer."""
    path = elections / "Poland_Warszawa_2026_Mirow_Czyste_Odolany.pb"
    file, problems = read_pabulib(path.read_bytes(), path.name)
    assert file is not None
    told = next(problem for problem in problems if problem.code == "pb-project-repeated")
    assert (told.severity, told.place.line, told.facts["projects"]) == ("warning", 1726, ("2033",))
    assert file.profile().votes(file.project_ids)["2033"] == 1176


def test_decimal_money_becomes_whole_units_without_rounding() -> None:
    """Two decimals anywhere make hundredths everywhere; trailing zeros make nothing."""
    instance = whole(SMALL).instance()
    assert instance.units_per_currency == 100
    assert instance.budget_limit == 10_000_050
    costs = [project.cost for project in instance.projects]
    assert costs == [6_000_000, 5_000_025, 3_000_000]
    assert whole(SMALL.replace("0.50", "0.0").replace(".25", "")).instance().units_per_currency == 1


def test_a_decimal_comma_is_read_and_a_thousands_comma_is_not() -> None:
    """``100000,50`` can only mean one thing; ``100,000`` cannot."""
    assert whole(SMALL.replace("100000.50", "100000,50")).instance().budget_limit == 10_000_050
    assert codes(SMALL.replace("100000.50", "100,000")) == ["pb-meta-number"]


def test_everything_in_the_file_is_kept() -> None:
    """Keys and columns that we have no use for, in their order, quotes and formulas as text."""
    file = whole(SMALL)
    assert list(file.meta)[-2:] == ["max_length", "town_motto"]
    assert file.meta["town_motto"] == 'Small; and "bright"'
    assert file.project_cells("name") == ("Bänkar; vid ån", "=SUM(A1)", "Scen")
    assert file.project_cells("colour") == ("green", "", "red")
    assert file.vote_cells("age") == ("30", "", "12", "70")


def test_the_announced_outcome_and_its_marks() -> None:
    """Funded with money from elsewhere is funded too; the mark says which."""
    file = whole(SMALL)
    assert file.announced() == ("bankar", "scen")
    assert file.marks() == {"bankar": 1, "gungor": 0, "scen": 2}
    silent = (
        SMALL.replace(";1;green", ";;green").replace(";0;\n", ";;\n").replace(";2;red", ";;red")
    )
    assert whole(silent).announced() is None


def test_equal_ballots_are_one_and_their_order_does_not_matter() -> None:
    """The profile of the small file, by hand."""
    profile = whole(SMALL).profile()
    assert profile.ballots == (
        (Ballot(("bankar",)), 1),
        (Ballot(("bankar", "gungor")), 1),
        (Ballot(("bankar", "scen")), 1),
        (Ballot(("gungor", "scen")), 1),
    )


def test_points_and_places_are_read_by_vote_type() -> None:
    """Cumulative ballots keep their points, ordinal ones the voter's order."""
    points = SMALL.replace("approval", "cumulative").replace("vote;age", "vote;points")
    points = points.replace("ungor;30", "ungor;2,1").replace("2;bankar;", "2;bankar;3")
    points = points.replace("bankar;12", "bankar;1,2").replace("scen;70", "scen;3,0")
    assert (Ballot(("bankar", "scen"), (2, 1)), 1) in whole(points).profile().ballots
    ordinal = whole(SMALL.replace("approval", "ordinal")).profile()
    assert (Ballot(("scen", "bankar")), 1) in ordinal.ballots


def test_limits_are_those_of_meta_in_the_units_of_the_money() -> None:
    """A limit on cost is scaled with the costs that it bounds."""
    text = SMALL.replace("max_length;2", "max_length;2\nmax_sum_cost;90000.5")
    limits = BallotLimits("approval", max_length=2, max_sum_cost=9_000_050)
    assert whole(text).limits() == limits


def test_a_ballot_outside_a_limit_is_noted_and_counts() -> None:
    """In real files the limit is mostly what is wrong: the note says how many ballots break it."""
    file, problems = read_pabulib(SMALL.replace("max_length;2", "max_length;1").encode(), "a.pb")
    assert file is not None
    assert file.profile().voters == 4
    note = problems[0]
    assert (note.code, note.severity, note.place.line) == ("pb-outside-limits", "note", 14)
    assert note.facts == {"key": "max_length", "limit": "1", "ballots": 3}


@pytest.mark.parametrize(
    ("meta", "rule", "threshold"),
    [
        ("greedy", "greedy", 0),
        ("greedy\nmin_project_score_threshold;50", "greedy-threshold", 50),
        ("greedy-threshold\nmin_project_score_threshold;50", "greedy-threshold", 50),
        ("greedy-no-skip\nmin_project_score_threshold;50", "greedy-no-skip", 50),
        ("equalshares/add1", "equalshares/add1", 0),
        ("equalshares", "equalshares", 0),
    ],
)
def test_the_rule_in_meta_becomes_ours(meta: str, rule: str, threshold: int) -> None:
    """By its Pabulib name, with the threshold that META has."""
    choice = whole(SMALL.replace("rule;greedy", f"rule;{meta}")).rule_choice()
    assert choice is not None
    assert (choice.name, choice.threshold) == (rule, threshold)
    assert choice.tie_breaking.order == ("min-cost", "max-votes")


def test_add1_runs_as_the_announced_outcomes_need_it() -> None:
    """From the endowment rounded down, by 1, until it would overspend (Wieliczka 2023)."""
    choice = whole(SMALL.replace("rule;greedy", "rule;equalshares/add1")).rule_choice()
    assert choice is not None and choice.completion is not None
    completion = choice.completion
    assert (completion.start, completion.step, completion.stop) == ("floor", 1, "overspend")
    assert choice.utility == "cost"


@pytest.mark.parametrize("rule", ["our-own", "unknown", ""])
def test_a_rule_that_is_not_ours_is_none_of_ours(rule: str) -> None:
    """Nothing is guessed for a city's own rule."""
    assert whole(SMALL.replace("rule;greedy", f"rule;{rule}")).rule_choice() is None


def test_all_problems_come_at_once_in_the_order_of_their_lines() -> None:
    """Five faults in three sections, each with its line and column."""
    text = SMALL.replace("budget;100000.50", "budget;much")
    text = text.replace("50000.25", "-5").replace("30000.0", "x")
    text = text.replace("2;bankar;", "1;bankar;").replace("4;gungor,scen", "4;gungor,hus")
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is None
    assert [(problem.code, problem.place) for problem in problems] == [
        ("pb-meta-number", Place("a.pb", 9, 8, 4)),
        ("pb-cost-negative", Place("a.pb", 19, 8, 2)),
        ("pb-cost-not-a-number", Place("a.pb", 20, 6, 1)),
        ("pb-voter-twice", Place("a.pb", 24, 1, 1)),
        ("pb-unknown-project", Place("a.pb", 26, 3, 10)),
    ]


def test_in_a_file_of_strangers_each_row_is_a_ballot() -> None:
    """An id that is missing or another's is a warning there, and an error in a town's own."""
    text = SMALL.replace("2;bankar;", "1;bankar;").replace("3;scen", ";scen")
    file, problems = read_pabulib(text.encode(), "a.pb", strangers=True)
    assert file is not None
    assert 4 == file.profile().voters
    assert file.profile() == whole(SMALL).profile()
    told = {one.code: one.severity for one in problems}
    assert ("warning", "warning") == (told["pb-voter-twice"], told["pb-voter-missing"])
    assert None is read_pabulib(text.encode(), "a.pb")[0]


def test_bytes_that_are_not_utf8_are_told_with_their_line() -> None:
    """Line and column of the first byte that makes no letter."""
    file, problems = read_pabulib(SMALL.encode("latin-1"), "a.pb")
    assert file is None
    assert [(one.code, one.place) for one in problems] == [("pb-not-utf8", Place("a.pb", 18, 18))]


@pytest.mark.parametrize("character", ["\x00", "\r"])
def test_zeros_and_lone_carriage_returns_are_refused(character: str) -> None:
    """No text has the first, and with the second it is unclear where a row ends."""
    file, problems = read_pabulib(SMALL.replace("Scen;2", f"Sc{character}en;2").encode(), "a.pb")
    assert file is None
    assert [(one.code, one.place.line) for one in problems] == [("pb-control-character", 20)]


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200e", "\x1b", "\x85", "\x0b"])
def test_characters_that_act_instead_of_showing_are_told(character: str) -> None:
    """Terminal escapes and direction marks: in a name they hinder no count, in an id they do."""
    text = SMALL.replace("Scen;2", f"Sc{character}en;2")
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is not None
    assert [("pb-control-character", "warning", 20)] == [
        (one.code, one.severity, one.place.line) for one in problems
    ]
    assert write_pabulib(file) == text.encode()
    file, problems = read_pabulib(SMALL.replace("scen", f"sc{character}en").encode(), "a.pb")
    assert file is None
    assert ["pb-project-id"] == [one.code for one in problems if one.severity == "error"]


def test_a_file_that_is_too_large_is_not_looked_into() -> None:
    """The limit is the caller's to lower."""
    file, problems = read_pabulib(b"x" * 101, "a.pb", max_bytes=100)
    assert file is None
    assert [(one.code, one.facts) for one in problems] == [
        ("pb-too-large", {"found": 101, "limit": 100})
    ]


def test_line_numbers_hold_after_a_cell_of_several_lines() -> None:
    """A quoted cell may hold line breaks; what follows is still told with its own line."""
    text = SMALL.replace("=SUM(A1)", '"two\nlines"').replace("4;gungor,scen", "4;hus")
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is None
    assert [(one.code, one.place.line) for one in problems] == [("pb-unknown-project", 27)]


def test_a_quotation_mark_inside_a_word_is_a_letter() -> None:
    """``5" pipe`` needs no quotes around it, and does not swallow the lines that follow."""
    file = whole(SMALL.replace("=SUM(A1)", '5" pipe'))
    assert file.project_cells("name")[1] == '5" pipe'


def test_the_same_fault_on_every_line_is_told_fifty_times_and_then_counted() -> None:
    """A hostile file of a million bad lines gives no million problems."""
    text = SMALL + "".join(f"v{number};hus;9\n" for number in range(80))
    _, problems = read_pabulib(text.encode(), "a.pb")
    assert [one.code for one in problems].count("pb-unknown-project") == 50
    more = problems[-1]
    assert (more.code, more.facts) == (
        "pb-more-of-the-same",
        {"code": "pb-unknown-project", "number": 30},
    )


def test_counts_that_the_rows_do_not_bear_out_are_warnings() -> None:
    """The rows are what is counted; the file stays whole."""
    text = SMALL.replace("num_votes;4", "num_votes;5").replace("60000;3", "60000;4")
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is not None
    assert [(one.code, one.severity) for one in problems] == [
        ("pb-count-differs", "warning"),
        ("pb-votes-differ", "warning"),
    ]


def test_what_the_format_wants_and_the_count_does_not_need_is_a_warning() -> None:
    """A file without dates, country and rule can be counted."""
    text = SMALL
    for line in ("country;Sweden\n", "date_begin;04.05.2026\n"):
        text = text.replace(line, "")
    file, problems = read_pabulib(text.encode(), "a.pb")
    assert file is not None
    assert [(one.code, one.facts["keys"]) for one in problems] == [
        ("pb-meta-incomplete", ("country", "date_begin"))
    ]


def test_a_number_of_ten_thousand_digits_is_told_and_not_worked_out() -> None:
    """Amounts are bounded before they become numbers."""
    huge = "9" * 10_000
    assert codes(SMALL.replace("60000", huge)) == ["pb-number-too-large"]
    assert codes(SMALL.replace("max_length;2", f"max_length;{huge}")) == ["pb-meta-number"]


@pytest.mark.parametrize("header", ["value;key", "key;value;comment"])
def test_meta_has_two_columns_in_one_order(header: str) -> None:
    """What stands elsewhere would never be looked at."""
    rows = SMALL.partition("PROJECTS")[0].count("\n") - 2
    text = SMALL.replace("key;value", header)
    found = codes(text)
    assert "pb-meta-columns" == found[0]
    assert (rows if header.count(";") == 2 else 0) == found.count("pb-cell-count")


@pytest.mark.parametrize("mark", [",", "\t"])
def test_another_mark_between_the_cells_is_told_once_for_each_section(mark: str) -> None:
    """Not as a dozen columns that are missing."""
    text = SMALL.replace(",", " ").replace(";", mark)
    assert ["pb-separator"] * 3 == [code for code in codes(text) if code != "pb-meta-incomplete"]


WIDE = SMALL.replace("\n", ";;\n").replace("META;;", "META").rstrip(";\n")


def test_rows_may_be_as_wide_as_the_widest() -> None:
    """A spreadsheet makes them so, and writes empty cells and rows of nothing else."""
    padded = WIDE.replace("\nPROJECTS", "\n;;;\nPROJECTS").replace("\nVOTES", "\n;;;;\nVOTES")
    assert whole(padded).profile() == whole(SMALL).profile()
    assert whole(padded).instance() == whole(SMALL).instance()
    assert "pb-column-nameless" not in codes(padded)


def test_a_column_without_a_name_is_told_by_its_number() -> None:
    """A cell under it would be lost; and so would one in the midst of others."""
    filled = WIDE.replace("budget;100000.50;;", "budget;100000.50;SEK;")
    _, problems = read_pabulib(filled.encode(), "a.pb")
    assert [3] == [one.facts["number"] for one in problems if one.code == "pb-column-nameless"]
    between = SMALL.replace("project_id;cost;", "project_id;;cost;", 1)
    _, problems = read_pabulib(between.encode(), "a.pb")
    assert 2 in [one.facts["number"] for one in problems if one.code == "pb-column-nameless"]


def test_a_key_that_stands_twice_matters_only_where_a_count_goes_by_it() -> None:
    """Two comments are a warning; so is a budget said twice alike. Two budgets are an error."""
    for line, severity in (
        ("comment;a\ncomment;b", "warning"),
        ("budget;100000.50", "warning"),
        ("budget;100001", "error"),
    ):
        _, problems = read_pabulib(SMALL.replace("PROJECTS", f"{line}\nPROJECTS").encode(), "a.pb")
        assert [severity] == [one.severity for one in problems if one.code == "pb-meta-twice"]


@pytest.mark.parametrize("mark", ["1.0", " 1 ", "1e0"])
def test_a_mark_may_be_written_as_a_spreadsheet_writes_it(mark: str) -> None:
    """It is the same number."""
    marks = whole(SMALL.replace("Scen;2;", f"Scen;{mark};")).marks()
    assert {"bankar": 1, "gungor": 0, "scen": 1} == marks


def test_ids_that_look_alike_to_the_letter_are_one() -> None:
    """An å of two parts, on a ballot or among the projects, is an å."""
    two = "ba\u030ankar"
    mixed = SMALL.replace("bankar", "bånkar").replace("1;bånkar", f"1;{two}")
    assert {"bånkar"} <= set(whole(mixed).profile().votes(whole(mixed).project_ids))
    twice = SMALL.replace("bankar;", "bånkar;").replace("gungor;", f"{two};")
    assert "pb-project-twice" in codes(twice)


def test_quotes_about_a_word_are_a_part_of_the_name() -> None:
    """Other programs read such a name too; with a semicolon between the quotes it is an error."""
    odd = SMALL.replace("30000.0;2;Scen;2", '30000.0;2;"Scen" i parken;2')
    file = whole(odd)
    assert '"Scen" i parken' == file.instance().by_id["scen"].name
    assert ["warning"] == [
        one.severity for one in read_pabulib(odd.encode(), "a.pb")[1] if one.code == "pb-quotes"
    ]
    assert odd.encode() == write_pabulib(file)
    torn = SMALL.replace("30000.0;2;Scen;2", '30000.0;2;"Scen; stor" i parken;2')
    assert {"error"} == {one.severity for one in read_pabulib(torn.encode(), "a.pb")[1]}


def test_a_ballot_longer_than_the_limit_shows_that_the_limit_is_wrong() -> None:
    """It then says nothing of how many places an ordinal ballot has; nor does a limit of 0."""
    ordinal = SMALL.replace("approval", "ordinal")
    for limit in ("0", "1"):
        file = whole(ordinal.replace("max_length;2", f"max_length;{limit}"))
        assert None is file.profile().places
    assert 2 == whole(ordinal).profile().places


def test_a_hostile_file_is_read_in_a_time_that_grows_with_its_size() -> None:
    """Columns, quotes and choices by the ten thousand; each once took the square of their number.

    Nothing is timed: were it so again, the tests would not come to their end.
    """
    columns = SMALL.replace("project_id;", "project_id;" + ";" * 60_000)
    quotes = SMALL + 'a";"\n' * 100_000
    choices = SMALL + "".join(f"v{n};" + "bankar," * 9000 + f"{n};9\n" for n in range(40))
    too_long = SMALL + "v9;" + "bankar," * 2_000_000 + "gungor;9\n"
    assert "pb-column-nameless" in codes(columns)
    assert 50 == codes(quotes).count("pb-quotes")
    assert "pb-project-repeated" in codes(choices)
    assert ["pb-line-too-long"] == codes(too_long)
