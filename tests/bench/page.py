"""Puts what the bench found into docs/performance.md, so that no figure is typed by hand.

Usage: ``python -m tests.bench.page RUN.json [PAGE.md]``. RUN.json is what ``--save`` wrote. Only
what stands between ``<!-- bench: NAME -->`` and ``<!-- end of bench: NAME -->`` is written anew,
and the picture beside the page.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench import growth

PAGE = Path("docs/performance.md")
PICTURE = Path("figures/growth.svg")
BLOCK = r"(<!-- bench: {0} -->\n)(.*?)(<!-- end of bench: {0} -->)"
HEADER = ("what", "election", "here", "beside it", "ratio", "target", "met")


def rewritten(page: str, run: Mapping[str, Any]) -> str:
    """The page with its blocks from this run. Raises ValueError where one of them is missing."""
    blocks = {"conditions": _conditions(run["conditions"])}
    blocks |= {name: _table(run[name]) for name in ("real", "generated") if run[name]}
    if run["growth"]:
        blocks["growth"] = growth.table([growth.Point(*point) for point in run["growth"]])
    for name, text in blocks.items():
        found = re.findall(BLOCK.format(name), page, re.DOTALL)
        if len(found) != 1:
            raise ValueError(f"the page must have one block for {name}, not {len(found)}")
        begin, old, end = found[0]
        page = page.replace(f"{begin}{old}{end}", f"{begin}{text}{end}")
    return page


def _conditions(told: Mapping[str, str]) -> str:
    """One line for each condition of the run."""
    return "".join(f"- {name}: {value}\n" for name, value in told.items())


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = [HEADER, ["---", "---", "---:", "---", "---:", "---", "---"], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> None:
    """Rewrite the page, and draw its picture where the run has one."""
    run = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    page = Path(sys.argv[2]) if len(sys.argv) > 2 else PAGE
    text = rewritten(page.read_text(encoding="utf-8"), run)
    page.write_text(text, encoding="utf-8")
    if run["growth"]:
        picture = page.parent / PICTURE
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(growth.draw(growth.read_table(text)), encoding="utf-8")


if __name__ == "__main__":
    main()
