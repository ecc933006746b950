"""The Nu HTML checker on every page of the site: no error at all."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_page_is_html_as_the_standard_says(
    when: str, vnu: list[str], request: pytest.FixtureRequest
) -> None:
    """While people vote, and when all is done."""
    site: Path = request.getfixturevalue(when)

    ran = subprocess.run(
        [*vnu, "--skip-non-html", "--errors-only", "--format", "json", str(site)],
        capture_output=True,
        text=True,
        check=False,
    )

    messages = json.loads(ran.stderr)["messages"]
    assert [] == [(one["url"], one.get("lastLine"), one["message"]) for one in messages]
