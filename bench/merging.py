"""Merge departments into the district's workbook and read it back; and the same for thousands,
which must take no more than their number."""

from collections.abc import Callable, Iterator

from bench.timing import DOCUMENT, Row, alone, paired, show
from gaitui.cell import CellRef
from gaitui.intake import take_in, take_in_bytes
from gaitui.merge import merge, part_of
from gaitui.report import Part, Report, Source
from gaitui.values import Value
from gaitui.writing import write_workbook

ROUNDS = 5
FEW, SOME, MANY = 40, 400, 3_000


def departments(report: Report, count: int) -> Iterator[Part]:
    """The sample's numbers dealt out: what is left over goes to the first departments."""
    whole = part_of(report, Source("")).cells
    for number in range(count):
        cells: dict[CellRef, Value] = {
            ref: value // count + (number < value % count) for ref, value in whole.items()
        }
        unit = f"第{number + 1}局"
        yield Part(unit, cells, (Source(unit, f"received/{unit}/1.xlsx", f"{number:064x}"),))


def merging(report: Report, parts: tuple[Part, ...]) -> Callable[[], bytes]:
    """The job: add up, write."""
    return lambda: write_workbook(merge(report.definition, report.unit, report.year, parts, report))


def measure() -> list[Row]:
    """Forty departments by themselves; three thousand against four hundred, per department."""
    report = take_in(DOCUMENT).report
    assert report is not None
    job = {count: merging(report, tuple(departments(report, count))) for count in (FEW, SOME, MANY)}
    data = job[FEW]()
    read = take_in_bytes(data, "merged.xlsx").report
    assert read is not None and len(read.parts) == FEW
    names = (f"merge {MANY} departments", f"merge {SOME} departments")
    return [
        alone(f"merge {FEW} departments, write .xlsx", job[FEW], ROUNDS),
        alone(f"read and check it ({FEW} departments)", lambda: take_in_bytes(data, "x"), ROUNDS),
        paired(names, job[MANY], job[SOME], ROUNDS, MANY / SOME),
    ]


if __name__ == "__main__":
    raise SystemExit(show(measure()))
