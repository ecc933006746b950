"""Servers that tests start for themselves, on this machine only, and that end with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PATIENCE = 60.0
"""For how many seconds a server may take to begin; a machine under load is slow."""


class ServiceError(RuntimeError):
    """A server did not begin; its own words are in the message."""


def spawned(command: Sequence[str | Path], log: Path, user: str | None = None) -> subprocess.Popen:
    """A process that the kernel interrupts when the tests end, however they end (util-linux)."""
    leash = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    if leash and user:
        leash += ["--reuid", user, "--regid", user, "--clear-groups"]
    words = [*leash, *(str(word) for word in command)]
    with log.open("ab") as stream:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)


def until(ready: Callable[[], bool], process: subprocess.Popen, log: Path) -> None:
    """Wait until a server answers. Raises ServiceError where it ends, or takes too long."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            ended(process)
            raise ServiceError(log.read_text("utf-8", "replace")[-2000:])
        time.sleep(0.02)


def ended(process: subprocess.Popen) -> None:
    """Interrupt a process, and make it end if it does not by itself."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def is_root() -> bool:
    """Whether the tests run as root, as in a container."""
    return os.geteuid() == 0


def children(pid: int) -> list[int]:
    """The processes that a process has begun, and that run still."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_the_name = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(after_the_name[1]) == pid:
            found.append(int(path.parent.name))
    return found


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has asked about has."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"
