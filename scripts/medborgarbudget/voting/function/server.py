"""The application that a WSGI server imports: ``medborgarbudget.voting.function.server:app``."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from medborgarbudget.voting.function.settings import function_from
from medborgarbudget.voting.function.wsgi import application


def _now() -> datetime:
    return datetime.now(UTC)


app = application(function_from(os.environ, _now))
