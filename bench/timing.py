"""Two ways of doing one thing, timed in turn so that both meet the same weather."""

import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
WORKBOOK = ROOT / "samples" / "luohu-2024.xlsx"
DOCUMENT = ROOT / "samples" / "luohu-2024.json"


class Row(NamedTuple):
    """One line of the table: medians in milliseconds. `other` is what ours is measured against,
    `ratio` the median of the paired ratios ours ÷ other, `most` the highest ratio that will do."""

    what: str
    ours: float
    against: str = ""
    other: float | None = None
    ratio: float | None = None
    most: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the goal, if there is one, is met."""
        return self.most is None or self.ratio is None or self.ratio <= self.most


def timed(job: Callable[[], object]) -> float:
    """Milliseconds one run takes."""
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def _timed_clean(job: Callable[[], object]) -> float:
    gc.collect()
    return timed(job)


def alone(what: str, job: Callable[[], object], rounds: int) -> Row:
    """One job by itself, warmed up once."""
    job()
    return Row(what, median(timed(job) for _ in range(rounds)))


def paired(
    names: tuple[str, str],
    ours: Callable[[], object],
    other: Callable[[], object],
    rounds: int,
    most: float | None = None,
    items: int = 1,
) -> Row:
    """Two jobs in turn, each first in every other round, warmed up once; neither has to collect
    the garbage of the other. Their times are those of one of the `items` that they deal with."""
    ours(), other()
    times: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            last = _timed_clean(other)
            times.append((_timed_clean(ours), last))
        else:
            times.append((_timed_clean(ours), _timed_clean(other)))
    mine, theirs = (median(pair[side] for pair in times) for side in (0, 1))
    ratio = median(first / second for first, second in times)
    return Row(names[0], mine / items, names[1], theirs / items, ratio, most)


def show(rows: Sequence[Row]) -> int:
    """Print the table; 1 if a goal was missed."""
    heads = ("what", "ours ms", "against", "ms", "ratio", "goal", "")
    lines = [heads, *map(_line, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        cells = (
            text.ljust(width) if column in (0, 2) else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
    sys.stdout.flush()
    return 0 if all(row.is_met for row in rows) else 1


def _line(row: Row) -> tuple[str, ...]:
    if row.other is None or row.ratio is None:
        return (row.what, f"{row.ours:.1f}", "", "", "", "", "")
    faster = f"{row.ratio:.2f}" if row.ratio > 0.5 else f"1/{1 / row.ratio:.1f}"
    goal = (
        "" if row.most is None else f"≤ {row.most:g}" if row.most > 0.5 else f"≤ 1/{1 / row.most:g}"
    )
    verdict = "" if row.most is None else "met" if row.is_met else "MISSED"
    return (row.what, f"{row.ours:.1f}", row.against, f"{row.other:.1f}", faster, goal, verdict)
