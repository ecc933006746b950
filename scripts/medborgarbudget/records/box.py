"""`rounds/<round>/log/` and `rounds/<round>/box/`: what is public of an online vote, in files.

While voting is open: the leaves, and a signed checkpoint for each night. After closing: every
header and revocation, the ciphertexts of the ballots that count, and the key that opens them; of
pots with too few ballots to show any, their sums in place of the ciphertexts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.enough import first_of_each
from medborgarbudget.records.paths import is_there, read_bytes
from medborgarbudget.records.sealed.encoding import b64u, canonical, of_b64u, of_canonical
from medborgarbudget.records.sealed.entries import (
    Revocation,
    SealedBallot,
    header_of,
    revocation_of,
)
from medborgarbudget.records.sums import PotSums, read_sums, sums_path, sums_text

MAX_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True)
class Box:
    """The published box: ballots sorted by leaf, with a ciphertext where it is published.

    `election_seed` is the private election key, 32 bytes. `sums` are of the pots whose ballots are
    not published one by one.
    """

    ballots: tuple[SealedBallot, ...]
    revocations: tuple[Revocation, ...]
    election_seed: bytes
    sums: PotSums = field(default_factory=dict)


def log_path(round_id: str) -> str:
    """Where the leaves of the log are kept, in the log's order."""
    return f"rounds/{round_id}/log/leaves.txt"


def checkpoint_path(round_id: str, day: str) -> str:
    """Where the checkpoint of a day is kept; days are ISO dates, so names sort by time."""
    return f"rounds/{round_id}/log/{day}.checkpoint"


def entries_path(round_id: str) -> str:
    """Where all headers and revocations are published."""
    return f"rounds/{round_id}/box/entries.jsonl"


def ciphertexts_path(round_id: str) -> str:
    """Where the ciphertexts of the ballots that count are published."""
    return f"rounds/{round_id}/box/ciphertexts.txt"


def election_key_path(round_id: str) -> str:
    """Where the private election key is published."""
    return f"rounds/{round_id}/box/election-key.txt"


def box_paths(round_id: str) -> tuple[str, str, str]:
    """The files that every box has; `sums_path` comes with them where a pot has few ballots."""
    return entries_path(round_id), ciphertexts_path(round_id), election_key_path(round_id)


def leaves_text(leaves: Iterable[bytes]) -> str:
    """The file of these leaves, one a line, in the log's order."""
    return "".join(f"{b64u(leaf)}\n" for leaf in leaves)


def box_files(round_id: str, box: Box) -> dict[str, bytes]:
    """The files of the box by path: each sorted by leaf, so that nothing tells when it came.

    The key comes last: who writes them in this order publishes it when all else is there.
    """
    ballots = sorted(((one.leaf, one) for one in box.ballots), key=_leaf)
    signed = [(leaf, _line("header", one.header.text, one.signature)) for leaf, one in ballots]
    signed += [(one.leaf, _line("revocation", one.text, one.signature)) for one in box.revocations]
    entries = "".join(line for _, line in sorted(signed, key=_leaf))
    ciphertexts = "".join(
        f"{b64u(leaf)} {b64u(one.ciphertext)}\n" for leaf, one in ballots if one.ciphertext
    )
    sums = {sums_path(round_id): sums_text(box.sums).encode("utf-8")} if box.sums else {}
    return {
        entries_path(round_id): entries.encode("ascii"),
        ciphertexts_path(round_id): ciphertexts.encode("ascii"),
        **sums,
        election_key_path(round_id): f"{b64u(box.election_seed)}\n".encode("ascii"),
    }


def read_leaves(root: Path, round_id: str) -> tuple[list[bytes], tuple[Problem, ...]]:
    """The leaves of the log; none where there is no log yet."""
    path, leaves = log_path(round_id), list[bytes]()
    problems: list[Problem] = []
    if not is_there(root, path):
        return [], ()
    for number, line in _lines(root, path, problems):
        try:
            leaves.append(of_b64u(line, 32))
        except ValueError:
            problems.append(_odd(path, number))
    return leaves, first_of_each(problems, path)


def read_box(root: Path, round_id: str) -> tuple[Box | None, tuple[Problem, ...]]:
    """The published box, or None: without problems where nothing of it is there yet.

    Each file has the very bytes that `box_files` gives, or it is not read.
    """
    paths = box_paths(round_id)
    missing = [path for path in paths if not is_there(root, path)]
    if missing:
        gone = tuple(Problem("box-file-missing", Place(path)) for path in missing)
        return None, gone if len(missing) < len(paths) else ()
    sums, found, _ = read_sums(root, round_id)
    problems: list[Problem] = [*found]
    ballots: dict[bytes, SealedBallot] = {}
    revocations: list[Revocation] = []
    for number, line in _lines(root, paths[0], problems):
        try:
            entry = _entry(line)
        except ValueError:
            problems.append(_odd(paths[0], number))
            continue
        if isinstance(entry, Revocation):
            revocations.append(entry)
        else:
            ballots[entry.leaf] = entry
    for number, line in _lines(root, paths[1], problems):
        try:
            leaf, ciphertext = (of_b64u(part) for part in line.split(" "))
            ballots[leaf] = replace(ballots[leaf], ciphertext=ciphertext)
        except (ValueError, KeyError):
            problems.append(_odd(paths[1], number))
    seed = b""
    for number, line in _lines(root, paths[2], problems):
        try:
            seed = of_b64u(line, 32)
        except ValueError:
            problems.append(_odd(paths[2], number))
    if not problems and not seed:
        problems.append(_odd(paths[2], 1))
    if problems:
        return None, first_of_each(problems, paths[0])
    box = Box(tuple(ballots.values()), tuple(revocations), seed, sums)
    odd = tuple(
        _odd(path, _first_other_line(data, read_bytes(root, path, MAX_BYTES)[0] or b""))
        for path, data in box_files(round_id, box).items()
        if read_bytes(root, path, MAX_BYTES)[0] != data
    )
    return (None, odd) if odd else (box, ())


def _first_other_line(written: bytes, found: bytes) -> int:
    """The first line of the file that is not as it would be written."""
    pairs = zip(written.split(b"\n"), found.split(b"\n"), strict=False)
    return next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1)


def _line(name: str, text: str, signature: bytes) -> str:
    return f"{canonical({name: text, 'signature': b64u(signature)})}\n"


def _entry(line: str) -> SealedBallot | Revocation:
    """One line of entries.jsonl. Raises ValueError."""
    if line.startswith('{"header":'):
        parts = of_canonical(line, ("header", "signature"))
        return SealedBallot(header_of(parts["header"]), of_b64u(parts["signature"], 64), b"")
    parts = of_canonical(line, ("revocation", "signature"))
    return revocation_of(parts["revocation"], of_b64u(parts["signature"], 64))


def _lines(root: Path, path: str, problems: list[Problem]) -> Iterable[tuple[int, str]]:
    """The lines of a file with their numbers; what cannot be read is a problem."""
    data, found = read_bytes(root, path, MAX_BYTES)
    problems += found
    text = (data or b"").decode("ascii", "replace")
    if text and not text.endswith("\n"):
        problems.append(_odd(path, text.count("\n") + 1))
    return enumerate(text.split("\n")[:-1], start=1)


def _odd(path: str, line: int) -> Problem:
    return Problem("box-line", Place(path, line), {"line": line})


def _leaf(pair: tuple[bytes, Any]) -> bytes:
    return pair[0]
