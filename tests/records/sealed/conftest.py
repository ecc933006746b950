"""The vectors of tests/vectors, and the keys behind them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parents[2] / "vectors"


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """Our own, that a second client is checked with."""
    return json.loads((VECTORS / "protocol.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def standards() -> dict[str, Any]:
    """Those of the standards that we lean on."""
    return json.loads((VECTORS / "rfc.json").read_text("utf-8"))
