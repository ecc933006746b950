"""Participatory budgeting in the open: proposals in Git, a static site, a count to redo."""

__version__ = "0.1.0"
