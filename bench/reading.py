"""Read and check one finished workbook in process, against openpyxl opening the same file."""

import openpyxl

from bench.timing import DOCUMENT, WORKBOOK, Row, alone, paired, show
from gaitui.intake import take_in

ROUNDS = 30
GOAL = 1 / 8


def measure() -> list[Row]:
    """Workbook against openpyxl, and the JSON document by itself."""
    names = ("read + check .xlsx", "openpyxl.load_workbook")
    return [
        paired(
            names,
            lambda: take_in(WORKBOOK),
            lambda: openpyxl.load_workbook(WORKBOOK),
            ROUNDS,
            GOAL,
        ),
        alone("read + check .json", lambda: take_in(DOCUMENT), ROUNDS),
    ]


if __name__ == "__main__":
    raise SystemExit(show(measure()))
