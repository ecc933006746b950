"""On what, with what and when the bench was run."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path


def conditions() -> dict[str, str]:
    """On what and when the figures are measured."""
    packages = ("numpy", "numba", "pabutools", "muoblpbindings", "polars", "duckdb")
    found = [f"{name} {version(name)}" for name in packages if find_spec(name) is not None]
    cpus = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    model = cpus[0].split(":")[1].strip() if cpus else platform.processor() or "unknown"
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {model}",
        "programs": f"Python {platform.python_version()}, {', '.join(found)}",
        "load before": load(),
    }


def load() -> str:
    """How much the machine had to do in the last one, five and fifteen minutes."""
    return " ".join(f"{some:.2f}" for some in os.getloadavg())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
