"""V2xx on single cells: what was received there and what it was understood as."""

from collections.abc import Iterator, Mapping, Sequence

from gaitui.cell import CellRef, Kind
from gaitui.checks.findings import cell_finding
from gaitui.finding import Finding, Severity
from gaitui.report import Cell, Report
from gaitui.values import format_value

_PROBLEMS: Mapping[str, tuple[str, str]] = {
    "V201": ("不是数字，或超出 12 位", "请改填{wanted}；没有的填 0。"),
    "V202": ("是负数", "这里不会有负数，请核对后改填{wanted}。"),
    "V203": ("不是整数", "这里填件数，请核对后改填{wanted}。"),
    "V206": ("是公式的错误值", "请检查这格的公式，或改填{wanted}。"),
    "V207": ("有不止一种读法，没有采用", "请改填{wanted}，不带单位、空格、“约”等字。"),
}
_WANTED = {
    Kind.COUNT: "0 或正整数",
    Kind.DECIMAL: "0 或正数（可以有小数）",
    Kind.CHANGE: "整数（增加为正，减少为负）",
}


def check_cells(report: Report) -> Iterator[Sequence[Finding]]:
    """One point a cell that has something in it."""
    for ref in report.definition.cells:
        cell = report.cells.get(ref)
        if cell is None or cell.raw is None or cell.problem == "W607":
            continue
        if cell.problem is not None:
            yield (_problem(report, ref, cell),)
        elif cell.rules:
            yield (_normalised(report, ref, cell),)
        else:
            yield ()
    yield from _unsplit_groups(report)


def _unsplit_groups(report: Report) -> Iterator[Sequence[Finding]]:
    """W607: one point a group that was given as one number a column and has to be split up."""
    rows: dict[tuple[str, str], list[CellRef]] = {}
    for ref, cell in report.cells.items():
        if cell.problem == "W607":
            spec = report.definition.cells[ref]
            rows.setdefault((spec.table, spec.row), []).append(ref)
    for refs in rows.values():
        specs = [report.definition.cells[ref] for ref in refs]
        group = specs[0].row_path[-2]
        numbers = "、".join(
            f"{spec.column_path[-1]} {format_value(report.cell(spec.ref).amount) or '读不出'}"
            for spec in specs
        )
        message = f"{group}只给了整组的数（{numbers}），没有分项，各分项空着"
        hint = f"请把{group}按格式的各个分项拆开填写，没有的填 0。"
        yield (cell_finding(report, "W607", Severity.ERROR, refs[0], message, hint),)


def _problem(report: Report, ref: CellRef, cell: Cell) -> Finding:
    what, mend = _PROBLEMS[cell.problem or ""]
    spec = report.definition.cells[ref]
    raw = cell.raw or ""
    shown = raw if len(raw) <= 40 else raw[:40] + "……"
    message = f"{report.definition.describe(ref)}：“{shown}”{what}"
    hint = mend.format(wanted=_WANTED[spec.kind])
    if cell.problem == "V207":
        # Imported here: its patterns take long to compile, and few reports need them.
        from gaitui.values.choices import alternatives

        if choices := alternatives(raw, spec.kind, spec.unit):
            hint = f"可能是 {'、'.join(choices)}，请对照台账。{hint}"
    return cell_finding(
        report, cell.problem or "", Severity.ERROR, ref, message, hint, actual=raw[:200]
    )


def _normalised(report: Report, ref: CellRef, cell: Cell) -> Finding:
    read = "空" if cell.value is None else format_value(cell.value)
    message = (
        f"{report.definition.describe(ref)}：“{(cell.raw or '')[:40]}”读作 {read}"
        f"（{'，'.join(cell.rules)}）"
    )
    hint = "读法正确就不用处理；为免误读，最好直接填数字。"
    return cell_finding(
        report, "V205", Severity.INFO, ref, message, hint, actual=(cell.raw or "")[:200]
    )
