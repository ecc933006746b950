"""Which store an address means: ``sqlite:votes.sqlite``, ``postgresql://…``, ``dynamodb://…``."""

from __future__ import annotations

from pathlib import Path

from medborgarbudget.voting.stores import Store


class StoreAddressError(ValueError):
    """No store is known by this kind of address."""


def open_store(address: str) -> Store:
    """The store at an address; each engine is imported only where it is used.

    ``sqlite:PATH`` keeps a file. ``memory:`` keeps nothing. Raises StoreAddressError for any other
    kind, and UnavailableError where the engine does not answer.
    """
    kind, _, rest = address.partition(":")
    if kind == "sqlite" and rest:
        from medborgarbudget.voting.stores.sqlite import SqliteStore

        return SqliteStore(Path(rest))
    if kind == "memory":
        from medborgarbudget.voting.stores.memory import MemoryStore

        return MemoryStore()
    raise StoreAddressError(kind)
