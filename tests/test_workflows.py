"""The forge's workflows: nothing unpinned, nothing that runs a stranger's words, tools agree."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FORGE = ROOT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))

TRIGGERS = {"pull_request", "push", "schedule", "workflow_dispatch"}
WRITES = {"publish.yml": {"deploy": {"pages": "write", "id-token": "write"}}}
PINNED = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def parsed(path: Path) -> dict[Any, Any]:
    """A workflow as data. YAML 1.1 reads the key ``on`` as true."""
    data: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def linter(*command: str) -> subprocess.CompletedProcess[str]:
    """One of the linters installed beside this Python, run on the repository."""
    beside = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [str(beside), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )


def faults(text: str) -> set[str]:
    """What is unsafe in the text of a workflow, as far as can be seen without its meaning."""
    found = set()
    for line in text.splitlines():
        if "uses:" in line and not PINNED.search(line):
            found.add(f"not one of the forge's own actions, pinned to a commit: {line.strip()}")
    data = yaml.safe_load(text)
    triggers = {data[True]} if isinstance(data[True], str) else set(data[True])
    found |= {f"trigger {name}" for name in triggers - TRIGGERS}
    for job in data["jobs"].values():
        for step in job["steps"]:
            if "${{" in step.get("run", ""):
                found.add("an expression inside a command")
            checkout = step.get("uses", "").startswith("actions/checkout@")
            if checkout and step.get("with", {}).get("persist-credentials") is not False:
                found.add("a checkout that keeps its credentials")
    if "secrets." in text:
        found.add("a secret")
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_only_what_is_pinned_and_ours(path):
    """The forge's own actions, by commit; four triggers; a stranger's words never in a command."""
    assert set() == faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_and_nothing_else(path):
    """No right at the top, and per job only reading; publishing alone may publish."""
    data = parsed(path)
    granted = {name: job["permissions"] for name, job in data["jobs"].items()}
    expected = {name: {"contents": "read"} for name in granted} | WRITES.get(path.name, {})

    assert {} == data["permissions"]
    assert expected == granted


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("on: pull_request\n", "on: [pull_request_target]\n"),
        ("on: pull_request\n", "on: {issue_comment: {}}\n"),
        ('"$BASE"', '"${{ github.head_ref }}"'),
        ("persist-credentials: false", "persist-credentials: true"),
        (
            "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405",
            "actions/setup-python@v6",
        ),
        ("actions/setup-python@", "somebody/setup-python@"),
        ("$GITHUB_STEP_SUMMARY", "$GITHUB_STEP_SUMMARY; echo ${{ secrets.TOKEN }}"),
    ],
)
def test_an_unsafe_workflow_is_seen(good, bad):
    """Each danger, put into the real file, is found."""
    text = (FORGE / "workflows" / "proposals.yml").read_text(encoding="utf-8")

    assert good in text
    assert faults(text.replace(good, bad))


def test_zizmor_finds_nothing():
    """The security linter, at its strictest and without the network."""
    run = linter("zizmor", "--offline", "--pedantic", "--quiet", "--color=never", ".github")

    assert (0, "") == (run.returncode, run.stdout.replace("No findings to report. Good job!\n", ""))


def test_jactionlint_finds_nothing():
    """The syntax linter, on all workflows and on dependabot.yml."""
    run = linter("jactionlint")

    assert (0, "") == (run.returncode, run.stdout)


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("dependabot", "dependabot.yml"),
    ],
)
def test_the_forge_can_read_its_files(schema, pattern):
    """The published JSON Schemas of the forge's own formats accept each file."""
    files = [str(path) for path in sorted(FORGE.glob(pattern))]
    run = linter("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)

    assert files
    assert 0 == run.returncode, run.stdout + run.stderr


def owner(path: str) -> str:
    """Who must approve a change of this path: the last line of CODEOWNERS that matches."""
    found = ""
    for line in (FORGE / "CODEOWNERS").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, name = line.split()
            if fnmatch.fnmatch(f"/{path}", f"{pattern}*" if pattern.endswith("/") else pattern):
                found = name
    return found


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("proposals/2026/bankar-vid-an.yaml", "moderators"),
        ("rounds/2026/assessments/bankar-vid-an.yaml", "town"),
        ("rounds/2026/round.yaml", "town"),
        ("rounds/2026/result.yaml", "town"),
        ("content/town.yaml", "town"),
        (".github/workflows/proposals.yml", "developers"),
        (".github/CODEOWNERS", "developers"),
        ("scripts/medborgarbudget/cli.py", "developers"),
        ("requirements.txt", "developers"),
    ],
)
def test_three_owners_and_never_one_for_a_proposal_and_its_verdict(path, expected):
    """Losing an owner's line would let a change in unseen."""
    assert f"@medborgarbudget/{expected}" == owner(path)


def test_there_is_a_form_for_each_act_in_two_languages():
    """A resident who never saw Git meets forms whose fields are the proposal's keys."""
    forms = [parsed(FORGE / "ISSUE_TEMPLATE" / f"idea.{code}.yml") for code in ("sv", "en")]
    fields = [[part.get("id") for part in form["body"]] for form in forms]
    acts = {path.stem for path in (FORGE / "PULL_REQUEST_TEMPLATE").glob("*.md")}

    assert fields[0] == fields[1]
    assert {"title", "summary", "description", "location", "category", "cost"} <= set(fields[0])
    assert {"proposal", "assessment", "paper-batch", "decision", "code"} == acts


def run_check(town: Path, base: str, tmp_path: Path) -> tuple[int, str, str]:
    """The real step of the real workflow, in a folder laid out as the forge does it."""
    job = parsed(FORGE / "workflows" / "proposals.yml")["jobs"]["validate"]
    script = next(step["run"] for step in job["steps"] if step.get("name") == "Check")
    binaries = tmp_path / "program" / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "mb").symlink_to(Path(sys.executable).with_name("mb"))
    (tmp_path / "proposed").symlink_to(town)
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "BASE": base, "GITHUB_STEP_SUMMARY": str(summary)}
    run = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, summary.read_text(encoding="utf-8")


@pytest.fixture
def town(tmp_path, towns):
    """A town in a real Git repository: its folder, its first commit, and a way to call git."""
    folder = tmp_path / "town"
    shutil.copytree(towns / "lillby", folder)

    def git(*words: str) -> str:
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@lillby.example", *words]
        return subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message=Base")
    return folder, git("rev-parse", "HEAD"), git


def propose(folder: Path, git: Any, cost: str) -> None:
    """Hand in one more proposal, with a cost of our choosing, as a commit."""
    model = (folder / "proposals" / "2026" / "utegym-soder.yaml").read_text(encoding="utf-8")
    path = folder / "proposals" / "2026" / "utegym-norr.yaml"
    path.write_text(model.replace("cost: 95000", f"cost: {cost}"), encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "--message=Change")


def test_the_workflow_puts_the_problem_on_its_line(town, tmp_path):
    """A cost above the cap: an error on the line, the summary in two languages, a red check."""
    folder, base, git = town
    propose(folder, git, "950000")

    code, annotations, summary = run_check(folder, base, tmp_path)

    assert 1 == code
    assert "::error file=proposals/2026/utegym-norr.yaml,line=6," in annotations
    assert "Kostnaden får vara högst" in summary
    assert "Cost must be" in summary


def test_the_workflow_runs_no_word_of_a_stranger(town, tmp_path):
    """A cost that is a command stays text: no file is made, no line of it commands the forge."""
    folder, base, git = town
    propose(folder, git, '"$(touch x)`touch x`\\n::add-mask::x"')

    code, annotations, _ = run_check(folder, base, tmp_path)

    assert 1 == code
    assert [] == [*tmp_path.glob("x"), *folder.glob("x")]
    assert all(line.startswith("::error ") for line in annotations.splitlines())
