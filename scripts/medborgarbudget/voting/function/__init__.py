"""The vote function: a request, a store, a clock and keys in; a response out."""
