"""What to do after a command that went well: one or two lines for whoever reads, none for JSON."""

from __future__ import annotations

import click

from medborgarbudget.commands.reader import Reader

NEXT = {
    "sv": {
        "open": "Nästa steg: checka in filen (git add, git commit) och skicka den (git push).",
        "close": "Nästa steg: räkna med mb tally {round}, och checka in.",
        "close-lot": "Nästa steg: checka in och skicka, dra lotten öppet, och kör mb lot {round}.",
        "close-online": "Innan du skickar urnan (git push): förstör lagret och alla kopior av det. "
        "Där ligger ändrade röster, och nyckeln som öppnar dem är snart offentlig.",
        "tally": "Nästa steg: checka in resultatet. Sedan kan alla köra mb verify {round}.",
    },
    "en": {
        "open": "Next: commit the file (git add, git commit) and push it (git push).",
        "close": "Next: count with mb tally {round}, and commit.",
        "close-lot": "Next: commit and push, draw the lot in public, and run mb lot {round}.",
        "close-online": "Before you push the box: destroy the store and all copies of it. Changed "
        "ballots lie in them, and the key that opens them is soon public.",
        "tally": "Next: commit the result. After that anybody can run mb verify {round}.",
    },
}


def tell_next(reader: Reader, round_id: str, *keys: str) -> None:
    """The next steps, on standard error."""
    if not reader.is_program:
        for key in keys:
            click.echo(NEXT[reader.language][key].format(round=round_id), err=True)
