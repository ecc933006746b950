"""The vote function made from a bundle of public files and a few settings, wherever it runs."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.records.sealed.elections import Election, election_of
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.voting.function.core import Clock, VoteFunction
from medborgarbudget.voting.function.http import Handler
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.stores import Store
from medborgarbudget.voting.stores.addresses import open_store

PREFIX = "MEDBORGARBUDGET_"
ELECTION_FILE = "election.json"

_HOST = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]"
_ORIGIN = re.compile(rf"(?P<scheme>https?)://(?:{_HOST})(?::(?P<port>[1-9][0-9]*))?")
_USUAL_PORTS = {("https", "443"), ("http", "80")}  # browsers leave these out


class SettingsError(ValueError):
    """A setting is missing, or does not fit the others; `name` is the setting's.

    Its value is not repeated: complaints end up in logs, and it may be a key or a password.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"{PREFIX}{name} is missing, or does not fit the others")
        self.name = f"{PREFIX}{name}"


def bundle_files(election: Election, rolls: Mapping[str, bytes]) -> dict[str, bytes]:
    """All that the function must know of an election, by file name: nothing of it is secret."""
    files = {f"roll/{roll}.txt": data for roll, data in sorted(rolls.items())}
    return {ELECTION_FILE: election.text.encode("ascii"), **files}


def function_from(settings: Mapping[str, str], clock: Clock) -> Handler:
    """The function as the settings say; their names begin with ``MEDBORGARBUDGET_``.

    ``BUNDLE`` is the folder of `bundle_files`; ``STORE`` the store's address; ``ORIGINS`` the
    pages' origins, with commas between; ``RECEIPT_KEY_FILE`` the file of the receipt key, or
    ``RECEIPT_KEY`` the key itself, for hosts that hand out secrets in no other way. A store in
    DynamoDB finds its credentials under AWS's own names.
    Raises SettingsError.
    """
    folder = Path(_setting(settings, "BUNDLE"))
    try:
        election = election_of((folder / ELECTION_FILE).read_text("ascii"))
        rolls = {roll: _roll(folder / "roll" / f"{roll}.txt") for roll in election.rolls}
    except (OSError, ValueError):
        raise SettingsError("BUNDLE") from None
    key = receipt_key(settings)
    if key.public_key().public_bytes_raw() != election.receipt_key:
        raise SettingsError("RECEIPT_KEY")
    try:
        origins = origins_of(_setting(settings, "ORIGINS"))
    except ValueError:
        raise SettingsError("ORIGINS") from None
    return only_from(VoteFunction(election, rolls, store_from(settings), clock, key), origins)


def origins_of(listed: str) -> frozenset[str]:
    """The origins in a list with commas, each as a browser writes it (RFC 6454, section 6.2).

    Raises ValueError with one that no browser writes so: no page could ever use the function.
    """
    origins = frozenset(filter(None, listed.split(",")))
    for origin in sorted(origins):
        parts = _ORIGIN.fullmatch(origin)
        if parts is None or (parts["scheme"], parts["port"]) in _USUAL_PORTS:
            raise ValueError(origin)
    return origins


def store_from(settings: Mapping[str, str]) -> Store:
    """The store that the settings name. Raises SettingsError."""
    try:
        return open_store(_setting(settings, "STORE"), settings)
    except ValueError:
        raise SettingsError("STORE") from None


def receipt_key(settings: Mapping[str, str]) -> Ed25519PrivateKey:
    """The key that receipts are signed with. Raises SettingsError."""
    try:
        written = settings.get(f"{PREFIX}RECEIPT_KEY")
        if written is None:
            written = Path(_setting(settings, "RECEIPT_KEY_FILE")).read_text("ascii")
        return Ed25519PrivateKey.from_private_bytes(of_b64u(written.strip(), 32))
    except (OSError, ValueError):
        raise SettingsError("RECEIPT_KEY_FILE") from None


def _setting(settings: Mapping[str, str], name: str) -> str:
    value = settings.get(f"{PREFIX}{name}", "")
    if not value:
        raise SettingsError(name)
    return value


def _roll(path: Path) -> Roll:
    """The roll where it lies: of a large one only the looked-up lines are read."""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        if not stream.tell():
            return Roll(b"")
        return Roll(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
