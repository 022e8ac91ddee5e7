"""The labels of one axis in the order of the form: the best chain through candidates."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

MAX_CANDIDATES = 400
"""More places that resemble labels than these are no form; the best are looked at."""

SURE = 0.75
"""Labels that fit less well do not tell where a table begins."""
REPEATS = 2
"""So many labels that come again begin another table."""
FEWEST_BETWEEN = 4
"""Nor does it end and begin again within so many rows."""


class Candidate(Struct, frozen=True, gc=False):
    """A place that may hold a label: lines `first` to `last` (rows or columns of the sheet),
    the label's index on its axis, how well it fits, and where across it stands."""

    first: int
    last: int
    index: int
    score: float
    across: int = 0


def best_chain(candidates: Sequence[Candidate], gap_cost: float) -> list[Candidate]:
    """The candidates that fit best together: lines and labels both in rising order; `gap_cost`
    is taken off for every line left out between two of them, up to the worth of a label."""
    ordered = sorted(candidates, key=lambda item: -item.score)[:MAX_CANDIDATES]
    ordered.sort(key=lambda item: (item.first, item.index))
    worth: list[float] = []
    most: list[float] = []
    before: list[int | None] = []
    for place, item in enumerate(ordered):
        first, index = item.first, item.index
        best, link = 0.0, None
        for other in range(place - 1, -1, -1):
            if most[other] < best:
                break  # None from here on is worth as much.
            earlier = ordered[other]
            if worth[other] >= best and earlier.last < first and earlier.index < index:
                rest = worth[other] - min(0.9, gap_cost * (first - earlier.last - 1))
                if rest >= best and rest > 0:
                    best, link = rest, other
        worth.append(best + item.score)
        most.append(max(worth[-1], most[-1]) if most else worth[-1])
        before.append(link)
    if not ordered:
        return []
    step: int | None = max(range(len(ordered)), key=worth.__getitem__)
    chain = []
    while step is not None:
        chain.append(ordered[step])
        step = before[step]
    return chain[::-1]


def in_one_table(
    chain: Sequence[Candidate], candidates: Sequence[Candidate]
) -> Sequence[Candidate]:
    """The longest part of a chain of rows between whose lines its own labels do not come again,
    as they do where it runs on into another table."""
    indices = {item.index for item in chain}
    right = max(item.across for item in chain)
    again = [
        item
        for item in candidates
        if item.score >= SURE and item.across <= right and item.index in indices
    ]
    parts, start = [], 0
    for number, (above, below) in enumerate(pairwise(chain), 1):
        if below.first - above.last > FEWEST_BETWEEN:
            between = {x.index for x in again if above.last < x.first < below.first}
            if len(between) >= REPEATS:
                parts.append(chain[start:number])
                start = number
    return max([*parts, chain[start:]], key=len)
