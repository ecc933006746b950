"""The vote page's scripts as this program has them: what runs, and the sources to be read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from medborgarbudget.records.digest import bytes_digest

BUILT = ("static", "vote")
"""Where esbuild puts what runs, below the theme."""
SOURCES = ("client",)
"""Where it is made from: scripts, how they are built, and the locked list of packages."""
SOURCE_FILES = ("build.mjs", "package.json", "package-lock.json", "src/**/*.js")


def theme_folder() -> Path:
    """Where templates, style and scripts are: inside the wheel, else at the checkout's top."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "theme"
    return installed if installed.is_dir() else package.parent.parent / "theme"


def built_scripts(theme: Path) -> Mapping[str, bytes]:
    """What a browser runs, by file name."""
    folder = theme.joinpath(*BUILT)
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.js"))}


def sources(theme: Path) -> Mapping[str, bytes]:
    """What it is built from, by path below the folder of the sources."""
    folder = theme.joinpath(*SOURCES)
    found = sorted(path for pattern in SOURCE_FILES for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@cache
def client_digests() -> Mapping[str, str]:
    """The SHA-256 of each script and each source, by its path below the theme."""
    theme = theme_folder()
    parts = ((BUILT, built_scripts(theme)), (SOURCES, sources(theme)))
    return {
        "/".join((*folder, name)): bytes_digest(data)
        for folder, files in parts
        for name, data in files.items()
    }
