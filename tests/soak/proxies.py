"""A stretch of bad network: a proxy that changes answers, delays them, or hangs up instead."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Proxy:
    """Passes bytes between a port of 127.0.0.1 and another; `change` makes of each answer another.

    Of an answer that becomes empty the caller gets nothing: the proxy hangs up.
    """

    def __init__(self, port: int, change: Callable[[bytes], bytes] = bytes) -> None:
        self.target = port
        self.change = change
        self._door = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._open, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _open(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(caller,), daemon=True).start()

    def _pass(self, caller: socket.socket) -> None:
        """One connection, until either side ends it or an answer is empty."""
        with caller, suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self.target), timeout=30)
            with server:
                threading.Thread(target=_copy, args=(caller, server), daemon=True).start()
                while (answer := server.recv(65536)) and (changed := self.change(answer)):
                    caller.sendall(changed)
                with suppress(OSError):
                    caller.shutdown(socket.SHUT_RDWR)


class Cuts:
    """Makes this share of answers empty, and counts them."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.passed = 0
        self.cut = 0
        self._dice = random.Random(4)
        self._lock = threading.Lock()

    def __call__(self, answer: bytes) -> bytes:
        """The answer, or nothing."""
        with self._lock:
            is_cut = self._dice.random() < self.share
            self.cut += is_cut
            self.passed += not is_cut
        return b"" if is_cut else answer


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
