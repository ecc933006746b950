"""A lot drawn after closing: nobody knows its seed in time, and everybody can draw it again."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from medborgarbudget.pb.ties import lot

SOURCE = 'source: {sv: "Lottoraden den 25 maj 2026", en: "The lotto row of 25 May 2026"}'
SEED = "7 12 19 23 31"
TIED = [(number, "vote", chosen) for number, chosen in enumerate(["1", "2"] * 3, start=1)]


@pytest.fixture
def waiting(town):
    """Lillby with a tie in Norr that only a lot can break, closed; it is to be drawn now."""
    text = town.path("round.yaml").read_text(encoding="utf-8")
    after = "lot: {drawn: after-close, " + SOURCE + "}"
    text = re.sub(r"lot: \{seed: .*\}\}", after, text).replace("min-cost, lot]", "lot]")
    text = text.replace("limit: 500000", "limit: 400000").replace("limit: 300000", "limit: 200000")
    town.path("round.yaml").write_text(text, encoding="utf-8")
    town.play("open", "2026", "--today", "2026-05-02")
    town.batch("norr-1", "norr", TIED)
    town.batch("soder-1", "soder", TIED)
    town.play("close", "2026", "--today", "2026-05-25")
    return town


def test_the_count_waits_for_the_lot(waiting):
    """What is missing, and what to do, is said; nothing is written."""
    result = waiting.run("tally", "2026")

    assert 1 == result.exit_code
    assert "mb lot 2026 --seed" in result.stdout
    assert not waiting.path("result.yaml").exists()


def test_the_lot_decides_as_its_hash_says(waiting):
    """The tie falls by the seed that was written down, which stands in the result."""
    waiting.play("lot", "2026", "--seed", SEED, "--today", "2026-05-25")
    said = json.loads(waiting.play("tally", "2026", "--format", "json"))["pots"]["norr"]

    (tie,) = said["ties"]
    first = min(tie["projects"], key=lambda project_id: lot(SEED, project_id))
    assert (first, "lot") == (tie["winner"], tie["decided_by"])
    assert SEED == said["parameters"]["lot_seed"]


def test_the_file_says_what_was_drawn_and_where(waiting):
    """Without words of its own, the source is the one that the round promised."""
    waiting.play("lot", "2026", "--seed", SEED, "--today", "2026-05-25")
    promised = waiting.path("lot.yaml").read_text(encoding="utf-8")
    waiting.path("lot.yaml").unlink()
    words = ("--source", "sv", "Dragning på torget", "--source", "en", "A draw in the square")
    waiting.play("lot", "2026", "--seed", SEED, "--today", "2026-05-25", *words)

    assert (
        f"seed: {SEED}\nsource:\n  en: The lotto row of 25 May 2026\n"
        "  sv: Lottoraden den 25 maj 2026\ndrawn: 2026-05-25\n"
    ) == promised
    assert "  sv: Dragning på torget\n" in waiting.path("lot.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--seed", SEED, "--today", "2026-05-24"), "lot-before-close"),
        (("--seed", " 7 12", "--today", "2026-05-25"), "lot-seed-not-line"),
        (("--seed", "", "--today", "2026-05-25"), "text-empty"),
        (("--seed", "7\n12", "--today", "2026-05-25"), "lot-seed-not-line"),
        (("--seed", "7\u202e12", "--today", "2026-05-25"), "character-direction"),
    ],
)
def test_a_lot_that_would_not_hold_is_not_written(waiting, words, code):
    """The same rules as for the file, before there is one."""
    result = waiting.run("lot", "2026", *words)

    assert 1 == result.exit_code
    assert f"[{code}]" in result.stdout
    assert not waiting.path("lot.yaml").exists()


def test_a_round_with_its_seed_from_the_start_draws_nothing(counted):
    """The older form stays as it is."""
    result = counted.run("lot", "2026", "--seed", SEED, "--today", "2026-05-25")

    assert 1 == result.exit_code
    assert "[lot-none-to-draw]" in result.stdout and "lot.yaml" not in result.stdout


def test_verify_checks_the_lot_and_that_the_result_used_it(waiting):
    """Its day and its bytes: neither may change."""
    waiting.play("lot", "2026", "--seed", SEED, "--today", "2026-05-25")
    waiting.play("tally", "2026")
    waiting.commit("The lot is drawn and the votes are counted")
    assert "✓ 2026/lot" in waiting.play("verify", "2026")

    file = waiting.path("lot.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("05-25", "05-24"), encoding="utf-8")
    early = waiting.run("verify", "2026")
    file.write_text(text.replace("7 12", "7 13"), encoding="utf-8")
    other = waiting.run("verify", "2026")
    file.unlink()
    gone = waiting.run("verify", "2026")

    assert (1, 1, 1) == (early.exit_code, other.exit_code, gone.exit_code)
    assert "✗ 2026/lot\n" in early.stdout
    assert "✗ 2026/inputs\n" in other.stdout and "✗ 2026/recount\n" in other.stdout
    assert "rounds/2026/lot.yaml" in gone.stdout


def test_the_documented_draw_can_be_redone_by_hand(repository):
    """docs/counting.md shows the bytes that are hashed; the shell must agree, line by line."""
    text = (repository / "docs/counting.md").read_text(encoding="utf-8")
    example = re.findall(r"^\$ (printf .*sha256sum)\n([0-9a-f]{64})  -$", text, re.MULTILINE)

    assert 3 == len(example)
    for command, digest in example:
        done = subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True)
        assert f"{digest}  -\n" == done.stdout
        _, seed, project_id = re.findall(r"'([^']*)'", command)
        assert digest == lot(seed, project_id)
