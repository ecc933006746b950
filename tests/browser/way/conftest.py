"""A town that votes online by the clock of this machine, and a browser that finds its address."""

from __future__ import annotations

import datetime
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import Result
from tests.browser.conftest import FLAGS, browser_program, told_by
from tests.browser.way.papers import trustees_words
from tests.commands.conftest import Online
from tests.services.nginx import NEEDS, Nginx, program
from tests.services.processes import ended, free_port, spawned, until
from tests.soak.conftest import Place, cluster, dynalite, postgresql, sqlite

__all__ = ["cluster", "dynalite", "postgresql", "sqlite"]

TODAY = datetime.datetime.now(datetime.UTC).date()
"""The function that a town runs goes by the clock; so here the round's dates go by it."""
SITE = "https://medborgarbudget.lillby.example"
LETTERS = 2


def day(after: int) -> str:
    """An ISO date so many days from today."""
    return (TODAY + datetime.timedelta(after)).isoformat()


SCHEDULE = f"""\
  voting: {{opens: "{day(-2)}T08:00", closes: "{day(2)}T20:00"}}
  decision: {{opens: {day(9)}, closes: {day(39)}}}
  implementation: {{opens: {day(40)}, closes: {day(400)}}}
  follow-up: {{opens: {day(401)}, closes: {day(500)}}}
"""


class Town(Online):
    """Lillby with online voting; its folder is a Git repository, its site lies beside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder, self.site = folder, folder / "site"

    def git(self, *words: str | Path) -> str:
        """Git in the town's folder, by nobody in particular."""
        who = ("-c", "user.name=Lillby", "-c", "user.email=lillby@lillby.example")
        given = ["git", *who, "-C", self.root, *words]
        return subprocess.run(given, check=True, capture_output=True, text=True).stdout

    def commit(self, message: str) -> None:
        """All as it is now."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def build(self, on: str) -> None:
        """The site as on a day."""
        self.play("build", "--output", self.site, "--today", on)

    def secret(self, name: str) -> Path:
        """One of the files that the ceremony wrote."""
        return self.secrets / name

    def night(self, place: Place, on: str) -> None:
        """What the town's machine does every night."""
        key = ("--log-key", self.secret("log-key.txt"))
        self.play("checkpoint", "2026", "--store", place.address, *key, "--today", on)
        self.commit(f"The log of {on}")
        self.build(on)

    def close(self, place: Place, on: str) -> Result:
        """Two of the three trustees type what stands on their sheets."""
        words = []
        for number, text in enumerate(trustees_words(self.secret("trustees.pdf"))[1:], start=2):
            path = self.folder / f"trustee-{number}.txt"
            path.write_text(text, "ascii")
            words += ["--words", path]
        key = ("--log-key", self.secret("log-key.txt"))
        given = ("--store", place.address, *key, *words, "--publish-few", "--yes")
        return self.run("close", "2026", *given, "--today", on)


@pytest.fixture(scope="session")
def opened_town(lillby: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """From the empty town to the day on which people vote: ceremony, codes, opening, site."""
    town = Town(tmp_path_factory.mktemp("way"))
    shutil.copytree(lillby, town.root)
    path = town.root / "rounds/2026/round.yaml"
    text = path.read_text("utf-8")
    begin, end = text.index("  voting: {opens"), text.index("ballot: {vote_type")
    path.write_text(text[:begin] + SCHEDULE + text[end:], "utf-8")
    path = town.root / "rounds/2026/events.yaml"
    text = path.read_text("utf-8").replace("2026-05-04T", f"{day(-2)}T")
    path.write_text(text.replace("2026-05-24T", f"{day(2)}T"), "utf-8")
    town.git("init", "--quiet", "--initial-branch", "main")
    town.commit("Lillby")
    town.play("ceremony", "2026", "--secrets", town.secrets)
    letters, cards = town.secret("letters.pdf"), town.secret("cards.pdf")
    town.play("codes", "2026", "norr", "--count", str(LETTERS), "--letters", letters)
    town.play("codes", "2026", "soder", "--count", "1", "--cards", cards)
    town.play("open", "2026", "--today", day(-2))
    town.commit("The vote is open")
    town.build(day(0))
    return town.folder


@pytest.fixture
def town(opened_town: Path, tmp_path: Path) -> Town:
    """The same in a folder of its own."""
    shutil.copytree(opened_town, tmp_path / "town")
    return Town(tmp_path / "town")


@pytest.fixture(params=["sqlite", "postgresql", "dynalite"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Each kind of store; its credentials are in the environment, as on a town's machine."""
    found: Place = request.getfixturevalue(request.param)
    for name, value in found.settings.items():
        monkeypatch.setenv(name, value)
    return found


class Host:
    """The town's machine: nginx with the site, and the vote function behind it."""

    def __init__(self, town: Town, place: Place) -> None:
        self.port = free_port()
        self._log = town.folder / "function.log"
        words = ["vote-server", "2026", "--root", town.root, "--store", place.address]
        words += ["--receipt-key", town.secret("receipt-key.txt"), "--origin", SITE]
        words += ["--port", str(self.port), "--workers", "1"]
        self._function = spawned([sys.executable, "-m", "medborgarbudget", *words], self._log)
        until(self._answers, self._function, self._log)
        self.nginx = Nginx(town.site, self.port)

    def _answers(self) -> bool:
        with closing(socket.socket()) as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def remove(self) -> None:
        """End both."""
        if self._function.poll() is None:
            ended(self._function)
        self.nginx.remove()


@pytest.fixture
def host(town: Town, place: Place) -> Iterator[Host]:
    """The machine while people vote; without nginx a loud skip."""
    if program() is None:
        pytest.skip(NEEDS)
    machine = Host(town, place)
    yield machine
    machine.remove()


@pytest.fixture
def phone(chromium: Any, host: Host) -> Iterator[Any]:
    """A telephone that finds the town's own address on this machine, and nothing else anywhere."""
    name = urlsplit(SITE).hostname
    rules = f"MAP {name}:443 127.0.0.1:{host.nginx.port}, MAP * ~NOTFOUND"
    flags = [*FLAGS, f"--host-resolver-rules={rules}"]
    browser = chromium.browser_type.launch(executable_path=browser_program(), args=flags)
    # The certificate is of our own making; all else is as a resident has it.
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, ignore_https_errors=True, locale="sv-SE"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    said = told_by(page)
    yield page
    browser.close()
    # A code is in one roll of two: the browser itself tells of the other's 403.
    assert [] == [one for one in said if "status of 403" not in one]


def figures(text: str) -> str:
    """A text with plain spaces."""
    return re.sub(r"[\u00a0\u202f\s]+", " ", text)
