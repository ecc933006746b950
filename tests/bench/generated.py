"""A generated election: as many ballots as wanted, the same bytes every time."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

CHUNK = 100_000


def write_election(path: Path, voters: int, projects: int, budget: int) -> None:
    """Write an approval election: 2 to 8 approvals each, some projects far more popular."""
    chance = np.random.default_rng(2026)
    costs = chance.integers(budget // 400, budget // 20, projects).tolist()
    weights = 1 / np.arange(3, projects + 3)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("META\nkey;value\ndescription;Generated\ncountry;None\nunit;None\n")
        file.write(f"instance;2026\nnum_projects;{projects}\nnum_votes;{voters}\n")
        file.write(f"budget;{budget}\nvote_type;approval\nrule;equalshares/add1\n")
        file.write("date_begin;2026\ndate_end;2026\nPROJECTS\nproject_id;cost\n")
        file.writelines(f"{number};{cost}\n" for number, cost in enumerate(costs, start=1))
        file.write("VOTES\nvoter_id;vote\n")
        for first in range(0, voters, CHUNK):
            size = min(CHUNK, voters - first)
            keys = chance.exponential(size=(size, projects)) / weights
            order = (np.argpartition(keys, 8, axis=1)[:, :8] + 1).tolist()
            lengths = chance.integers(2, 9, size).tolist()
            file.writelines(
                f"{first + row};{','.join(map(str, chosen[:length]))}\n"
                for row, (chosen, length) in enumerate(zip(order, lengths, strict=True))
            )


if __name__ == "__main__":
    write_election(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
