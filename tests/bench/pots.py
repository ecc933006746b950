"""A town with many rounds of one pot each, all counted: what `verify` is timed on.

Usage: ``python -m tests.bench.pots FOLDER POTS VOTERS``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.bench.generated import write_election

from medborgarbudget.counting.importing import import_election
from medborgarbudget.counting.tally import tally_round
from medborgarbudget.records.results import result_path, result_text
from medborgarbudget.records.tree import read_tree

PROJECTS = 40
LIMIT_PER_VOTER = 8
FIRST_ROUND = 2000
IMPORTED = date(2026, 11, 30)


def write_town(town: Path, pots: int, voters: int) -> None:
    """Write the town: each round a generated election of so many voters, with its result."""
    with tempfile.TemporaryDirectory() as folder:
        election = Path(folder) / "generated.pb"
        write_election(election, voters, PROJECTS, voters * LIMIT_PER_VOTER)
        data = election.read_bytes()
        for number in range(pots):
            round_id = str(FIRST_ROUND + number)
            named = data.replace(b"instance;2026", b"instance;" + round_id.encode(), 1)
            one = Path(folder) / round_id if number else town
            made, problems = import_election(named, election.name, one, IMPORTED)
            assert made is not None, problems
            for part in ("rounds", "proposals") if number else ():
                shutil.copytree(one / part / round_id, town / part / round_id)
    tree = read_tree(town)
    for round_id, folder_of_round in tree.rounds.items():
        counted, problems = tally_round(tree, folder_of_round)
        assert counted is not None, problems
        (town / result_path(round_id)).write_text(result_text(counted.result), encoding="utf-8")


if __name__ == "__main__":
    write_town(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
