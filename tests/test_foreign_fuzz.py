"""Whatever happened to a layout: a number is read as it stands in the source, or it is left out
and a finding says so. Never a wrong number in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType

import pytest

import tests.layout_faults_beside
import tests.layout_faults_more
import tests.layout_faults_office
from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.grid import Grid
from gaitui.reading.foreign import read_foreign_workbook
from gaitui.reading.own import ReadResult
from gaitui.report import Report
from gaitui.values import Value
from tests.foreign import Book, sample, to_grids
from tests.layout_faults import FAULTS, build
from tests.layout_faults_grid import GRIDS
from tests.strategies import balance, random_report
from tests.support import EDITIONS, edition, with_values

SEEDS = range(250)
SEEDS_BESIDE = range(1_000, 1_250)
BESIDE = sorted(
    name
    for name, fault in FAULTS.items()
    if fault.__module__ == tests.layout_faults_beside.__name__
)
"""Faults that put whole tables beside each other: what happens to a table comes before."""
CHANGED = {
    "wrong_totals": {"requests.granted.total": 4_321},
}
"""Numbers that a fault puts in the place of others."""
WITHOUT_ZEROS = {"blank_for_zero", "dash_for_zero"}


class Sheets:
    """Sheets in memory, as the reader of a file offers them."""

    has_formulas = True
    names: Mapping[str, str] = MappingProxyType({})

    def __init__(self, book: Book) -> None:
        self._grids = {grid.name: grid for grid in to_grids(book)}
        self.sheet_names = tuple(self._grids)

    def grid(self, sheet: str) -> Grid:
        return self._grids[sheet]


def source(name: str, random: Random) -> Report:
    """A balanced report: ordinary, nearly all zeros, or nearly all blank."""
    kind = random.choice(("sample", "random", "random", "zeros", "blanks"))
    if kind == "sample":
        return sample(name)
    report = random_report(edition(name), random.randrange(1_000), broken=False)
    year = report.year or (2020 if name == "gwy-2019" else 2024)
    report = replace(report, unit="某某市财政局", year=year, narratives={})
    if kind == "random":
        return report
    chosen = random.sample(sorted(report.definition.cells), 12)
    inputs: dict[str, Value] = {
        ref: value
        for ref in chosen
        if not report.definition.is_computed(CellRef(ref)) and (value := report.value(CellRef(ref)))
    }
    few = balance(report.definition, inputs)
    if kind == "blanks":
        few = with_values(few, {ref: None for ref in few.definition.cells if not few.value(ref)})
    return replace(few, unit=report.unit, year=year)


def drawn(seed: int) -> tuple[Report, list[str]]:
    """The report and the faults of a seed; those of `SEEDS_BESIDE` end with tables beside."""
    random = Random(seed)
    report = source(random.choice(EDITIONS), random)
    while True:
        names = random.sample(sorted({*FAULTS} - {*BESIDE} - {*GRIDS}), random.randint(1, 6))
        names += random.sample(BESIDE, 1) if seed in SEEDS_BESIDE else []
        try:
            build(report, names)
        except (AssertionError, KeyError, StopIteration, ValueError):
            continue  # one fault removed what another changes
        if is_knowable(names):
            return report, names


UNKNOWABLE = (
    {"columns_swapped", "no_heads"},
    {"total_first", "no_heads"},
    {"disclosure_columns_swapped", "no_heads"},
    {"numbers_over_two_rows", "subtotals"},
    {"only_requests", "no_titles"},
    {"departments", "labels_behind"},
    {"departments", "transposed"},
    {"departments", "no_heads"},
)
"""Faults that together leave nothing in the file to tell the numbers, the edition, or whose the
only table that can be read is, by."""
SUMS = {"no_total_column", "no_total_row", "formula_totals", "other_as_one_row"}
ERASING = {"blank_column_cells", "merged_value", "merged_across"}
"""Numbers erased and totals computed from what is left: the sum is right for the file."""


def is_knowable(names: list[str]) -> bool:
    """Whether somebody who sees the file could read it right."""
    faults = set(names)
    summed = faults & SUMS and faults & ERASING
    return not summed and not any(together <= faults for together in UNKNOWABLE)


def silent(report: Report, names: list[str], book: Book) -> list[str]:
    """The cells read with another number than the source's, and those left out unsaid."""
    result = read_foreign_workbook(Sheets(book), None)
    if result.report is None:
        assert result.findings
        return []
    erased = {ref for sheet in book for ref in sheet.erased}
    if not WITHOUT_ZEROS.isdisjoint(names):
        erased |= {ref for ref in report.definition.cells if not report.value(ref)}
    return list(_silent(report, names, result, erased))


def _silent(
    report: Report, names: list[str], result: ReadResult, erased: set[str]
) -> Iterator[str]:
    found = result.report
    assert found is not None
    if found.definition is not report.definition:
        # The check of the edition against the year tells.
        if found.year is None or found.definition.covers(found.year):
            yield f"read as {found.definition.id}"
        return
    if found.year not in (None, report.year):
        return  # the other year's report is the one that was recognised, and is named so
    messages = "\n".join(item.message for item in result.findings)
    if "各表写明的年度不同" in messages or "是隐藏的" in messages:
        return  # it may be another report's table, which is what is said
    said: set[str] = {item.code for item in result.findings if item.severity is not Severity.INFO}
    said |= {cell.problem for cell in found.cells.values() if cell.problem}
    loud = bool(said & {"W603", "W606", "W607", "W609"})
    changed = {ref: value for name in names for ref, value in CHANGED.get(name, {}).items()}
    for ref in report.definition.cells:
        cell, value = found.cell(ref), report.value(ref)
        if cell.value == value or (ref in changed and cell.value == changed[ref]):
            continue
        if cell.value is None:
            if loud or cell.problem or ref in erased:
                continue
        elif value is None and cell.value == 0:
            continue
        at = cell.origin.address if cell.origin else None
        yield f"{ref}: {value} read as {cell.value} at {at}"


@pytest.mark.parametrize("seed", [*SEEDS, *SEEDS_BESIDE])
def test_no_number_is_read_wrong_in_silence(seed: int) -> None:
    report, names = drawn(seed)
    assert not silent(report, names, build(report, names)), names
