"""How long a cold start takes under AWS's own runtime client: ours beside a bare handler.

``python -m tests.voting.function.cold_start`` prints it; with ``--compiled`` of modules compiled
beforehand, as ``make function-zip`` packs them where it has the function's Python. A stub on
loopback plays the Runtime API: it hands out one event, and the time counts from the start of the
process to its answer: for a ballot until its receipt, stored in dynalite, without and with the TLS
that DynamoDB has.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from compileall import compile_dir
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from py_compile import PycInvalidationMode

HANDLER = "medborgarbudget.voting.function.lambda_handler.invoke"
BARE = "def invoke(event, context):\n    return {'statusCode': 200, 'body': '{}'}\n"
BALLOT = "a ballot into dynalite"
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
    """The path answered at, the answer, and the seconds to it: by the clock, and worked."""
    with RuntimeApi(event) as api:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",  # nothing can be written beside the modules there
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server.server_port}",
            **settings,
        }
        begun = time.perf_counter()
        words = [sys.executable, "-m", "awslambdaric", handler]
        with subprocess.Popen(
            words, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            answered = api.answered.wait(MOST_SECONDS)
            worked = cpu_seconds(process.pid)
            process.kill()
            said = process.stderr.read().decode()
    assert answered, said
    return (*api.answer, api.at - begun, worked)


def cpu_seconds(pid):
    """For how long a process has had a processor: what other work on the machine hardly changes."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def laid_out(folder, voters=4):
    """A folder as the zip has it but for cryptography, with an election; gives the settings."""
    from tests.voting.conftest import Booth

    from medborgarbudget.records.sealed.encoding import b64u
    from medborgarbudget.voting.function.packing import write_function
    from medborgarbudget.voting.function.settings import bundle_files

    booth = Booth(voters)
    booth.election = replace(booth.election, closes=datetime(2100, 1, 1, tzinfo=UTC))
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


@contextmanager
def behind_tls(port, folder):
    """A door with a certificate for localhost before a port of this machine: address, and its file.

    The function must do what it does on Lambda: read who may vouch for the server, and shake hands.
    """
    from tests.services.nginx import certificate

    certificate(folder, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "fullchain.pem", folder / "privkey.pem")
    door = context.wrap_socket(
        socket.create_server(("127.0.0.1", 0)), True, do_handshake_on_connect=False
    )

    def copy(source, target):
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def serve():
        with suppress(OSError):
            while True:
                caller, _ = door.accept()
                threading.Thread(target=passed, args=(caller,), daemon=True).start()

    def passed(caller):
        with caller, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
            for one in (caller, server):  # or the second half of each request waits for 40 ms
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            caller.do_handshake()
            threading.Thread(target=copy, args=(caller, server), daemon=True).start()
            copy(server, caller)

    threading.Thread(target=serve, daemon=True).start()
    yield f"https://localhost:{door.getsockname()[1]}", folder / "fullchain.pem"
    door.close()


@contextmanager
def in_dynamodb(folder):
    """Settings of a table of dynalite's own: plain, and by TLS with Amazon's authorities."""
    from tests.services import dynamodb
    from tests.voting.stores.conftest import new_table

    from medborgarbudget.voting.stores.dynamodb import AMAZON

    server = dynamodb.started("dynalite")
    try:
        new_table(server.address("votes"))
        with behind_tls(server.port, folder) as (endpoint, its):
            (folder / "authorities.pem").write_bytes(its.read_bytes() + AMAZON.read_bytes())
            yield tuple(
                {
                    "MEDBORGARBUDGET_STORE": f"dynamodb://votes?region=eu-north-1&endpoint={door}",
                    "AWS_CA_BUNDLE": str(folder / "authorities.pem"),
                    **dynamodb.SETTINGS,
                }
                for door in (server.endpoint, endpoint)
            )
    finally:
        server.remove()


def ballot_event(booth, voter):
    """A voter's first ballot, as a page of the town sends it."""
    from medborgarbudget.records.sealed.envelopes import Marks
    from medborgarbudget.voting.sealing import ballot_body, sealed

    body = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[voter], Marks((1,))))
    headers = {"origin": "https://lillby.example", "content-type": "application/json"}
    return url_event("POST", "/ballot", body.decode(), headers)


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
    """Print the medians of each, one after the other in turns, and whether they are in bounds."""
    with tempfile.TemporaryDirectory() as name, in_dynamodb(Path(name)) as (plain, tls):
        folder = Path(name)
        booth, settings = laid_out(folder, 2 * ROUNDS)
        if "--compiled" in sys.argv:
            compile_dir(folder, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        asked = {
            "bare handler": ("bare.invoke", {}, lambda number: url_event("GET", "/election")),
            "GET /election": (HANDLER, {}, lambda number: url_event("GET", "/election")),
            BALLOT: (HANDLER, plain, lambda number: ballot_event(booth, number)),
            "the same by TLS": (HANDLER, tls, lambda number: ballot_event(booth, number + ROUNDS)),
        }
        times = {what: [] for what in asked}
        for number in range(ROUNDS):
            for what, (handler, its, event) in asked.items():
                _, answer, *seconds = invoked(handler, folder, event(number), settings | its)
                assert answer["statusCode"] in (200, 201), answer
                times[what].append(seconds)
    clock = {what: statistics.median(one[0] for one in its) for what, its in times.items()}
    worked = {what: statistics.mean(one[1] for one in its) for what, its in times.items()}
    bare, ours = clock["bare handler"], clock[BALLOT]
    for what, its in times.items():
        by_clock = f"{clock[what] * 1000:4.0f} ms, {clock[what] / bare:.2f} x"
        fastest = min(one[0] for one in its) * 1000
        work = f"{worked[what] * 1000:4.0f} ms, {worked[what] / worked['bare handler']:.2f} x"
        print(f"{what:26}{by_clock} (fastest {fastest:.0f} ms); processor {work}")
    kept = ours <= TARGET_SECONDS and ours <= TARGET_RATIO * bare
    print(
        f"a ballot is {'within' if kept else 'OUTSIDE'} the target; load {os.getloadavg()[0]:.1f}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
