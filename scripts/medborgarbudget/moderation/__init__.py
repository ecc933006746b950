"""Reading what residents and officials write: checks, the words for what is wrong, history."""
