"""Files ⇄ values: the only floor that knows how a town's repository is written down."""
