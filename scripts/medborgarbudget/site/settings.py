"""Pelican's settings for a town's folder: all of Pelican's own readers and pages switched off."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from medborgarbudget.records.client_code import theme_folder
from medborgarbudget.site import plugin


def pelican_settings(
    root: Path, today: date, output: Path | None = None, as_files: bool = False
) -> dict[str, Any]:
    """What Pelican is to know: nothing of the town but where its folder is.

    Residents' files are read by our own generators only: no path is left to Pelican's readers,
    which would publish any file that a proposal's text names.
    """
    overrides = root / "content" / "overrides" / "templates"
    return {
        "PATH": str(root / "content"),
        "OUTPUT_PATH": str(output or root / "output"),
        "THEME": str(theme_folder()),
        "THEME_STATIC_PATHS": [],
        "THEME_TEMPLATES_OVERRIDES": [str(overrides)] if overrides.is_dir() else [],
        "PLUGINS": [plugin],
        "SITEURL": "",
        "TIMEZONE": "UTC",
        "LOCALE": ["", "C"],
        "DEFAULT_DATE": None,
        "READERS": {"md": None, "markdown": None, "mkd": None, "rst": None, "html": None},
        "ARTICLE_PATHS": [],
        "PAGE_PATHS": [],
        "STATIC_PATHS": [],
        "DIRECT_TEMPLATES": [],
        "TEMPLATE_PAGES": {},
        "FEED_ATOM": None,
        "FEED_RSS": None,
        "FEED_ALL_ATOM": None,
        "FEED_ALL_RSS": None,
        "CATEGORY_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "TAG_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "INTRASITE_LINK_REGEX": "(?!)",
        "DELETE_OUTPUT_DIRECTORY": False,
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        "JINJA_ENVIRONMENT": {"autoescape": True},
        "TOWN_ROOT": str(root),
        "TOWN_TODAY": today,
        "TOWN_AS_FILES": as_files,
    }
