"""Requests are signed as AWS's own test suite has them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from medborgarbudget.voting.stores.aws_signing import Credentials, signed

SUITE = json.loads((Path(__file__).parents[2] / "vectors/sigv4.json").read_text("utf-8"))


@pytest.mark.parametrize("case", SUITE["requests"], ids=lambda case: case["name"])
def test_a_request_is_signed_as_aws_has_it(case):
    """The same signature, over the same headers."""
    given = signed(
        case["method"],
        case["headers"],
        case["body"].encode(),
        SUITE["service"],
        SUITE["region"],
        Credentials(SUITE["key_id"], SUITE["secret"], case["token"]),
        datetime.fromisoformat(SUITE["moment"]),
    )
    assert (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
        f" SignedHeaders={case['signed']}, Signature={case['signature']}"
    ) == given["authorization"]
    assert case["token"] == given.get("x-amz-security-token", "")


def test_secrets_are_not_shown():
    """Neither in a log nor in a traceback."""
    shown = repr(Credentials("AKIDEXAMPLE", "hidden", "lent"))
    assert "AKIDEXAMPLE" in shown
    assert "hidden" not in shown
    assert "lent" not in shown
