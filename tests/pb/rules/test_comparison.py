"""The comparison step: Equal Shares, unless more voters are better off with most votes first."""

from __future__ import annotations

import pytest

from medborgarbudget.counting.single import Asked, tally_file


def test_the_outcome_that_more_voters_prefer_stands(count):
    """Two of five would buy s; the other three have too little for q, and want nothing else."""
    election = {"q": 100, "s": 40}, 100, [*3 * ["q"], *2 * ["s"]]

    assert ("s",) == count("equalshares", *election).selected
    outcome = count("equalshares", *election, comparison="satisfaction")
    assert ("q",) == outcome.selected
    first = outcome.steps[0]
    assert ("compared", {"prefer_this": 2, "prefer_greedy": 3}) == (first.action, first.facts)
    assert "equalshares" == outcome.rule
    assert "satisfaction" == outcome.parameters["comparison"]


def test_as_many_for_both_keeps_equal_shares(count):
    """Nobody wins a tie against what the round has chosen."""
    outcome = count(
        "equalshares",
        {"q": 100, "s": 50},
        100,
        ["q", "s"],
        ("max-cost",),
        comparison="satisfaction",
    )

    assert ("s",) == outcome.selected
    assert {"prefer_this": 1, "prefer_greedy": 1} == outcome.steps[-1].facts


@pytest.mark.parametrize("comparison", ["satisfaction", "exclusion-ratio"])
def test_the_announced_outcome_of_swiecie_stands(elections, comparison):
    """The city compares, and more voters were better off with Equal Shares."""
    name = "Poland_Swiecie_2023.pb"
    tally, _ = tally_file((elections / name).read_bytes(), name, Asked(comparison=comparison))
    facts = tally.outcome.steps[-1].facts

    assert () == tally.differences
    assert facts["prefer_this"] > facts["prefer_greedy"]


def test_a_city_that_did_not_compare_would_have_had_another_outcome(elections):
    """Assen announced what Equal Shares gives; compared, most votes first would have won."""
    asked = Asked(comparison="exclusion-ratio")
    name = "Netherlands_Assen_2024.pb"
    plain, _ = tally_file((elections / name).read_bytes(), name)
    compared, _ = tally_file((elections / name).read_bytes(), name, asked)

    assert () == plain.differences
    assert () != compared.differences
    assert "compared" == compared.outcome.steps[0].action
