"""Workbooks changed at random are read or refused: no crash, no hang, and no number changed in
silence. `GAITUI_FUZZ_WORKBOOKS=50000` runs many more than the suite does."""

import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from multiprocessing import get_context

import pytest
from msgspec import structs

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.intake import Intake, take_in_bytes
from gaitui.report import Cell, Origin, Report
from tests.workbook_mutants import STRAY, Mutant, bases, mutant
from tests.workbook_scan import Scan, Stored

DEFAULT, CHUNK = 400, 50
COUNT = int(os.environ.get("GAITUI_FUZZ_WORKBOOKS", DEFAULT))
CPU_SECONDS = 2.0
"""Most processor time that one workbook may take; a usual one takes 0.01."""
SAID = ("W603", "W605", "W606", "W607", "W609", "W602")
"""Codes that say that a number was not taken from where it is expected."""


def wrong(item: Mutant, intake: Intake) -> Iterator[str]:
    """What of a mutant's report neither stands in the file nor is said."""
    report = intake.report
    if report is None:
        if not intake.findings:
            yield "no report and no finding"
        return
    scan = Scan(item.data)
    computed = any(
        finding.code == "W605" or "已按各部分之和计算" in finding.message
        for finding in intake.findings
    )
    for ref, cell in report.cells.items():
        if problem := _misread(cell, scan, computed):
            yield f"{ref}: {problem}"
    news = [finding for finding in intake.findings if finding not in item.base.intake.findings]
    told = any(
        finding.code in SAID
        and (finding.severity is not Severity.INFO or "移动" in finding.message)
        for finding in news
    )
    if item.keeps_numbers or not told:
        yield from _moved_in_silence(item, report, scan)


def _misread(cell: Cell, scan: Scan, computed: bool) -> str | None:
    """Why a cell is not what stands at its origin."""
    stored = scan.cell(cell.origin.sheet, cell.origin.address) if cell.origin else None
    if cell.group_value is not None or cell.problem in ("V207", "W607"):
        return None
    if cell.value is None:
        lost = stored is not None and stored.text is not None and stored.text.strip()
        return f"{stored} is left out" if lost and cell.is_blank and not cell.rules else None
    if stored is None or stored.text is None:
        return None if computed else f"{cell.value} stands nowhere"
    return None if cell.rules or _is_same(stored, cell) else f"{stored} is read as {cell.value}"


def _is_same(stored: Stored, cell: Cell) -> bool:
    if stored.kind != "n" or stored.text is None or cell.raw != stored.text or cell.value is None:
        return False
    try:
        exact = Decimal(stored.text)
    except InvalidOperation:
        return False
    return exact == cell.value or float(exact) == float(cell.value)


def _moved_in_silence(item: Mutant, report: Report, scan: Scan) -> Iterator[str]:
    """Numbers that are others than before though nothing changed where they stood, or though
    the mutation left all numbers beside their labels."""
    before = item.base.intake.report
    assert before is not None
    if report.definition is not before.definition:
        yield "another edition, not said"
        return
    old = Scan(item.base.data)
    for ref, cell in before.cells.items():
        value = report.value(ref)
        if value in (None, cell.value, STRAY) or cell.origin is None:
            continue
        place = cell.origin.sheet, cell.origin.address
        stored = old.cell(*place)
        if stored is None or stored.text is None:
            continue  # computed from other cells, which was said
        if any("换算" in rule for rule in report.cell(ref).rules):
            continue  # a head cut short states another unit
        if item.keeps_numbers:
            yield f"{ref} was {cell.value}, is {value}"
        elif item.kind in ("XML", "cells") and _unchanged(scan, old, place):
            yield f"{ref} was {cell.value}, is {value}; {place} did not change"


def _unchanged(scan: Scan, old: Scan, place: tuple[str, str]) -> bool:
    try:
        return scan.cell(*place) == old.cell(*place)
    except KeyError:
        return False


def run(numbers: range) -> tuple[Counter[str], list[str]]:
    """How the mutants of some numbers came out, and what is wrong with them."""
    counts: Counter[str] = Counter()
    failures = []
    for number in numbers:
        item = mutant(number)
        start = _cpu()
        try:
            intake = take_in_bytes(item.data, "变.xlsx")
            took = _cpu() - start
            problems = list(wrong(item, intake))
        except Exception as error:
            failures.append(f"{number} {item.kind} of {item.base.name}: {error!r}")
            continue
        if took > CPU_SECONDS:
            problems.append(f"{took:.1f} s")
        counts[f"{item.kind}: {'read' if intake.report else intake.findings[0].code}"] += 1
        failures += [f"{number} {item.kind} of {item.base.name}: {text}" for text in problems[:3]]
    return counts, failures


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@pytest.mark.parametrize("start", range(0, min(COUNT, DEFAULT), CHUNK))
def test_a_mutated_workbook_is_read_or_refused_and_no_number_changes_in_silence(
    start: int,
) -> None:
    counts, failures = run(range(start, start + CHUNK))
    assert not failures, "\n".join(failures)
    assert counts.total() == CHUNK


@pytest.mark.parametrize("number", [20_496, 49_383])
def test_computed_totals_are_told_of_however_many_doubts_there_are(number: int) -> None:
    assert run(range(number, number + 1))[1] == []


@pytest.mark.skipif(COUNT <= DEFAULT, reason="GAITUI_FUZZ_WORKBOOKS asks for no more")
def test_many_more_do_so(capsys: pytest.CaptureFixture[str]) -> None:
    chunks = [range(at, min(at + CHUNK, COUNT)) for at in range(DEFAULT, COUNT, CHUNK)]
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        for some, wrongs in pool.map(run, chunks):
            counts += some
            failures += wrongs
    with capsys.disabled():
        print(f"\n{counts.total()} mutated workbooks, {len(failures)} failures")
        print("\n".join(f"  {kind}: {count}" for kind, count in sorted(counts.items())))
    assert not failures, "\n".join(failures[:50])
    assert counts.total() == COUNT - DEFAULT


def test_the_oracle_notices_numbers_that_are_not_in_the_file() -> None:
    """A fuzz without failures says something only if its oracle can fail."""
    base = bases()[2]
    item = Mutant(base, "cells", base.data, keeps_numbers=True)
    report = base.intake.report
    assert report is not None and not list(wrong(item, base.intake))
    ref = next(ref for ref, cell in report.cells.items() if cell.value == 510)
    sound = report.cells[ref]
    for cell in (
        structs.replace(sound, raw="511", value=511),
        structs.replace(sound, value=510 + 1),
        structs.replace(sound, raw=None, value=None),
        structs.replace(sound, origin=Origin("Sheet1", "Z99")),
        report.cells[CellRef("requests.granted.natural_person")],
    ):
        changed = replace(report, cells={**report.cells, ref: cell})
        intake = structs.replace(base.intake, report=changed)
        assert list(wrong(item, intake)), cell
