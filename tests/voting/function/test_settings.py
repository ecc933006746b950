"""The function starts with settings that fit, or says which one does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.function.settings import (
    PREFIX,
    SettingsError,
    bundle_files,
    function_from,
)
from medborgarbudget.voting.sealing import ballot_body, sealed

OURS = "https://lillby.example"


@pytest.fixture
def given(booth, tmp_path):
    """Settings that fit the booth's election."""
    rolls = {roll: bytes(its.data) for roll, its in booth.rolls.items()}
    for name, data in bundle_files(booth.election, rolls).items():
        (tmp_path / "bundle" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bundle" / name).write_bytes(data)
    (tmp_path / "key").write_text(f"{b64u(booth.receipt_key.private_bytes_raw())}\n", "ascii")
    return {
        f"{PREFIX}BUNDLE": str(tmp_path / "bundle"),
        f"{PREFIX}STORE": "memory:",
        f"{PREFIX}ORIGINS": f"{OURS},https://www.lillby.example",
        f"{PREFIX}RECEIPT_KEY_FILE": str(tmp_path / "key"),
    }


def clock():
    """The middle of the vote."""
    return datetime(2026, 5, 10, 12, tzinfo=UTC)


def refused(settings):
    """The setting that is named."""
    with pytest.raises(SettingsError) as error:
        function_from(settings, clock)
    assert str(error.value).startswith(f"{error.value.name} is missing, or does not fit")
    return error.value.name.removeprefix(PREFIX)


def test_a_bundle_a_store_and_a_key_make_the_function(booth, given):
    """It takes a ballot of somebody in the mapped roll, from each of the origins."""
    function = function_from(given, clock)
    for voter, origin in enumerate((OURS, "https://www.lillby.example")):
        body = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[voter], Marks((1,))))
        headers = {"content-type": "application/json", "origin": origin}
        assert 201 == function(Request("POST", "/ballot", headers, body)).status
    assert 403 == function(Request("GET", "/election", {"origin": "https://x.example"})).status


def test_the_key_itself_can_be_a_setting(booth, given):
    """For hosts that hand out secrets in no other way."""
    del given[f"{PREFIX}RECEIPT_KEY_FILE"]
    given[f"{PREFIX}RECEIPT_KEY"] = b64u(booth.receipt_key.private_bytes_raw())
    function = function_from(given, clock)
    assert booth.election.text == function(Request("GET", "/election")).body.decode()


@pytest.mark.parametrize("name", ["BUNDLE", "STORE", "ORIGINS", "RECEIPT_KEY_FILE"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_setting_that_is_missing_is_named(given, name, value):
    """One that is empty is missing."""
    if value is None:
        del given[f"{PREFIX}{name}"]
    else:
        given[f"{PREFIX}{name}"] = value
    assert name == refused(given)


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("BUNDLE", "/nowhere", "BUNDLE"),
        ("STORE", "cloud:9", "STORE"),
        ("STORE", "sqlite:", "STORE"),
        ("ORIGINS", f"{OURS}/", "ORIGINS"),
        ("ORIGINS", f"{OURS}/vote", "ORIGINS"),
        ("ORIGINS", f"{OURS}:443", "ORIGINS"),
        ("ORIGINS", f"{OURS},*", "ORIGINS"),
        ("ORIGINS", "https://LILLBY.example", "ORIGINS"),
        ("ORIGINS", "https://lillby.example lillby.se", "ORIGINS"),
        ("ORIGINS", "lillby.example", "ORIGINS"),
        ("ORIGINS", "null", "ORIGINS"),
        ("RECEIPT_KEY_FILE", "/nowhere", "RECEIPT_KEY_FILE"),
        ("RECEIPT_KEY", "short", "RECEIPT_KEY_FILE"),
        ("RECEIPT_KEY", b64u(bytes(32)), "RECEIPT_KEY"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(given, name, value, named):
    """The key of another election signs receipts that nobody can check."""
    given[f"{PREFIX}{name}"] = value
    assert named == refused(given)


@pytest.mark.parametrize("change", ["gone", "damaged", "no-roll", "not-ascii"])
def test_a_bundle_that_is_not_whole_is_named(given, tmp_path, change):
    """Whichever of its files it is."""
    election = tmp_path / "bundle/election.json"
    if change == "gone":
        election.unlink()
    elif change == "damaged":
        election.write_text(json.dumps(json.loads(election.read_text())), "ascii")
    elif change == "no-roll":
        (tmp_path / "bundle/roll/norr.txt").unlink()
    else:
        election.write_text("å", "utf-8")
    assert "BUNDLE" == refused(given)


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8000", "https://a.b-c.example:8443", "http://[::1]:8080"]
)
def test_an_origin_is_taken_as_a_browser_writes_it(given, origin):
    """With a port that is not the usual one, too."""
    given[f"{PREFIX}ORIGINS"] = origin
    assert (
        200 == function_from(given, clock)(Request("GET", "/election", {"origin": origin})).status
    )


def test_an_empty_roll_is_a_roll(booth, given, tmp_path):
    """Of a pot for which no code was handed out; a file of no length cannot be mapped."""
    (tmp_path / "bundle/roll/norr.txt").write_bytes(b"")
    body = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,))))
    headers = {"content-type": "application/json"}
    response = function_from(given, clock)(Request("POST", "/ballot", headers, body))
    assert {"error": "not-in-roll"} == json.loads(response.body)


def test_the_complaint_does_not_hold_the_key(booth, given):
    """Complaints end up in logs."""
    given[f"{PREFIX}RECEIPT_KEY"] = secret = b64u(bytes(32))
    with pytest.raises(SettingsError) as error:
        function_from(given, clock)
    assert secret not in str(error.value) and error.value.__cause__ is None
