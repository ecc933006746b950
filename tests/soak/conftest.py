"""Servers, stores and the table of figures for tests under load.

SOAK=1 takes the long form, as `make soak` does; otherwise it is a short form of the same, in which
nothing that is timed is asserted. All traffic stays on 127.0.0.1 and ends by itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from tests.services import dynamodb
from tests.services.dynamodb import Dynamodb
from tests.services.postgresql import NEEDS, Postgresql, programs
from tests.soak.crowd import Crowd
from tests.soak.servers import Server, started
from tests.voting.stores.conftest import new_table

from medborgarbudget.voting.stores import Row, Store
from medborgarbudget.voting.stores.addresses import open_store

SOAK = bool(os.environ.get("SOAK"))
BALLOTS = 10_000 if SOAK else 300

_FIGURES = pytest.StashKey[list[tuple[str, Mapping[str, str]]]]()


@dataclass
class Place:
    """Where ballots are kept: an address, and the server that is behind it, if any."""

    name: str
    address: str
    settings: Mapping[str, str] = field(default_factory=dict)
    server: Postgresql | Dynamodb | None = None

    def store(self) -> Store:
        """The store, opened by the test itself."""
        return open_store(self.address, self.settings)

    def rows(self) -> list[Row]:
        """All that is in it, as another process sees it."""
        store = self.store()
        try:
            return list(store.rows())
        finally:
            store.close()


@pytest.fixture(scope="session")
def crowd() -> Crowd:
    """Ballots for this session: sealing them takes longer than casting them."""
    return Crowd(BALLOTS)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgresql]:
    """A PostgreSQL server of this session's own, to be killed; else a loud skip."""
    if programs() is None:
        pytest.skip(NEEDS)
    server = Postgresql()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    """A file in this test's own folder."""
    return Place("SQLite", f"sqlite:{tmp_path / 'votes.sqlite'}")


@pytest.fixture
def postgresql(cluster: Postgresql, request: pytest.FixtureRequest) -> Place:
    """A schema of this test's own."""
    schema = f"s{abs(hash(request.node.nodeid))}"
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return Place("PostgreSQL", cluster.address(schema), server=cluster)


@pytest.fixture
def dynalite() -> Iterator[Place]:
    """A table of a server of this test's own; without Node and dynalite a loud skip."""
    if not dynamodb.has_dynalite():
        pytest.skip(dynamodb.NEEDS_DYNALITE)
    server = dynamodb.started("dynalite", keeps=True)
    try:
        new_table(server.address("votes"))
        yield Place("dynalite", server.address("votes"), dynamodb.SETTINGS, server)
    finally:
        server.remove()


@pytest.fixture(params=["sqlite", "postgresql", "dynalite"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each store."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def serve(crowd: Crowd, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that end with the test."""
    servers: list[Server] = []

    def start(place: Place, workers: int = 2) -> Server:
        servers.append(started(crowd, place.address, tmp_path, place.settings, workers))
        return servers[-1]

    yield start
    for server in servers:
        server.remove()


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str, Mapping[str, str]], None]:
    """Puts a line into the table of figures at the end."""
    figures = request.config.stash.setdefault(_FIGURES, [])
    return lambda name, said: figures.append((name, said))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of figures, where there are any."""
    figures = terminalreporter.config.stash.get(_FIGURES, [])
    if figures:
        terminalreporter.section("figures")
    for name, said in figures:
        words = "; ".join(f"{what}: {value}" for what, value in said.items())
        terminalreporter.write_line(f"{name}: {words}")
