"""What the commands do, as functions that print nothing; every face of gaitui may call them."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from gaitui.cell import CellRef, cell_ref
from gaitui.checks.basics import unit_problem
from gaitui.definition import Definition, find, for_year
from gaitui.errors import EditionError, GaituiError, OutputError, UnreadableError
from gaitui.files import write_atomic
from gaitui.finding import Finding, Severity
from gaitui.intake import Intake, take_in, take_in_bytes
from gaitui.render.outcome import FileResult
from gaitui.report import Cell, Report, cell_from_value, explanation_key


class Format(StrEnum):
    """What a report can be exported as; the values are file suffixes."""

    XLSX = "xlsx"
    JSON = "json"
    TXT = "txt"
    CSV = "csv"


PRINTED = frozenset({Format.TXT})
"""Outputs meant for the public: they refuse a report with errors."""
DATA = frozenset({Format.XLSX, Format.JSON})
"""Outputs that may hold somebody's work: what they replace is kept."""


class DraftRefusedError(GaituiError):
    """A report with errors was asked for in print; `findings` are the errors."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            f"报告有 {len(findings)} 个错误，不能输出正式文本。"
            "请先改正（用 gaitui check 查看），或加 --draft 输出带“草稿”标记的文本。"
        )
        self.findings = tuple(findings)


def choose_definition(name: str | None) -> Definition | None:
    """The definition a user named, by id or by a file's path."""
    return find(name) if name else None


def new_report(
    unit: str, year: int, definition: Definition | None = None, prior: Report | None = None
) -> Report:
    """A blank report; with last year's, what it carried out is carried in."""
    definition = definition or for_year(year)
    if not definition.covers(year):
        raise EditionError(f"“{definition.name}”不用于 {year} 年度。请核对年份或格式。")
    if problem := unit_problem(unit):
        raise EditionError(f"机关名称{problem}。")
    cells: dict[CellRef, Cell] = {}
    if prior is not None:
        if prior.year is not None and prior.year != year - 1:
            raise EditionError(
                f"上年报告是 {prior.year} 年度的，不是 {year - 1} 年度的，没有结转。请核对文件。"
            )
        cells = carried_cells(definition, prior)
    return Report(definition, unit, year, cells)


def carried_cells(definition: Definition, prior: Report) -> dict[CellRef, Cell]:
    """Cells that open the year, taken from the year before; totals are left to be computed."""
    cells: dict[CellRef, Cell] = {}
    for carry in definition.carries:
        for spec in definition.tables[carry.table].cells:
            source = cell_ref(carry.table, carry.from_row, spec.column)
            value = prior.value(source)
            if spec.row == carry.to_row and value is not None:
                cells[spec.ref] = cell_from_value(value)
    return _with_totals(Report(definition, cells=cells))


def _with_totals(report: Report) -> dict[CellRef, Cell]:
    """The cells with their totals, where a row that was carried over has one."""
    cells = dict(report.cells)
    for ref, equation in report.definition.formulas.items():
        if ref in cells:
            total = report.computed(ref)
            cells[ref] = cell_from_value(total)
        elif any(part in cells for part in equation.right):
            cells[ref] = cell_from_value(replace(report, cells=cells).computed(ref))
    return cells


def readable(path: Path, definition: Definition | None = None, select: str | None = None) -> Intake:
    """A file that must be a report; `UnreadableError` says why it is not."""
    intake = take_in(path, definition, select=select)
    if intake.report is None:
        raise UnreadableError(f"{path}：{_first_error(intake)}")
    return intake


def readable_bytes(
    data: bytes,
    stated: str | None = None,
    definition: Definition | None = None,
    select: str | None = None,
) -> Intake:
    """The same for standard input; `stated` is the format its sender says it has."""
    if stated is not None and (stated == Format.XLSX) != data.startswith(b"PK"):
        raise UnreadableError(f"标准输入不是 {stated} 格式。")
    intake = take_in_bytes(data, "-", definition, select=select)
    if intake.report is None:
        raise UnreadableError(f"标准输入：{_first_error(intake)}")
    return intake


def _first_error(intake: Intake) -> str:
    for finding in intake.findings:
        if finding.severity is Severity.ERROR:
            return f"{finding.message}{finding.hint}"
    return "读不出来。"


def check_file(
    path: Path,
    definition: Definition | None = None,
    prior: Report | None = None,
    select: str | None = None,
) -> FileResult:
    """Check one file, beside last year's report where that is given; one that cannot be read
    has that as its finding."""
    return file_result(take_in(path, definition, prior, select))


def check_bytes(
    data: bytes,
    definition: Definition | None = None,
    prior: Report | None = None,
    select: str | None = None,
) -> FileResult:
    """The same for standard input."""
    return file_result(take_in_bytes(data, "-", definition, prior, select))


def file_result(intake: Intake) -> FileResult:
    """An intake as a result to show."""
    report = intake.report
    return FileResult(
        intake.path,
        intake.sha256,
        report.unit if report else None,
        report.year if report else None,
        report.definition.id if report else None,
        intake.checks_run,
        intake.findings,
    )


def render_report(
    report: Report,
    findings: Sequence[Finding],
    target: Format,
    *,
    width: int = 100,
    encoding: str | None = None,
    draft: bool = False,
) -> bytes:
    """A report in an output format; `DraftRefusedError` where errors that no written reason
    explains keep it from print."""
    errors = [
        finding
        for finding in findings
        if finding.severity is Severity.ERROR
        and explanation_key(finding.code, finding.ref) not in report.explanations
    ]
    if target in PRINTED and errors and not draft:
        raise DraftRefusedError(errors)
    match target:
        case Format.XLSX:
            from gaitui.writing import write_workbook

            return write_workbook(report)
        case Format.JSON:
            from gaitui.render.document import render_json

            return render_json(report).encode()
        case Format.TXT:
            from gaitui.render.encode import encode_text
            from gaitui.render.text import render_text

            return encode_text(render_text(report, width, draft), encoding or "utf-8")
        case Format.CSV:
            from gaitui.render.csv import render_csv
            from gaitui.render.encode import encode_text

            text = render_csv(report)
            return encode_text(text, encoding) if encoding else text.encode("utf-8-sig")


def format_of(path: Path) -> Format:
    """The output format a file name asks for."""
    try:
        return Format(path.suffix.lower().lstrip("."))
    except ValueError as error:
        known = "、".join(f".{item}" for item in Format)
        raise OutputError(
            f"不知道把 {path.name} 写成什么格式。文件名应以 {known} 之一结尾，或用 --to 指明格式。"
        ) from error


def save(path: Path, data: bytes, target: Format) -> Path | None:
    """Write an output whole; what it replaces is kept where it may be somebody's work."""
    return write_atomic(path, data, keep_old=target in DATA)
