"""Exempelby itself: whole, valid, readable, and nobody's."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from medborgarbudget.counting.frozen_checks import replaced
from medborgarbudget.counting.tally import tally_round
from medborgarbudget.demo.town import FOLDERS, demo_town
from medborgarbudget.moderation.validate import validate
from medborgarbudget.records.founding import template
from medborgarbudget.records.tree import read_tree

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def tree():
    """The demo town, read."""
    return read_tree(demo_town())


def test_its_votes_stand_beside_their_manifests_in_this_repositorys_history(tree):
    """Whoever plays a round of it anew says so in REHEARSED, or `mb verify` fails here."""
    assert [] == [one for folder in tree.rounds.values() for one in replaced(tree, folder)]


def lix(text):
    """Björnsson's LIX: words per sentence plus the share of words longer than six letters."""
    words = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\d+", text)
    sentences = len(re.findall(r"[.!?:](?=\s|$)", text)) or 1
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def swedish(proposal):
    """The proposal's Swedish text: its own, or the translation."""
    text = proposal if proposal.language == "sv" else proposal.translations["sv"]
    return f"{text.title}. {text.summary} {text.description}"


def test_the_town_is_in_order(tree):
    """Not an error and not a warning, on the day of the vote."""
    assert () == validate(tree, None, TODAY)


def test_the_town_is_large_enough_to_show_everything(tree):
    """38 000 people in five districts, four rounds, 60 proposals and more, three languages."""
    proposals = [one for folder in tree.rounds.values() for one in folder.proposals.values()]

    assert 38_000 == tree.town.population == sum(area.population for area in tree.areas.values())
    assert 5 == len(tree.areas)
    assert {"2024": 26, "2025": 24, "2026": 32, "2027": 5} == Counter(
        folder.round_id for folder in tree.rounds.values() for _ in folder.proposals
    )
    assert {"sv", "ar", "fi"} == {one.language for one in proposals}
    assert 12 <= sum(bool(one.photos) for one in proposals)


def test_neighbours_share_their_borders(tree):
    """No gap and no overlap: each stretch of border has one area on each side, or is outermost."""
    sides = Counter(
        frozenset(side)
        for area in tree.areas.values()
        for ring in area.rings
        for side in pairwise(ring)
    )

    assert {1, 2} == set(sides.values())
    assert 30 < sum(count == 2 for count in sides.values())


def test_every_proposal_of_a_district_lies_in_it(tree):
    """The pins on the map fall where the pot says."""
    for folder in tree.rounds.values():
        for proposal in folder.proposals.values():
            place, area = proposal.location, folder.round.pots[proposal.pot].area
            assert place and any(
                one.contains(place.longitude, place.latitude)
                for one in tree.areas.values()
                if area in (None, one.area_id)
            ), proposal.project_id


def test_the_swedish_is_plain(tree):
    """Every proposal can be read by the many: LIX below 40, 55 words or more."""
    for folder in tree.rounds.values():
        for proposal in folder.proposals.values():
            text = swedish(proposal)
            assert lix(text) < 40, (proposal.project_id, lix(text))
            assert len(text.split()) >= 55, proposal.project_id


def pages():
    """The town's pages and news, and those that a new town begins with."""
    skeleton = Path(str(files("medborgarbudget.records"))) / "skeleton"
    return [
        *sorted((demo_town() / "content").rglob("*.md")),
        *sorted((skeleton / "content").rglob("*.md")),
        *sorted((skeleton / "online").glob("how-to-vote.*.md")),
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda page: f"{page.parent.name}/{page.name}")
def test_every_page_is_plain_in_both_languages(page):
    """Where people vote online as well as elsewhere: LIX below 40, and no language left out."""
    text = re.sub(r"\]\([^)]*\)|[*#\[\]]", "", page.read_text(encoding="utf-8"))
    other = {"sv": "en", "en": "sv"}[page.name.split(".")[-2]]

    assert lix(text) < 40
    assert page.with_name(f"{page.name.split('.')[0]}.{other}.md").is_file()


def test_a_lot_decides_between_equals(tree):
    """In Kvarnudden two projects had the same votes and the same cost."""
    (tie,) = tree.rounds["2024"].result.pots["kvarnudden"].outcome.ties

    assert ("kvarnens-historia", "vindskydd-uddstigen") == tie.projects
    assert "lot" == tie.decided_by


def test_equal_shares_and_greedy_part_in_the_pot_for_nature(tree):
    """The reason to have two rules can be seen on a page."""
    folder = tree.rounds["2025"]
    greedy, problems = tally_round(tree, folder, "greedy")

    assert () == problems
    assert {"fageltorn-vid-spegeln", "angsblommor-i-rondellerna"} == {
        *folder.result.pots["natur"].outcome.selected
    } - {*greedy.result.pots["natur"].outcome.selected}


def test_the_decision_left_the_votes_once_and_says_why(tree):
    """The bike track won and was not funded; the next two in Soldala were."""
    deviations = tree.rounds["2024"].decision.deviations

    assert {
        "pumptrack-solangen": False,
        "trad-till-skolgarden": True,
        "hundrastgard-soldala": True,
    } == {one.project_id: one.funded for one in deviations}
    assert all(one.reason["sv"] and one.reason["en"] for one in deviations)


def test_only_invented_addresses_and_numbers_are_used():
    """Domains end in .example; telephone numbers are of the series that are kept for fiction."""
    for folder in FOLDERS:
        for path in (demo_town() / folder).rglob("*"):
            if path.suffix not in (".yaml", ".md"):
                continue
            text = path.read_text(encoding="utf-8")
            for address in re.findall(r"[\w.-]+@[\w.-]+\w", text):
                assert address.endswith(".example"), (path, address)
            for host in re.findall(r"https?://([\w.-]+)", text):
                assert host.endswith(".example") or host == "www.digg.se", (path, host)
            for number in re.findall(r"\b0\d{1,3}-\d[\d ]+\d", text):
                assert number.startswith("031-390 06 "), (path, number)


def test_photos_are_small_and_silent(tree):
    """Under 60 kB, and without a word on who made them with what and where."""
    town = demo_town()
    photos = sorted(one for part in FOLDERS for one in (town / part).glob("**/*.jpg"))

    assert 30 < len(photos)
    for photo in photos:
        data = photo.read_bytes()
        assert len(data) < 60_000 and b"Exif" not in data and b"http" not in data, photo.name


def test_the_template_is_the_one_that_new_towns_get():
    """One fact in two places: the town's own copy is the skeleton, filled in for its open round."""
    written = (demo_town() / "proposals/TEMPLATE.yaml").read_bytes()

    assert template("2027", "skolvagar", date(2026, 11, 20)) == written


def test_the_template_is_a_proposal_as_it_stands(tmp_path):
    """Copied under a name of its own, it breaks no rule: whoever changes it starts from good."""
    for folder in FOLDERS:
        shutil.copytree(demo_town() / folder, tmp_path / folder)
    copy = tmp_path / "proposals/2027/bankar-vid-bron.yaml"
    shutil.copy(tmp_path / "proposals/TEMPLATE.yaml", copy)
    tree = read_tree(tmp_path)

    assert () == validate(replace(tree), None, TODAY)
    assert "Bänkar och ljus vid bron på skolvägen" == (
        tree.rounds["2027"].proposals["bankar-vid-bron"].title
    )
