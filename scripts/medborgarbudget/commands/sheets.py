"""Counting sheets for a recount by hand, as PDF files to be printed."""

from __future__ import annotations

from pathlib import Path

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem


@click.command()
@round_argument
@click.option("--pot", metavar="POT", help="This pot only. Default: all of them.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("sheets"),
    show_default=True,
    metavar="DIR",
    help="Where the PDF files go.",
)
@to_reader("text", "json")
def sheets(round_id: str, pot: str | None, out: Path, reader: Reader) -> None:
    """Write counting sheets for ROUND: one PDF file per pot, to count it again by hand.

    A cover with the frozen ballot's fingerprint, sheets for strokes per bundle, a sheet for slips
    without votes, and one that finds the winners where the rule can be worked out by hand.
    """
    from medborgarbudget.counting.sheets import sheets_of, sheets_page
    from medborgarbudget.records.pdf import PdfMissingError, pdf_bytes
    from medborgarbudget.records.writing import write_bytes

    tree, folder = tree_and_round(reader, round_id)
    if folder.manifest is None:
        place = Place(f"{folder.path}/round.yaml")
        unopened = Problem("sheets-before-open", place, {"round": round_id})
        reader.refuse((unopened,))
    known = sorted(folder.manifest.pots.keys() & folder.round.pots.keys())
    if pot is not None and pot not in known:
        raise click.UsageError(
            phrase("There is no pot {pot!r}. There are: {all}.", pot=pot, all=", ".join(known))
        )
    written = []
    with door.progress("Writing") as progress:
        for index, pot_id in enumerate([pot] if pot else known, start=1):
            said = sheets_of(tree, folder, pot_id, reader.language)
            page = sheets_page(said, folder.round.currency, reader.language)
            try:
                made = pdf_bytes(page)
            except PdfMissingError:
                missing = Problem("pdf-library-missing", Place(f"{round_id}-{pot_id}.pdf"))
                reader.refuse((missing,))
            out.mkdir(parents=True, exist_ok=True)
            write_bytes(out, f"{round_id}-{pot_id}.pdf", made)
            written.append((out / f"{round_id}-{pot_id}.pdf").as_posix())
            progress(index, len(known) if pot is None else 1)
    reader.wrote(written, {})
