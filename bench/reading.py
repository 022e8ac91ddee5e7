"""Read and check workbooks in process, against openpyxl opening the same files: our own layout and
foreign ones; as many units send one form, as if no form, and as if no text had been seen before."""

import functools
import gc
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import openpyxl

from bench.foreign import bare, office, unnamed
from bench.timing import DOCUMENT, WORKBOOK, Row, alone, paired, show
from gaitui.intake import take_in, take_in_bytes

ROUNDS = 30
OURS = "read + check .xlsx"
OWN, FOREIGN = 1 / 10, 1 / 4
FORMS, TEXTS = range(32, 1_000), range(1_000, 1_000_000)
"""Caches that hold so many things are of forms, or of texts; smaller ones of editions."""
if TYPE_CHECKING:
    Cache = functools._lru_cache_wrapper[object]


def measure() -> list[Row]:
    """Each form against openpyxl, and the JSON document by itself."""
    own = WORKBOOK.read_bytes()
    files = {
        OURS: ([own], OWN),
        "foreign, our ten sheets unnamed": ([unnamed(own)], FOREIGN),
        "foreign, three sheets by LibreOffice": (office(), FOREIGN),
        "foreign, three bare sheets": (bare(), FOREIGN),
    }
    rows = [row for what, (data, goal) in files.items() if data for row in _rows(what, data, goal)]
    return [*rows, alone("read + check .json", lambda: take_in(DOCUMENT), ROUNDS)]


def _rows(what: str, files: Sequence[bytes], goal: float) -> Iterator[Row]:
    def load() -> None:
        for data in files:
            openpyxl.load_workbook(io.BytesIO(data))

    for seen, forgotten in {
        "": range(0),
        ", no form seen before": FORMS,
        ", no text seen before": range(FORMS.start, TEXTS.stop),
    }.items():
        take_in_bytes(files[0], what)
        caches = _caches(forgotten)

        def read(caches: "Sequence[Cache]" = caches) -> None:
            for data in files:
                for cache in caches:
                    cache.cache_clear()
                take_in_bytes(data, what)

        most = goal if not seen or what == OURS else None
        names = what + seen, "openpyxl.load_workbook"
        yield paired(names, read, load, ROUNDS, most, len(files))


def _caches(sizes: range) -> "list[Cache]":
    """What gaitui remembers in caches of some sizes."""
    return [
        item
        for item in gc.get_objects()
        if isinstance(item, functools._lru_cache_wrapper)
        and (item.__module__ or "").startswith("gaitui.")
        and (item.cache_parameters()["maxsize"] or 0) in sizes
    ]


if __name__ == "__main__":
    raise SystemExit(show(measure()))
