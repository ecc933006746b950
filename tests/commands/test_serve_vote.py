"""`serve` where a round is voted in online: one votes in it, from end to end, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader
from tests.commands.served import CODE, Served, serving

from medborgarbudget.commands.trying import Trial, desk_lines, opened_lines
from medborgarbudget.demo.letters import VOTERS
from medborgarbudget.demo.open_secrets import codes_of
from medborgarbudget.demo.town import demo_town, town_files
from medborgarbudget.records.box import election_key_path
from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import write_bytes
from medborgarbudget.voting.ceremony import public_of_signer
from medborgarbudget.voting.function.http import Response
from medborgarbudget.voting.sealing import ballot_body, sealed


@pytest.fixture(scope="module")
def exempelby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo town, served on a day of its vote."""
    output = tmp_path_factory.mktemp("site")
    before = town_files(demo_town())
    words = ("--root", demo_town(), "--output", output, "--today", "2026-11-29")
    with serving(*words, lines=8) as served:
        yield served
    assert before == town_files(demo_town()), "nothing is written into the town"


def test_the_demo_town_says_where_and_with_which_codes(exempelby: Served) -> None:
    """The vote page in the reader's language, and three letters of each area."""
    assert f"Cast a vote on trial in round 2026: {exempelby.site}en/2026/vote/" in exempelby.said
    assert 15 == len(set(exempelby.codes))
    assert "a temporary file, which is gone when you stop" in exempelby.said


def test_a_letter_of_the_demo_town_votes_in_both_its_pots_and_changes(exempelby: Served) -> None:
    """On the day that was asked for, and the page and the function have the same origin."""
    code = exempelby.codes[0]
    first = exempelby.vote(code, "centrum", Marks((1, 2)))
    exempelby.vote(code, "hela-kommunen", Marks((3,)))
    again = exempelby.vote(code, "centrum", Marks(()), first)

    assert 2 == again.header.seq
    assert '"address":"/vote-function"' in exempelby.get("2026/vote/")
    assert "connect-src &#39;self&#39;;" in exempelby.get("2026/vote/")


def test_a_second_try_of_the_same_bytes_gets_the_same_receipt(exempelby: Served) -> None:
    """And a ballot of another area's letter gets none."""
    code = exempelby.codes[1]
    ballot = exempelby.vote(code, "centrum", Marks((1,)))
    status, answer = exempelby.post("/ballot", ballot_body(ballot))
    day = receipt_of(answer["receipt"], of_b64u(answer["signature"], 64)).day

    assert (200, date(2026, 11, 29)) == (status, day)
    election = exempelby.election
    spread = stretched(read_code(code), election.election, election.iterations)
    other = sealed(election, "norrlid", "norrlid", voter_key(spread, "norrlid"), Marks((1,)))
    assert (403, "not-in-roll") == tuple_of(exempelby.post("/ballot", ballot_body(other)))


def tuple_of(answer: tuple[int, Any]) -> tuple[int, str]:
    """The status and the word of a refusal."""
    return answer[0], answer[1]["error"]


def test_a_page_of_another_site_is_told_nothing(exempelby: Served) -> None:
    """Same origin is exact: another port is another site."""
    assert (403, "origin") == tuple_of(exempelby.post("/ballot", b"{}", "http://localhost:1"))


@pytest.mark.parametrize(
    ("path", "status"), [("vote-function/nothing", 404), ("2027/vote/", 404), ("nowhere", 404)]
)
def test_what_is_not_there_is_not_found(exempelby: Served, path: str, status: int) -> None:
    """Neither beside the function nor beside the pages."""
    with pytest.raises(HTTPError) as found:
        exempelby.get(path)
    assert status == found.value.code


@pytest.mark.parametrize(
    ("method", "status", "size"), [("HEAD", 200, 0), ("PUT", 405, 18), ("DELETE", 405, 18)]
)
def test_every_method_is_answered_as_by_the_function_in_earnest(
    exempelby: Served, method: str, status: int, size: int
) -> None:
    """Who writes a client against `serve` finds what `vote-server` does."""
    asking = HTTPConnection(urlsplit(exempelby.site).netloc, timeout=10)
    asking.request(method, "/vote-function/election")
    answer = asking.getresponse()
    assert (status, size) == (answer.status, len(answer.read()))
    assert "application/json" == answer.headers["content-type"]
    asking.close()


def test_a_body_that_is_too_long_is_not_read(exempelby: Served) -> None:
    """As the function answers on every server."""
    assert (413, "too-large") == tuple_of(exempelby.post("/ballot", b" " * 5000))


def test_before_the_vote_the_demo_town_says_when_it_is(tmp_path: Path) -> None:
    """The function is there, and its clock is the asked day's."""
    words = ("--root", demo_town(), "--output", tmp_path, "--today", "2026-11-02")
    with serving(*words, lines=9) as served:
        assert (
            "Voting is open 16\N{NO-BREAK SPACE}November to 6\N{NO-BREAK SPACE}December 2026"
            in served.said
        )
        election = served.election
        spread = stretched(read_code(served.codes[0]), election.election, election.iterations)
        ballot = sealed(election, "centrum", "centrum", voter_key(spread, "centrum"), Marks((1,)))
        assert (403, "not-open") == tuple_of(served.post("/ballot", ballot_body(ballot)))


def test_another_town_is_tried_with_its_receipt_key_and_a_store_that_is_kept(
    online: Any, tmp_path: Path
) -> None:
    """Its codes are on its letters; nobody tells them."""
    online.play("open", "2026")
    pages = PdfReader(online.secrets / "norr.pdf").pages
    code = CODE.findall("\n".join(page.extract_text() for page in pages))[0]
    store = tmp_path / "votes.sqlite"
    words = ("--root", online.root, "--output", tmp_path / "site", "--today", "2026-05-10")
    key = ("--receipt-key", online.secrets / "receipt-key.txt", "--store", f"sqlite:{store}")
    with serving(*words, *key, lines=2) as served:
        assert [] == served.codes
        assert f"sqlite:{store}" in served.said
        served.vote(code, "norr", Marks((1,)))
    assert store.stat().st_size


def test_without_its_receipt_key_another_town_takes_no_vote(online: Any, tmp_path: Path) -> None:
    """The site is there, and says what is missing."""
    online.play("open", "2026")
    words = ("--root", online.root, "--output", tmp_path / "site", "--today", "2026-05-10")
    with serving(*words, lines=1) as served:
        assert "Give --receipt-key to try it here" in served.said
        with pytest.raises(HTTPError):
            served.get("vote-function/election")


def test_the_demo_towns_desk_gets_its_officers_key_where_there_is_a_desk(tmp_path: Path) -> None:
    """In a file of its own, by which the function takes a revocation."""
    folder = read_tree(demo_town(), ()).rounds["2026"]
    found = Trial(folder, lambda request: Response(200), "/vote-function", {"centrum": ("A",)})
    assert [] == desk_lines(found, tmp_path, tmp_path, "http://localhost/", "en")

    (tmp_path / "2026/desk").mkdir(parents=True)
    (tmp_path / "2026/desk/index.html").touch()
    (said,) = desk_lines(found, tmp_path, tmp_path, "http://localhost/", "en")
    seed = of_b64u((tmp_path / "officer-1.txt").read_text("ascii").strip(), 32)

    assert "http://localhost/2026/desk/" in said and "officer-1.txt" in said
    assert folder.keys is not None
    assert (public_of_signer(seed),) == folder.keys.officer_keys
    assert [] == desk_lines(folder, tmp_path, tmp_path, "http://localhost/", "en")


def test_when_the_demo_towns_box_is_open_codes_are_told_to_look_up(tmp_path: Path) -> None:
    """Only then, and only of the demo town: codes that somebody in the play voted with."""
    town = tmp_path / "town"
    for path, data in town_files(demo_town()).items():
        write_bytes(town, path, data)
    assert [] == opened_lines(read_tree(town, ()), "http://localhost/", "sv")

    write_bytes(town, election_key_path("2026"), b"")
    where, *told = opened_lines(read_tree(town, ()), "http://localhost/", "sv")
    used = {codes_of("2026", "centrum")[number] for number in range(VOTERS)}

    assert where.endswith("http://localhost/2026/vote/check/")
    assert 5 == len(told)
    assert set(CODE.findall(told[0])) <= used and CODE.findall(told[0])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--receipt-key", "{secrets}/log-key.txt"), "not the receipt key of round 2026"),
        (("--receipt-key", "{secrets}/trustees.pdf"), "holds no key"),
        (("--store", "clay:tablet"), "no kind of store called 'clay'"),
        (("--store", "votes.sqlite"), "Write sqlite:FILE"),
        (("--store", "dynamodb://votes"), "DynamoDB AWS's credentials"),
    ],
)
def test_a_wrong_key_or_store_is_wrong_usage(
    online: Any, tmp_path: Path, options: tuple[str, str], said: str
) -> None:
    """Before anything is served."""
    online.play("open", "2026")
    given = [one.format(secrets=online.secrets) for one in options]
    result = online.run("serve", "--port", "0", "--output", tmp_path / "site", *given)

    assert 2 == result.exit_code
    assert said in result.output.replace("\n", " ")
