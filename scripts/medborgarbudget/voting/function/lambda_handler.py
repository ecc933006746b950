"""What AWS Lambda imports: its handler is `invoke` in this module.

The function is made while Lambda initialises, once for each of its copies.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from medborgarbudget.voting.function.events import invocation
from medborgarbudget.voting.function.settings import function_from


def _now() -> datetime:
    return datetime.now(UTC)


invoke = invocation(function_from(os.environ, _now))
