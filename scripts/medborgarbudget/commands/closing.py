"""The command that closes a vote: the paper is settled, and the box online is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.counting import done, say_aside
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.vote_function import Night, night_of
from medborgarbudget.pb.problem import Place, Problem

if TYPE_CHECKING:
    from medborgarbudget.counting.sources import HandedIn
    from medborgarbudget.records.box import Box
    from medborgarbudget.records.sealed.standing import Standing
    from medborgarbudget.records.tree import RoundFolder, TownTree

GRACE = timedelta(minutes=15)
"""For ballots that were on their way when voting closed."""
TRIES = 3

SAID = {
    "sv": {
        "words": "Ord från nyckelförvaltare {number}",
        "slip": "Det är ett skrivfel i orden från nyckelförvaltare {number}.",
        "pot": "{pot}: {counted} räknade, {blank} blanka, {outside} utanför reglerna.",
        "alone": "  {alone} av {counted} sedlar ({percent} %) är inte lik någon annan.",
        "ask": "Skriva urnan? Den hemliga nyckeln blir då offentlig, och alla sedlar går att läsa.",
        "destroyed": "Förstörda i lagret, olästa: {number} ändrade eller makulerade sedlar.",
    },
    "en": {
        "words": "Words of trustee {number}",
        "slip": "There is a slip in the words of trustee {number}.",
        "pot": "{pot}: {counted} counted, {blank} blank, {outside} outside the rules.",
        "alone": "  {alone} of {counted} ballots ({percent} %) are like nobody else's.",
        "ask": "Write the box? Its private key becomes public then, and every ballot readable.",
        "destroyed": "Destroyed in the store, unread: {number} changed or revoked ballots.",
    },
}


@click.command()
@round_argument
@click.option("--store", metavar="ADDRESS", help="Online: where the sealed ballots are kept.")
@click.option(
    "--log-key",
    "log_key",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Online: the log key, as the ceremony wrote it.",
)
@click.option(
    "--words",
    "word_files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Online: a trustee's words in a file; twice. Else they are asked for, unseen.",
)
@click.option(
    "--publish-few",
    is_flag=True,
    help="Online: the town has decided to publish pots with fewer than 50 ballots, one by one.",
)
@click.option("--yes", "sure", is_flag=True, help="Online: write without asking first.")
@door.root_option
@door.today_option
@door.language_option
@door.format_option("text", "json")
def close(
    round_id: str,
    store: str | None,
    log_key: Path | None,
    word_files: tuple[Path, ...],
    publish_few: bool,
    sure: bool,
    root: Path,
    today: date | None,
    language: str,
    output_format: str,
) -> None:
    """Write the ballots of ROUND as Pabulib files, once voting is over and the paper settled.

    A round that is voted in online is opened by two trustees, the day after voting ends or by the
    clock 15 minutes after: the last checkpoint, the box and its key are written with the ballots,
    and ballots that were changed or revoked are destroyed unread. Nothing is written before all of
    it is in order.
    """
    from medborgarbudget.counting.closing import close_round
    from medborgarbudget.records.writing import write_bytes

    tree, folder = tree_and_round(root, round_id, output_format, language)
    day = door.day_of_act(today)
    box: _Opened | None = None
    if folder.keys is not None:
        _not_too_early(tree, folder, day, today is None, output_format, language)
        if store is None or log_key is None:
            raise click.UsageError("This round is voted in online: name --store and --log-key.")
        night = night_of(folder, store, log_key, day, root, output_format, language)
        box = _opened(tree, folder, night, word_files, publish_few, output_format, language)
    elif store is not None or log_key is not None or word_files:
        raise click.UsageError(
            "This round has no keys: --store, --log-key and --words say nothing."
        )
    closing = close_round(tree, folder, day, (box.source,) if box is not None else ())
    if not closing.files:
        door.refused(closing.problems, root, output_format, language)
    say_aside(closing.problems, root, language)
    files = {**(box.files if box is not None else {}), **closing.files}
    facts: dict[str, Any] = {"ballots": dict(closing.voters)}
    if box is not None:
        facts["online"] = _figures(folder, box.source)
        _tell(folder, box.source, language)
        if not sure:
            click.confirm(SAID[language]["ask"], abort=True, err=True)
    for path, data in files.items():
        write_bytes(root, path, data)
    if box is not None:
        _destroy(box, root, output_format, language)
    done(list(files), facts, output_format, language)


@dataclass(frozen=True)
class _Opened:
    """The box in its files, what came out of it, and the store that it was emptied from."""

    source: HandedIn
    files: Mapping[str, bytes]
    night: Night
    found: Standing


def _opened(
    tree: TownTree,
    folder: RoundFolder,
    night: Night,
    word_files: Sequence[Path],
    publish_few: bool,
    output_format: str,
    language: str,
) -> _Opened:
    from medborgarbudget.counting.digital import box_source, few_problems, rolls_of
    from medborgarbudget.records.box import box_files, entries_path
    from medborgarbudget.voting.emptying import OddRowError, emptied

    assert folder.election is not None
    rolls, problems = rolls_of(tree, folder)
    if problems:
        door.refused(problems, tree.root, output_format, language)
    seed = _seed(folder, word_files, tree.root, output_format, language)
    try:
        box, found = emptied(folder.election, rolls, night.rows, seed)
    except OddRowError:
        odd = Problem("store-row-odd", Place(entries_path(folder.round_id)))
        door.refused([odd], tree.root, output_format, language)
    source, problems = box_source(folder, rolls, box)
    if source is None:
        door.refused(problems, tree.root, output_format, language)
    few = () if publish_few else tuple(few_problems(folder, source))
    other = tuple(_other(tree, folder.round_id, box))
    if few or other:
        door.refused([*other, *few], tree.root, output_format, language)
    files = {**night.files, **box_files(folder.round_id, box)}
    return _Opened(source, files, night, found)


def _other(tree: TownTree, round_id: str, box: Box) -> Sequence[Problem]:
    """A box that was published before, and that is not this one."""
    from medborgarbudget.records.box import MAX_BYTES, box_files
    from medborgarbudget.records.paths import read_bytes

    return [
        Problem("box-differs", Place(path))
        for path, data in box_files(round_id, box).items()
        if path in tree.paths and read_bytes(tree.root, path, MAX_BYTES)[0] != data
    ]


def _seed(
    folder: RoundFolder,
    word_files: Sequence[Path],
    root: Path,
    output_format: str,
    language: str,
) -> bytes:
    """The election key from two trustees' words: out of files, or typed and asked for again."""
    from medborgarbudget.records.keys import keys_path
    from medborgarbudget.voting.ceremony import NEEDED, WordsError, joined

    assert folder.election is not None
    if word_files and len(word_files) != NEEDED:
        raise click.UsageError("Two trustees open the box: give --words twice, or not at all.")
    words = [path.read_text("utf-8", "replace") for path in word_files]
    asked = [] if words else list(range(NEEDED))
    words = words or [""] * NEEDED
    for last in (one == TRIES for one in range(1, TRIES + 1)):
        for number in asked:
            question = SAID[language]["words"].format(number=number + 1)
            words[number] = click.prompt(question, hide_input=True, err=True)
        try:
            return joined(words, folder.election.election_key)
        except WordsError as error:
            share = error.share
        if word_files or last:
            break
        if share is not None:
            click.echo(SAID[language]["slip"].format(number=share), err=True)
        asked = list(range(NEEDED)) if share is None else [share - 1]
    place = Place(keys_path(folder.round_id))
    slip = Problem("trustee-words", place, {"number": share or 0})
    problem = Problem("trustees-no-key", place) if share is None else slip
    door.refused([problem], root, output_format, language)


def _not_too_early(
    tree: TownTree,
    folder: RoundFolder,
    day: date,
    by_clock: bool,
    output_format: str,
    language: str,
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
        door.refused(problems, tree.root, output_format, language)


def _figures(folder: RoundFolder, source: HandedIn) -> dict[str, dict[str, Any]]:
    """By pot: what became of the ballots online, and how many are like nobody else's."""
    figures: dict[str, dict[str, Any]] = {}
    for pot_id, pot in sorted(folder.round.pots.items()):
        counts = source.counts(pot_id)
        figures[pot_id] = {
            "counted": counts.counted,
            "blank": counts.blank,
            "invalid": dict(counts.invalid),
            "alone": sum(number == 1 for _, number in source.profile(pot).ballots),
        }
    return figures


def _tell(folder: RoundFolder, source: HandedIn, language: str) -> None:
    """The figures in words, on standard error, so that somebody can look before it is written."""
    from medborgarbudget.counting.classes_told import reason_lines

    said = SAID[language]
    for pot_id, one in _figures(folder, source).items():
        outside = sum(one["invalid"].values())
        click.echo(said["pot"].format(pot=pot_id, outside=outside, **one), err=True)
        for line in reason_lines(source.not_counted(pot_id), language):
            click.echo(f"  {line}", err=True)
        percent = round(100 * one["alone"] / one["counted"]) if one["counted"] else 0
        click.echo(said["alone"].format(percent=percent, **one), err=True)


def _destroy(box: _Opened, root: Path, output_format: str, language: str) -> None:
    """Changed and revoked ballots are destroyed in the store; done again where it fails."""
    from medborgarbudget.voting.emptying import destroy
    from medborgarbudget.voting.stores import UnavailableError

    try:
        number = destroy(box.night.store, box.found)
    except UnavailableError:
        place = Place(next(iter(box.night.files)))
        door.refused([Problem("store-not-emptied", place)], root, output_format, language)
    click.echo(SAID[language]["destroyed"].format(number=number), err=True)
