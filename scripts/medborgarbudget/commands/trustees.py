"""Two trustees' words, out of files or typed unseen: the election key, in memory only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from medborgarbudget.commands.reader import Reader
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.tree import RoundFolder

TRIES = 3

SAID = {
    "sv": {
        "words": "Ord från nyckelhållare {number}",
        "slip": "Det är ett skrivfel i orden från nyckelhållare {number}.",
    },
    "en": {
        "words": "Words of trustee {number}",
        "slip": "There is a slip in the words of trustee {number}.",
    },
}


def election_seed(
    folder: RoundFolder,
    word_files: Sequence[Path],
    reader: Reader,
) -> bytes:
    """The private election key from two trustees' words: out of files, or typed and asked again.

    Leaves with exit code 1 or 2, and says why, where the words give no key or another.
    """
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
            question = SAID[reader.language]["words"].format(number=number + 1)
            words[number] = click.prompt(question, hide_input=True, err=True)
        try:
            return joined(words, folder.election.election_key)
        except WordsError as error:
            share = error.share
        if word_files or last:
            break
        if share is not None:
            click.echo(SAID[reader.language]["slip"].format(number=share), err=True)
        asked = list(range(NEEDED)) if share is None else [share - 1]
    place = Place(keys_path(folder.round_id))
    slip = Problem("trustee-words", place, {"number": share or 0})
    problem = Problem("trustees-no-key", place) if share is None else slip
    reader.refuse([problem])
