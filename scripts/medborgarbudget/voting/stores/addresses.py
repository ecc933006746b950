"""Which store an address means: ``sqlite:votes.sqlite``, ``postgresql://…``, ``dynamodb://…``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from medborgarbudget.voting.stores import Store

_NOTHING: Mapping[str, str] = MappingProxyType({})


class StoreAddressError(ValueError):
    """No store is known by this kind of address, or what the kind needs is not there."""


def open_store(address: str, settings: Mapping[str, str] = _NOTHING) -> Store:
    """The store at an address; each engine is imported only where it is used.

    ``sqlite:PATH`` keeps a file. ``postgresql://USER@HOST/DATABASE`` keeps a table, and needs the
    extra ``server`` of this package. ``dynamodb://TABLE?region=REGION`` keeps one in AWS; it takes
    its credentials from the settings, by the names that Lambda gives them, and by AWS's own name
    AWS_CA_BUNDLE the file of authorities to trust, if not Amazon's. ``memory:`` keeps nothing.
    Raises StoreAddressError, which repeats nothing but the kind, as an address may hold a password.
    """
    kind, _, rest = address.partition(":")
    try:
        if kind == "sqlite" and rest:
            from medborgarbudget.voting.stores.sqlite import SqliteStore

            return SqliteStore(Path(rest))
        if kind == "memory":
            from medborgarbudget.voting.stores.memory import MemoryStore

            return MemoryStore()
        if kind == "postgresql":
            from medborgarbudget.voting.stores.postgresql import PostgresqlStore

            return PostgresqlStore(address)
        if kind == "dynamodb":
            return _dynamodb(address, settings)
    except (ImportError, KeyError, OSError, ValueError):
        raise StoreAddressError(kind) from None
    raise StoreAddressError(kind)


def _dynamodb(address: str, settings: Mapping[str, str]) -> Store:
    from medborgarbudget.voting.stores.aws_signing import Credentials
    from medborgarbudget.voting.stores.dynamodb import DynamodbStore, target_of

    credentials = Credentials(
        settings["AWS_ACCESS_KEY_ID"],
        settings["AWS_SECRET_ACCESS_KEY"],
        settings.get("AWS_SESSION_TOKEN", ""),
    )
    authorities = settings.get("AWS_CA_BUNDLE")
    return DynamodbStore(
        target_of(address), credentials, authorities=Path(authorities) if authorities else None
    )
