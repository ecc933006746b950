"""What the city announced, explained by ties that fell otherwise: found by counting again."""

from __future__ import annotations

import pytest

from medborgarbudget.counting.asked import Asked
from medborgarbudget.counting.narration import narration
from medborgarbudget.counting.single import SingleTally, tally_data, tally_file

ELECTION = """META
key;value
num_projects;4
num_votes;4
budget;90000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;selected
bankar;60000;Bänkar;{bankar}
gungor;30000;Gungor;{gungor}
scen;30000;Scen;{scen}
buss;70000;Buss;{buss}
VOTES
voter_id;vote
1;bankar,gungor
2;bankar
3;bankar,scen
4;gungor,scen,buss
"""


def counted(first: str, *marks: int) -> SingleTally:
    """The election with these marks, for bankar, gungor, scen and buss; one of the equals first."""
    named = dict(zip(("bankar", "gungor", "scen", "buss"), marks, strict=True))
    text = ELECTION.format(**named)
    for seed in map(str, range(20)):
        asked = Asked(tie_breaking=("min-cost", "lot"), lot_seed=seed)
        tally, _ = tally_file(text.encode(), "a.pb", asked)
        assert tally is not None
        if first in tally.outcome.selected:
            return tally
    raise AssertionError(first)


def test_a_lot_that_fell_otherwise_is_told() -> None:
    """We draw gungor, the city drew scen; as data, and in the last line of the text."""
    tally = counted("gungor", 1, 0, 1, 0)
    assert tally.by_other_lot
    assert tally_data(tally)["by_other_lot"]
    assert narration(tally, "en").rstrip().endswith("the city's list comes out.")
    assert narration(tally, "sv").rstrip().endswith("blir det stadens lista.")


def test_money_from_elsewhere_is_another_matter() -> None:
    """No lot finds a project with mark 2, and none has to."""
    assert counted("gungor", 1, 0, 1, 2).by_other_lot
    assert not counted("scen", 1, 0, 1, 2).by_other_lot


@pytest.mark.parametrize("marks", [(1, 0, 1, 0), (0, 1, 1, 0), (1, 1, 1, 0), (1, 0, 0, 1)])
def test_what_no_lot_explains_is_not_put_down_to_one(marks: tuple[int, ...]) -> None:
    """The same list as ours, the first project missing, too many, or one that nobody ties with."""
    assert not counted("scen", *marks).by_other_lot
