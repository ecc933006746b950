"""The draw of lots: its seed, written down once and for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.counting import done
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
@door.root_option
@door.today_option
@door.language_option
@door.format_option("text", "json")
def lot(
    round_id: str,
    seed: str,
    source: tuple[tuple[str, str], ...],
    root: Path,
    today: date | None,
    language: str,
    output_format: str,
) -> None:
    """Write down the seed of the lot of ROUND, drawn in public after closing; never twice.

    Only where round.yaml says drawn: after-close, only when voting is over and the ballots are
    written. mb tally waits for it.
    """
    from medborgarbudget.counting.drawing import draw
    from medborgarbudget.records.lots import lot_path
    from medborgarbudget.records.writing import write_text

    tree, folder = tree_and_round(root, round_id, output_format, language)
    text, problems = draw(tree, folder, seed, dict(source), door.day_of_act(today))
    if text is None:
        door.refused(problems, root, output_format, language)
    path = lot_path(round_id)
    write_text(root, path, text)
    done([path], {"seed": seed}, output_format, language)
