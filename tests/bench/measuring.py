"""Time and memory of one job, in a process of its own."""

from __future__ import annotations

import importlib.util
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.bench.jobs import PATIENCE

ROOT = Path(__file__).parents[2]

PACKAGES = {"muoblp": "muoblpbindings"}
"""Where a peer's name in `jobs` is not its package's."""

CLOCK = 1e-6
"""A job that the clock finds to take no time at all took less than this."""

WHOLE = "import sys; {first}; from medborgarbudget.cli import run; code = run(sys.argv[1:]); \
print(bool(sys.modules.get('numba')), file=sys.stderr); sys.exit(code)"
WITHOUT_NUMBA = "sys.modules['numba'] = None"


@dataclass(frozen=True)
class Measured:
    """CPU seconds, seconds by the clock and peak memory in MB, or why there are none.

    `least` is how long a job took at least that was stopped. `accelerated` says whether numba ran,
    `said` is what a whole process wrote on standard output.
    """

    seconds: float = math.nan
    peak: float = math.nan
    clock: float = math.nan
    accelerated: bool = False
    why: str = ""
    least: float = math.nan
    said: str = ""

    def text(self) -> str:
        """The figures in a few words."""
        return self.why or f"{self.seconds:.3g} s, {self.peak:.0f} MB"


def package(job: str) -> str:
    """The program that a job is a test of."""
    peer = job.split("_")[0]
    return PACKAGES.get(peer, peer)


def measured(job: str, path: Path, times: int = 3) -> Measured:
    """One of `jobs` on one file."""
    if not job.startswith("our_") and importlib.util.find_spec(package(job)) is None:
        return Measured(why="not installed")
    command = [sys.executable, "-m", "tests.bench.jobs", job, str(path), str(times)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode == -signal.SIGXCPU:
        return Measured(why=f"over {PATIENCE} s, stopped", least=PATIENCE)
    if done.returncode:
        return Measured(why=(done.stderr.strip().splitlines() or ["failed"])[-1][:60])
    seconds, clock, peak, accelerated = done.stdout.split()
    return Measured(max(float(seconds), CLOCK), int(peak), float(clock), accelerated == "True")


def whole_process(
    path: Path, options: Sequence[str] = (), numba: bool = True, times: int = 1
) -> Measured:
    """`mb tally FILE` from start to end, start-up and narration included: the median by CPU.

    Compiled modules are kept, as on anybody's machine, whatever this process was told.
    """
    return command(("tally", str(path), *options), numba, times)


def command(words: Sequence[str], numba: bool = True, times: int = 1) -> Measured:
    """A whole `mb` command, told by its words."""
    code = WHOLE.format(first="pass" if numba else WITHOUT_NUMBA)
    program = [sys.executable, "-c", code, *words]
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    found = sorted((_one(program, surroundings) for _ in range(times)), key=lambda m: m.seconds)
    return found[len(found) // 2]


def _one(program: Sequence[str], surroundings: dict[str, str]) -> Measured:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(program, stdout=out, stderr=err, env=surroundings, cwd=ROOT)
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        clock = time.perf_counter() - start
        said, lines = _all_of(out), _all_of(err).splitlines()
    if process.returncode:
        return Measured(why=f"exit code {process.returncode}: {(lines or [''])[-1][:40]}")
    accelerated = bool(lines) and lines[-1] == "True"
    cpu = used.ru_utime + used.ru_stime
    return Measured(cpu, used.ru_maxrss // 1024, clock, accelerated, said=said)


def _all_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")
