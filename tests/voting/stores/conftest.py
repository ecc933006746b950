"""Every engine, each under the name of its store; a new one joins by a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from tests.services.postgresql import NEEDS, Postgresql, programs

from medborgarbudget.voting.stores import Store
from medborgarbudget.voting.stores.memory import MemoryStore
from medborgarbudget.voting.stores.postgresql import PostgresqlStore
from medborgarbudget.voting.stores.sqlite import SqliteStore

Opener = Callable[[], Store]
"""Opens the same store again, as another process would."""

Maker = Callable[[], Opener]
"""Makes an empty store at every call."""


def memory(request: pytest.FixtureRequest) -> Maker:
    """Stores that everybody shares: they have nowhere to be opened from again."""

    def make() -> Opener:
        store = MemoryStore()
        return lambda: store

    return make


def sqlite(request: pytest.FixtureRequest) -> Maker:
    """Files in this test's own folder."""
    folder: Path = request.getfixturevalue("tmp_path")
    number = count()

    def make() -> Opener:
        path = folder / f"votes-{next(number)}.sqlite"
        return lambda: SqliteStore(path)

    return make


def postgresql(request: pytest.FixtureRequest) -> Maker:
    """Schemas in one database of a server of this session's own."""
    server: Postgresql = request.getfixturevalue("postgresql_server")
    number: Iterator[int] = request.getfixturevalue("numbers")

    def make() -> Opener:
        schema = f"s{next(number)}"
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return lambda: PostgresqlStore(server.address(schema))

    return make


ENGINES: dict[str, Callable[[pytest.FixtureRequest], Maker]] = {
    "memory": memory,
    "postgresql": postgresql,
    "sqlite": sqlite,
}


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    """A number that no other test of this session has had."""
    return count()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgresql]:
    """A server for this session; without PostgreSQL on the machine a loud skip."""
    if programs() is None:
        pytest.skip(NEEDS)
    server = Postgresql()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(params=sorted(ENGINES))
def maker(request: pytest.FixtureRequest) -> Maker:
    """A way to as many empty stores of each engine as a test needs."""
    return ENGINES[request.param](request)


@pytest.fixture
def opener(maker: Maker) -> Opener:
    """A way to an empty store of each engine."""
    return maker()


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    """An empty store of each engine."""
    opened = opener()
    yield opened
    opened.close()
