"""DynamoDB: for a large city, beside the function on Lambda, with nothing to look after.

A client of our own over HTTP, as AWS's takes a second to import, at every cold start. Attribute
names and answers: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
"""

from __future__ import annotations

import json
import re
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.aws_signing import Credentials, signed
from medborgarbudget.voting.stores.connections import Connections

TABLE: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": "key", "AttributeType": "B"},
        {"AttributeName": "seq", "AttributeType": "N"},
    ],
    "KeySchema": [
        {"AttributeName": "key", "KeyType": "HASH"},
        {"AttributeName": "seq", "KeyType": "RANGE"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}
"""The table, as CreateTable and a CloudFormation template want it, but for its name."""

AMAZON = Path(__file__).with_name("amazon.pem")
"""Who may vouch for AWS's own servers. The usual list of 140 authorities takes 24 ms to read, at
every cold start, and any of them could vouch for a false table."""

_NAMES = {"#key": "key"}  # a word that conditions may not name in plain
_LOOPBACK = ("127.0.0.1", "localhost")


class _RefusedError(UnavailableError):
    """DynamoDB answered that it would not do it; the message is the kind of its error."""


@dataclass(frozen=True, slots=True)
class Target:
    """A table, and the server that has it."""

    table: str
    region: str
    host: str
    port: int | None
    is_secure: bool


def target_of(address: str) -> Target:
    """The target of ``dynamodb://TABLE?region=eu-north-1``, with ``&endpoint=http://…`` elsewhere.

    Only this machine itself may be spoken to without TLS. Raises ValueError.
    """
    parts = urlsplit(address)
    asked = parse_qs(parts.query, strict_parsing=True)
    region, endpoint = asked.pop("region", [""])[0], asked.pop("endpoint", [""])[0]
    server = urlsplit(endpoint or f"https://dynamodb.{region}.amazonaws.com")
    fits = re.fullmatch(r"[A-Za-z0-9_.-]{3,255}", parts.netloc) and re.fullmatch(
        r"[a-z]{2}(-[a-z0-9]+)+", region
    )
    if not fits or parts.path or parts.fragment or asked or not server.hostname:
        raise ValueError("not dynamodb://TABLE?region=REGION")
    if server.scheme != "https" and (server.scheme, server.hostname in _LOOPBACK) != ("http", True):
        raise ValueError("an endpoint elsewhere than here must have TLS")
    return Target(parts.netloc, region, server.hostname, server.port, server.scheme == "https")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DynamodbStore:
    """A store in one table, with the key as partition and the number as sort key.

    Nothing is asked when it is opened, so a cold start does not wait for it. `patience` is for how
    many seconds each step of an answer is waited for; `clock` dates the signatures, within five
    minutes of AWS's own, and is not the one that closes the vote. `authorities` is a file of those
    who may vouch for the server, else Amazon's own for AWS, and this machine's list for any other.
    Raises OSError where the file cannot be read.
    """

    def __init__(
        self,
        target: Target,
        credentials: Credentials,
        patience: float = 3.0,
        most: int = 100,
        clock: Callable[[], datetime] = _utc_now,
        authorities: Path | None = None,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self.patience = patience
        self.clock = clock
        self._tls = _tls(target, authorities) if target.is_secure else None
        self._connections = Connections(self._connect, _is_open, most, patience)

    def put_new(self, row: Row) -> bool:
        """As `Store.put_new`: one conditional write, on the disks of two zones when answered.

        If the connection drops before the answer, the write is sent once more. Had the first one
        been done, the second finds its own row and this returns False, although the row is stored:
        the function then reads it, sees that it is the same, and gives the receipt. Never two rows.
        """
        item = {
            "key": {"B": _text(row.key)},
            "seq": {"N": str(row.seq)},
            "text": {"S": row.text},
            "signature": {"B": _text(row.signature)},
            "day": {"S": row.day.isoformat()},
        }
        if row.ciphertext:
            item["ciphertext"] = {"B": _text(row.ciphertext)}
        return self._holds(
            "PutItem",
            Item=item,
            ConditionExpression="attribute_not_exists(#key)",
            ExpressionAttributeNames=_NAMES,
        )

    def entries(self, key: bytes) -> tuple[Row, ...]:
        """As `Store.entries`, by a consistent read: an answered write is never missed."""
        pages = self._pages(
            "Query",
            KeyConditionExpression="#key = :key",
            ExpressionAttributeNames=_NAMES,
            ExpressionAttributeValues={":key": {"B": _text(key)}},
        )
        return tuple(pages)

    def any_row(self) -> Row | None:
        """As `Store.any_row`."""
        return next(self._pages("Scan", Limit=1), None)

    def rows(self) -> Iterator[Row]:
        """As `Store.rows`: DynamoDB's own order of keys is by hash, so all are sorted here."""
        yield from sorted(self._pages("Scan"), key=lambda row: (row.key, row.seq))

    def destroy_ciphertext(self, key: bytes, seq: int) -> None:
        """As `Store.destroy_ciphertext`. Backups of the table, if a town has any, have it still."""
        self._holds(
            "UpdateItem",
            Key={"key": {"B": _text(key)}, "seq": {"N": str(seq)}},
            UpdateExpression="REMOVE ciphertext",
            ConditionExpression="attribute_exists(#key)",
            ExpressionAttributeNames=_NAMES,
        )

    def traces(self) -> tuple[str, ...]:
        """As `Store.traces`: what AWS keeps cannot be asked of the table."""
        return ()

    def tidy(self) -> tuple[str, ...]:
        """As `Store.tidy`: rows lie by a hash of their key."""
        return ()

    def close(self) -> None:
        """As `Store.close`."""
        self._connections.close()

    def make_table(self) -> None:
        """Ask for the table, for a trial; a city's own is made by its template."""
        self._ask("CreateTable", TABLE)

    def _holds(self, action: str, **content: Any) -> bool:
        """Do it if its condition holds; whether it did."""
        try:
            self._ask(action, content)
        except _RefusedError as refused:
            if str(refused) == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def _pages(self, action: str, **content: Any) -> Iterator[Row]:
        """All rows of a question: one answer has at most 1 MB of them."""
        start: dict[str, Any] = {}
        while True:
            answer = self._ask(action, {**content, **start, "ConsistentRead": True})
            try:
                yield from [_row(item) for item in answer["Items"]]
            except (KeyError, TypeError, ValueError) as error:
                raise UnavailableError("not a row of ours") from error
            if not answer.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _ask(self, action: str, content: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request. Raises UnavailableError where there is none."""
        body = json.dumps({"TableName": self.target.table, **content}).encode()
        try:
            try:
                status, text = self._exchanged(action, body)
            except (ConnectionError, HTTPException):  # an idle connection, gone unnoticed
                status, text = self._exchanged(action, body)
            answer = json.loads(text)
        except (OSError, HTTPException, ValueError) as error:
            raise UnavailableError(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise UnavailableError("not an answer of DynamoDB")
        if status != 200:
            raise _RefusedError(str(answer.get("__type", status)).rpartition("#")[2])
        return answer

    def _exchanged(self, action: str, body: bytes) -> tuple[int, bytes]:
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "host": self.target.host + (f":{self.target.port}" if self.target.port else ""),
            "x-amz-target": f"DynamoDB_20120810.{action}",
        }
        region, moment = self.target.region, self.clock()
        headers = signed("POST", headers, body, "dynamodb", region, self.credentials, moment)
        with self._connections.one() as connection:
            try:
                connection.request("POST", "/", body, headers)
                response = connection.getresponse()
                return response.status, response.read()
            except BaseException:
                connection.close()  # what comes next on it would be the answer to this
                raise

    def _connect(self) -> HTTPConnection:
        host, port = self.target.host, self.target.port
        if self._tls is None:
            return HTTPConnection(host, port, timeout=self.patience)
        return HTTPSConnection(host, port, timeout=self.patience, context=self._tls)


def _tls(target: Target, authorities: Path | None) -> ssl.SSLContext:
    if authorities is None and target.host.endswith(".amazonaws.com"):
        authorities = AMAZON
    return ssl.create_default_context(cafile=authorities)


def _is_open(connection: HTTPConnection) -> bool:
    return connection.sock is not None


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _row(item: dict[str, Any]) -> Row:
    return Row(
        b64decode(item["key"]["B"]),
        int(item["seq"]["N"]),
        item["text"]["S"],
        b64decode(item["signature"]["B"]),
        b64decode(item["ciphertext"]["B"]) if "ciphertext" in item else b"",
        date.fromisoformat(item["day"]["S"]),
    )
