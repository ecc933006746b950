"""Opening the vote: what is frozen, with hashes."""
