"""A PostgreSQL server of the tests' own: on a socket in a folder of its own, without a port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from tests.services.processes import (
    PATIENCE,
    ServiceError,
    children,
    ended,
    is_root,
    runs,
    spawned,
    until,
)

NEEDS = "needs PostgreSQL 15 or newer: apt-get install postgresql"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "150",
    "shared_buffers": "32MB",
    "timezone": "UTC",
    "wal_recycle": "off",
}
"""What differs from PostgreSQL's own settings, as decision 0071 has it; fsync stays on."""


def programs() -> Path | None:
    """The folder of the newest PostgreSQL here that is new enough."""
    found = sorted(
        (int(path.parent.parent.name), path.parent)
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parent.parent.name.isdecimal()
    )
    return found[-1][1] if found and found[-1][0] >= 15 else None


class Postgresql:
    """One cluster with the database ``postgres``. Call `start` first, and `remove` at last."""

    def __init__(self) -> None:
        found = programs()
        if found is None:
            raise ServiceError(NEEDS)
        self._programs = found
        # As root the server runs as the user that Debian's package makes: it refuses to be root.
        self._user = "postgres" if is_root() else None
        # Not pytest's own folder: others may not enter that, and a socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="mb-pg-"))
        self.log = self.folder / "log"
        self.data = self.folder / "data"
        self._process: subprocess.Popen | None = None
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        initdb = [found / "initdb", "-D", self.data, "-U", "tests", "-A", "trust", "-E", "UTF8"]
        making = spawned([*initdb, "--no-locale", "--no-sync"], self.log, self._user)
        if making.wait() != 0:
            raise ServiceError(self.log.read_text("utf-8", "replace")[-2000:])
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as stream:
            for name, value in SETTINGS.items():
                stream.write(f"{name} = '{value}'\n")
            stream.write(f"unix_socket_directories = '{self.folder}'\n")

    @property
    def process(self) -> subprocess.Popen:
        """The server's first process, which all others belong to."""
        assert self._process is not None
        return self._process

    def address(self, schema: str = "public") -> str:
        """For `open_store`; tables are made in the schema, which must be there."""
        host, options = quote(str(self.folder), safe=""), quote(f"-csearch_path={schema}")
        return f"postgresql://tests@{host}/postgres?options={options}"

    def start(self) -> None:
        """Begin, and return when connections are taken."""
        server = [self._programs / "postgres", "-D", self.data]
        self._process = spawned(server, self.log, self._user)
        asking = [self._programs / "pg_isready", "-q", "-h", self.folder, "-U", "tests"]
        until(lambda: subprocess.run(asking, check=False).returncode == 0, self.process, self.log)

    def stop(self) -> None:
        """End at once, but in order: PostgreSQL's fast shutdown."""
        ended(self.process)

    def kill(self) -> None:
        """End as in a power cut: every process of the server gets SIGKILL, none may tidy up."""
        self.process.send_signal(
            signal.SIGSTOP
        )  # or it might begin one more that is not in the list
        others = children(self.process.pid)
        self.process.kill()
        for pid in others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        end = time.monotonic() + PATIENCE
        while any(map(runs, others)) and time.monotonic() < end:
            time.sleep(0.01)  # they hold the memory that the next server would have

    def remove(self) -> None:
        """End, and leave nothing behind."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
