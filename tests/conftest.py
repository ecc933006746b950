"""What all tests share, and the rule that no test goes missing in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ELECTIONS = ROOT.parent / "shared" / "elections"
NEEDS_ELECTIONS = "needs the real elections of ../shared/elections"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return ROOT


@pytest.fixture(scope="session")
def towns() -> Path:
    """The folder of small example towns."""
    return ROOT / "tests" / "towns"


@pytest.fixture(scope="session")
def elections() -> Path:
    """The folder of real Pabulib elections beside this repository; else the test is skipped."""
    if not ELECTIONS.is_dir():
        pytest.skip(NEEDS_ELECTIONS)
    return ELECTIONS


def unexcused(reasons: list[str]) -> list[str]:
    """The reasons for skipping that a continuous integration run does not accept."""
    return [reason for reason in reasons if "../shared" not in reason]


def skip_reasons(reporter: pytest.TerminalReporter) -> list[str]:
    """Why tests were skipped, one line per test, in the words of the skip."""
    return [
        report.longrepr[2].removeprefix("Skipped: ")
        if isinstance(report.longrepr, tuple)
        else str(report.longrepr)
        for report in reporter.stats.get("skipped", [])
    ]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A loud word about what did not run: a skipped test must never look like a passed one."""
    reasons = skip_reasons(terminalreporter)
    for reason in sorted(set(reasons)):
        terminalreporter.section(f"NOT TESTED: {reasons.count(reason)} × {reason}", sep="!")
    if os.environ.get("CI") == "true" and unexcused(reasons):
        terminalreporter.section("With CI=true every test must run: this run has failed", sep="!")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skip fails the run, unless the test needs the folder ../shared."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and unexcused(skip_reasons(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
