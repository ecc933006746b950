"""While people vote the site is the same whether the repository holds ballots and sums or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

COUNTS = "{slips: 9, counted: 9, blank: 0, spoiled: 0, invalid: {}}"
MORE = {
    "box/sums.yaml": f"pots:\n  norr:\n    counts: {COUNTS}\n    votes: {{lekplats-norr: 9}}\n",
    "box/entries.jsonl": "{}\n",
    "box/ciphertexts.txt": "x\n",
    "box/election-key.txt": "x\n",
}


def files(site: Path) -> dict[str, bytes]:
    """Every file of a site by its path."""
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("today", ["2026-05-10", "2026-05-24"])
def test_the_site_tells_nothing_of_the_votes(counted, built, tmp_path, today):
    """Not a page, a feed, a search index or a file differs: somebody slipped, and nobody sees."""
    with_all, without = tmp_path / "all", tmp_path / "none"
    for root in (with_all, without):
        shutil.copytree(counted, root)
    for path, text in MORE.items():
        (with_all / "rounds/2026" / path).parent.mkdir(exist_ok=True)
        (with_all / "rounds/2026" / path).write_text(text, encoding="utf-8")
    shutil.rmtree(without / "rounds/2026/ballots")
    (without / "rounds/2026/result.yaml").unlink()
    expected, found = files(built(without, today)), files(built(with_all, today))

    assert expected.keys() == found.keys()
    assert [] == [path for path in expected if expected[path] != found[path]]
