"""Where a number came from: its parts by formula, the departments behind it, their files."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from gaitui.cell import CellRef
from gaitui.errors import GaituiError, nearest
from gaitui.grid import to_position
from gaitui.intake import Intake, take_in
from gaitui.layout import layout_of
from gaitui.merge import contributions, is_sum
from gaitui.render.trace import Department, Received, State, Term, Trace
from gaitui.report import Cell, Part, Report, Source, explanation_key
from gaitui.values import Value

Opener: TypeAlias = Callable[[Source], Received]
"""Looks into a received file for the cell at hand."""


def find_cell(report: Report, text: str) -> CellRef:
    """The cell a user means: its key, or its sheet and address (`三、依申请!D6`) where it stands
    in this file, else in the template. `GaituiError` names what is nearest."""
    key = CellRef(text.strip())
    if key in report.definition.cells:
        return key
    plain = unicodedata.normalize("NFKC", key).replace("$", "")
    sheet, mark, address = plain.rpartition("!")
    if mark and to_position(address.upper()):
        places = _places(report)
        found = places.get((_sheet(sheet), address.upper()))
        if found is not None:
            return found
        raise GaituiError(
            f"{key[:80]} 不是表格里填数的格子。请给出数字所在的格子，例如 {_example(report)}。"
        )
    known = tuple(report.definition.cells)
    raise GaituiError(
        f"没有单元格“{key[:80]}”{nearest(key, known)}。可以写编号（见 docs/cells.md），"
        f"或工作表和地址，例如 {_example(report)}。"
    )


def _places(report: Report) -> dict[tuple[str, str], CellRef]:
    layout = layout_of(report.definition)
    found = {(_sheet(place.sheet), place.address): ref for ref, place in layout.cells.items()}
    for ref, cell in report.cells.items():
        if cell.origin is not None:
            found[_sheet(cell.origin.sheet), cell.origin.address] = ref
    return found


def _sheet(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().strip("'").replace("''", "'")


def _example(report: Report) -> str:
    place = next(iter(layout_of(report.definition).cells.values()))
    return f"{place.sheet}!{place.address}"


def trace_cell(report: Report, ref: CellRef, folder: Path) -> Trace:
    """Where a report's cell comes from; `folder` is the report's, from which files are named.
    What is missing or changed there is said, and never fails."""
    definition = report.definition
    cell = report.cell(ref)
    terms = tuple(_terms(report, ref))
    if not report.parts:
        return Trace(ref, definition.describe(ref), cell, terms, False)
    found = contributions(report, ref)
    values = [value for _, value in found if value is not None]
    total = sum(values[1:], values[0]) if values else None
    departments = tuple(
        _department(part, value, total, lambda source: _open(report, ref, folder, source))
        for part, value in found
        if value
    )
    return Trace(
        ref,
        definition.describe(ref),
        cell,
        terms,
        True,
        total,
        not is_sum(cell.value or 0, total or 0),
        report.explanations.get(explanation_key("A105", ref), ""),
        departments,
        len(found) - len(departments),
    )


def _terms(report: Report, ref: CellRef) -> Iterator[Term]:
    equation = report.definition.formulas.get(ref)
    if equation is None:
        return
    for part in equation.right:
        spec = report.definition.cells[part]
        path = spec.column_path if equation.rule.each == "row" else spec.row_path
        label = re.sub(r"(?<=.)（.*", "", (path or spec.path)[-1])
        cell = report.cell(part)
        yield Term(part, label, cell.amount, cell.origin.address if cell.origin else "")


def _department(part: Part, value: Value, total: Value | None, look: Opener) -> Department:
    share = Decimal(value) / Decimal(total) if total else None
    files = [look(source) for source in part.sources]
    if len(files) > 1:
        files.sort(key=lambda file: file.cell.amount or 0 if file.cell else 0, reverse=True)
    told = [file for file in files if len(files) == 1 or file.cell is None or file.cell.amount]
    return Department(part.name, value, share, tuple(told), len(files) - len(told))


def _open(report: Report, ref: CellRef, folder: Path, source: Source) -> Received:
    """A department's file, if it is there, still the one that was added up, and readable."""
    if not source.path:
        return Received(source, State.UNNAMED)
    path = _inside(folder, source.path)
    if path is None:
        return Received(source, State.OUTSIDE)
    try:
        if not path.is_file():
            return Received(source, State.MISSING)
    except (OSError, ValueError):
        return Received(source, State.MISSING)
    intake = take_in(path, report.definition)
    if source.sha256 and intake.sha256 not in (source.sha256, None):
        return Received(source, State.CHANGED)
    cell = _cell_of(intake, ref)
    return Received(source, State.READ if cell else State.UNREADABLE, cell)


def _inside(folder: Path, path: str) -> Path | None:
    """The path below the report's folder; None where it leads out of it: whoever made the
    workbook does not choose which of our files are opened."""
    pure = PurePosixPath(path)
    try:
        target = (folder / pure).resolve()
        is_inside = target.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return None
    return target if is_inside and not pure.is_absolute() else None


def _cell_of(intake: Intake, ref: CellRef) -> Cell | None:
    if intake.report is None or ref not in intake.report.definition.cells:
        return None
    return intake.report.cell(ref)
