"""The command that explains: a project, what it lacked, what others give, and what a pot means."""

from __future__ import annotations

import json
import re


def test_the_command_gives_the_sentences_as_data(counted):
    """One object on standard output, for whoever builds on it."""
    said = json.loads(counted.play("explain", "2026", "scen-i-parken", "--format", "json"))

    assert ("2026", "soder", "scen-i-parken", False) == tuple(
        said[key] for key in ("round", "pot", "project_id", "selected")
    )
    assert any("not enough for" in sentence for sentence in said["sentences"])


def test_a_project_that_is_on_no_ballot_is_wrong_usage(counted):
    """A refused proposal has its reason in its assessment, not in the count."""
    result = counted.run("explain", "2026", "ny-motorvag")

    assert 2 == result.exit_code
    assert "ny-motorvag" in result.output


def test_what_a_loser_lacked_is_found_by_counting_again(counted):
    """On request, as it takes its time; a winner lacked nothing."""
    options = ("--margin", "--language", "en")
    plain = counted.play("explain", "2026", "scen-i-parken", "--language", "en")
    said = counted.play("explain", "2026", "scen-i-parken", *options)
    more = said.removeprefix(plain)

    assert said.startswith(plain)
    assert re.search(r"With \d+ more voters?, who had chosen this project alone", more)
    result = json.loads(counted.play("tally", "2026", "--format", "json"))
    winner = result["pots"]["soder"]["selected"][0]
    assert "chosen this project alone" not in counted.play("explain", "2026", winner, *options)


def test_with_which_other_rules_it_would_have_won_is_told_on_request(counted):
    """Every rule that was tried is named once, on one side or the other."""
    plain = counted.play("explain", "2026", "scen-i-parken", "--language", "en")
    said = counted.play("explain", "2026", "scen-i-parken", "--others", "--language", "en")
    more = said.removeprefix(plain)

    assert said.startswith(plain)
    assert "would" in more
    assert all(more.count(name) == 1 for name in ("Phragmén", "without skipping", "worth most"))


def test_without_a_project_every_pot_is_told_of(counted):
    """Each voter is in one of the numbers of wishes met, and each rule is named."""
    said = json.loads(counted.play("explain", "2026", "--format", "json"))
    result = json.loads(counted.play("tally", "2026", "--format", "json"))

    assert {"norr", "soder"} == said["pots"].keys()
    for pot_id, pot in said["pots"].items():
        assert result["pots"][pot_id]["counts"]["counted"] == sum(pot["wishes"].values())
        assert pot["with_a_wish"] == sum(pot["wishes"].values()) - pot["wishes"].get("0", 0)
        assert result["pots"][pot_id]["selected"] == pot["selected"]
        spent = result["pots"][pot_id]["spent"]
        assert all(sum(one["cost"] for one in pot[key]) in (0, spent) for key in ("areas",))
        assert "phragmen" in pot["other_rules"]
    text = counted.play("explain", "2026", "--language", "en")
    assert "got at least one of their wishes." in text
    assert "With other rules and the same votes:" in text


def test_the_options_are_about_a_project(counted):
    """Without one there is no margin."""
    assert 2 == counted.run("explain", "2026", "--margin").exit_code
