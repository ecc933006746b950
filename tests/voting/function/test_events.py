"""AWS Lambda: the events of a function URL are answered, with nothing heavy imported."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from base64 import b64encode
from importlib import util

import pytest
from tests.services.dynamodb import NEEDS_DYNALITE, has_dynalite
from tests.voting.function.cold_start import (
    HANDLER,
    ballot_event,
    in_dynamodb,
    invoked,
    laid_out,
    url_event,
)

from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.function.events import invocation
from medborgarbudget.voting.function.http import MAX_BODY, Response
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.function.packing import function_files, zip_folder
from medborgarbudget.voting.sealing import ballot_body, sealed

OURS = {"origin": "https://lillby.example", "content-type": "application/json"}
HEAVY = (
    "_strptime",
    "asyncio",
    "boto3",
    "botocore",
    "click",
    "jinja2",
    "numpy",
    "psycopg",
    "rich",
    "segno",
    "yaml",
)


def asked(booth, event):
    """The answer to an event, and the words in its body."""
    answer = invocation(only_from(booth.function, {OURS["origin"]}))(event, None)
    return answer, json.loads(answer["body"] or "null")


@pytest.mark.parametrize("encoded", [False, True])
def test_a_ballot_is_taken_as_text_or_in_base64(booth, encoded):
    """As Lambda likes."""
    body = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,))))
    text = (b64encode(body) if encoded else body).decode()
    answer, words = asked(booth, url_event("POST", "/ballot", text, OURS, encoded))
    assert (201, {"receipt", "signature"}) == (answer["statusCode"], set(words))
    assert OURS["origin"] == answer["headers"]["access-control-allow-origin"]
    assert answer["isBase64Encoded"] is False


@pytest.mark.parametrize(
    ("body", "encoded", "expected"),
    [
        ("x" * (MAX_BODY + 1), False, (413, "too-large")),
        ("å" * MAX_BODY, False, (413, "too-large")),
        (b64encode(bytes(MAX_BODY + 1)).decode(), True, (413, "too-large")),
        ("A" * 1_000_000, True, (413, "too-large")),
        ("no base64!", True, (400, "form")),
        ("AAA", True, (400, "form")),
        ("\ud800", False, (400, "form")),
        ("", False, (400, "form")),
    ],
)
def test_a_body_that_is_too_long_or_broken_is_refused(booth, body, encoded, expected):
    """With the headers that let the page read why."""
    answer, words = asked(booth, url_event("POST", "/ballot", body, OURS, encoded))
    assert expected == (answer["statusCode"], words["error"])
    assert "no-store" == answer["headers"]["cache-control"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("OPTIONS", "/ballot", OURS, 204),
        ("GET", "/election", {}, 200),
        ("HEAD", "/election", {}, 200),
        ("GET", "/openapi.json", {}, 200),
        ("GET", "/ballot", {}, 405),
        ("GET", "/favicon.ico", {}, 404),
        ("GET", "/election", {"origin": "https://other.example"}, 403),
        ("POST", "/head", {"Content-Type": "text/plain"}, 415),
    ],
)
def test_every_other_request_is_answered_as_elsewhere(booth, method, path, headers, status):
    """The same function behind another door."""
    assert status == asked(booth, url_event(method, path, "", headers))[0]["statusCode"]


def test_the_function_never_sees_where_from_or_when():
    """Only what it needs is taken out of the event."""
    seen = []

    def handler(request):
        seen.append(request)
        return Response(204)

    invocation(handler)(url_event("GET", "/election", "", OURS), None)
    assert OURS == dict(seen[0].headers)
    assert "192.0.2.1" not in repr(seen) and "Mozilla" not in repr(seen)


def test_an_event_of_another_kind_is_no_fault(booth):
    """A test event from the console."""
    assert 404 == asked(booth, {})[0]["statusCode"]


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """The folder of the zip, with an election."""
    folder = tmp_path_factory.mktemp("zip")
    return folder, *laid_out(folder)


def test_it_answers_under_the_runtime_client_of_lambda(laid):
    """From a fresh process, with the files of the zip alone."""
    folder, booth, settings = laid
    path, answer, *_ = invoked(HANDLER, folder, url_event("GET", "/election"), settings)
    assert path.endswith("/response")
    assert (200, booth.election.text) == (answer["statusCode"], answer["body"])


@pytest.fixture(scope="module")
def kept(laid, tmp_path_factory):
    """Settings of a table in dynalite, plain and behind TLS."""
    if not has_dynalite():
        pytest.skip(NEEDS_DYNALITE)
    with in_dynamodb(tmp_path_factory.mktemp("table")) as settings:
        yield dict(zip(("plain", "tls"), settings, strict=True))


@pytest.mark.parametrize(("how", "voter"), [("plain", 0), ("tls", 1)])
def test_a_ballot_is_cast_from_a_cold_start_into_dynamodb(laid, kept, how, voter):
    """By AWS's own runtime client, from a fresh process with the files of the zip alone."""
    folder, booth, settings = laid
    event = ballot_event(booth, voter)
    path, answer, *_ = invoked(HANDLER, folder, event, settings | kept[how])
    assert path.endswith("/response")
    assert (201, {"receipt", "signature"}) == (
        answer["statusCode"],
        set(json.loads(answer["body"])),
    )


def test_nothing_heavy_is_imported_to_cast_a_ballot(laid, kept):
    """Each package more makes a voter wait; and these modules come from the zip's folder."""
    folder, booth, settings = laid
    module, _, name = HANDLER.rpartition(".")
    code = (
        f"import sys, medborgarbudget; from {module} import {name} as invoke;"
        f"print(medborgarbudget.__file__); answer = invoke({ballot_event(booth, 2)}, None);"
        f"print(answer['statusCode']);"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(folder), **settings, **kept["tls"]},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == run.returncode, run.stderr
    where, status, heavy = run.stdout.splitlines()
    assert (True, "201", "[]") == (where.startswith(str(folder)), status, heavy)
    assert all(util.find_spec(name) for name in ("click", "jinja2", "numpy", "segno", "yaml"))


def test_the_zip_holds_only_what_the_function_needs():
    """No command, no site, no count."""
    names = list(function_files())
    rooms = {"/".join(name.split("/")[1:-1]) for name in names}
    assert {"", "records", "records/sealed", "voting", "voting/function", "voting/stores"} == rooms
    assert sum(map(len, function_files().values())) < 150_000
    assert names == sorted(names)


def test_the_zip_is_the_same_bytes_and_readable_for_all(tmp_path):
    """Lambda reads it as another user than the one who packed it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/b.py").write_text("b", "utf-8")
    (tmp_path / "in/a.py").write_text("a", "utf-8")
    (tmp_path / "in/a.py").chmod(0o600)
    for name in ("one.zip", "two.zip"):
        zip_folder(tmp_path / "in", tmp_path / name)
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert ["a.py", "b.py"] == packed.namelist()
        assert {0o644} == {one.external_attr >> 16 & 0o777 for one in packed.infolist()}
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
