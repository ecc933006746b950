"""The application that a server imports: ``medborgarbudget.voting.function.server:app``.

`app` is for ASGI servers and `wsgi_app` for WSGI ones, on the same function. Each process of a
server must import this for itself: a store that was opened before a fork is no store after it.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from medborgarbudget.voting.function import asgi, wsgi
from medborgarbudget.voting.function.settings import function_from


def _now() -> datetime:
    return datetime.now(UTC)


_function = function_from(os.environ, _now)
app = asgi.application(_function)
wsgi_app = wsgi.application(_function)
