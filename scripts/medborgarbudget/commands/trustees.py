"""Two trustees' words, out of files or typed unseen: the election key, in memory only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands.questions import answered, as_typed
from medborgarbudget.commands.reader import Reader
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.tree import RoundFolder

if TYPE_CHECKING:
    from medborgarbudget.voting.ceremony import WordsError

TRIES = 3

WORDS = {
    "sv": ("Orden från den första nyckelhållaren", "Orden från den andra nyckelhållaren"),
    "en": ("The first trustee's words", "The second trustee's words"),
}
"""Who of the two is asked; the numbers on their sheets are others."""


def election_seed(
    folder: RoundFolder,
    word_files: Sequence[Path],
    reader: Reader,
) -> bytes:
    """The private election key from two trustees' words: out of files, or typed and asked again.

    Leaves with exit code 1 or 2, and says why, where the words give no key or another.
    """
    from medborgarbudget.moderation.say import sentence
    from medborgarbudget.records.keys import keys_path
    from medborgarbudget.voting.ceremony import NEEDED, WordsError, joined

    assert folder.election is not None
    if word_files and len(word_files) != NEEDED:
        raise click.UsageError(
            phrase("Two trustees open the box: give --words twice, or not at all.")
        )
    words = [path.read_text("utf-8", "replace") for path in word_files]
    asked = [] if words else list(range(NEEDED))
    words = words or [""] * NEEDED
    for last in (one == TRIES for one in range(1, TRIES + 1)):
        for number in asked:
            question = WORDS[reader.language][number]
            words[number] = answered(question, reader.language, as_typed, hidden=True)
        try:
            return joined(words, folder.election.election_key)
        except WordsError as error:
            share, slip = error.share, _slip(error, Place(keys_path(folder.round_id)))
        if word_files or last:
            break
        click.echo(sentence(slip, reader.language).what, err=True)
        asked = list(range(NEEDED)) if share is None else [share - 1]
    reader.refuse([slip])


def _slip(error: WordsError, place: Place) -> Problem:
    """What is wrong with the words: one of them, how many there are, or what they give."""
    from medborgarbudget.voting.ceremony import SHARE_WORDS

    if error.share is None:
        return Problem("trustees-no-key", place)
    who: dict[str, str | int] = {"trustee": f"trustee-{error.share}"}
    if error.word:
        return Problem("trustee-word", place, {**who, "nth": error.nth, "word": error.word})
    if error.count >= 0:
        facts = {**who, "found": error.count, "expected": SHARE_WORDS}
        return Problem("trustee-words-number", place, facts)
    return Problem("trustee-words", place, who)
