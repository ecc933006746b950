"""`close` killed at any moment: nothing is half-done, and closing again gives the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.counting.conftest import OnlineTown

from medborgarbudget.voting.stores.sqlite import SqliteStore

ALL = bool(os.environ.get("SOAK"))
"""With SOAK=1 every moment is tried, as `make soak` does; else those about each file, and some."""

FILES = 9
"""Leaves, checkpoint, entries, ciphertexts, sums, two pots, classes, and the key as the last."""


@pytest.fixture(scope="module")
def few(online_stages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lillby with ballots that are changed, revoked, shown and summed up."""
    folder = tmp_path_factory.mktemp("few") / "few"
    town = OnlineTown(Path(shutil.copytree(online_stages / "cast", folder)) / "town")
    for number in range(40, 70):
        town.revoke("norr", number)
    town.night("2026-05-12")
    town.commit("Some came to the desk")
    town.store.close()
    return folder


def told_at(monkeypatch: pytest.MonkeyPatch, moment: Callable[[], None]) -> None:
    """Have something happen while a file is unfinished, when it is whole, and as ballots go."""
    replace, destroy = Path.replace, SqliteStore.destroy_ciphertext

    def replaced(self: Path, target: Path) -> Path:
        moment()
        done = replace(self, target)
        moment()
        return done

    def destroyed(self: SqliteStore, key: bytes, seq: int) -> None:
        destroy(self, key, seq)
        moment()

    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(SqliteStore, "destroy_ciphertext", destroyed)


def killed_at(town: OnlineTown, number: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Close in a process of its own that kills itself; whether it did, or came to its end."""
    child = os.fork()
    if not child:
        left = [number]

        def moment() -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        told_at(monkeypatch, moment)
        os._exit(town.close().exit_code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def written(town: OnlineTown) -> Mapping[str, bytes]:
    """All files of the round."""
    files = (path for path in town.path("").rglob("*") if path.is_file())
    return {path.relative_to(town.root).as_posix(): path.read_bytes() for path in files}


def kept(town: OnlineTown) -> list[tuple[bytes, int, bytes]]:
    """What the store still has to be read."""
    return [(row.key, row.seq, row.ciphertext) for row in town.store.rows()]


def copied(few: Path, folder: Path) -> OnlineTown:
    """A copy of its own."""
    return OnlineTown(Path(shutil.copytree(few, folder)) / "town")


def test_killed_at_any_moment_it_ends_in_the_same_bytes(few, tmp_path, monkeypatch):
    """Files that are there are whole; the key is there only when what it must not open is gone."""
    whole = copied(few, tmp_path / "whole")
    moments = [0]
    with monkeypatch.context() as patched:
        told_at(patched, lambda: moments.append(0))
        assert 0 == whole.close().exit_code
    expected, left = written(whole), kept(whole)
    last = len(moments) - 1
    some = {*range(1, 2 * FILES - 1), (last + 2 * FILES) // 2, last - 2, last - 1, last}
    for number in range(1, last + 1) if ALL else sorted(some):
        town = copied(few, tmp_path / f"killed-{number}")
        assert killed_at(town, number, monkeypatch)
        found = written(town)
        unfinished = {path for path in found if "/.writing-" in path}
        assert len(unfinished) <= 1
        assert all(
            data in (expected[path], written_before(few, path))
            for path, data in found.items()
            if path not in unfinished
        ), number
        assert kept(town) == left or not town.path("box/election-key.txt").exists()
        assert 0 == town.close().exit_code

        assert expected == written(town), number
        assert left == kept(town)
        town.store.close()
    assert 2 * FILES + 30 + 40 < last
    whole.play("tally", "2026")
    whole.commit("Counted")
    whole.play("verify", "2026")
    whole.store.close()


def written_before(few: Path, path: str) -> bytes | None:
    """What a file held before closing."""
    file = few / "town" / path
    return file.read_bytes() if file.is_file() else None
