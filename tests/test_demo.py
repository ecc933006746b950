"""The demo: eight steps played on a copy of Exempelby, and all comes out as it is published."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date

import pytest
from click.testing import CliRunner

from medborgarbudget.commands.town import demo
from medborgarbudget.demo.play import Play
from medborgarbudget.demo.telling import line, sentences
from medborgarbudget.demo.town import FOLDERS, MARKER, NotOursError, demo_town, make_room
from medborgarbudget.demo.voting import DemoStoppedError
from medborgarbudget.pb.lifecycle import STATES
from medborgarbudget.records.history import head, history
from medborgarbudget.records.tree import read_tree

VOTED = ("2024", "2025", "2026")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The folder of a play from beginning to end, and what was told on the way."""
    folder = tmp_path_factory.mktemp("demo") / "town"
    return folder, tuple(Play(demo_town(), folder).run())


@pytest.fixture
def town(tmp_path):
    """A copy of the demo town's files, to be changed."""
    for folder in FOLDERS:
        shutil.copytree(demo_town() / folder, tmp_path / "town" / folder)
    return tmp_path / "town"


def git(root, *words):
    """What git says in the folder."""
    told = subprocess.run(["git", "-C", root, *words], capture_output=True, check=True, text=True)
    return told.stdout.strip()


def test_every_step_of_every_round_is_told_once_it_is_done(played):
    """2024 goes all the way; the later rounds go as far as their files, and say what lies ahead."""
    _, told = played
    steps = {round_id: {one.step for one in told if one.round_id == round_id} for round_id in VOTED}

    assert set(range(9)) == steps["2024"]
    assert ["opened", "typed", "closed", "tallied-again"] == [
        one.key for one in told if one.round_id == "2024" and one.step == 5
    ]
    ahead = {one.round_id: one.facts for one in told if one.key.startswith("ahead")}
    assert {
        "2025": {"first": 8, "last": 8},
        "2026": {"first": 6, "last": 8},
        "2027": {"first": 5, "last": 8},
    } == ahead


def test_the_acts_are_told_in_order_of_time(played):
    """The rounds overlap, as in life: each line stands on its day."""
    days = [one.day for one in played[1] if one.day]

    assert sorted(days) == days


@pytest.mark.parametrize("round_id", ["2024", "2025"])
def test_published_rounds_come_out_the_same_byte_for_byte(played, round_id):
    """Manifest, ballots and result are made anew by the play, and equal the published ones."""
    folder, _ = played
    made = [f"rounds/{round_id}/manifest.yaml", f"rounds/{round_id}/result.yaml"]
    made += [
        f"rounds/{round_id}/ballots/{pot}.pb"
        for pot in read_tree(folder).rounds[round_id].round.pots
    ]

    for path in made:
        assert (demo_town() / path).read_bytes() == (folder / path).read_bytes(), path


def test_the_open_round_is_voted_on_and_counted(played):
    """Voters come to 2026: hundreds of slips, mistakes settled, a result within every pot."""
    folder, told = played
    tree = read_tree(folder)
    result = tree.rounds["2026"].result

    typed = next(one for one in told if one.key == "typed" and one.round_id == "2026")
    assert 10 <= typed.facts["differences"]
    counts = [pot.counts for pot in result.pots.values()]
    assert 2000 <= sum(one.slips for one in counts)
    assert 10 <= min(
        sum(one.blank for one in counts),
        sum(one.spoiled for one in counts),
        sum(sum(one.invalid.values()) for one in counts),
    )
    assert (
        "lana-i-stallet-for-att-kopa",
        "tvahundra-nya-trad",
        "dricksvatten-i-hela-stan",
        "skordefest-i-fem-omraden",
    ) == result.pots["hela-kommunen"].outcome.selected
    assert all(pot.outcome.unspent >= 0 for pot in result.pots.values())


def test_every_voted_round_is_verified(played):
    """An outsider's checks are part of the play."""
    assert list(VOTED) == [one.round_id for one in played[1] if one.key == "verified"]


def test_the_history_tells_each_act_on_its_day(played):
    """A project's page lives on this: sent in, judged, built milestone by milestone."""
    folder, _ = played
    changes = history(folder)

    building = changes["rounds/2024/implementation/brygga-kvarnbadet.yaml"]
    assert [
        (date(2024, 12, 16), "Building: brygga-kvarnbadet, planning"),
        (date(2025, 5, 20), "Building: brygga-kvarnbadet, procurement"),
        (date(2025, 8, 25), "Building: brygga-kvarnbadet, building"),
        (date(2025, 10, 20), "Building: brygga-kvarnbadet, completed"),
    ] == [(change.date, change.subject) for change in reversed(building)]
    assert [date(2026, 12, 8)] == [one.date for one in changes["rounds/2026/result.yaml"]]
    assert "" == git(folder, "status", "--porcelain")


def test_commits_bear_the_municipality_s_name_only(played):
    """Nobody's name is in the history."""
    names = set(git(played[0], "log", "--format=%an <%ae>|%cn <%ce>").splitlines())

    town = "Exempelby kommun <medborgarbudget@exempelby.example>"
    assert {f"{town}|{town}"} == names


def test_every_state_of_a_proposal_is_to_be_seen(played):
    """Between the town as it is and the town after the play, no page kind lacks its example."""
    shown = {
        folder.state(project_id)
        for root in (demo_town(), played[0])
        for folder in read_tree(root).rounds.values()
        for project_id in folder.proposals
    }

    assert set(STATES) - {"eligible"} <= shown


def test_the_site_is_built(played):
    """The last thing that is told is true."""
    output = played[0] / "output"

    assert (output / "index.html").is_file()
    assert (output / "2026/result/hela-kommunen/index.html").is_file()
    pages = next(one.facts["pages"] for one in played[1] if one.key == "built")
    assert pages == len(list(output.rglob("*.html")))


def test_a_second_play_gives_the_same_history(played, tmp_path):
    """Voters, typists and commits are the same every time, down to the last hash."""
    for told in Play(demo_town(), tmp_path / "again").run():
        if told.key == "building":
            break

    assert head(played[0]) == head(tmp_path / "again")


def test_a_play_broken_off_can_be_begun_anew(tmp_path):
    """What is left of it is known by its mark, and cleared away first."""
    folder = tmp_path / "town"
    next(Play(demo_town(), folder).run())
    (folder / "rounds/left-over.txt").write_text("from the last time", encoding="utf-8")

    make_room(folder)

    assert [MARKER] == [entry.name for entry in folder.iterdir()]


def test_a_folder_of_others_is_left_alone(tmp_path):
    """Exit code 2, and not a byte is touched."""
    (tmp_path / "letter.txt").write_text("dear all", encoding="utf-8")

    run = CliRunner().invoke(demo, [str(tmp_path), "--language", "en"])

    assert 2 == run.exit_code
    assert "holds something that the demo did not make" in run.stderr
    assert ["letter.txt"] == [entry.name for entry in tmp_path.iterdir()]


def test_a_link_is_never_cleared_away(tmp_path):
    """The demo empties folders: it must not be led to another one."""
    make_room(tmp_path / "ours")
    (tmp_path / "link").symlink_to(tmp_path / "ours")

    with pytest.raises(NotOursError):
        make_room(tmp_path / "link")


def test_a_result_that_was_tampered_with_stops_the_play(town, tmp_path):
    """One vote more for the shelter, and the play says which file comes out otherwise."""
    result = town / "rounds/2024/result.yaml"
    text = result.read_text(encoding="utf-8")
    result.write_text(
        text.replace("vindskydd-uddstigen: 84", "vindskydd-uddstigen: 85"), encoding="utf-8"
    )
    assert text != result.read_text(encoding="utf-8")

    with pytest.raises(DemoStoppedError, match=r"rounds/2024/result\.yaml comes out otherwise"):
        list(Play(town, tmp_path / "played").run())


def test_the_command_tells_each_step_and_where_to_look(tmp_path, monkeypatch):
    """Plain lines where no terminal is: steps, checks, the address of the site, what to try."""
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(demo, ["--language", "sv"])

    assert 0 == run.exit_code, run.output
    lines = run.stdout.splitlines()
    assert (
        "2023-12-13  2024  1/8  Kriterier och pengar: 5 potter, 2\u00a0370\u00a0000 kronor" in lines
    )
    assert "Se efter i:   demo-town/output/index.html" in lines
    assert (tmp_path / "demo-town/output/index.html").is_file()
    assert 4 == sum("--root demo-town" in one or "git -C" in one for one in lines)


def test_the_sentences_are_the_same_in_both_languages(played):
    """Every line can be told in Swedish and in English."""
    assert sentences("sv").keys() == sentences("en").keys()
    for told in played[1]:
        assert line(told, "sv") and line(told, "en")
