"""Read and check workbooks in process, against openpyxl opening the same file: our own layout, with
texts seen before and new ones, and foreign layouts, bare and styled."""

import io
from functools import partial

import openpyxl

from bench.timing import DOCUMENT, WORKBOOK, Row, alone, paired, show
from gaitui.checks.claims import read_text
from gaitui.intake import take_in, take_in_bytes
from tests.foreign import sample, to_xlsx
from tests.layout_faults import build

ROUNDS = 30
OWN, FOREIGN = 1 / 10, 1 / 4


def measure() -> list[Row]:
    """Each file against openpyxl, and the JSON document by itself."""
    own = WORKBOOK.read_bytes()
    return [
        _row("read + check .xlsx", own, OWN),
        _row("the same, a text not seen before", own, OWN, fresh=True),
        _row("foreign layout, three bare sheets", to_xlsx(build(sample("gwy-2021"), [])), FOREIGN),
        _row("foreign layout, our sheets unnamed", _unnamed(own), FOREIGN),
        alone("read + check .json", lambda: take_in(DOCUMENT), ROUNDS),
    ]


def _row(what: str, data: bytes, goal: float, fresh: bool = False) -> Row:
    def read() -> None:
        if fresh:
            read_text.cache_clear()
        take_in_bytes(data, what)

    load = partial(openpyxl.load_workbook, io.BytesIO(data))
    return paired((what, "openpyxl.load_workbook"), read, load, ROUNDS, goal)


def _unnamed(data: bytes) -> bytes:
    """Our workbook, styles and all, without its stamp and names, saved by another program."""
    workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    del workbook["_gaitui"]
    workbook.defined_names.clear()
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


if __name__ == "__main__":
    raise SystemExit(show(measure()))
