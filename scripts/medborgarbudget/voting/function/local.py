"""The vote function on this machine, beside the files of a site: to try it, and for the demo town.

A server for one person at a time: real votes go through granian behind nginx (`vote-server`).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, cast
from wsgiref.handlers import SimpleHandler

from medborgarbudget.voting.function.http import Handler
from medborgarbudget.voting.function.wsgi import Application, application

THREADS = 16


class LocalServer(ThreadingHTTPServer):
    """Serves `folder` on localhost, and each function under the path that it is given for.

    The functions may be exchanged while it runs. Says nothing of any request. A few threads answer,
    again and again: a store keeps a connection for each thread.
    """

    def __init__(self, port: int, folder: Path, functions: Mapping[str, Handler]) -> None:
        super().__init__(
            ("127.0.0.1", port), functools.partial(LocalHandler, directory=str(folder))
        )
        self._workers = ThreadPoolExecutor(THREADS)
        self.applications: dict[str, Application] = {}
        self.mount(functions)

    def mount(self, functions: Mapping[str, Handler]) -> None:
        """Answer with these functions, and no others, from now on."""
        self.applications = {path: application(one) for path, one in functions.items()}

    def process_request(self, request: Any, client_address: Any) -> None:
        """In one of the threads, when it is free."""
        self._workers.submit(self.process_request_thread, request, client_address)

    def server_close(self) -> None:
        """Answer what was asked, and let go of the port."""
        super().server_close()
        self._workers.shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up before the answer is no error of ours; all else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class LocalHandler(SimpleHTTPRequestHandler):
    """Serves a folder without a line for every request, and the functions of its server."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".yaml": "text/plain"}
    timeout = 3
    """Seconds for which a browser may keep a thread without asking anything."""
    server: LocalServer

    def do_GET(self) -> None:
        """A file, or the answer of a function."""
        if not self._answered():
            super().do_GET()

    def do_POST(self) -> None:
        """The answer of a function; nothing else takes anything."""
        if not self._answered():
            self.send_error(405)

    def do_OPTIONS(self) -> None:
        """As a POST."""
        self.do_POST()

    def do_PUT(self) -> None:
        """As a POST: a function says by itself what it does not do."""
        self.do_POST()

    def do_DELETE(self) -> None:
        """As a PUT."""
        self.do_POST()

    def do_HEAD(self) -> None:
        """As a GET, without the body."""
        if not self._answered():
            super().do_HEAD()

    def end_headers(self) -> None:
        """Let no browser keep what may be another a moment later."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answered(self) -> bool:
        """Whether the path is a function's, which has then answered."""
        path = self.path.partition("?")[0]
        for prefix, one in self.server.applications.items():
            if path.startswith(f"{prefix}/"):
                environ = self._environ(path.removeprefix(prefix))
                streams = cast(tuple[IO[bytes], IO[bytes]], (self.rfile, self.wfile))
                answer = _Answer(*streams, sys.stderr, environ)
                answer.os_environ = {}  # the request is all that the function may know
                answer.run(one)
                self.close_connection = True
                return True
        return False

    def _environ(self, path: str) -> dict[str, Any]:
        """What the function looks at of a request (PEP 3333)."""
        headers = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}
        headers["HTTP_ORIGIN"] = "origin"
        found = {name: self.headers.get(header) for name, header in headers.items()}
        given = {name: value for name, value in found.items() if value is not None}
        about = {"REQUEST_METHOD": self.command, "SERVER_PROTOCOL": self.request_version}
        return {**about, "PATH_INFO": path, **given}


class _Answer(SimpleHandler):
    """One answer of a function."""

    http_version = "1.0"

    def log_exception(self, exc_info: Any) -> None:
        """Nobody hears of a voter who hung up."""
        if not isinstance(exc_info[1], ConnectionError):
            super().log_exception(exc_info)
