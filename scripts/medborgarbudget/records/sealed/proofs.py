"""Short proofs about the log's tree: a leaf is in it, and it holds an earlier one (RFC 9162, 2.1).

The whole log is public, so the site's own check reads it all; these are for second verifiers, who
are shown a part, and for the vectors that they can be checked with.
"""

from __future__ import annotations

from collections.abc import Sequence

from medborgarbudget.records.sealed.merkle import node_hash, root_of


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion_proof(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion_proof(leaves[half:], index - half), root_of(leaves[:half])]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for hashed in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(hashed, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, hashed)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The hashes that show the tree of the first `size` leaves to be part of this one.

    Raises ValueError unless 0 < size <= all.
    """
    if not 0 < size <= len(leaves):
        raise ValueError("no such earlier tree")
    return _subproof(leaves, size, True)


def is_consistent(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Whether the second tree holds the first, unchanged (RFC 9162, section 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier = later = path[0]
    for hashed in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            earlier, later = node_hash(hashed, earlier), node_hash(hashed, later)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            later = node_hash(later, hashed)
        place, last = place >> 1, last >> 1
    return last == 0 and earlier == first_root and later == second_root


def _subproof(leaves: Sequence[bytes], size: int, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = _split(len(leaves))
    if size <= half:
        return [*_subproof(leaves[:half], size, whole), root_of(leaves[half:])]
    return [*_subproof(leaves[half:], size - half, False), root_of(leaves[:half])]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
