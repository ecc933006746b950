"""A stranger's recount of a whole large vote: one command on a bare clone, with its progress."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.soak.conftest import SOAK
from tests.soak.large import LargeTown, large_town

BALLOTS = 100_000 if SOAK else 600
MOST_SECONDS = 120.0


@pytest.fixture(scope="module")
def large(towns: Path, tmp_path_factory: pytest.TempPathFactory) -> LargeTown:
    """Lillby with so many ballots online, closed and counted."""
    return large_town(towns / "lillby", tmp_path_factory.mktemp("large"), BALLOTS)


def test_a_bare_clone_is_counted_again_with_one_command(large, tmp_path, note):
    """Every signature, chain and ciphertext; in `make soak` within two minutes."""
    bare = tmp_path / "lillby.git"
    large.git("clone", "--quiet", "--bare", str(large.root), str(bare))
    command = [sys.executable, "-m", "medborgarbudget", "verify", "2026", "--root", bare]
    begun = time.perf_counter()
    done = subprocess.run([*command, "--format", "json"], capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    note("recount in a bare clone", {"ballots": str(BALLOTS), "seconds": f"{seconds:.1f}"})
    checks = {one["name"]: one for one in json.loads(done.stdout)["checks"]}

    assert 0 == done.returncode, done.stdout
    assert f"{BALLOTS} " in checks["2026/box"]["detail"]
    assert not SOAK or seconds <= MOST_SECONDS


def test_its_progress_is_shown_by_ballots(large):
    """At a terminal, and nowhere else."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "medborgarbudget", "verify", "2026", "--root", large.root]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
        os.close(ours)

    assert 0 == running.returncode
    assert b"Opening ballots" in shown and b"100%" in shown
