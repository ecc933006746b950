"""Every engine, each under the name of its store; a new one joins by a line in ENGINES."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from tests.services.dynamodb import (
    NEEDS_DYNALITE,
    NEEDS_MOTO,
    SETTINGS,
    Dynamodb,
    has_dynalite,
    has_moto,
    started,
)
from tests.services.postgresql import NEEDS, Postgresql, programs

from medborgarbudget.voting.stores import Store, UnavailableError
from medborgarbudget.voting.stores.addresses import open_store
from medborgarbudget.voting.stores.dynamodb import DynamodbStore
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


def dynamodb(request: pytest.FixtureRequest, fixture: str = "dynalite") -> Maker:
    """Tables of a server of this session's own."""
    server: Dynamodb = request.getfixturevalue(fixture)
    number: Iterator[int] = request.getfixturevalue("numbers")

    def make() -> Opener:
        address = server.address(f"table-{next(number)}")
        new_table(address)
        return lambda: open_store(address, SETTINGS)

    return make


def moto(request: pytest.FixtureRequest) -> Maker:
    """The same store, against a program that others wrote after the same description."""
    return dynamodb(request, "moto_server")


def new_table(address: str) -> None:
    """Make the table of an address, and wait until it can be used."""
    store = open_store(address, SETTINGS)
    assert isinstance(store, DynamodbStore)
    store.make_table()
    for _ in range(500):
        try:
            assert () == store.entries(b"k")
            break
        except UnavailableError:
            time.sleep(0.02)
    store.close()


ENGINES: dict[str, Callable[[pytest.FixtureRequest], Maker]] = {
    "dynamodb": dynamodb,
    "dynamodb-moto": moto,
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


@pytest.fixture(scope="session")
def dynalite() -> Iterator[Dynamodb]:
    """A server for this session; without Node and dynalite a loud skip."""
    if not has_dynalite():
        pytest.skip(NEEDS_DYNALITE)
    server = started("dynalite")
    yield server
    server.remove()


@pytest.fixture(scope="session")
def moto_server() -> Iterator[Dynamodb]:
    """A server for this session; without moto a loud skip."""
    if not has_moto():
        pytest.skip(NEEDS_MOTO)
    server = started("moto")
    yield server
    server.remove()


@pytest.fixture(params=sorted(ENGINES.keys() - {"dynamodb-moto"}))
def busy(request: pytest.FixtureRequest) -> Maker:
    """As `maker`, for long tests: without moto, which is slow and has been heard already."""
    return ENGINES[request.param](request)


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
