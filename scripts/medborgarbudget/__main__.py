"""The way in: ``medborgarbudget``, its short form ``mb``, and ``python -m medborgarbudget``."""

from __future__ import annotations

import sys

from medborgarbudget.cli import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
