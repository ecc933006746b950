"""The tree over the log: who has its root can be shown what is in it (RFC 9162, section 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes, in their order; of none: the hash of nothing."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        _grow(peaks, leaf)
    return _root(peaks)


def roots_at(leaves: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """The roots over the first leaves, for each of these sizes that there are enough leaves for."""
    wanted = {size for size in sizes if 0 <= size <= len(leaves)}
    peaks: list[tuple[int, bytes]] = []
    roots = {0: _root(peaks)} if 0 in wanted else {}
    for size, leaf in enumerate(leaves, start=1):
        _grow(peaks, leaf)
        if size in wanted:
            roots[size] = _root(peaks)
    return roots


def _grow(peaks: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Add a leaf to the roots of the whole subtrees, the largest first, with their heights."""
    height, node = 0, leaf
    while peaks and peaks[-1][0] == height:
        node = node_hash(peaks.pop()[1], node)
        height += 1
    peaks.append((height, node))


def _root(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    if not peaks:
        return sha256(b"").digest()
    *others, (_, node) = peaks
    for _, left in reversed(others):
        node = node_hash(left, node)
    return node
