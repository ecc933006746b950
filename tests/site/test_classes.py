"""The page for counting it oneself: what came out of the boxes, and apart by class."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from medborgarbudget.pb.summed import Sums
from medborgarbudget.records.classes import ClassSums
from medborgarbudget.records.pot_counts import PotCounts
from medborgarbudget.records.results import read_result, result_text
from medborgarbudget.records.sums import CountedSums, sums_path, sums_text
from medborgarbudget.records.writing import write_text

CODES = PotCounts(5, 5)


def page(site: Path, language: str = "") -> str:
    """The count page with single spaces."""
    text = (site / language / "2026/count/index.html").read_text(encoding="utf-8")
    return " ".join(text.split())


def test_what_did_not_count_is_told_with_its_reason(after):
    """By number and reason in words; never by what was chosen."""
    told = page(after)

    assert "Vad som kom ur urnorna" in told
    assert "2 röstsedlar: var och en har för många val." in told
    assert "med röstkod" not in told


def test_the_classes_stand_apart(counted, built, tmp_path):
    """A row for each, and the votes for each project by class."""
    root = tmp_path / "town"
    shutil.copytree(counted, root)
    result, _, _ = read_result(root, "2026")
    assert result is not None
    pot = result.pots["norr"]
    votes = pot.outcome.votes
    groups = (
        ClassSums(("code", "e-id"), ("digital",), CODES, dict.fromkeys(votes, 1)),
        ClassSums(("paper",), ("paper",), pot.counts, {one: votes[one] - 1 for one in votes}),
    )
    pots = {**result.pots, "norr": replace(pot, classes=groups)}
    text = result_text(replace(result, pots=pots))
    (root / "rounds/2026/result.yaml").write_text(text, encoding="utf-8")

    told = page(built(root, "2027-10-25"))

    assert "med röstkod + med e-legitimation" in told
    assert "på papper" in told
    assert "färre än 50 röster" in told


def test_sums_in_place_of_ballots_are_said_to_be_the_town_s_word(counted, built, tmp_path):
    """On the pot's page and on that for counting it oneself, where the file of sums is too."""
    root = tmp_path / "town"
    shutil.copytree(counted, root)
    result, _, _ = read_result(root, "2026")
    assert result is not None
    pot = result.pots["norr"]
    sums = Sums(5, pot.outcome.votes, pot.outcome.votes)
    text = sums_text({"norr": CountedSums(PotCounts(5, 5), sums)})
    write_text(root, sums_path("2026"), text)
    pots = {**result.pots, "norr": replace(pot, summed=5)}
    write_text(root, "rounds/2026/result.yaml", result_text(replace(result, pots=pots)))

    site = built(root, "2027-10-25")
    told = page(site)
    assert "5 av rösterna kom in digitalt." in told
    assert "Summorna är kommunens och nyckelhållarnas ord." in told
    assert "You need not trust us" not in page(site, "en")
    assert text == (site / "2026/data/sums.yaml").read_text(encoding="utf-8")
    result_page = (site / "2026/result/norr/index.html").read_text(encoding="utf-8")
    assert "5 av rösterna kom in digitalt." in result_page
    assert "Fick minst ett önskemål" not in result_page
