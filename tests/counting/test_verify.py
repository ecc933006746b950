"""One byte changed anywhere in what a closed round is made of, and `verify` names the file."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from medborgarbudget.counting.check import Check

FROZEN_OR_PUBLISHED = [
    "content/areas/districts.geojson",
    "proposals/2026/lekplats-norr.yaml",
    "rounds/2026/assessments/lekplats-norr.yaml",
    "rounds/2026/ballots/norr.pb",
    "rounds/2026/ballots/soder.pb",
    "rounds/2026/manifest.yaml",
    "rounds/2026/paper/norr-1/cover.yaml",
    "rounds/2026/paper/norr-1/first.csv",
    "rounds/2026/paper/norr-1/resolution.yaml",
    "rounds/2026/paper/norr-1/second.csv",
    "rounds/2026/result.yaml",
    "rounds/2026/round.yaml",
]


def said_by(town) -> tuple[bool, str]:
    """Whether all is in order, and every word of the details that are not."""
    result = town.run("verify", "2026", "--format", "json")
    said = json.loads(result.stdout)
    assert (0 if said["ok"] else 1) == result.exit_code
    return said["ok"], " ".join(check["detail"] for check in said["checks"] if not check["ok"])


def flipped(data: bytes, at: int) -> bytes:
    """The bytes with one of them changed by one bit."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("part", [0.0, 0.31, 1.0])
@pytest.mark.parametrize("path", FROZEN_OR_PUBLISHED)
def test_one_flipped_bit_is_found_and_the_file_named(counted, path, part):
    """At the beginning, in the middle or at the very end: it makes no difference where."""
    file = counted.root / path
    data = file.read_bytes()
    file.write_bytes(flipped(data, int(part * (len(data) - 1))))

    ok, details = said_by(counted)

    assert not ok
    assert path in details


@pytest.mark.parametrize("path", FROZEN_OR_PUBLISHED)
def test_a_file_that_is_gone_is_found(counted, path):
    """Taking away is changing too."""
    (counted.root / path).unlink()

    ok, details = said_by(counted)

    assert not ok
    assert path in details


def test_a_round_in_order_is_told_so(counted):
    """Without this, the tests above would prove nothing."""
    assert (True, "") == said_by(counted)
    assert "All is in order. Checks: 6. Not made: 1." in counted.play("verify")


def test_changing_a_file_and_its_hash_together_does_not_help(counted):
    """Git still holds the manifest and the proposal as they were when voting opened."""
    file = counted.root / "proposals/2026/lekplats-norr.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("skolan", "torget"), encoding="utf-8")
    counted.path("result.yaml").unlink()
    counted.path("manifest.yaml").unlink()
    counted.play("open", "2026", "--today", "2026-05-02")
    counted.play("tally", "2026")
    counted.commit("Nothing to see here")

    ok, details = said_by(counted)

    assert not ok
    assert "proposals/2026/lekplats-norr.yaml" in details
    assert "rounds/2026/manifest.yaml" in details


def test_a_round_without_its_manifest_is_not_passed_over(counted):
    """Whoever takes the manifest away does not take the round out of the check."""
    counted.path("manifest.yaml").unlink()

    assert 1 == counted.run("verify").exit_code


def test_paper_added_after_the_count_is_found(counted):
    """A new batch changes what the paper gives."""
    counted.batch("norr-2", "norr", [(1, "vote", "3")])

    ok, details = said_by(counted)

    assert not ok
    assert "rounds/2026/ballots/norr.pb" in details


def test_a_decision_on_something_else_is_found(counted):
    """What was not on the ballot cannot be funded by the vote."""
    text = (
        "body: Kommunstyrelsen\ndate: 2026-06-10\nparagraph: § 99\n"
        "text: {sv: Beslut., en: Decision.}\nfunded: [ny-motorvag]\n"
    )
    counted.path("decision.yaml").write_text(text, encoding="utf-8")

    ok, details = said_by(counted)

    assert not ok
    assert "rounds/2026/decision.yaml: ny-motorvag" in details


def test_without_history_the_rest_is_checked(counted):
    """A downloaded archive has no Git; what could not be checked is said."""
    shutil.rmtree(counted.root / ".git")

    said = json.loads(counted.play("verify", "2026", "--format", "json"))

    history = next(check for check in said["checks"] if check["name"] == "2026/history")
    assert "not checked" in history["detail"]


def test_a_shallow_clone_is_told_to_fetch_the_rest(counted, tmp_path):
    """The commit that opened the vote may be missing: then nobody can say."""
    shallow = tmp_path / "shallow"
    address = counted.root.as_uri()
    subprocess.run(["git", "clone", "--quiet", "--depth=1", address, str(shallow)], check=True)

    result = counted.run("verify", "2026", "--root", str(shallow), "--format", "json")

    failed = [one["name"] for one in json.loads(result.stdout)["checks"] if not one["ok"]]
    assert (1, ["2026/history"]) == (result.exit_code, failed)


def test_a_bare_clone_with_a_changed_result_fails(counted, tmp_path):
    """What was pushed is what is checked."""
    file = counted.path("result.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("spent: 287000", "spent: 287001"), encoding="utf-8")
    counted.commit("A small correction")
    bare = tmp_path / "town.git"
    counted.git("clone", "--quiet", "--bare", str(counted.root), str(bare))

    result = counted.run("verify", "--root", str(bare))

    assert 1 == result.exit_code
    assert "✗ 2026/recount\n" in result.stdout
    assert "rounds/2026/result.yaml:" in result.stdout
    assert "[result-differs]" in result.stdout


def test_an_empty_bare_repository_is_wrong_usage(counted, tmp_path):
    """There is nothing in it to check."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "e.git")], check=True)

    assert 2 == counted.run("verify", "--root", str(tmp_path / "e.git")).exit_code


def test_a_round_before_its_opening_has_nothing_to_check(town):
    """Named, it says so; unnamed, it is left out."""
    assert 1 == town.run("verify", "2026").exit_code
    assert 0 == town.run("verify").exit_code


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [("sv", "1 bunt papper är inskriven", "2 buntar"), ("en", "1 paper batch is", "2 paper b")],
)
def test_one_is_not_said_as_several(language, one, two):
    """A town with a single bundle of slips reads of one."""
    assert Check("paper", (), "paper", 1).said(language).startswith(one)
    assert Check("paper", (), "paper", 2).said(language).startswith(two)
