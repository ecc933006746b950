"""A command at a terminal of its own, so that progress is shown and Ctrl-C can be pressed."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


class AtTerminal:
    """A running command whose standard error is a terminal."""

    def __init__(self, *words: str | Path) -> None:
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "medborgarbudget", *map(str, words), "--language", "en"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(theirs)
        self.shown = ""

    def read_until(self, words: str) -> None:
        """Wait until this is shown, or the command has ended."""
        while words not in self.shown and self._read():
            pass

    def press_ctrl_c(self) -> int:
        """Interrupt the command and all that it started; gives its exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end; gives the exit code."""
        while self._read():
            pass
        return self.process.wait()

    def _read(self) -> bool:
        try:
            found = os.read(self.terminal, 65_536)
        except OSError:
            return False
        self.shown += found.decode("utf-8", "replace")
        return bool(found)


@pytest.fixture
def at_terminal() -> Iterator[Callable[..., AtTerminal]]:
    """Starts commands; nothing of them is left afterwards."""
    started: list[AtTerminal] = []

    def start(*words: str | Path) -> AtTerminal:
        started.append(AtTerminal(*words))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait()
        if running.process.stdout is not None:
            running.process.stdout.close()
        os.close(running.terminal)
