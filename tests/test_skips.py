"""The rule of tests/conftest.py: what does not run is told loudly, and in CI it fails the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPING = "import pytest\ndef test_a(): pytest.skip({reason!r})\ndef test_b(): pass\n"


def run_with_a_skip(folder: Path, reason: str, ci: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest, beside a copy of our conftest.py, in which one test is skipped."""
    conftest = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(conftest, encoding="utf-8")
    (folder / "test_it.py").write_text(SKIPPING.format(reason=reason), encoding="utf-8")
    only = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment = {**os.environ, "CI": ci, **only}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-n", "1", "test_it.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("reason", "ci", "expected"),
    [
        ("needs a browser", "", 0),
        ("needs a browser", "true", 1),
        ("needs the real elections of ../shared/elections", "true", 0),
    ],
)
def test_a_skipped_test_is_loud_and_fails_continuous_integration(tmp_path, reason, ci, expected):
    """On a machine without a browser the run passes with a banner; in CI nothing may be missing."""
    run = run_with_a_skip(tmp_path, reason, ci)

    assert expected == run.returncode, run.stdout
    assert f"NOT TESTED: 1 × {reason}" in run.stdout
    assert "1 passed, 1 skipped" in run.stdout.splitlines()[-1]
