"""One build of the site: Pelican run in this process, where any error it logs is an exception."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

from pelican import Pelican, log
from pelican.settings import read_settings

from medborgarbudget.site.settings import pelican_settings


def build(root: Path, output: Path, today: date, as_files: bool = False) -> None:
    """Build the site of the town at `root` into `output`, as on the day `today`.

    The bytes depend on the files, their history and the day, on nothing else. With `as_files`,
    links name index.html, so that the site can be read from a folder without any server. Raises
    TownNotReadableError before anything is written where files of the town cannot be read.
    """
    log.console.quiet = True
    settings = pelican_settings(root.resolve(), today, output.resolve(), as_files)
    before, log.FatalLogger.fatal_lvl = log.FatalLogger.fatal_lvl, logging.ERROR
    try:
        Pelican(read_settings(override=settings)).run()
    finally:
        log.FatalLogger.fatal_lvl = before  # what else logs in this process ends nothing
