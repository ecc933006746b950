"""Nouns and rules of participatory budgeting, pure: no file, clock, network or chance.

Imports the standard library and numpy, and nothing else of this project.
"""
