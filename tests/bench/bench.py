"""The times of docs/performance.md, ours and our peers', in one run: `make bench`.

Usage: ``python -m tests.bench.bench [ELECTIONS] [--most VOTERS] [--short] [--save RUN.json]``.
Each row is printed as soon as it is known: our figure, the peer's from the same run on the same
file, how many times as long the peer takes, and whether the target in `targets` is met
("?" where a peer was stopped or is not there). CPU seconds, medians of 3 (one run where it takes
over 5 s); each job in a process of its own. A peer that is not installed, or takes more than 100
seconds, is said so. ``--only real`` or ``--only growth`` runs one half. With ``--short`` every kind
of job runs once, on small generated elections, and no target is judged. Ctrl-C ends it, and leaves
what is printed so far. `page` puts what ``--save`` wrote into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from tests.bench import growth
from tests.bench.comparisons import ALONE, COMPARISONS, MIDDLING, UNJUDGED
from tests.bench.conditions import conditions, load
from tests.bench.measuring import ROOT, Measured, command, measured, package, whole_process
from tests.bench.targets import TARGETS, Target

PROJECTS = 200
LIMIT_PER_VOTER = 8
MANY_STEPS = 150
"""Currency units per voter with which Add1 takes a hundred steps and more."""

ADD1 = ("--rule", "equalshares/add1", "--tie-breaking", "min-cost,max-votes,lot", "--lot-seed", "b")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SHORT_SIZES = (500, 1_000)
MILLION = 1_000_000
POTS, POTS_SHORT = (16, 100_000), (2, 300)
SMALL = "Poland_Swiecie_2023.pb"
HEADER = ("figure", "election", "medborgarbudget", "beside it", "ratio", "target", "met")
WIDTHS = (13, 34, 17, 45, 15, 14, 3)


@dataclass
class Bench:
    """One run: where the elections are, how often each job runs, and what was missed so far."""

    elections: Path
    folder: Path
    sizes: tuple[int, ...]
    short: bool
    progress: Progress
    missed: int = 0
    rows: list[list[str]] = field(default_factory=list)

    @property
    def times(self) -> int:
        """How often a job runs."""
        return 1 if self.short else 3

    def shared(self, name: str) -> Path:
        """A shared election; in a short run a small generated one."""
        return self.generated(self.sizes[0]) if self.short else self.elections / name

    def generated(self, voters: int, limit_per_voter: int = LIMIT_PER_VOTER) -> Path:
        """A generated election of this size."""
        path = self.folder / f"generated-{voters}-{limit_per_voter}.pb"
        if not path.exists():
            # In a process of its own: one that has grown hands its peak memory on to its children.
            numbers = [str(number) for number in (voters, PROJECTS, voters * limit_per_voter)]
            command = [sys.executable, "-m", "tests.bench.generated", str(path), *numbers]
            subprocess.run(command, check=True, cwd=ROOT)
        return path

    def row(
        self,
        what: str,
        path: Path,
        *told: str,
        target: Target | None = None,
        figure: float = math.nan,
    ) -> None:
        """Print one row: what is told, and the target, if there is one, with whether it is met."""
        cells = [*told, *[""] * (3 - len(told)), "", ""][:5]
        if target is not None:
            met = target.met(figure)
            unknown = math.isnan(figure)
            self.missed += not (met or unknown or self.short)
            verdict = "yes" if met else "?" if unknown else "NO"
            cells[3:] = [target.text(), "-" if self.short else verdict]
        self.rows.append([what, path.stem[:34], *cells])
        print_row(*self.rows[-1])

    def compare(
        self, what: str, path: Path, job: str, peers: tuple[str, ...], judged: bool = True
    ) -> Measured:
        """Print our time on this file, and beside it each peer's."""
        with self.told(f"{what}, {path.stem}"):
            ours = measured(job, path, self.times)
        for peer in peers:
            with self.told(f"{what}, {path.stem}, {package(peer)}"):
                found = measured(peer, path, self.times)
            target = TARGETS.get(f"{what}, {package(peer)}") if judged else None
            stopped = not math.isnan(found.least)
            theirs = found.least if stopped else found.seconds
            ratio = theirs / ours.seconds
            if package(peer) in ("polars", "duckdb"):  # what they do is less than what we do
                ratio = 1 / ratio
                told = f"{times(ratio)} theirs"
            else:
                told = f"{'> ' if stopped else ''}{times(ratio)} ours"
            cells = ours.text(), f"{package(peer)}: {found.text()}", told if ratio == ratio else ""
            known = not stopped or (target is not None and target.met(ratio))
            self.row(what, path, *cells, target=target, figure=ratio if known else math.nan)
        return ours

    def whole(
        self, what: str, path: Path, *options: str, numba: bool = True, times: int = 1
    ) -> Measured:
        """The whole process, start-up and narration included, and one row that tells it."""
        with self.told(f"{what}, {path.stem}"):
            return whole_process(path, options, numba, times)

    @contextmanager
    def told(self, what: str) -> Iterator[None]:
        """Say what is being measured while it is."""
        task = self.progress.add_task(what, total=None)
        try:
            yield
        finally:
            self.progress.remove_task(task)

    def growth(self) -> tuple[growth.Point, ...]:
        """Reading, counting and the whole process by the number of voters; judges the slopes."""
        points = []
        for voters in self.sizes:
            path = self.generated(voters)
            ours = self.compare("parse", path, "our_parse", ("polars_tally", "duckdb_tally"))
            count = self.compare("Add1", path, "our_add1", ())
            whole = self.whole("whole process", path, *ADD1)
            self.row("Add1", path, count.text())
            self.row("whole process", path, whole.text(), told_of(whole))
            points.append(
                growth.Point(voters, ours.seconds, count.seconds, whole.seconds, whole.peak)
            )
            if voters == min(MILLION, self.sizes[-1]):
                self.million(path, whole)
            path.unlink()
        for name in ("parse", "count"):
            seconds = [(point.voters, getattr(point, name)) for point in points]
            steepest = max(growth.slope(pair) for pair in pairwise(seconds))
            found = growth.slope(seconds)
            told = f"slope {found:.2f}", f"steepest step {steepest:.2f}"
            path = Path(f"{self.sizes[0]} to {self.sizes[-1]} voters")
            self.row(f"growth, {name}", path, *told, target=TARGETS["growth"], figure=found)
        return tuple(points)

    def million(self, path: Path, whole: Measured) -> None:
        """The targets of the whole process, with the accelerator and without; and many steps."""
        plain = self.whole("whole process", path, *ADD1, numba=False)
        for key, found, figure in (
            ("accelerated", whole, whole.seconds),
            ("memory", whole, whole.peak),
            ("numpy alone", plain, plain.seconds),
        ):
            target = TARGETS[f"a million, {key}"]
            told = found.text(), told_of(found)
            self.row("whole process", path, *told, target=target, figure=figure)
        many = self.generated(self.sizes[0] if self.short else MILLION, MANY_STEPS)
        target = TARGETS["a million, a hundred steps"]
        for numba in (True, False):
            found = self.whole("many steps", many, *ADD1, "--format", "json", numba=numba)
            told = found.text(), f"{steps_of(found)} steps; {told_of(found)}"
            self.row("whole process", many, *told, target=target, figure=found.clock)
        many.unlink()

    def alone(self, what: str, path: Path, job: str) -> None:
        """Print our time on this file, where there is no peer."""
        with self.told(f"{what}, {path.stem}"):
            self.row(what, path, measured(job, path, self.times).text(), "no peer installs here")

    def pots(self) -> None:
        """`verify` of a town with many pots, in one process and in two, by the clock."""
        pots, voters = POTS_SHORT if self.short else POTS
        town = self.folder / f"{pots} pots x {voters} ballots"
        words = [sys.executable, "-m", "tests.bench.pots", str(town), str(pots), str(voters)]
        with self.told(f"verify, {town.stem}"):
            subprocess.run(words, check=True, cwd=ROOT)
            found = [
                command(("verify", "--root", str(town), "--jobs", jobs)) for jobs in ("1", "2")
            ]
        one, two = found
        told = f"{two.clock:.3g} s in two processes", f"one: {one.clock:.3g} s"
        self.row("verify", town, *told, times(one.clock / two.clock))

    def small(self) -> None:
        """The whole process on a small file."""
        path = self.shared(SMALL)
        found = self.whole("whole process", path, times=1 if self.short else 5)
        target = TARGETS["small file"]
        told = found.text(), told_of(found)
        self.row("whole process", path, *told, target=target, figure=found.seconds)


def times(ratio: float) -> str:
    """So many times, with three figures that count: ``1 720 ×``, ``87.6 ×``, ``0.587 ×``."""
    shown = f"{ratio:.3g}" if ratio < 1_000 else f"{float(f'{ratio:.3g}'):_.0f}".replace("_", " ")
    return f"{shown} ×"


def told_of(found: Measured) -> str:
    """How long it took by the clock, and whether numba took part."""
    return f"{found.clock:.3g} s by the clock; numba: {'yes' if found.accelerated else 'no'}"


def steps_of(found: Measured) -> int:
    """How many endowments Add1 tried, from what the program printed."""
    steps = json.loads(found.said)["steps"] if found.said else []
    return sum(step["facts"].get("attempts", 0) for step in steps)


def print_row(*cells: str) -> None:
    """One row of the table, at once."""
    padded = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False))
    print(f"| {' | '.join(padded)} |", flush=True)


def real(bench: Bench) -> None:
    """The rows on real elections; in a short run one of each kind."""
    done: set[str] = set()
    for what, name, job, peers in COMPARISONS:
        if not bench.short or what not in done:
            bench.compare(what, bench.shared(name), job, peers)
        done.add(what)
    for name in MIDDLING[:1] if bench.short else MIDDLING:
        bench.compare("Add1", bench.shared(name), "our_add1", ("muoblp_add1",), judged=False)
    for what, name, job in ALONE:
        bench.alone(what, bench.shared(name), job)
    for name in UNJUDGED:
        bench.compare("parse", bench.shared(name), "our_parse", ("pabutools_parse",), judged=False)
    bench.small()
    bench.pots()


def run(arguments: argparse.Namespace, progress: Progress, folder: Path) -> int:
    """Print everything; gives how many targets were missed."""
    sizes = SHORT_SIZES if arguments.short else tuple(s for s in SIZES if s <= arguments.most)
    bench = Bench(arguments.elections, folder, sizes, arguments.short, progress)
    found: dict[str, Any] = {"conditions": conditions(), "real": [], "generated": [], "growth": []}
    print_row(*HEADER)
    print_row(*("-" * width for width in WIDTHS))
    if arguments.only != "growth":
        real(bench)
        found["real"], bench.rows = bench.rows, []
    if arguments.only != "real":
        points = bench.growth()
        print("\n" + growth.table(points))
        found["generated"], found["growth"] = bench.rows, [astuple(point) for point in points]
        if arguments.draw:
            arguments.draw.parent.mkdir(parents=True, exist_ok=True)
            arguments.draw.write_text(growth.draw(points), encoding="utf-8")
    found["conditions"]["load after"] = load()
    if arguments.save:
        arguments.save.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"Targets missed: {bench.missed}.")
    return bench.missed


def main() -> int:
    """Read the command line and run; 0 also where a target is missed, 130 where interrupted."""
    parser = argparse.ArgumentParser(description="Times of the count, beside other programs.")
    parser.add_argument("elections", type=Path, nargs="?", default=Path("../shared/elections"))
    parser.add_argument(
        "--most", type=int, default=SIZES[-1], help="voters of the largest election"
    )
    parser.add_argument("--short", action="store_true", help="every job once, on small elections")
    parser.add_argument("--only", choices=("real", "growth"), help="one half of it")
    parser.add_argument("--save", type=Path, metavar="RUN.json", help="keep it for `page`")
    parser.add_argument("--draw", type=Path, metavar="FILE.svg", help="draw the growth")
    arguments = parser.parse_args()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                run(arguments, bar, Path(folder))
        except KeyboardInterrupt:
            console.print("Interrupted; what is printed above stands.")
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
