"""What other rules would have chosen, in words: each rule on one side, once."""

from __future__ import annotations

from medborgarbudget.pb.alternatives import COMPARED, Alternative
from medborgarbudget.pb.margins import Margin
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.records.explanations import sentences
from medborgarbudget.records.lacking import Lacking, lacking_sentences
from medborgarbudget.records.other_rules import others_on_pot, others_on_project


def outcome(rule: str, *selected: str) -> Outcome:
    """An outcome of which only the selection matters here."""
    return Outcome(rule, {}, selected, 0, 10, {}, {}, ())


OURS = outcome("greedy", "a", "b")
OTHERS = (
    Alternative("phragmen", outcome("phragmen", "b", "c")),
    Alternative("max-welfare", outcome("max-welfare", "a", "b")),
    Alternative("equalshares", None, ("a", "c")),
    Alternative("equalshares/add1", None),
)


def test_a_project_is_told_with_which_it_wins_and_with_which_not():
    """A rule that came to no end is on neither side."""
    assert [
        "Counted in other ways, it would also have won with the selection worth most.",
        "It would not have won with Phragmén's rule.",
    ] == list(others_on_project(OTHERS, "a", True, "en"))
    (always,) = others_on_project(OTHERS, "b", True, "en")
    (never,) = others_on_project(OTHERS, "d", False, "en")
    assert always.startswith("It would also have won by the other ways of counting that we tried:")
    assert never.startswith("It would not have won by any of the other ways of counting")
    assert always.endswith(": Phragmén's rule and the selection worth most.")
    assert [] == list(others_on_project(OTHERS[2:], "a", True, "en"))


def test_a_pot_is_told_what_comes_in_and_what_falls_out():
    """Also why a rule has nothing to show."""
    assert [
        "Phragmén's rule: C would come in; A would fall out",
        "the selection worth most: the same projects",
        "Equal Shares: a tie between A and C, which the round does not break",
        "raised Equal Shares: the count would have taken too long",
    ] == list(others_on_pot(OURS, OTHERS, str.upper, "en"))


def test_every_rule_that_is_compared_has_a_name_in_a_sentence():
    """In both languages, and without a comma: names stand in lists."""
    for language in ("sv", "en"):
        names = [sentences(language)[f"rule-{rule}"] for rule in COMPARED]
        assert not any("," in name for name in names)
        assert len(names) == len(set(names))


def test_the_smallest_is_said_only_where_it_is_sure():
    """Otherwise that it is so many and not one fewer, and that not all were tried."""

    def said(votes: Margin, less: Margin | None = None) -> str:
        lack = Lacking(votes, less or Margin(None, True), 100, 50)
        return " ".join(lacking_sentences(lack, "en", "SEK"))

    assert "Fewer would not have been enough." in said(Margin(7, True))
    assert "but not with 6. We have not tried every smaller number." in said(Margin(7, False))
    assert "With 1 more voter, who" in said(Margin(1, True))
    assert "More votes alone would not have been enough." == said(Margin(None, True))
    assert "We tried with up to 100 more voters." in said(Margin(None, False))
    assert "" == said(Margin(0, True))
    assert "won at SEK\u00a040, and not at any more." in said(Margin(2, True), Margin(10, True))
    assert "at SEK\u00a040, but not at SEK\u00a041." in said(Margin(2, True), Margin(10, False))
    assert "won at" not in said(Margin(2, True), Margin(50, True))
