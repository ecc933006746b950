"""A command at a terminal of its own, so that progress is shown and Ctrl-C can be pressed."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from medborgarbudget.cli import cli


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


class Online:
    """Lillby with the keys of an online vote and codes for Norr; secrets lie beside the town."""

    def __init__(self, folder: Path) -> None:
        self.root, self.secrets = folder / "lillby", folder / "secrets"

    def run(self, *words: str | Path) -> Result:
        """A command in the town, in English, on the day the vote opens if it asks for a day."""
        command = cli.get_command(click.Context(cli), str(words[0]))
        takes = {option for parameter in command.params for option in parameter.opts}
        day = ["--today", "2026-05-02"] if "--today" in takes else []
        given = [str(words[0]), *day, *map(str, words[1:])]
        given += ["--root", str(self.root), "--language", "en"]
        return CliRunner().invoke(cli, given, catch_exceptions=False)

    def play(self, *words: str | Path) -> str:
        """A command that must go well; gives what it says."""
        result = self.run(*words)
        assert 0 == result.exit_code, result.output
        return result.output


@pytest.fixture(scope="session")
def ceremony_held(towns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Lillby after the ceremony and three codes, and with what is secret."""
    folder = tmp_path_factory.mktemp("ceremony")
    shutil.copytree(towns / "lillby", folder / "lillby")
    online = Online(folder)
    online.play("ceremony", "2026", "--secrets", online.secrets, "--officers", "2")
    for roll, words in {"norr": ("3", "--letters"), "soder": ("9", "--cards")}.items():
        online.play("codes", "2026", roll, "--count", *words, online.secrets / f"{roll}.pdf")
    return folder


@pytest.fixture
def online(ceremony_held: Path, tmp_path: Path) -> Online:
    """The same in a folder of its own."""
    shutil.copytree(ceremony_held, tmp_path / "online")
    return Online(tmp_path / "online")
