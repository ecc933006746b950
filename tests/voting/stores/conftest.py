"""Every engine, each under the name of its store; a new one joins by a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from medborgarbudget.voting.stores import Store
from medborgarbudget.voting.stores.memory import MemoryStore
from medborgarbudget.voting.stores.sqlite import SqliteStore

Opener = Callable[[], Store]
"""Opens the same store again, as another process would."""


def memory(request: pytest.FixtureRequest) -> Opener:
    """One store that everybody shares: it has nowhere to be opened from again."""
    store = MemoryStore()
    return lambda: store


def sqlite(request: pytest.FixtureRequest) -> Opener:
    """A file in this test's own folder."""
    folder: Path = request.getfixturevalue("tmp_path")
    return lambda: SqliteStore(folder / "votes.sqlite")


ENGINES = {"memory": memory, "sqlite": sqlite}


@pytest.fixture(params=sorted(ENGINES))
def opener(request: pytest.FixtureRequest) -> Opener:
    """A way to an empty store of each engine."""
    return ENGINES[request.param](request)


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    """An empty store of each engine."""
    opened = opener()
    yield opened
    opened.close()
