"""What a store cannot let go of is said, and stops nothing."""

from __future__ import annotations

import pytest

from medborgarbudget.commands.reader import Reader
from medborgarbudget.commands.tidying import tidied
from medborgarbudget.voting.stores import UnavailableError
from medborgarbudget.voting.stores.memory import MemoryStore


class Talkative(MemoryStore):
    """A store whose server keeps everything."""

    def traces(self):
        """One setting."""
        return ("track_commit_timestamp = on",)

    def tidy(self):
        """One right that the role lacks."""
        return ("CHECKPOINT: InsufficientPrivilege",)


class Gone(MemoryStore):
    """A store whose server has just gone."""

    def traces(self):
        """No answer."""
        raise UnavailableError("OperationalError")


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (MemoryStore(), []),
        (Talkative(), ["[store-setting-tells]", "track_commit_timestamp = on"]),
        (Talkative(), ["[store-not-tidied]", "CHECKPOINT: InsufficientPrivilege"]),
        (Gone(), ["[store-not-tidied]", "OperationalError"]),
    ],
)
def test_what_is_left_is_told_on_standard_error(tmp_path, capsys, store, said):
    """As warnings; nothing where nothing is left."""
    tidied(store, "2026", Reader(tmp_path, "en"))
    shown = capsys.readouterr()

    assert "" == shown.out
    assert bool(said) == bool(shown.err)
    assert all(one in shown.err for one in said)
