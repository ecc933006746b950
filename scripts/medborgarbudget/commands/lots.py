"""The draw of lots: its seed, written down once and for all."""

from __future__ import annotations

from datetime import date

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round


@click.command()
@round_argument
@click.option("--seed", required=True, help="What was drawn, exactly as published.")
@click.option(
    "--source",
    "source",
    multiple=True,
    nargs=2,
    metavar="LANGUAGE TEXT",
    help="Where anybody can look it up; once per language. Default: what round.yaml says.",
)
@to_reader("text", "json")
@door.today_option
def lot(
    round_id: str,
    seed: str,
    source: tuple[tuple[str, str], ...],
    reader: Reader,
    today: date | None,
) -> None:
    """Write down the seed of the lot of ROUND, drawn in public after closing; never twice.

    Only where round.yaml says drawn: after-close, only when voting is over and the ballots are
    written. mb tally waits for it.
    """
    from medborgarbudget.counting.drawing import draw
    from medborgarbudget.records.lots import lot_path
    from medborgarbudget.records.writing import write_text

    tree, folder = tree_and_round(reader, round_id)
    text, problems = draw(tree, folder, seed, dict(source), door.day_of_act(today))
    if text is None:
        reader.refuse(problems)
    path = lot_path(round_id)
    write_text(reader.root, path, text)
    reader.wrote([path], {"seed": seed})
