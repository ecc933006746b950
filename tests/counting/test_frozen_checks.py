"""What decides the vote is frozen, all of it, and stays so while anybody may have voted."""

from __future__ import annotations

import re
import shutil

import pytest
from tests.counting.conftest import public, signer

from medborgarbudget.records.keys import read_roll
from medborgarbudget.records.manifest import manifest_path, manifest_text, read_manifest
from medborgarbudget.records.sealed.rolls import roll_text
from medborgarbudget.records.writing import write_text

PATH = manifest_path("2026")


def codes(town, *words: str) -> set[str]:
    """The codes of what `verify` finds wrong; none, and exit code 0, if it finds nothing."""
    result = town.run("verify", *words)
    found = {*re.findall(r"\[([a-z-]+)\]$", result.stdout, re.MULTILINE)}
    assert bool(found) == (1 == result.exit_code), result.output
    return found


def stuff_the_roll(town) -> None:
    """Sixty keys more may vote, as if they had always been there."""
    keys, _ = read_roll(town.root, "2026", "norr")
    more = (public(signer(f"nobody {number}")) for number in range(60))
    write_text(town.root, "rounds/2026/roll/norr.txt", roll_text([*keys, *more]))


def open_again(town) -> None:
    """Another manifest, in the open: the first is removed in one commit, the other is added."""
    (town.root / PATH).unlink()
    town.commit("The manifest is taken away")
    stuff_the_roll(town)
    town.play("open", "2026", "--today", "2026-05-02")
    town.commit("The vote is opened again")


def test_before_anybody_has_voted_the_vote_may_be_opened_anew(opened):
    """A slip found on the first morning is mended in the open."""
    (opened.root / PATH).unlink()
    opened.commit("A slip was found")
    opened.play("open", "2026", "--today", "2026-05-03")
    opened.commit("Voting opens again")

    assert set() == codes(opened, "2026")


def test_once_there_are_checkpoints_the_rolls_cannot_grow(cast, closed):
    """Or a town could add voters when it has seen how many came. An older clone sees it too."""
    assert set() == codes(cast, "2026")
    open_again(cast)

    assert {"manifest-replaced"} == codes(cast, "2026")
    shutil.rmtree(cast.root / ".git")
    assert set() == codes(cast, "2026")
    assert "manifest-differs" in codes(cast, "2026", "--against", str(closed.root))


def test_a_manifest_from_a_branch_beside_the_vote_is_seen(cast):
    """Git's simple log would follow the branch, and show nothing of the other."""
    first = cast.git("rev-list", "--max-parents=0", "HEAD").strip()
    stuffed = cast.root.parent / "stuffed.txt"
    stuff_the_roll(cast)
    shutil.copy(cast.path("roll/norr.txt"), stuffed)
    cast.git("checkout", "--quiet", ".")
    cast.git("checkout", "--quiet", "-b", "beside", first)
    (cast.root / PATH).unlink()
    shutil.copy(stuffed, cast.path("roll/norr.txt"))
    cast.play("open", "2026", "--today", "2026-05-02")
    cast.commit("Voting opens, with more voters")
    cast.git("checkout", "--quiet", "main")
    cast.git("merge", "--quiet", "--no-commit", "--strategy=ours", "beside")
    cast.git("checkout", "beside", "--", PATH, "rounds/2026/roll/norr.txt")
    cast.commit("Merge")

    assert "manifest-replaced" in codes(cast, "2026")


@pytest.mark.parametrize(
    "left_out",
    [
        "content/areas/districts.geojson",
        "proposals/2026/lekplats-norr.yaml",
        "rounds/2026/assessments/lekplats-norr.yaml",
        "rounds/2026/keys.yaml",
        "rounds/2026/roll/soder.txt",
        "rounds/2026/round.yaml",
    ],
)
def test_a_manifest_that_leaves_a_file_free_is_no_freeze(cast, left_out):
    """The rule, the keys, a proposal: each decides what a vote comes to."""
    manifest, _, _ = read_manifest(cast.root, "2026")
    del manifest.files[left_out]
    write_text(cast.root, PATH, manifest_text(manifest))
    found = cast.run("verify", "2026")

    assert "[manifest-lacks-file]" in found.stdout
    assert left_out in found.stdout


@pytest.mark.parametrize("kept", [("box", "log", "roll", "keys.yaml", "round.yaml"), ()])
def test_a_round_that_was_voted_in_is_not_forgotten(closed, kept):
    """Not where its manifest is taken away, nor where all of it is."""
    for path in closed.path("").iterdir():
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not kept:
        shutil.rmtree(closed.root / "proposals/2026")
    closed.commit("Nothing was here")

    assert ("verify-before-open" if kept else "round-gone") in codes(closed)
    assert codes(closed) == codes(closed, "2026")


@pytest.mark.parametrize("typed", ["2026/", "./2026", "rounds/2026/"])
def test_a_round_is_known_by_what_a_terminal_completes(counted, typed):
    """It is the same round: a changed result is found."""
    assert set() == codes(counted, typed)
    file = counted.path("result.yaml")
    file.write_text(file.read_text("utf-8").replace("spent: 287000", "spent: 287001"), "utf-8")

    assert "result-differs" in codes(counted, typed)
    assert counted.play("paper", "2026") == counted.play("paper", typed)


@pytest.mark.parametrize("typed", ["..", ".", "2027", "rounds", ""])
def test_what_is_no_round_is_wrong_usage(counted, typed):
    """Nothing is in order where nothing was looked at."""
    assert 2 == counted.run("verify", typed).exit_code
