"""The command that runs the vote function on a town's own machine."""

from __future__ import annotations

import os
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.stores import store_at, store_option
from medborgarbudget.commands.vote_function import bundled, signer
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.keys import keys_path
from medborgarbudget.records.manifest import manifest_path
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.tree import RoundFolder
from medborgarbudget.voting.function.serving import serve

STATES = {
    "sv": {
        "before": "Röstningen öppnar {opens}. Klockan här säger {now}.",
        "open": "Röstningen är öppen till {closes}. Klockan här säger {now}.",
        "after": "Röstningen stängde {closes}. Klockan här säger {now}.",
    },
    "en": {
        "before": "Voting opens {opens}. The clock here says {now}.",
        "open": "Voting is open until {closes}. The clock here says {now}.",
        "after": "Voting closed {closes}. The clock here says {now}.",
    },
}


@click.command("vote-server")
@round_argument
@store_option
@click.option(
    "--receipt-key",
    "key_file",
    required=True,
    metavar="FILE",
    type=door.FILE,
    help="The receipt key, as the ceremony wrote it.",
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    required=True,
    metavar="ADDRESS",
    help="A site whose vote page may use the function, such as https://lillby.se.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer at.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8080,
    show_default=True,
    help="The port to answer at.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="How many processes answer.",
)
@to_reader("text")
def vote_server(
    round_id: str,
    store: str,
    key_file: Path,
    origins: tuple[str, ...],
    host: str,
    port: int,
    workers: int,
    reader: Reader,
) -> None:
    """Run the vote function of ROUND on this machine, behind a server that speaks https.

    Needs the extra `server` of the package. Nothing about a voter is written anywhere but in the
    store: there is no access log. Does not start where it could not do its work: with another
    round's receipt key or store, or with a clock that cannot be right.
    """
    from medborgarbudget.voting.function.settings import PREFIX, origins_of

    _, found = tree_and_round(reader, round_id, only=())
    with tempfile.TemporaryDirectory(prefix="medborgarbudget-") as folder:
        bundled(found, Path(folder), reader)
        try:
            origins_of(",".join(origins))
        except ValueError as error:
            raise click.UsageError(
                phrase(
                    "--origin {error} is no origin: write it as https://lillby.se, with no path, "
                    "and no slash at the end.",
                    error=error,
                )
            ) from None
        _check_address(host, port)
        _check(found, store, key_file, reader)
        settings = {
            "BUNDLE": folder,
            "STORE": store,
            "ORIGINS": ",".join(origins),
            "RECEIPT_KEY_FILE": str(key_file.resolve()),
        }
        os.environ |= {f"{PREFIX}{name}": value for name, value in settings.items()}
        try:
            serve(host, port, workers)
        except ImportError:
            raise click.UsageError(
                phrase(
                    "The server is not installed. Install it: pip install 'medborgarbudget[server]'"
                )
            ) from None


def _check_address(host: str, port: int) -> None:
    """Raise click.UsageError where nobody can answer at the address, or somebody else does."""
    try:
        family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
        with socket.socket(family) as probe:  # never open, or somebody might take it for the server
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except ValueError:
        raise click.UsageError(
            phrase("--host takes an address such as 127.0.0.1, not {host!r}.", host=host)
        ) from None
    except OSError as error:
        raise click.UsageError(
            phrase(
                "Cannot answer at {host}, port {port}: {strerror}.",
                host=host,
                port=port,
                strerror=error.strerror,
            )
        ) from None


def _check(found: RoundFolder, address: str, key_file: Path, reader: Reader) -> None:
    """Leave, and say why, where the function could not do its work; else say how things stand."""
    from medborgarbudget.commands.tidying import settings_told
    from medborgarbudget.voting.stores import UnavailableError

    election, round_id, now = found.election, found.round_id, datetime.now(UTC)
    place = Place(keys_path(round_id))
    assert election is not None and found.manifest is not None  # as `bundled` has seen
    if signer(key_file).public_key().public_bytes_raw() != election.receipt_key:
        raise click.UsageError(
            phrase("{key_file} is not the receipt key of this round.", key_file=key_file)
        )
    opened = found.manifest.opened
    if now.date() < opened - timedelta(days=1):  # it is a day of the town's own time zone
        facts = {"today": now.date().isoformat(), "opened": opened.isoformat()}
        problem = Problem("clock-behind", Place(manifest_path(round_id)), facts)
        reader.refuse([problem])
    try:
        store = store_at(address)
        row = store.any_row()
        settings_told(store, round_id, reader)
        store.close()
    except UnavailableError:
        reader.refuse([Problem("store-unavailable", place, {"round": round_id})])
    if row is not None and not _is_of(election, row.key, row.text, found, reader.root):
        reader.refuse([Problem("store-of-another-vote", place, {"round": round_id})])
    click.echo(_state(election, now, reader.language), err=True)


def _is_of(election: Election, key: bytes, text: str, found: RoundFolder, root: Path) -> bool:
    """Whether a row of the store can be of this vote: by its name, and by its voter's key."""
    from medborgarbudget.records.keys import roll_path

    paths = (root / roll_path(found.round_id, roll) for roll in election.rolls)
    named = f'"election":"{election.election}"' in text
    return named and any(key in Roll(path.read_bytes()) for path in paths)


def _state(election: Election, now: datetime, language: str) -> str:
    state = "before" if now < election.opens else "open" if now < election.closes else "after"
    times = {"opens": election.opens, "closes": election.closes, "now": now}
    written = {
        name: moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        for name, moment in times.items()
    }
    return STATES[language][state].format(**written)
