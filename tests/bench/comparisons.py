"""What the bench compares: which of our jobs, on which file, with which peers'."""

from __future__ import annotations

LODZ = "lodz-2022/Poland_Lodz_2022.pb"
TEOFILOW = "lodz-2022/Poland_Lodz_2022_Teofilow-Wielkopolska.pb"

COMPARISONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("parse", LODZ, "our_parse", ("pabutools_parse", "polars_tally", "duckdb_tally")),
    ("Equal Shares", LODZ, "our_shares", ("pabutools_shares", "muoblp_shares")),
    ("Add1", TEOFILOW, "our_add1", ("pabutools_add1", "muoblp_add1")),
    ("Add1", "Poland_Swiecie_2023.pb", "our_add1", ("pabutools_add1", "muoblp_add1")),
    ("Add1", "Netherlands_Assen_2024.pb", "our_add1", ("pabutools_add1", "muoblp_add1")),
    ("Add1", "Poland_Warszawa_2024_Wola.pb", "our_add1", ("pabutools_add1", "muoblp_add1")),
    ("Add1", LODZ, "our_add1", ("muoblp_add1",)),
    ("Phragmén", LODZ, "our_phragmen", ("pabutools_phragmen",)),
)
"""What is compared, on which file, our job and the peers'."""

MIDDLING = (
    "Poland_Gdynia_2021_Maly_Kack__small.pb",
    "lodz-2022/Poland_Lodz_2022_Ruda.pb",
    "lodz-2022/Poland_Lodz_2022_Zlotno.pb",
    "lodz-2022/Poland_Lodz_2022_Stary_Widzew.pb",
    "Poland_Warszawa_2024_Targowek.pb",
    "Poland_Warszawa_2024_Srodmiescie.pb",
)
"""Add1 on files between the small and the large, beside the fastest peer: not judged."""

ALONE = (
    ("bounded overspending", LODZ, "our_overspending"),
    ("fractional shares", LODZ, "our_fractional"),
)
"""Rules that no program which installs here has, told without a peer."""

UNJUDGED = ("Poland_Katowice_2023_Ligota_-_Panewniki.pb", "Poland_Krakow_2025_Bronowice.pb")
"""Ballots with points, and in an order, read beside pabutools: no target is set for small files."""
