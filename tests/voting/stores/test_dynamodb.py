"""What the store in DynamoDB does when answers are lost, late, or not what was promised."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.sealing import ballot_body, sealed
from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.addresses import StoreAddressError, open_store
from medborgarbudget.voting.stores.aws_signing import Credentials
from medborgarbudget.voting.stores.dynamodb import AMAZON, DynamodbStore, target_of

ROW = Row(bytes(32), 1, '{"a":1}', bytes(64), b"\x00sealed\xff", date(2026, 5, 10))
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "kept by nobody"}


class Between(ThreadingHTTPServer):
    """Stands before DynamoDB, passes requests on, and does to each answer what it was told."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = port
        self.plan: list[str | tuple[int, bytes]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        """Of the table in the way."""
        return f"dynamodb://table?region=eu-north-1&endpoint=http://127.0.0.1:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    """One connection to Between."""

    protocol_version = "HTTP/1.1"
    server: Between

    def do_POST(self) -> None:
        """Pass it on, unless the plan says otherwise."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append((self.headers["x-amz-target"], dict(self.headers)))
        step = self.server.plan.pop(0) if self.server.plan else "pass"
        if step == "drop":
            self.close_connection = True
            return
        if isinstance(step, tuple):
            self.answered(*step)
            return
        behind = HTTPConnection("127.0.0.1", self.server.behind, timeout=10)
        behind.request("POST", "/", body, dict(self.headers))
        answer = behind.getresponse()
        status, text = answer.status, answer.read()
        behind.close()
        if step == "lose the answer":
            self.close_connection = True
        else:
            self.answered(status, text)

    def answered(self, status: int, text: bytes) -> None:
        """Answer."""
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def between(dynalite, numbers) -> Iterator[Between]:
    """A table of its own, behind somebody who cuts lines."""
    server = Between(dynalite.port)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(between, numbers) -> Iterator[DynamodbStore]:
    """The store that asks through it."""
    target = target_of(between.address)
    named = replace(target, table=f"between-{next(numbers)}")
    opened = DynamodbStore(named, Credentials("AKIDEXAMPLE", "kept by nobody"))
    opened.make_table()
    while not is_there(opened):
        pass
    between.asked.clear()
    yield opened
    opened.close()


def is_there(store: DynamodbStore) -> bool:
    """Whether the table can be used yet."""
    try:
        return store.entries(ROW.key) == ()
    except UnavailableError:
        return False


def test_a_connection_that_was_dropped_is_made_again(between, store):
    """Once, unseen: on Lambda idle connections are gone when the function wakes."""
    between.plan = ["drop"]
    assert store.put_new(ROW)
    assert ["DynamoDB_20120810.PutItem"] * 2 == [target for target, _ in between.asked]
    assert (ROW,) == store.entries(ROW.key)


def test_twice_dropped_is_gone(between, store):
    """No promise; and it works again when the line does."""
    between.plan = ["drop", "drop"]
    with pytest.raises(UnavailableError):
        store.put_new(ROW)
    assert store.put_new(ROW)


def test_a_write_whose_answer_was_lost_is_one_row_and_one_receipt(between, store, booth):
    """The second try finds the first one's row; the function sees that it is its own."""
    booth.function.store = store
    ballot = sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,)))
    between.plan = ["pass", "lose the answer"]
    first = booth.post("/ballot", ballot_body(ballot))
    again = booth.post("/ballot", ballot_body(ballot))
    assert (200, 200, first.body) == (first.status, again.status, again.body)
    assert 1 == len(list(store.rows()))
    other = sealed(booth.election, "norr", "norr", booth.keys[0], Marks((2,)))
    assert 409 == booth.post("/ballot", ballot_body(other)).status


def test_a_write_whose_answers_were_all_lost_is_found_by_the_next_try(between, store, booth):
    """503, although it is stored: the client sends the same bytes, and has its receipt."""
    booth.function.store = store
    body = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,))))
    between.plan = ["pass", "lose the answer", "lose the answer"]
    assert 503 == booth.post("/ballot", body).status
    assert 200 == booth.post("/ballot", body).status
    assert 1 == len(list(store.rows()))


@pytest.mark.parametrize(
    "answer",
    [
        (500, b'{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}'),
        (400, b'{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}'),
        (403, b"<html>"),
        (200, b"[]"),
        (200, b""),
    ],
)
def test_any_other_answer_promises_nothing(between, store, answer):
    """Whether the service is busy, the credentials have ended, or it is no DynamoDB at all."""
    for ask in (
        lambda: store.put_new(ROW),
        lambda: store.entries(ROW.key),
        lambda: list(store.rows()),
        lambda: store.destroy_ciphertext(ROW.key, 1),
    ):
        between.plan = [answer]
        with pytest.raises(UnavailableError):
            ask()
    assert store.put_new(ROW)


@pytest.mark.parametrize("item", [{}, {"key": {"S": "k"}}, {"key": {"B": "%"}}, None])
def test_what_is_no_row_of_ours_is_no_row(between, store, item):
    """Somebody else's items in the table, say: better no answer than a wrong one."""
    between.plan = [(200, json.dumps({"Items": [item]}).encode())]
    with pytest.raises(UnavailableError):
        store.entries(ROW.key)


def test_reads_are_consistent_and_writes_conditional(between, store, monkeypatch):
    """Both are what the promise of the store rests on."""
    asked = {}
    ask = store._ask
    monkeypatch.setattr(
        store, "_ask", lambda what, how: (asked.update({what: how}), ask(what, how))[1]
    )
    store.put_new(ROW)
    store.entries(ROW.key)
    list(store.rows())
    assert "attribute_not_exists(#key)" == asked["PutItem"]["ConditionExpression"]
    assert [True, True] == [asked[what]["ConsistentRead"] for what in ("Query", "Scan")]
    assert {"key", "seq", "text", "signature", "ciphertext", "day"} == set(asked["PutItem"]["Item"])
    assert {"S": "2026-05-10"} == asked["PutItem"]["Item"]["day"]


def test_a_server_that_says_nothing_is_not_waited_for(between):
    """Nor one that is not there."""
    credentials = Credentials("AKIDEXAMPLE", "kept by nobody")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        target = target_of(f"dynamodb://table?region=eu-north-1&endpoint={endpoint}")
        with pytest.raises(UnavailableError):
            DynamodbStore(target, credentials, patience=0.2).entries(ROW.key)
    with pytest.raises(UnavailableError):
        DynamodbStore(target, credentials).entries(ROW.key)


def test_lent_credentials_show_their_token(between):
    """As Lambda gives them."""
    between.plan = [(200, b'{"Items":[]}')]
    store = open_store(between.address, {**CREDENTIALS, "AWS_SESSION_TOKEN": "lent"})
    assert () == store.entries(ROW.key)
    ((_, headers),) = between.asked
    assert "lent" == headers["x-amz-security-token"]
    store.close()


def test_a_table_in_aws_is_asked_with_tls():
    """In the region that the address names; opening it asks nothing."""
    store = open_store("dynamodb://Votes_2026?region=eu-north-1", CREDENTIALS)
    assert isinstance(store, DynamodbStore)
    assert ("Votes_2026", "dynamodb.eu-north-1.amazonaws.com") == (
        store.target.table,
        store.target.host,
    )
    assert store.target.is_secure


def test_only_amazon_vouches_for_aws():
    """For all the others in the world's lists a false server would be as good as the table."""
    store = open_store("dynamodb://Votes_2026?region=eu-north-1", CREDENTIALS)
    trusted = {dict(sum(one["subject"], ()))["commonName"] for one in store._tls.get_ca_certs()}
    assert {
        *(f"Amazon Root CA {number}" for number in (1, 2, 3, 4)),
        "Starfield Services Root Certificate Authority - G2",
    } == trusted


def by_name(context):
    """An authority's certificate by whose it is: a list may have dropped some of ours."""
    bytes_of = context.get_ca_certs(binary_form=True)
    return {
        str(one["subject"]): data
        for one, data in zip(context.get_ca_certs(), bytes_of, strict=True)
    }


def test_amazons_authorities_are_those_that_this_machine_knows():
    """Those of them that it still knows, byte for byte; and none ends before a vote could."""
    listed, packed = ssl.create_default_context(), ssl.create_default_context(cafile=AMAZON)
    if not listed.get_ca_certs():
        pytest.skip("needs a list of authorities: apt-get install ca-certificates")
    known, ours = by_name(listed), by_name(packed)
    assert ours.keys() & known.keys(), "a list that knows none of them is no witness"
    assert [] == [name for name in ours.keys() & known.keys() if ours[name] != known[name]]
    ends = [ssl.cert_time_to_seconds(one["notAfter"]) for one in packed.get_ca_certs()]
    assert min(ends) > datetime(2037, 1, 1, tzinfo=UTC).timestamp()


def test_another_list_of_authorities_is_taken_by_the_name_that_aws_gives_it(tmp_path):
    """As behind a proxy that opens all that goes out; a list that is not there is told at once."""
    bundle = {"AWS_CA_BUNDLE": str(tmp_path / "own.pem")}
    address = "dynamodb://Votes_2026?region=eu-north-1"
    with pytest.raises(StoreAddressError):
        open_store(address, CREDENTIALS | bundle)
    one = AMAZON.read_text("ascii").partition("-----END CERTIFICATE-----")
    (tmp_path / "own.pem").write_text(one[0] + one[1] + "\n", "ascii")
    assert 1 == len(open_store(address, CREDENTIALS | bundle)._tls.get_ca_certs())


@pytest.mark.parametrize(
    "address",
    [
        "dynamodb:votes",
        "dynamodb://votes",
        "dynamodb://votes?region=",
        "dynamodb://votes?region=nowhere.example",
        "dynamodb://v?region=eu-north-1",
        "dynamodb://votes/more?region=eu-north-1",
        "dynamodb://votes?region=eu-north-1&endpoint=http://far.example",
        "dynamodb://votes?region=eu-north-1&endpoint=ftp://127.0.0.1",
        "dynamodb://votes?region=eu-north-1&endpoint=http://127.0.0.1:x",
        "dynamodb://votes?region=eu-north-1&table=other",
    ],
)
def test_an_address_that_is_none_is_refused(address):
    """Least of all are ballots sent through the open to anybody else than this machine."""
    with pytest.raises(StoreAddressError):
        open_store(address, CREDENTIALS)


def test_without_credentials_there_is_no_store():
    """Said when it is opened, not when the first voter comes."""
    with pytest.raises(StoreAddressError):
        open_store("dynamodb://votes?region=eu-north-1")


def test_the_cold_start_is_not_spent_on_other_peoples_clients():
    """What the function imports to vote in DynamoDB: neither boto3, nor psycopg, nor sqlite3."""
    code = (
        "import sys\n"
        "import medborgarbudget.voting.function.settings\n"
        "from medborgarbudget.voting.stores.addresses import open_store\n"
        f"open_store('dynamodb://votes?region=eu-north-1', {CREDENTIALS!r})\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set() == {"boto3", "botocore", "psycopg", "sqlite3", "yaml"} & set(run.stdout.split())
