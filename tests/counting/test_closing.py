"""`close` for a vote online: opened by two trustees, checked, written whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from medborgarbudget.cli import cli
from medborgarbudget.commands import closing
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.records.pabulib import read_pabulib
from medborgarbudget.records.sealed.encoding import of_canonical
from medborgarbudget.voting.stores import UnavailableError
from medborgarbudget.voting.stores.sqlite import SqliteStore


def refused(town, result, code):
    """Whether the command said this and wrote nothing, nor touched the store."""
    assert 1 == result.exit_code, result.output
    assert f"[{code}]" in result.stdout
    assert "" == town.git("status", "--porcelain")
    assert all(row.ciphertext for row in town.store.rows() if row.seq)


def test_the_box_and_the_paper_become_one_file(closed):
    """The last ballot of each key counts, the revoked and the blank do not, nor what is outside."""
    files = {
        pot: read_pabulib(closed.path(f"ballots/{pot}.pb").read_bytes(), pot)[0].profile()
        for pot in ("norr", "soder")
    }

    # 70 in the roll of Norr, voters 1 and 3 of the whole town, and 65 on paper.
    assert 70 + 2 + 65 == files["norr"].voters
    assert 60 + 1 == files["soder"].voters
    assert (
        1
        == dict(files["soder"].ballots)[
            Ballot(("belysning-gangvag", "scen-i-parken", "utegym-soder"))
        ]
    )


def test_what_became_of_the_ballots_is_told(closed):
    """Blank, unreadable and outside the limits: by reason, in the result and in the sums."""
    pot = json.loads(closed.play("tally", "2026", "--format", "json"))["pots"]["norr"]
    code, paper = pot["classes"]

    assert {
        "ballot-repeated-project": 1,
        "ballot-unknown-project": 1,
        "ballot-unreadable": 1,
    } == code["counts"]["invalid"]
    assert (72, 1, 65) == (
        code["counts"]["counted"],
        code["counts"]["blank"],
        paper["counts"]["counted"],
    )
    assert "nothing that can be read as a ballot" in closed.play("tally", "2026")


def test_only_ballots_that_count_can_be_read(closed):
    """Changed and revoked ballots are gone from the store, and were never published."""
    left = [row for row in closed.store.rows() if row.seq and not row.ciphertext]
    published = closed.path("box/ciphertexts.txt").read_text().splitlines()
    entries = closed.path("box/entries.jsonl").read_text().splitlines()
    revocations = [one for one in entries if one.startswith('{"revocation"')]

    # Two ballots of voter 0 and one of voter 1 were followed by others, voter 2 was revoked.
    assert 4 == len(left)
    assert (2, len(entries) - 6) == (len(revocations), len(published))
    assert all(of_canonical(one, ("revocation", "signature")) for one in revocations)


def test_closing_again_changes_nothing(closed):
    """The same day, the same bytes; it is how a store that failed is emptied afterwards."""
    result = closed.close()

    assert 0 == result.exit_code, result.output
    assert "" == closed.git("status", "--porcelain")


def test_the_figures_are_told_and_asked_about(cast):
    """Before anything is written somebody looks; no is no."""
    options = [*cast.secret_options(1, 2), "--today", "2026-05-25", "--language", "en"]
    words = ["close", "2026", "--root", str(cast.root), *options]
    result = CliRunner().invoke(cli, words, input="n\n")

    assert 130 == result.exit_code
    assert result.stderr.endswith("Stopped. Nothing was written.\n")
    assert "norr: 72 counted, 1 blank, 3 outside the rules." in result.stderr
    assert "  1 of 72 ballots (1 %) are like nobody else's." in result.stderr
    assert "" == cast.git("status", "--porcelain")


def test_words_are_asked_for_and_a_slip_asked_again(cast):
    """Only of the trustee who made it; and nothing that is typed is shown."""
    typed = [(cast.secrets / f"words-{number}.txt").read_text() for number in (2, 3)]
    slip = typed[1].rsplit(" ", 1)[0] + " academic"
    answers = "\n".join([typed[0], slip, typed[1], "y", ""])
    options = [*cast.secret_options(), "--today", "2026-05-25", "--language", "en"]
    words = ["close", "2026", "--root", str(cast.root), *options]
    result = CliRunner().invoke(cli, words, input=answers)

    assert 0 == result.exit_code, result.output
    assert "There is a slip in the second trustee's words." in result.stderr
    assert "Next: count with mb tally 2026" in result.stderr
    assert "destroy the store and all copies of it" in result.stderr
    assert typed[0] not in result.output
    assert cast.path("box/election-key.txt").exists()


def test_a_slip_in_a_file_names_the_trustee(cast):
    """The checksum of the share finds it."""
    file = cast.secrets / "words-3.txt"
    file.write_text(file.read_text().rsplit(" ", 1)[0] + " academic")
    result = cast.close()

    refused(cast, result, "trustee-words")
    assert "the second trustee's" in result.stdout


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{begin} acadmic", "Word 33 of the first trustee's words is not in the list: acadmic."),
        ("{begin}", "There are 32 words from the first trustee's sheet. There should be 33."),
        ("", "There are 0 words from the first trustee's sheet. There should be 33."),
    ],
)
def test_a_slip_is_told_as_exactly_as_it_can_be(cast, typed, said):
    """Which word it is, or how many there are: nobody compares 33 words for nothing."""
    file = cast.secrets / "words-1.txt"
    file.write_text(typed.format(begin=file.read_text().rsplit(" ", 1)[0]))

    result = cast.close()
    assert 1 == result.exit_code and said in result.stdout
    assert "" == cast.git("status", "--porcelain")


def test_one_trustee_twice_is_no_two(cast):
    """Nor is one alone: that is wrong usage."""
    refused(cast, cast.close(words=(1, 1)), "trustees-no-key")
    assert 2 == cast.close(words=(1,)).exit_code


def test_the_box_stays_shut_while_people_may_vote(cast):
    """On the last day voting is still open in the evening; the words are not even asked for."""
    refused(cast, cast.close(day="2026-05-24", words=()), "close-before-end")


def test_by_the_clock_ballots_on_their_way_are_waited_for(cast, monkeypatch):
    """Fourteen minutes are not fifteen."""

    class Clock(closing.datetime):
        """Shows what the test says."""

        @classmethod
        def now(cls, zone=None):
            """A moment, told in the zone that is asked for."""
            return (cast.election.closes + after).astimezone(zone)

    monkeypatch.setattr(closing, "datetime", Clock)
    monkeypatch.setattr(closing, "GRACE", closing.timedelta(days=2))
    monkeypatch.setattr(closing.door, "datetime", Clock)
    options = ["close", "2026", *cast.secret_options(1, 2), "--yes"]
    after = closing.timedelta(days=1, hours=23)
    refused(cast, cast.run(*options), "close-within-grace")
    after = closing.timedelta(days=2)

    assert 0 == cast.run(*options).exit_code


def test_few_ballots_are_published_only_if_the_town_says_so(cast):
    """Below fifty in a pot; the command names it and the number, and the way out."""
    for number in range(48, 60):
        cast.revoke("soder", number)
    cast.night("2026-05-12")
    cast.commit("Some came to the desk")
    result = cast.close()

    refused(cast, result, "box-few-ballots")
    assert "Only 49 ballots online stand in soder." in result.stdout
    assert 0 == cast.close("--publish-few").exit_code
    cast.play("tally", "2026")
    cast.commit("Counted")
    cast.play("verify", "2026")


def test_a_round_without_keys_closes_as_before(opened):
    """And takes no store."""
    opened.batch("norr-1", "norr", [(1, "vote", "1")])
    result = opened.run("close", "2026", "--today", "2026-05-25", "--store", "memory:")

    assert 2 == result.exit_code
    assert 0 == opened.run("close", "2026", "--today", "2026-05-25").exit_code


def test_a_round_with_keys_needs_its_store(cast):
    """Without it the paper alone would pass for the vote."""
    assert 2 == cast.run("close", "2026", "--today", "2026-05-25").exit_code
    options = ("--store", "other:", "--log-key", str(cast.secrets / "log-key.txt"))
    assert 2 == cast.run("close", "2026", "--today", "2026-05-25", *options).exit_code


def test_a_store_that_lost_a_ballot_is_not_closed(cast):
    """What a night published must still be there."""
    with cast.store._connected() as connection:
        connection.execute("DELETE FROM entries WHERE key IN (SELECT key FROM entries LIMIT 1)")

    refused(cast, cast.close(), "log-lost")


def put(town, ballot, **other):
    """A row that the function would not have taken, put into the store behind its back."""
    row = next(town.store.rows())
    header = ballot.header
    made = replace(
        row,
        key=header.key,
        seq=header.seq,
        text=header.text,
        signature=ballot.signature,
        ciphertext=ballot.ciphertext,
    )
    assert town.store.put_new(replace(made, **other))


def test_a_forged_entry_in_the_store_stops_the_closing(cast):
    """Whoever can write to the store cannot vote with it."""
    ballot = cast.seal("norr", 95, [1])
    put(cast, replace(ballot, signature=bytes(64)))

    refused(cast, cast.close(), "box-entry-signature")


def test_a_ciphertext_that_was_exchanged_stops_the_closing(cast):
    """The header holds the hash of what the voter sent."""
    other = cast.seal("norr", 95, [2])
    put(cast, replace(cast.seal("norr", 95, [1]), ciphertext=other.ciphertext))

    refused(cast, cast.close(), "ciphertext-differs")


def test_a_row_that_is_no_entry_stops_the_closing(cast):
    """It is not guessed at."""
    put(cast, cast.seal("norr", 95, [1]), text="{}")

    refused(cast, cast.close(), "store-row-odd")


def test_another_box_than_the_published_is_not_written(closed):
    """A ballot that comes into the store after closing is not let in."""
    put(closed, closed.seal("norr", 95, [1]))
    result = closed.close()

    assert 1 == result.exit_code
    assert "[box-differs]" in result.stdout
    assert "" == closed.git("status", "--porcelain")


@pytest.mark.parametrize(
    ("method", "code"), [("rows", "store-unavailable"), ("destroy_ciphertext", "store-not-emptied")]
)
def test_a_store_that_fails_is_told(cast, monkeypatch, method, code):
    """Before anything is written; or after it, and then closing again is enough."""

    def fail(*_):
        raise UnavailableError

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, method, fail)
        result = cast.close()

    assert 1 == result.exit_code
    assert f"[{code}]" in result.stdout
    assert (method == "rows") != cast.path("box").exists()
    assert 0 == cast.close().exit_code
    assert 4 == sum(row.seq > 0 and not row.ciphertext for row in cast.store.rows())
