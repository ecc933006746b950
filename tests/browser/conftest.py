"""A real browser on the built site, and the checkers that npm brings; without them, a loud skip."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.site.conftest import after, before, built, counted, lillby

__all__ = ["after", "before", "built", "counted", "lillby"]

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def address(after: Path) -> Iterator[str]:
    """The finished site on localhost."""
    handler = functools.partial(Quiet, directory=str(after))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def told_by(page: Any) -> list[str]:
    """What the page will say in its console, and every fault of its scripts."""
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda one: said.append(str(one)))
    return said


def browser_program() -> str | None:
    """Debian's Chromium, or another."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, or another on the path, driven by Playwright."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs: pip install playwright")
    found = browser_program()
    if found is None:
        pytest.skip("needs a browser: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


def from_npm(path: str) -> Path:
    """A file that ``npm ci`` in this folder brings; else the test is skipped."""
    found = HERE / "node_modules" / path
    if not found.is_file():
        pytest.skip("needs what npm brings: cd tests/browser && npm ci")
    return found


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core."""
    return from_npm("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def vnu() -> list[str]:
    """How to run the Nu HTML checker."""
    jar = from_npm("vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java")
    if java is None:
        pytest.skip("needs Java for the Nu HTML checker: apt-get install default-jre-headless")
    return [java, "-Xss4m", "-jar", str(jar)]
