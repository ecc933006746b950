"""How long a cold start takes under AWS's own runtime client: ours beside a bare handler.

``python -m tests.voting.function.cold_start`` prints it. A stub on loopback plays the Runtime API:
it hands out one event, and the time counts from the start of the process to its answer.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HANDLER = "medborgarbudget.voting.function.lambda_handler.invoke"
BARE = "def invoke(event, context):\n    return {'statusCode': 200, 'body': '{}'}\n"
ROUNDS, MOST_SECONDS = 9, 60
TARGET_SECONDS, TARGET_RATIO = 0.4, 3


class Quiet(ThreadingHTTPServer):
    """A server to which a client that is gone is nothing to speak of."""

    def handle_error(self, *_):
        """Say nothing: the process was ended on purpose."""


class RuntimeApi:
    """The part of Lambda's Runtime API that one invocation needs, at an address on loopback."""

    def __init__(self, event):
        self.event, self.answer, self.answered = event, None, threading.Event()
        self.done, self.at = threading.Event(), 0.0
        api = self

        class Handler(BaseHTTPRequestHandler):
            """One event, then silence; whatever is posted is the answer."""

            protocol_version = "HTTP/1.1"

            def do_GET(self):
                """The next invocation."""
                if api.answered.is_set():
                    api.done.wait(MOST_SECONDS)
                self.reply(json.dumps(api.event).encode(), "1")

            def do_POST(self):
                """The answer, or the fault."""
                body = self.rfile.read(int(self.headers["content-length"]))
                api.at, api.answer = time.perf_counter(), (self.path, json.loads(body))
                self.reply(b"{}")
                api.answered.set()

            def reply(self, body, invocation=""):
                """An answer with the headers that the client reads."""
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", invocation)
                self.send_header("Lambda-Runtime-Deadline-Ms", "9999999999999")
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:::f")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Say nothing."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.server.shutdown()
        self.server.server_close()


def invoked(handler, folder, event, settings):
    """The path that was answered at, the answer, and the seconds from the start to it."""
    with RuntimeApi(event) as api:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(folder),
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server.server_port}",
            **settings,
        }
        begun = time.perf_counter()
        words = [sys.executable, "-m", "awslambdaric", handler]
        with subprocess.Popen(
            words, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            answered = api.answered.wait(MOST_SECONDS)
            process.kill()
            said = process.stderr.read().decode()
    assert answered, said
    return (*api.answer, api.at - begun)


def laid_out(folder):
    """A folder as the zip has it but for cryptography, with an election; gives the settings."""
    from tests.voting.conftest import Booth

    from medborgarbudget.records.sealed.encoding import b64u
    from medborgarbudget.voting.function.packing import write_function
    from medborgarbudget.voting.function.settings import bundle_files

    booth = Booth()
    write_function(folder)
    (folder / "bare.py").write_text(BARE, "utf-8")
    for name, data in bundle_files(
        booth.election, {roll: bytes(its.data) for roll, its in booth.rolls.items()}
    ).items():
        (folder / "bundle" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bundle" / name).write_bytes(data)
    settings = {
        "BUNDLE": str(folder / "bundle"),
        "STORE": f"sqlite:{folder / 'votes.sqlite'}",
        "ORIGINS": "https://lillby.example",
        "RECEIPT_KEY": b64u(booth.receipt_key.private_bytes_raw()),
    }
    return booth, {f"MEDBORGARBUDGET_{name}": value for name, value in settings.items()}


def url_event(method, path, body="", headers=None, encoded=False):
    """An event as a function URL sends it, with all that ours must not look at."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-proto": "https",
            "host": "abcdefghij.lambda-url.eu-north-1.on.aws",
            "user-agent": "Mozilla/5.0",
            **(headers or {}),
        },
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "abcdefghij",
            "domainName": "abcdefghij.lambda-url.eu-north-1.on.aws",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "Mozilla/5.0",
            },
            "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
            "routeKey": "$default",
            "stage": "$default",
            "time": "10/May/2026:12:00:00 +0000",
            "timeEpoch": 1778414400000,
        },
        **({"body": body} if body else {}),
        "isBase64Encoded": encoded,
    }


def main():
    """Print the medians of both, one after the other in turns, and whether they are in bounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, settings = laid_out(folder)
        event = url_event("GET", "/election")
        times = {"bare.invoke": [], HANDLER: []}
        for _ in range(ROUNDS):
            for handler, its in times.items():
                its.append(invoked(handler, folder, event, settings)[2])
    bare, ours = (statistics.median(its) for its in times.values())
    print(f"bare handler   {bare * 1000:6.0f} ms  (fastest {min(times['bare.invoke']) * 1000:.0f})")
    print(f"vote function  {ours * 1000:6.0f} ms  (fastest {min(times[HANDLER]) * 1000:.0f})")
    kept = ours <= TARGET_SECONDS and ours <= TARGET_RATIO * bare
    print(f"ratio          {ours / bare:6.2f}     {'within' if kept else 'OUTSIDE'} the target")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
