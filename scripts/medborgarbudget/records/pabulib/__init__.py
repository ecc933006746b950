"""Pabulib files (``.pb``) ⇄ values: real elections in, our own ballots out.

Source: the Pabulib format (https://pabulib.org/format).
"""

from medborgarbudget.records.pabulib.file import PabulibFile
from medborgarbudget.records.pabulib.reading import read_pabulib
from medborgarbudget.records.pabulib.writing import pabulib_date, pabulib_of, write_pabulib

__all__ = ["PabulibFile", "pabulib_date", "pabulib_of", "read_pabulib", "write_pabulib"]
