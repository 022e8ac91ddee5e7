"""Read and check workbooks in process, against openpyxl opening the same file: our own layout and
foreign ones; as one file after another, and as if no text had been seen before."""

import functools
import gc
import io
from collections.abc import Iterator
from functools import partial

import openpyxl

from bench.foreign import bare, office, unnamed
from bench.timing import DOCUMENT, WORKBOOK, Row, alone, paired, show
from gaitui.intake import take_in, take_in_bytes

ROUNDS = 30
OURS = "read + check .xlsx"
OWN, FOREIGN = 1 / 10, 1 / 4
FEWEST_TEXTS = 32
"""What remembers fewer things than these does not remember texts, but editions of the form."""


def measure() -> list[Row]:
    """Each file against openpyxl, and the JSON document by itself."""
    own = WORKBOOK.read_bytes()
    files = {
        OURS: (own, OWN),
        "foreign, our ten sheets unnamed": (unnamed(own), FOREIGN),
        "foreign, three sheets by LibreOffice": (office(), FOREIGN),
        "foreign, three bare sheets": (bare(), FOREIGN),
    }
    rows = [row for what, (data, goal) in files.items() if data for row in _rows(what, data, goal)]
    return [*rows, alone("read + check .json", lambda: take_in(DOCUMENT), ROUNDS)]


def _rows(what: str, data: bytes, goal: float) -> Iterator[Row]:
    def read() -> None:
        take_in_bytes(data, what)

    def read_afresh() -> None:
        for cache in caches:
            cache.cache_clear()
        take_in_bytes(data, what)

    read()
    caches = _caches_of_texts()
    load = partial(openpyxl.load_workbook, io.BytesIO(data))
    yield paired((what, "openpyxl.load_workbook"), read, load, ROUNDS, goal)
    afresh = f"{what}, no text seen before"
    most = goal if what == OURS else None
    yield paired((afresh, "openpyxl.load_workbook"), read_afresh, load, ROUNDS, most)


def _caches_of_texts() -> "list[functools._lru_cache_wrapper[object]]":
    """All that gaitui remembers of texts, labels and addresses."""
    return [
        item
        for item in gc.get_objects()
        if isinstance(item, functools._lru_cache_wrapper)
        and (item.__module__ or "").startswith("gaitui.")
        and (item.cache_parameters()["maxsize"] or 0) >= FEWEST_TEXTS
    ]


if __name__ == "__main__":
    raise SystemExit(show(measure()))
