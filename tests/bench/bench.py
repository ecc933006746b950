"""The times of docs/performance.md, ours and our peers', in one run: `make bench`.

Usage: ``python tests/bench/bench.py ../shared/elections [MOST_VOTERS]``. CPU seconds, medians of 3
(one run where it takes over 5 s); each job in a process of its own. A peer that is not installed,
or takes more than 100 seconds, is said so.
"""

from __future__ import annotations

import importlib.util
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE = 100
PROJECTS = 200
LIMIT_PER_VOTER = 8


@dataclass(frozen=True)
class Measured:
    """CPU seconds and peak memory in MB, or why there are none."""

    seconds: float = math.nan
    peak: int = 0
    why: str = ""


def measured(job: str, path: Path) -> Measured:
    """One job on one file."""
    peer = job.split("_")[0]
    if peer != "our" and not importlib.util.find_spec(PACKAGES.get(peer, peer)):
        return Measured(why="not installed")
    command = [sys.executable, str(HERE / "jobs.py"), job, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except subprocess.TimeoutExpired:
        return Measured(why=f"over {PATIENCE} s, stopped")
    except subprocess.CalledProcessError as error:
        return Measured(why=(error.stderr.strip().splitlines() or ["failed"])[-1][:60])
    seconds, peak = done.stdout.split()
    return Measured(float(seconds), int(peak))


PACKAGES = {"muoblp": "muoblpbindings"}


def compare(what: str, path: Path, ours: str, peers: Iterable[str]) -> None:
    """Print our time on this file and how many times as long each peer takes."""
    own = measured(ours, path)
    told = own.why or f"{own.seconds:.3f} s, {own.peak} MB"
    print(f"{what:12} {path.stem[:34]:34} {'medborgarbudget':16} {told}", flush=True)
    for peer in peers:
        found = measured(peer, path)
        ratio = found.seconds / own.seconds
        told = found.why or f"{found.seconds:.3f} s, {found.peak} MB: {ratio:.1f} times as long"
        print(f"{'':12} {'':34} {peer.split('_')[0]:16} {told}", flush=True)


def whole_process(path: Path, *options: str) -> str:
    """Time and memory of `mb tally FILE` from start to end, start-up and narration included."""
    program = [sys.executable, "-m", "medborgarbudget", "tally", str(path), *options]
    start = time.perf_counter()
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    cpu = used.ru_utime + used.ru_stime
    code = os.waitstatus_to_exitcode(status)
    failed = f" EXIT CODE {code}" if code else ""
    return f"{cpu:.2f} s of CPU, {wall:.2f} s by the clock, {used.ru_maxrss // 1024} MB{failed}"


def generated(folder: Path, voters: int, limit_per_voter: int = LIMIT_PER_VOTER) -> Path:
    """A generated election of this size."""
    path = folder / f"generated-{voters}-{limit_per_voter}.pb"
    sizes = [str(number) for number in (voters, PROJECTS, voters * limit_per_voter)]
    subprocess.run([sys.executable, str(HERE / "generated.py"), str(path), *sizes], check=True)
    return path


ADD1 = ("--rule", "equalshares/add1", "--tie-breaking", "min-cost,max-votes,lot", "--lot-seed", "b")


def main() -> None:
    """Print everything."""
    shared = Path(sys.argv[1])
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    largest = shared / "lodz-2022" / "Poland_Lodz_2022.pb"
    small = shared / "Poland_Swiecie_2023.pb"
    middle = shared / "Poland_Warszawa_2024_Wola.pb"
    compare("parse", largest, "our_parse", ["pabutools_parse", "polars_tally", "duckdb_tally"])
    compare("shares", largest, "our_shares", ["pabutools_shares", "muoblp_shares"])
    compare("add1", small, "our_add1", ["pabutools_add1", "muoblp_add1"])
    compare("add1", middle, "our_add1", ["muoblp_add1", "pabutools_add1"])
    compare("add1", largest, "our_add1", ["muoblp_add1"])
    print("whole process:", small.stem, whole_process(small), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        seconds = []
        sizes = [voters for voters in (10_000, 100_000, 1_000_000, 10_000_000) if voters <= most]
        for voters in sizes:
            path = generated(Path(folder), voters)
            compare("parse", path, "our_parse", ["polars_tally", "duckdb_tally"])
            compare("add1", path, "our_add1", [])
            print("whole process:", path.stem, whole_process(path, *ADD1), flush=True)
            seconds.append(measured("our_parse", path).seconds + measured("our_add1", path).seconds)
            path.unlink()
        for first, second in zip(range(len(sizes)), range(1, len(sizes)), strict=False):
            slope = math.log10(seconds[second] / seconds[first])
            print(f"growth from {sizes[first]} to {sizes[second]} voters: slope {slope:.2f}")
        path = generated(Path(folder), min(most, 1_000_000), 320)
        print("whole process, many steps:", path.stem, whole_process(path, *ADD1), flush=True)


if __name__ == "__main__":
    main()
