"""The command that closes a vote: the paper is settled, and the box online is opened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.next_steps import tell_next
from medborgarbudget.commands.questions import confirm_or_stop
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.tidying import tidied
from medborgarbudget.commands.unsealing import Unsealed, destroyed, figures, tell, unsealed
from medborgarbudget.commands.vote_function import night_of
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.box import election_key_path

if TYPE_CHECKING:
    from medborgarbudget.records.tree import RoundFolder

GRACE = timedelta(minutes=15)
"""For ballots that were on their way when voting closed."""

ASK = {
    "sv": "Skriva urnan? Nyckeln blir då offentlig, så att alla kan läsa de sedlar som ligger i "
    "den. Där bara summor blir offentliga ligger inga sedlar i den.",
    "en": "Write the box? Its key becomes public then, so that all can read the ballots in it. "
    "Where only sums are published no ballots are in it.",
}


@click.command()
@round_argument
@click.option("--store", metavar="ADDRESS", help="Online: where the sealed ballots are kept.")
@click.option(
    "--log-key",
    "log_key",
    metavar="FILE",
    type=door.FILE,
    help="Online: the log key, as the ceremony wrote it.",
)
@click.option(
    "--words",
    "word_files",
    multiple=True,
    metavar="FILE",
    type=door.FILE,
    help="Online: a trustee's words in a file; twice. Else they are asked for, unseen.",
)
@click.option(
    "--publish-few",
    is_flag=True,
    help="Online: publish ballots one by one also in pots with fewer than 50. The town decides.",
)
@click.option("--yes", "sure", is_flag=True, help="Online: write without asking first.")
@to_reader("text", "json")
@door.today_option
def close(
    round_id: str,
    store: str | None,
    log_key: Path | None,
    word_files: tuple[Path, ...],
    publish_few: bool,
    sure: bool,
    reader: Reader,
    today: date | None,
) -> None:
    """Write the ballots of ROUND as Pabulib files, once voting is over and the paper settled.

    A round that is voted in online is opened by two trustees, the day after voting ends and by the
    clock not before 15 minutes after: the last checkpoint, the box and its key are written with the
    ballots, and ballots that were changed or revoked are destroyed unread. Of a pot with fewer than
    50 ballots online only the sums are published, where its rule can count them. Nothing is written
    before all of it is in order; where it was interrupted, close again.
    """
    from medborgarbudget.counting.closing import close_round
    from medborgarbudget.records.lots import waits_for_lot
    from medborgarbudget.records.writing import write_in_turn

    tree, folder = tree_and_round(reader, round_id)
    day = door.day_of_act(today)
    box: Unsealed | None = None
    if folder.keys is not None:
        _not_too_early(folder, day, today is None, reader)
        if store is None or log_key is None:
            raise click.UsageError(
                phrase("This round is voted in online: name --store and --log-key.")
            )
        night = night_of(folder, store, log_key, day, reader)
        box = unsealed(tree, folder, night, word_files, publish_few, reader)
    elif store is not None or log_key is not None or word_files:
        raise click.UsageError(
            phrase("This round has no keys: --store, --log-key and --words say nothing.")
        )
    closing = close_round(tree, folder, day, (box.source,) if box is not None else ())
    if not closing.files:
        reader.refuse(closing.problems)
    reader.warn(closing.problems)
    facts: dict[str, Any] = {"ballots": dict(closing.voters)}
    if box is not None:
        facts["online"] = figures(folder, box)
        tell(folder, box, reader.language)
        if not sure:
            confirm_or_stop(ASK[reader.language], reader.language)
    files = {**(box.files if box is not None else {}), **closing.files}
    # The key comes when all else is safely on the disk and nothing is left that it must not open.
    key = {path: files.pop(path) for path in [election_key_path(round_id)] if path in files}
    write_in_turn(reader.root, files)
    if box is not None:
        destroyed(box, reader)
        tidied(box.night.store, round_id, reader)
        write_in_turn(reader.root, key)
    reader.wrote([*files, *key], facts)
    online = ["close-online"] if box is not None else []
    tell_next(reader, round_id, *online, "close-lot" if waits_for_lot(folder.round) else "close")


def _not_too_early(
    folder: RoundFolder,
    day: date,
    by_clock: bool,
    reader: Reader,
) -> None:
    """Before anything is opened: voting is over, by the day; by the clock, the grace is too."""
    from medborgarbudget.counting.closing import not_yet

    problems = not_yet(folder, day)
    if folder.election is not None and by_clock:
        open_at = folder.election.closes + GRACE
        if not problems and datetime.now(UTC) < open_at:
            facts = {"minutes": int(GRACE.total_seconds()) // 60}
            problems = [Problem("close-within-grace", Place(f"{folder.path}/round.yaml"), facts)]
    if problems:
        reader.refuse(problems)
