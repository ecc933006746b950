"""What a store still tells of when its rows came: let go of at night, and said where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medborgarbudget.commands.reader import Reader
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.box import log_path

if TYPE_CHECKING:
    from medborgarbudget.voting.stores import Store


def tidied(store: Store, round_id: str, reader: Reader) -> None:
    """Tidy the store of a round; what is left is told in warnings, and stops nothing."""
    place = Place(log_path(round_id))
    left = store.tidy()
    reader.warn([Problem("store-not-tidied", place, {"said": one}, "warning") for one in left])
    settings_told(store, round_id, reader)


def settings_told(store: Store, round_id: str, reader: Reader) -> None:
    """Warn of the settings of a store's engine that keep when each ballot came."""
    from medborgarbudget.voting.stores import UnavailableError

    place = Place(log_path(round_id))
    try:
        found = [
            Problem("store-setting-tells", place, {"setting": one}, "warning")
            for one in store.traces()
        ]
    except UnavailableError as error:
        found = [Problem("store-not-tidied", place, {"said": str(error)}, "warning")]
    reader.warn(found)
