"""How granian runs the vote function: on a town's own machine, and in a container."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import UTC, datetime

from medborgarbudget.voting.function.settings import function_from

APPLICATION = "medborgarbudget.voting.function.server:app"

HEADER_MILLISECONDS = 10_000
"""For so long the head of a request is waited for, and the next request of a quiet connection."""

HEADER_BYTES = 16_384
CALLERS = 4096
"""So many connections each process has at once: who only holds on costs little, and must leave room
for voters."""


STOP_SECONDS = 10
"""For so long a worker may finish what it is at; one that is told to end while it begins hears
nothing of it, and would go on for ever."""


def serve(host: str, port: int, workers: int) -> None:
    """Answer until somebody ends it, as the settings in the environment say.

    A worker that dies is replaced. granian ends where one dies twice within seconds, which it takes
    for a defect: then it is begun anew, as nobody is here at night. There is no access log. Raises
    SettingsError where no worker could begin, and ImportError where granian is not installed.
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    function_from(os.environ, lambda: datetime.now(UTC))  # opens nothing, so it may be forked
    while True:
        server = Granian(
            APPLICATION,
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            workers=workers,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES
            ),
            websockets=False,
            backlog=CALLERS // 2,
            backpressure=CALLERS,
            log_access=False,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS,
        )
        with suppress(SystemExit):
            server.serve()
        if server.interrupt_signal:
            return
        time.sleep(1)
