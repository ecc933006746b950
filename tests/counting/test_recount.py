"""The recount in several processes finds what one finds, and leaves nothing behind."""

from __future__ import annotations

import os
import pickle
import signal
from dataclasses import replace

from medborgarbudget.counting import recount
from medborgarbudget.counting.recount import Part, Recount, count_part, parts_of
from medborgarbudget.counting.tally import tally_round
from medborgarbudget.records.tree import read_tree


def nothing() -> None:
    """No progress to show."""


def by(workers: int, tree, few_bytes: int = 0):
    """The result of the round, counted by so many."""
    return Recount(tree, ["2026"], nothing, workers, few_bytes).of("2026")


def test_one_and_two_processes_give_what_tally_gives(counted):
    """The same result, to the last hash."""
    tree = read_tree(counted.root)
    tally, _ = tally_round(tree, tree.rounds["2026"])

    assert (tally.result, ()) == by(1, tree) == by(2, tree)


def test_a_tampered_pot_is_named_alike_by_both(counted):
    """The file that is wrong, and no other."""
    file = counted.path("ballots/soder.pb")
    file.write_text(file.read_text(encoding="utf-8").replace("utegym", "utegum"), encoding="utf-8")
    tree = read_tree(counted.root)

    alone, together = by(1, tree), by(2, tree)

    assert alone == together
    assert {"rounds/2026/ballots/soder.pb"} == {one.place.path for one in together[1]}


def test_verify_prints_the_same_with_one_and_two_processes(counted, monkeypatch):
    """Whatever the machine: the order of what is told is that of the rounds."""
    monkeypatch.setattr(recount, "FEW_BYTES", 0)
    one = counted.run("verify", "--jobs", "1")
    two = counted.run("verify", "--jobs", "2")

    assert (0, one.output) == (two.exit_code, two.output)


def test_an_error_in_a_pot_is_a_finding_about_it(counted, monkeypatch):
    """The other pots are counted all the same."""
    tree = read_tree(counted.root)
    whole = recount.tally_round

    def fails(part, folder, *_):
        if "norr" in folder.round.pots:
            raise MemoryError("no more")
        return whole(part, folder)

    monkeypatch.setattr(recount, "tally_round", fails)
    result, problems = by(1, tree)

    assert result is None
    assert [("recount-stopped", "rounds/2026/ballots/norr.pb", "MemoryError: no more")] == [
        (one.code, one.place.path, one.facts["error"]) for one in problems
    ]


def test_a_part_whose_process_dies_is_a_finding_too(counted, monkeypatch):
    """As when the memory runs out: it is told and not raised, and the other pots are counted."""
    tree = read_tree(counted.root)
    monkeypatch.setattr(recount, "count_part", dies_at_norr)

    result, problems = by(2, tree)

    assert result is None
    assert [("recount-stopped", "rounds/2026/ballots/norr.pb")] == [
        (one.code, one.place.path) for one in problems
    ]


def dies_at_norr(part: Part):
    """Counts, except one pot."""
    if "norr" in part.folder.round.pots:
        os.kill(os.getpid(), signal.SIGKILL)
    return count_part(part)


def test_little_work_starts_no_process(counted, monkeypatch):
    """A small town is counted at once: starting processes would take longer than counting."""
    monkeypatch.setattr(recount, "shared_out", None)
    tree = read_tree(counted.root)

    assert Recount(tree, ["2026"], nothing, 8).of("2026")[0] is not None


def test_pots_that_exclude_each_other_are_one_part(counted):
    """What a district has chosen decides in the city's pot: they are counted in order."""
    tree = read_tree(counted.root)
    folder = tree.rounds["2026"]
    norr = folder.round.pots["norr"]
    tied = replace(norr, rule=replace(norr.rule, conflicts=(("a", "b"),)))
    other = replace(folder, round=replace(folder.round, pots={**folder.round.pots, "norr": tied}))

    assert 2 == len(parts_of(tree, folder))
    assert 1 == len(parts_of(tree, other))


def test_a_part_can_be_sent_to_another_process(counted):
    """With its paper, its problems and all that it needs to count."""
    tree = read_tree(counted.root)
    for part in parts_of(tree, tree.rounds["2026"]):
        again = pickle.loads(pickle.dumps(part))
        assert recount.count_part(part) == recount.count_part(again)
