"""From slips of paper to a result: paper batches, closing, tally, explain, verify, import."""
