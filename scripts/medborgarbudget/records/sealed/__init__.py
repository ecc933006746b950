"""Sealed ballots as docs/voting-protocol.md writes them down: formats, signatures and proofs.

Nothing here reads a clock, a file or chance, and nothing but `cryptography` is imported beside the
standard library: the vote function starts cold with these modules.
"""
