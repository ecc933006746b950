"""For every rule and property that do not go together: an election that shows it.

Projects are called 1, 2, 3 …; a ballot such as ``13x5`` is cast by five voters who want 1 and 3,
``-`` is an empty one, and ``1=2,3=5`` gives points. Found by trying many small elections; each is
tested to show it still.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.pb.rules.drawn import Election


def election(costs: str, limit: int, ballots: str, vote_type: str = "approval") -> Election:
    """An election in a line."""
    prices = {str(n): int(cost) for n, cost in enumerate(costs.split(), start=1)}
    cast = []
    for ballot in ballots.split():
        chosen, _, times = ballot.partition("x")
        pairs = chosen.split(",") if "=" in chosen else [f"{one}=1" for one in chosen.strip("-")]
        points = {one: int(given) for one, given in (pair.split("=") for pair in pairs)}
        cast.append((points, int(times or 1)))
    return Election(prices, limit, cast, vote_type)


ONE_MORE_FITS = election("6 2 4", 9, "123 13")
"""With 10 the second most wanted, at 4, fits; the one at 2 then does not."""
NEXT_THAT_FITS = election("3 11", 11, "2x3 1")
"""Equal Shares buys nothing: three have 8.25 together, short of 11, and one has 2.75, short of 3.
With 12 that one has 3 and buys 1, so that 2 no longer fits. With 11, a step of Add1 buys both.
"""
DEAR_AND_CHEAP = election("3 1 10", 12, "13x3 23x2")
TOO_LITTLE_EACH = election("5 2", 3, "1 2")
"""Whoever wants 2 has 1.50, and 1 is dearer than the limit: nothing is bought."""
NOBODY_REACHES_THREE = election("2 1", 17, "1 1")

COUNTEREXAMPLES: Mapping[tuple[str, str, str], Election] = {
    ("greedy", "votes", "richer"): ONE_MORE_FITS,
    ("greedy", "votes-per-cost", "richer"): election("26 19 30", 55, "13 123"),
    ("greedy", "points", "richer"): election("6 2 4", 9, "1=1,2=3,3=5 1=2", "cumulative"),
    ("greedy-no-skip", "votes", "exhaustive"): ONE_MORE_FITS,
    ("greedy-threshold", "votes", "doubling"): election("1 4", 15, "2 2"),
    ("greedy-threshold", "votes", "exhaustive"): NOBODY_REACHES_THREE,
    ("greedy-threshold", "votes", "richer"): election("3 3 5", 7, "123x3 23x5"),
    ("greedy-threshold", "percent", "exhaustive"): election("1 1", 7, "2 1x3"),
    ("greedy-threshold", "percent", "richer"): ONE_MORE_FITS,
    ("greedy-threshold", "cost", "exhaustive"): election("8 11", 8, "1 2x3"),
    ("greedy-threshold", "cost", "richer"): ONE_MORE_FITS,
    ("greedy-threshold", "cost", "new_voter"): election(
        "90 50 45 10", 100, "1x30 2x29 3x28 4x4 -x9"
    ),
    ("greedy-custom", "votes", "within"): election("24 12", 33, "1 2"),
    ("greedy-custom", "votes", "exhaustive"): election("1 3 6", 5, "13 123"),
    ("greedy-exclusive", "votes", "exhaustive"): election("3 2", 32, "1 2"),
    ("greedy-exclusive", "votes", "richer"): ONE_MORE_FITS,
    ("equalshares", "cost", "exhaustive"): TOO_LITTLE_EACH,
    ("equalshares", "cost", "richer"): election("1 1 6", 7, "3 123x5 2"),
    ("equalshares", "cost", "new_voter"): election("5 2 7", 11, "12x2 3x3 13x2"),
    ("equalshares", "cardinality", "exhaustive"): TOO_LITTLE_EACH,
    ("equalshares", "cardinality", "richer"): election("2 12 6", 15, "12x5 23x5"),
    ("equalshares", "cardinality", "new_voter"): election("10 2 4", 15, "12x2 13x8"),
    ("equalshares", "points", "exhaustive"): election("4 6", 5, "2=5 1=3", "cumulative"),
    ("equalshares", "points", "richer"): election("25 27", 44, "1=5,2=5 1=2x2 2=5x2", "cumulative"),
    ("equalshares", "points", "new_voter"): election(
        "10 2 4", 15, "1=5,2=5x2 1=5,3=5x8", "cumulative"
    ),
    ("equalshares", "compared", "exhaustive"): election("8 2 4 4", 17, "4 1 123"),
    ("equalshares", "compared", "richer"): DEAR_AND_CHEAP,
    ("equalshares", "compared", "new_voter"): election("5 10 2", 11, "2 12x2 3"),
    ("equalshares", "compared", "old_voter"): election("9 3 6", 10, "12x2 3 13x2"),
    ("equalshares", "compared", "cheaper"): election("3 7 3 11", 17, "2x3 14x2 34x2"),
    ("equalshares/add1", "overspend", "doubling"): election("5 2 3", 5, "123x3 3"),
    ("equalshares/add1", "overspend", "exhaustive"): NEXT_THAT_FITS,
    ("equalshares/add1", "overspend", "richer"): election("5 3 5", 8, "3x2 123 23 12x3"),
    ("equalshares/add1", "overspend", "new_voter"): election("11 7 1", 7, "1 12 123x2"),
    ("equalshares/add1", "overspend", "old_voter"): election("4 6 4", 10, "2x3 123x5"),
    ("equalshares/add1", "overspend", "cheaper"): election("4 6 4", 10, "2x3 123x5"),
    ("equalshares/add1", "exhaustive", "doubling"): election("3 3", 4, "12x4"),
    ("equalshares/add1", "exhaustive", "exhaustive"): NEXT_THAT_FITS,
    ("equalshares/add1", "exhaustive", "richer"): election("11 5 12 3", 20, "24 124 134x5"),
    ("equalshares/add1", "exhaustive", "new_voter"): election("5 5 6", 6, "12x3"),
    ("equalshares/add1", "exhaustive", "old_voter"): election("5 4 5", 6, "2 13x3"),
    ("equalshares/add1", "exhaustive", "cheaper"): election("7 1 5", 7, "123x4"),
    ("equalshares/add1u", "overspend", "doubling"): election("11 10 9 2", 27, "2x3 124x6 3x3"),
    ("equalshares/add1u", "overspend", "richer"): NEXT_THAT_FITS,
    ("equalshares/add1u", "overspend", "new_voter"): election("2 9 8", 10, "2x4 13"),
    ("equalshares/add1u", "overspend", "old_voter"): election("9 1 1", 10, "2x3 12 13"),
    ("equalshares/add1u", "overspend", "cheaper"): election("11 3 5", 13, "1x2 3 13"),
    ("equalshares/utilitarian", "cost", "richer"): NEXT_THAT_FITS,
    ("equalshares/utilitarian", "cost", "new_voter"): election("5 2 9", 9, "12 3x3"),
    ("equalshares/utilitarian", "cardinality", "richer"): NEXT_THAT_FITS,
    ("equalshares/utilitarian", "cardinality", "new_voter"): election("5 2 9", 9, "12 3x3"),
    ("phragmen", "votes", "exhaustive"): election("6 10 7", 13, "123 23"),
    ("max-welfare", "cost", "richer"): election("2 3 12", 14, "1 23"),
    ("max-welfare", "cost", "cheaper"): election("19 19", 27, "2 12x2"),
    ("max-welfare", "cardinality", "richer"): DEAR_AND_CHEAP,
    ("majority-judgement", "grades", "exhaustive"): election(
        "1 1 6 1", 12, "2=1 1=1,3=4,4=3", "scoring"
    ),
    ("majority-judgement", "grades", "richer"): election(
        "3 1 10", 12, "1=4,3=4x3 1=3,2=2,3=3", "scoring"
    ),
    ("equalshares/bos", "cost", "exhaustive"): election("9 2 4", 6, "1x3 23 3x2"),
    ("equalshares/bos", "cost", "new_voter"): election("4 10 6 8 9", 17, "15x5 2x5 4x2 5x2 5x3"),
    ("equalshares/bos", "cost", "richer"): election("2 3 6", 7, "3 12 13x5"),
    ("equalshares/bos", "cardinality", "exhaustive"): election("6 6 3", 18, "123 2x3 1"),
    ("equalshares/bos", "cardinality", "new_voter"): election(
        "6 6 5 5", 16, "2x2 234x2 13x2 124 1"
    ),
    ("equalshares/bos", "cardinality", "richer"): election("2 12 6", 15, "12x5 23x5"),
    ("equalshares/fractional", "cost", "exhaustive"): election("5 1", 9, "1 2"),
    ("greedy-bands", "votes", "exhaustive"): election("1 2", 11, "1 2"),
    ("greedy-bands", "votes", "cheaper"): election("4 2", 34, "1 2x2"),
    ("greedy-bands", "votes", "richer"): election("10 2 7", 16, "13 123"),
}
"""By rule, way (see `properties.WAYS`) and property (see `properties.CHECKS`)."""
