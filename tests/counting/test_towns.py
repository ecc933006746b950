"""Every programme that the mission names runs: from the check of its files to the verified result.

What stands in each town's folder, see tests/towns/README.md. Nothing of its rules is written here.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from medborgarbudget.records.writing import dump_yaml, write_text

TOWNS = Path(__file__).resolve().parents[1] / "towns"
SHARED = TOWNS / "shared"
PROGRAMMES = sorted(path.parent.name for path in TOWNS.glob("*/expected.yaml"))
JUDGED = {
    "assessed_by": "Staden",
    "date": "2026-04-10",
    "reason": {"sv": "Det får byggas.", "en": "It may be built."},
}
COVER = {
    "place": "Biblioteket",
    "received": "2026-05-24",
    "blank": 0,
    "spoiled": 0,
    "counted_by": ["Bibliotekarie", "Valvärd"],
    "typed_by": ["Handläggare", "Kommunvägledare"],
}


def of(name: str, file: str) -> Any:
    """One of a programme's own files."""
    return yaml.safe_load((TOWNS / name / file).read_text(encoding="utf-8"))


def lay(name: str, root: Path) -> None:
    """The programme's rules over the shared town, with a proposal and a verdict per project."""
    shutil.copytree(SHARED / "content", root / "content")
    files = (TOWNS / name / "round.yaml", SHARED / "rest-of-round.yaml")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    write_text(root, "rounds/2026/round.yaml", text)
    rules = yaml.safe_load(text)
    town = root / "content" / "town.yaml"
    town.write_text(
        town.read_text(encoding="utf-8").replace("SEK", rules["currency"]), encoding="utf-8"
    )
    met = {"finding": "met", "reason": {"sv": "Så är det.", "en": "It is so."}}
    criteria = {criterion["id"]: met for criterion in rules["criteria"]}
    for project_id, facts in of(name, "projects.yaml").items():
        words = {
            "summary": f"Detta är {project_id}.",
            "description": f"Här ska bli {project_id}.\n",
        }
        common = {"language": "sv", "category": "streets", "submitted": "2026-01-20"}
        proposal = {"title": project_id.capitalize(), **words, **common, **facts}
        verdict = {"verdict": "eligible", **JUDGED, "cost": facts["cost"], "criteria": criteria}
        write_text(root, f"proposals/2026/{project_id}.yaml", dump_yaml(proposal))
        write_text(root, f"rounds/2026/assessments/{project_id}.yaml", dump_yaml(verdict))


def type_in(name: str, root: Path) -> None:
    """The programme's slips, one batch a pot, typed twice by the numbers on the ballot."""
    manifest = yaml.safe_load((root / "rounds/2026/manifest.yaml").read_text(encoding="utf-8"))
    for pot_id, votes in of(name, "votes.yaml").items():
        lines = manifest["pots"][pot_id]["projects"]
        numbers = {line["project_id"]: str(line["number"]) for line in lines}

        def numbered(choices: str, numbers: dict[str, str] = numbers) -> str:
            return re.sub(r"[a-z][a-z0-9-]*", lambda found: numbers[found[0]], choices)

        said = [numbered(choices) for choices, slips in votes.items() for _ in range(slips)]
        rows = ["slip,mark,choices", *(f"{n},vote,{one}" for n, one in enumerate(said, 1)), ""]
        batch = f"rounds/2026/paper/{pot_id}-1"
        cover = {"pot": pot_id, "slips": len(said), **COVER}
        write_text(root, f"{batch}/cover.yaml", dump_yaml(cover))
        for file in ("first.csv", "second.csv"):
            write_text(root, f"{batch}/{file}", "\n".join(rows))


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_runs_from_its_rules_to_its_result(
    name: str, tmp_path: Path, town_at: Callable[[Path], Any]
) -> None:
    """Checked, opened, typed, closed, counted, as worked out by hand, and verified."""
    lay(name, tmp_path)
    town, expected = town_at(tmp_path), of(name, "expected.yaml")

    assert re.fullmatch(r"All \d+ files are in order\.\n", town.play("validate"))
    town.play("open", "2026", "--today", "2026-05-02")
    type_in(name, tmp_path)
    town.play("close", "2026", "--today", "2026-05-25")
    pots = json.loads(town.play("tally", "2026", "--format", "json"))["pots"]

    assert expected["winners"] == {pot_id: pot["selected"] for pot_id, pot in pots.items()}
    lost = {
        pot_id: {
            step["project_id"]: step["action"]
            for step in pot["steps"]
            if step["project_id"] not in (None, *pot["selected"])
        }
        for pot_id, pot in pots.items()
    }
    assert expected.get("passed", {}) == {pot_id: steps for pot_id, steps in lost.items() if steps}
    outside = {pot_id: pot["invalid"] for pot_id, pot in pots.items() if pot["invalid"]}
    assert expected.get("outside", {}) == outside
    decided = {pot_id: [tie["winner"] for tie in pot["ties"]] for pot_id, pot in pots.items()}
    assert expected.get("ties", {}) == {pot_id: ties for pot_id, ties in decided.items() if ties}
    for pot_id, spent in expected.get("spent", {}).items():
        assert spent == pots[pot_id]["spent"]
    for project_id in of(name, "projects.yaml"):
        told = json.loads(town.play("explain", "2026", project_id, "--format", "json"))
        assert told["selected"] == (project_id in expected["winners"][told["pot"]])
    assert json.loads(town.play("verify", "2026", "--format", "json"))["ok"]
    town.play("build", "--today", "2026-06-01")
    for pot_id in pots:
        assert (tmp_path / f"output/2026/result/{pot_id}/index.html").is_file()


def test_every_programme_of_the_mission_is_here() -> None:
    """As design.md names them."""
    assert [
        *("chicago", "goteborg", "helsinki", "lund", "madrid", "new-york", "paris", "porto-alegre"),
        *("portugal", "stockholm", "toronto", "trelleborg"),
    ] == PROGRAMMES
