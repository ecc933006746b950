"""A whole town as values, with everything that is wrong at once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from medborgarbudget.pb.assessment import FollowUp
from medborgarbudget.pb.lifecycle import Traces
from medborgarbudget.pb.project import Project
from medborgarbudget.records.source import read_yaml
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import dump_yaml, write_text


def told(town: Path) -> list[tuple[str, str]]:
    """What is wrong with a town: path and code."""
    return [(problem.place.path, problem.code) for problem in read_tree(town).problems]


def test_lillby_is_read_whole_and_is_in_order(lillby: Path) -> None:
    """Every file becomes a value; nothing is wrong."""
    tree = read_tree(lillby)
    folder = tree.rounds["2026"]

    assert () == tree.problems
    assert tree.town is not None
    assert ("Lillby", ("sv", "en")) == (tree.town.short_name, tree.town.languages)
    assert ["norr", "soder"] == list(tree.areas)
    assert tree.areas["norr"].contains(15.1, 60.07)
    assert 8 == len(folder.proposals) == len(folder.assessments)
    assert ["idekvall-biblioteket", "rosta-kommunhuset"] == [e.event_id for e in folder.events]
    assert set(tree.documents) == {path for path in tree.paths if not path.endswith(".md")}
    assert "Åstigen" == tree.data("proposals/2026/bankar-vid-an.yaml")["location"]["name"]


def test_a_period_ends_after_its_last_day(lillby: Path) -> None:
    """A date includes its day; a time of day is that minute."""
    the_round = read_tree(lillby).rounds["2026"].round
    periods = the_round.schedule.periods

    assert "Europe/Stockholm" == the_round.schedule.time_zone
    assert datetime(2026, 3, 1) == periods["ideas"].closes
    assert datetime(2026, 5, 24, 20) == periods["voting"].closes


def test_a_pot_s_own_rule_stands_in_full_for_the_round_s(lillby: Path) -> None:
    """Nothing of the round's rule is mixed in; the ballot is the round's."""
    pots = read_tree(lillby).rounds["2026"].round.pots

    assert ("greedy", "equalshares/add1") == (pots["norr"].rule.name, pots["soder"].rule.name)
    completion = pots["soder"].rule.completion
    assert completion is not None
    assert ("floor", 1, "overspend") == (completion.start, completion.step, completion.stop)
    assert "Lottoraden den 25 maj 2026" == pots["norr"].rule.lot_source["sv"]
    assert pots["norr"].ballot == pots["soder"].ballot


def test_the_instance_holds_the_eligible_at_the_town_s_own_cost(lillby: Path) -> None:
    """Sorted by id; what was refused or merged is not on it."""
    instance = read_tree(lillby).rounds["2026"].instance("norr")

    assert 300000 == instance.budget_limit
    assert (
        Project("bankar-vid-an", 62000, "Bänkar vid ån", "norr", ("nature",)),
        Project("lekplats-norr", 180000, "Ny lekplats i Norr", "norr", ("play",)),
        Project("odlingslador", 45000, "Odlingslådor på torget", "norr", ("nature",)),
    ) == instance.projects


def test_the_state_of_a_proposal_follows_from_the_files(lillby: Path) -> None:
    """As the files come, one after the other."""
    (lillby / "rounds/2026/assessments/scen-i-parken.yaml").unlink()
    folder = read_tree(lillby).rounds["2026"]

    assert "submitted" == folder.state("scen-i-parken")
    assert "eligible" == folder.state("bankar-vid-an")
    assert "merged" == folder.state("gungor-norr")
    assert "refused" == folder.state("ny-motorvag")
    assert Traces(verdict="eligible") == folder.traces("bankar-vid-an")


def test_the_later_steps_are_read_too(lillby: Path) -> None:
    """Decision, implementation with a photo, follow-up and lessons."""
    words = {"sv": "Ja.", "en": "Yes."}
    path = "rounds/2026"
    decision = {"body": "KS", "date": date(2026, 6, 10), "paragraph": "§ 1", "text": words}
    write_text(lillby, f"{path}/decision.yaml", dump_yaml({**decision, "funded": ["a", "b"]}))
    photo = {"file": "bank.jpg", "alt": words}
    milestone = {"stage": "building", "date": date(2026, 9, 1), "text": words, "photo": photo}
    implementation = {"stage": "building", "spent": 5, "planned_completion": date(2026, 11, 30)}
    write_text(
        lillby,
        f"{path}/implementation/bankar-vid-an.yaml",
        dump_yaml({**implementation, "milestones": [milestone]}),
    )
    changes = {"date": date(2027, 9, 1), "summary": words, "changes": [words]}
    write_text(lillby, f"{path}/follow-up.yaml", dump_yaml(changes))
    write_text(lillby, f"{path}/lessons.md", "# Lärdomar\n")
    tree = read_tree(lillby)
    folder = tree.rounds["2026"]

    assert () == tree.problems
    assert folder.decision is not None
    assert ("a", "b") == folder.decision.funded
    (read,) = folder.implementation["bankar-vid-an"].milestones
    assert read.photo is not None
    assert "bank.jpg" == read.photo.file
    assert FollowUp(date(2027, 9, 1), words, (), (words,), ()) == folder.follow_up
    assert "# Lärdomar\n" == folder.lessons
    assert (False, "building") == (
        folder.traces("bankar-vid-an").funded,
        folder.traces("bankar-vid-an").stage,
    )


def test_a_file_that_fails_is_left_out_and_all_others_are_read(lillby: Path) -> None:
    """One bad proposal does not hide another, nor the good ones."""
    (lillby / "proposals/2026/bankar-vid-an.yaml").write_text("title: [\n")
    (lillby / "proposals/2026/odlingslador.yaml").write_bytes(b"\xff\xfe")
    tree = read_tree(lillby)

    assert [
        ("proposals/2026/bankar-vid-an.yaml", "yaml-bracket-open"),
        ("proposals/2026/odlingslador.yaml", "file-utf16"),
    ] == [(problem.place.path, problem.code) for problem in tree.problems]
    assert 6 == len(tree.rounds["2026"].proposals)


def test_a_mistake_in_writing_and_one_in_shape_are_told_together(lillby: Path) -> None:
    """Nobody should need two rounds to hear of both."""
    path = lillby / "proposals/2026/bankar-vid-an.yaml"
    text = path.read_text(encoding="utf-8").replace("cost: 60000", "cost: &c dyrt", 1)
    path.write_text(text, encoding="utf-8")

    assert {"yaml-anchor", "whole-number-expected"} == {code for _, code in told(lillby)}


def test_a_round_that_cannot_be_read_takes_only_itself_away(lillby: Path) -> None:
    """Its proposals are still looked at."""
    (lillby / "rounds/2026/round.yaml").write_text("title: x\n")
    (lillby / "proposals/2026/odlingslador.yaml").write_text("a: 1\na: 2\n")
    tree = read_tree(lillby)

    assert {} == tree.rounds
    assert "yaml-duplicate-key" in {problem.code for problem in tree.problems}


def test_what_the_town_lacks_is_told(lillby: Path) -> None:
    """Its own file, and the file of a round."""
    (lillby / "content/town.yaml").unlink()
    (lillby / "rounds/2026/round.yaml").unlink()

    assert [
        ("content/town.yaml", "town-file-missing"),
        ("rounds/2026/round.yaml", "round-file-missing"),
    ] == told(lillby)


def test_links_are_told_and_not_followed(lillby: Path) -> None:
    """Neither a file nor a folder nor one of the three tops."""
    (lillby / "secret.yaml").write_text("title: hemligt\n")
    (lillby / "proposals/2026/hemligt.yaml").symlink_to("../../secret.yaml")
    (lillby / "rounds/2027").symlink_to("2026")

    assert [
        ("proposals/2026/hemligt.yaml", "file-is-link"),
        ("rounds/2027", "file-is-link"),
    ] == told(lillby)


def test_a_top_folder_that_is_a_link_is_told(lillby: Path) -> None:
    """Nothing behind it is read."""
    (lillby / "proposals").rename(lillby / "elsewhere")
    (lillby / "proposals").symlink_to("elsewhere")
    tree = read_tree(lillby)

    assert ("proposals", "file-is-link") in [(p.place.path, p.code) for p in tree.problems]
    assert {} == dict(tree.rounds["2026"].proposals)


def test_only_what_is_asked_for_is_read_of_the_many(lillby: Path) -> None:
    """With what belongs to the same project, and what all lean on."""
    path = "proposals/2026/bankar-vid-an.yaml"
    tree = read_tree(lillby, only=[path])
    folder = tree.rounds["2026"]

    assert ["bankar-vid-an"] == list(folder.proposals) == list(folder.assessments)
    assert {path, "rounds/2026/assessments/bankar-vid-an.yaml"} == tree.checked
    assert tree.town is not None
    assert 2 == len(folder.events)
    assert "proposals/2026/odlingslador.yaml" in tree.paths


def test_progress_ends_with_all_files(lillby: Path) -> None:
    """Each step is told, and the last one is the whole."""
    seen: list[tuple[int, int]] = []
    tree = read_tree(lillby, progress=lambda done, of: seen.append((done, of)))

    assert (len(tree.documents), len(tree.documents)) == seen[-1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_two_areas_may_not_share_an_id(lillby: Path) -> None:
    """Told at the second one, with the file that holds it."""
    first = lillby / "content/areas/districts.geojson"
    (lillby / "content/areas/more.geojson").write_bytes(first.read_bytes())

    assert 2 * [("content/areas/more.geojson", "area-twice")] == told(lillby)


def test_a_border_need_not_be_closed_by_hand_and_may_have_heights(lillby: Path) -> None:
    """And an area may be of several pieces."""
    document, _ = read_yaml(lillby, "content/areas/districts.geojson", max_depth=10)
    assert document is not None
    piece = [[[15.0, 60.0, 9], [15.1, 60.0, 9], [15.1, 60.1, 9], [15.0, 60.1, 9]]]
    document.data["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [piece]}
    text = dump_yaml(document.data)
    write_text(lillby, "content/areas/districts.geojson", text)
    tree = read_tree(lillby)

    assert () == tree.problems
    assert ((15.0, 60.0), (15.0, 60.0)) == (
        tree.areas["norr"].rings[0][0],
        tree.areas["norr"].rings[0][-1],
    )


def test_a_link_that_leads_nowhere_is_told_and_not_taken_for_no_file(lillby: Path) -> None:
    """Else a manifest could be hidden, and with it the freeze."""
    for name in ("manifest", "result", "announced"):
        (lillby / f"rounds/2026/{name}.yaml").symlink_to("nowhere")

    assert [
        (f"rounds/2026/{name}.yaml", "file-is-link") for name in ("announced", "manifest", "result")
    ] == told(lillby)


def test_a_folder_that_lies_too_deep_is_told(lillby: Path) -> None:
    """By the first that is too deep."""
    (lillby / "rounds/2026" / "/".join("a" * 300)).mkdir(parents=True)

    assert [("rounds/2026/a/a/a/a/a", "folder-unreadable")] == told(lillby)
