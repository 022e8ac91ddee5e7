"""V204: blanks where a number is meant. Blank is not 0: the form asks for the 0."""

from collections.abc import Iterator, Sequence

from gaitui.cell import CellRef
from gaitui.checks.arithmetic import missing_totals
from gaitui.checks.findings import cell_finding
from gaitui.definition import Table
from gaitui.finding import Finding, Severity
from gaitui.report import Cell, Report
from gaitui.values import format_value

_SHOWN = 6


def check_blanks(report: Report) -> Iterator[Sequence[Finding]]:
    """One point a table, and one for each total left out beside its parts; a table that was not
    in a received file at all is told of by W603."""
    totals = set(missing_totals(report))
    unsplit = _unsplit(report)
    for table in report.definition.tables.values():
        if report.tables_only and not any(cell.ref in report.cells for cell in table.cells):
            continue
        blanks = [cell.ref for cell in table.cells if _is_blank(report.cells.get(cell.ref))]
        if len(blanks) == len(table.cells):
            yield (_blank_table(report, table),)
            continue
        rest = [ref for ref in blanks if ref not in totals and _group(report, ref) not in unsplit]
        yield (_blank_cells(report, table, rest),) if rest else ()
        for cell in table.cells:
            if cell.ref in totals:
                yield (_missing_total(report, cell.ref),)


def _group(report: Report, ref: CellRef) -> tuple[str, ...]:
    """The labels that a cell shares with the others of its group, in its column."""
    spec = report.definition.cells[ref]
    return (*spec.row_path[:-1], spec.column)


def _unsplit(report: Report) -> set[tuple[str, ...]]:
    """The groups, column by column, that were given as one number: W607 tells of their blanks."""
    return {_group(report, ref) for ref, cell in report.cells.items() if cell.problem == "W607"}


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or (cell.is_blank and not cell.does_not_apply)


def _heading(report: Report, table: Table) -> str:
    section = report.definition.section_of(table.id)
    return section.heading if section else table.id


def _blank_table(report: Report, table: Table) -> Finding:
    message = f"{_heading(report, table)}：整张表没有填写"
    hint = "这张表必须填写；确实没有的，全部填 0。"
    return cell_finding(report, "V204", Severity.ERROR, table.cells[0].ref, message, hint)


def _blank_cells(report: Report, table: Table, blanks: list[CellRef]) -> Finding:
    words = []
    for ref in blanks[:_SHOWN]:
        origin = report.cell(ref).origin
        label = " › ".join(report.definition.cells[ref].path[-2:])
        words.append(f"{label}（{origin.address}）" if origin else label)
    more = "等" if len(blanks) > _SHOWN else ""
    message = (
        f"{_heading(report, table)}：有 {len(blanks)} 格空着，合计时按 0 计："
        f"{'、'.join(words)}{more}"
    )
    hint = "没有的请填 0，不要留空。"
    return cell_finding(report, "V204", Severity.WARNING, blanks[0], message, hint)


def _missing_total(report: Report, ref: CellRef) -> Finding:
    expected = report.computed(ref)
    cell = report.cell(ref)
    what = f"写的是“{cell.raw}”" if cell.does_not_apply else "空着"
    message = f"{report.definition.describe(ref)}：{what}，各部分之和是 {format_value(expected)}"
    hint = f"请填 {format_value(expected)}，或从模板恢复总计公式。"
    return cell_finding(report, "V204", Severity.ERROR, ref, message, hint, expected)
