"""The function as a town runs it: granian and its workers, on a port of this machine."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.services.processes import ServiceError, children, ended, free_port, spawned, until
from tests.soak.crowd import Crowd

from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.voting.function.settings import PREFIX, bundle_files

WORKERS = 2
SERVE = "from medborgarbudget.voting.function.serving import serve; "
"""As `mb vote-server` does when it has checked the round and written the bundle."""


class Server:
    """One server with its workers. Call `start` first, and `remove` at last."""

    def __init__(
        self, crowd: Crowd, store: str, folder: Path, settings: Mapping[str, str], workers: int
    ) -> None:
        bundle = folder / "bundle"
        for name, data in bundle_files(crowd.election, crowd.rolls).items():
            (bundle / name).parent.mkdir(parents=True, exist_ok=True)
            (bundle / name).write_bytes(data)
        key = folder / "receipt-key"
        key.write_text(b64u(crowd.receipt_key.private_bytes_raw()), encoding="ascii")
        key.chmod(0o600)
        own = {"BUNDLE": bundle, "STORE": store, "ORIGINS": "https://lillby.example"}
        named = {f"{PREFIX}{name}": str(value) for name, value in own.items()}
        self._environment = {**settings, **named, f"{PREFIX}RECEIPT_KEY_FILE": str(key)}
        self._workers = workers
        self.log = folder / "server.log"
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    @property
    def process(self) -> subprocess.Popen:
        """The process that the workers belong to."""
        assert self._process is not None
        return self._process

    @property
    def workers(self) -> list[int]:
        """The workers just now."""
        return children(self.process.pid)

    def start(self) -> None:
        """Begin, and return when the function answers."""
        code = f"{SERVE}serve('127.0.0.1', {self.port}, {self._workers})"
        before = {name: os.environ.get(name) for name in self._environment}
        os.environ |= self._environment
        try:
            self._process = spawned([sys.executable, "-c", code], self.log)
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        until(self.answers, self.process, self.log)

    def answers(self) -> bool:
        """Whether the function tells what it is for."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asking.request("GET", "/election")
            return asking.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asking.close()

    def kill_workers(self) -> None:
        """SIGKILL to every worker: the first process must see to it itself."""
        for pid in self.workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL to all, as in a power cut."""
        self.process.send_signal(signal.SIGSTOP)  # it must not replace any meanwhile
        workers = self.workers
        self.process.kill()
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def limit_files(self, size: int = resource.RLIM_INFINITY) -> None:
        """Let no file of the workers grow beyond so many bytes: to them, the disk is full."""
        for pid in self.workers:
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))

    def remove(self) -> None:
        """End."""
        if self._process is not None and self._process.poll() is None:
            ended(self._process)


def started(
    crowd: Crowd, store: str, folder: Path, settings: Mapping[str, str], workers: int = WORKERS
) -> Server:
    """A server that answers; another port is tried where somebody took the first meanwhile."""
    for _ in range(3):
        server = Server(crowd, store, folder, settings, workers)
        try:
            server.start()
        except ServiceError as error:
            last = error
        else:
            return server
    raise last
