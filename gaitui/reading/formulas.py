"""Totals in a received workbook: typed over (W604), or with a missing or stale value (W605)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gaitui.cell import CellRef
from gaitui.finding import Finding, Severity
from gaitui.grid import GridCell, Type
from gaitui.layout import Layout, total_formula
from gaitui.merge import held, sum_cells
from gaitui.part_layout import part_layout, parts_formula
from gaitui.report import Cell, Report
from gaitui.values import format_value

_SPELLING = str.maketrans("", "", " $")
"""What programs add to references."""


def review_formulas(
    report: Report, layout: Layout, stored: Mapping[CellRef, GridCell | None]
) -> tuple[Report, list[Finding]]:
    """The report with totals that no program has calculated yet filled in from their own
    formula, and findings on totals typed over, not calculated, or calculated before the last
    change. A stale value is kept as it is: it is what the sender saw."""
    report, summed = _fill_sums(report, stored)
    typed: list[CellRef] = []
    missing: list[CellRef] = []
    own: list[CellRef] = []
    for ref in report.definition.formulas:
        cell = stored[ref]
        if cell is None or cell.formula is None:
            if not report.cell(ref).is_blank:
                typed.append(ref)
            continue
        if _is_formula(cell.formula, layout, ref):
            own.append(ref)
        if cell.text is None:
            missing.append(ref)
    report, filled, unknown = _calculate(report, missing, own)
    stale = [ref for ref in own if ref not in missing and _is_stale(report, stored, ref)]
    findings = [*_typed(report, typed), *_stale(report, stale)]
    findings += _uncalculated(report, [*summed, *filled], unknown)
    return report, findings


def _fill_sums(
    report: Report, stored: Mapping[CellRef, GridCell | None]
) -> tuple[Report, list[CellRef]]:
    """The report with sums over departments that no program has calculated yet, and which."""
    if not report.parts:
        return report, []
    places = part_layout(report.definition).cells
    sums = sum_cells(part.cells for part in report.parts)
    filled = []
    for ref in sums:
        cell = stored[ref]
        if cell is None or cell.formula is None or cell.text is not None:
            continue
        formulas = (parts_formula(places[ref], is_blank) for is_blank in (False, True))
        if _plain(cell.formula) in map(_plain, formulas):
            filled.append(ref)
    cells = dict(report.cells)
    for ref, value in held({ref: sums[ref] for ref in filled}).items():
        cells[ref] = Cell(format_value(value), value, origin=report.cell(ref).origin)
    return replace(report, cells=cells), filled


def _plain(formula: str) -> str:
    """A formula however a program spells it."""
    return formula.translate(_SPELLING).removeprefix("=")


def _is_formula(formula: str, layout: Layout, ref: CellRef) -> bool:
    return _plain(formula) == _plain(total_formula(layout, ref))


def _is_stale(report: Report, stored: Mapping[CellRef, GridCell | None], ref: CellRef) -> bool:
    """Whether a total is neither what its parts say nor what a program makes of them: programs
    leave numbers stored as text out of sums, and calculating again would not change that."""
    value = report.value(ref)
    if report.cell(ref).problem is not None or value == report.computed(ref):
        return False
    parts = ((part, stored[part]) for part in report.definition.formulas[ref].right)
    return value != report.total(part for part, cell in parts if cell and cell.type is Type.NUMBER)


def _calculate(
    report: Report, missing: Sequence[CellRef], own: Sequence[CellRef]
) -> tuple[Report, list[CellRef], list[CellRef]]:
    """Fill uncalculated totals whose formula is ours, parts before sums of them; also which
    were filled with a number, and which could not be."""
    own_formulas = set(own)
    unknown = [ref for ref in missing if ref not in own_formulas]
    pending = [ref for ref in missing if ref in own_formulas]
    filled: list[CellRef] = []
    while pending:
        waiting = set(pending)
        formulas = report.definition.formulas
        ready = [ref for ref in pending if waiting.isdisjoint(formulas[ref].right)]
        if not ready:
            unknown += pending
            break
        cells = dict(report.cells)
        for ref in ready:
            value = report.computed(ref)
            if value is not None:
                origin = report.cell(ref).origin
                cells[ref] = Cell(format_value(value), value, origin=origin)
                filled.append(ref)
        report = replace(report, cells=cells)
        done = set(ready)
        pending = [ref for ref in pending if ref not in done]
    return report, filled, unknown


def _words(report: Report, refs: Sequence[CellRef]) -> str:
    """The first few cells by label and address."""
    words = []
    for ref in refs[:4]:
        origin = report.cell(ref).origin
        label = " › ".join(report.definition.cells[ref].path[-2:])
        words.append(f"{label}（{origin.address}）" if origin else label)
    return "、".join(words) + (f" 等 {len(refs)} 处" if len(refs) > 4 else "")


def _finding(report: Report, code: str, refs: Sequence[CellRef], text: str, hint: str) -> Finding:
    origin = report.cell(refs[0]).origin
    sheet, address = (origin.sheet, origin.address) if origin else (None, None)
    return Finding(code, Severity.WARNING, text, refs[0], sheet, address, hint=hint)


def _by_table(report: Report, refs: Sequence[CellRef]) -> list[list[CellRef]]:
    tables: dict[str, list[CellRef]] = {}
    for ref in refs:
        tables.setdefault(report.definition.cells[ref].table, []).append(ref)
    return list(tables.values())


def _typed(report: Report, refs: Sequence[CellRef]) -> list[Finding]:
    hint = "请从模板恢复总计公式（或删去手填的数字后重新复制公式），让总计自动计算。"
    return [
        _finding(
            report, "W604", group, f"总计公式被改成了手填的数字：{_words(report, group)}", hint
        )
        for group in _by_table(report, refs)
    ]


def _stale(report: Report, refs: Sequence[CellRef]) -> list[Finding]:
    hint = "请用 Excel 或 WPS 打开，按 F9 重新计算后保存。"
    return [
        _finding(
            report, "W605", group, f"总计没有随最后的改动重新计算：{_words(report, group)}", hint
        )
        for group in _by_table(report, refs)
    ]


def _uncalculated(
    report: Report, filled: Sequence[CellRef], unknown: Sequence[CellRef]
) -> list[Finding]:
    hint = "请用 Excel 或 WPS 打开并保存一次，让公式算出结果。"
    findings = []
    if filled:
        text = f"文件里没有保存公式的结果，已按公式算出：{_words(report, filled)}"
        findings.append(_finding(report, "W605", filled, text, hint))
    if unknown:
        text = f"文件里没有保存公式的结果，也不是模板的公式：{_words(report, unknown)}"
        findings.append(_finding(report, "W605", unknown, text, hint))
    return findings
