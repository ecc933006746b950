"""Two programs that answer as DynamoDB does: dynalite from npm, and moto's server."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.services.processes import ServiceError, ended, free_port, listens, spawned, until

HERE = Path(__file__).parent
DYNALITE = HERE / "node_modules" / "dynalite" / "cli.js"
HANGUPS = HERE / "hangups.cjs"
MOTO = HERE.parents[1] / ".venv" / "aws" / "bin" / "moto_server"

NEEDS_DYNALITE = "needs Node and what npm brings: cd tests/services && npm ci --ignore-scripts"
NEEDS_MOTO = "needs moto's server: make .venv/bin/.aws"

SETTINGS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "kept by nobody"}
"""Credentials that both take, as they take any."""


def has_dynalite() -> bool:
    """Whether dynalite can be run here."""
    return shutil.which("node") is not None and DYNALITE.is_file()


def has_moto() -> bool:
    """Whether moto's server can be run here."""
    return MOTO.is_file()


class Dynamodb:
    """A server on a port of this machine. Call `start` first, and `remove` at last.

    With `keeps` dynalite writes its tables to a folder, so that it can be killed and started
    again; without, all is in memory. moto keeps nothing in any case.
    """

    def __init__(self, program: str, keeps: bool = False) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="mb-ddb-"))
        self.log = self.folder / "log"
        self.port = free_port()
        self._keeps = keeps
        self._process: subprocess.Popen | None = None

    @property
    def process(self) -> subprocess.Popen:
        """The server's process."""
        assert self._process is not None
        return self._process

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def address(self, table: str, endpoint: str = "") -> str:
        """For `open_store`, with SETTINGS; the table must have been made.

        Another endpoint is that of a proxy.
        """
        return f"dynamodb://{table}?region=eu-north-1&endpoint={endpoint or self.endpoint}"

    def start(self) -> None:
        """Begin, and return when connections are taken."""
        if self.program == "moto":
            command = [MOTO, "-H", "127.0.0.1", "-p", str(self.port)]
        else:
            command = ["node", "--require", HANGUPS, DYNALITE, "--createTableMs", "0"]
            command += ["--host", "127.0.0.1", "--port", str(self.port)]
            command += ["--path", self.folder / "tables"] if self._keeps else []
        self._process = spawned(command, self.log)
        until(lambda: listens(self.port), self.process, self.log)

    def stop(self) -> None:
        """End in order."""
        ended(self.process)

    def kill(self) -> None:
        """End as in a power cut."""
        self.process.kill()
        self.process.wait()

    def remove(self) -> None:
        """End, and leave nothing behind."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def started(program: str, keeps: bool = False) -> Dynamodb:
    """A server that answers; another port is tried where somebody took the first meanwhile."""
    for _ in range(3):
        server = Dynamodb(program, keeps)
        try:
            server.start()
        except ServiceError as error:
            server.remove()
            last = error
        else:
            return server
    raise last
