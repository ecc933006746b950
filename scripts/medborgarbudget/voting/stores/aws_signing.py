"""Signature Version 4, by which a request to AWS says who sends it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html; checked
against AWS's own test suite in tests/vectors/sigv4.json. Only what DynamoDB needs: the path ``/``
and no query. AWS's own client does the same, but takes a second to import, at every cold start.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

_METHOD = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who sends. `token` is there when the credentials are lent for a while, as on Lambda."""

    key_id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


def signed(
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    service: str,
    region: str,
    credentials: Credentials,
    moment: datetime,
) -> dict[str, str]:
    """The headers, which must name the host, and those that sign them and the body.

    All names are in small letters. AWS takes the request for five minutes around `moment`.
    """
    stamp = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    given = {**headers, "x-amz-date": stamp}
    if credentials.token:
        given["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(given))
    lines = [f"{name}:{' '.join(given[name].split())}" for name in sorted(given)]
    request = [method, "/", "", *lines, "", names, sha256(body).hexdigest()]
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    digest = sha256("\n".join(request).encode()).hexdigest()
    key = f"AWS4{credentials.secret}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    signature = _mac(key, "\n".join((_METHOD, stamp, scope, digest))).hex()
    who = f"Credential={credentials.key_id}/{scope}"
    given["authorization"] = f"{_METHOD} {who}, SignedHeaders={names}, Signature={signature}"
    return given


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
