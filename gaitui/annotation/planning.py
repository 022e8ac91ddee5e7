"""What to write on a received workbook: the list on top, and a comment a cell."""

from collections.abc import Iterator, Sequence
from datetime import date

from gaitui.annotation.plan import SHEET, WIDTHS, Mark, Plan, Row
from gaitui.finding import SEVERITY_NAMES, Finding, by_cause
from gaitui.grid import Grid, to_position
from gaitui.remarks import HEADS, Remark, harmless, remarks
from gaitui.render.notice import deadline_words
from gaitui.report import Report
from gaitui.writing.measure import row_points

MAX_COMMENT, MAX_CELL = 3_000, 4_000
"""Characters of one comment, and of one cell of the list."""
_LINE = 14.5
"""Points of a line of the list."""


def make_plan(
    report: Report | None,
    findings: Sequence[Finding],
    name: str,
    deadline: date | None,
    lost: Sequence[str],
    grids: Sequence[Grid],
) -> Plan:
    """The plan for a workbook; `grids` are its sheets as our reader sees them, for the results of
    formulas."""
    listed = list(remarks(report, findings))
    lines = [harmless(line) for line in _lines(report, listed, name, deadline, lost)]
    width = sum(WIDTHS) - 4
    return Plan(
        SHEET,
        tuple((line, max(row_points(line, width, _LINE), 18)) for line in lines),
        HEADS,
        tuple(_rows(listed)),
        tuple(_marks(listed)),
        _cached(grids),
    )


def _lines(
    report: Report | None,
    listed: Sequence[Remark],
    name: str,
    deadline: date | None,
    lost: Sequence[str],
) -> Iterator[str]:
    year = f"{report.year} 年度" if report and report.year else ""
    yield "　".join(filter(None, (report.unit if report else "", year, name)))
    errors = sum(item.is_error for item in listed)
    counts = (
        f"共有 {errors} 个错误、{len(listed) - errors} 个提醒。" if listed else "没有发现问题。"
    )
    until = f"请于 {deadline_words(deadline)}前报回。" if deadline else ""
    yield (
        f"{counts}有问题的格子已标色（红色为错误，黄色为提醒）并加了批注；点“单元格”一栏可以转到那一格。"
        f"改好后直接报回这个文件，本表和批注不用删。{until}"
    )
    if lost:
        yield f"这是加了批注的副本，您报来的原件没有改动。{''.join(lost)}"


def _rows(listed: Sequence[Remark]) -> Iterator[Row]:
    """One row a remark; a remedy that several share stands at the first of them."""
    named = {id(item.finding): item for item in listed}
    for group in by_cause(item.finding for item in listed):
        for index, finding in enumerate(group):
            item = named[id(finding)]
            mend = shared_mend(group) if index == 0 else "同上"
            yield _row(item, mend)


def shared_mend(group: Sequence[Finding]) -> str:
    """The remedy of findings with one cause, as it stands at the first of them."""
    if len(group) == 1:
        return harmless(group[0].hint)
    return f"（与下面 {len(group) - 1} 项同因）{harmless(group[0].hint)}"


def _row(item: Remark, mend: str) -> Row:
    whole = (
        item.code,
        SEVERITY_NAMES[item.finding.severity],
        item.place,
        f"{item.sheet} {item.address}".strip(),
        item.problem,
        item.actual,
        item.expected,
        item.delta,
        mend,
    )
    texts = tuple(text[:MAX_CELL] for text in whole)
    pairs = zip(texts, WIDTHS, strict=True)
    height = max(row_points(text, width - 2, _LINE) for text, width in pairs)
    is_cell = to_position(item.address) is not None
    return Row(texts, item.is_error, item.sheet, item.address if is_cell else "", height)


def _marks(listed: Sequence[Remark]) -> Iterator[Mark]:
    """One mark a cell, with all that is to be said about it, in the order of the list."""
    cells: dict[tuple[str, str], list[Remark]] = {}
    for item in listed:
        if item.sheet and to_position(item.address):
            cells.setdefault((item.sheet, item.address), []).append(item)
    for (sheet, address), items in cells.items():
        text = "\n\n".join(map(_comment, items))
        if len(text) > MAX_COMMENT:
            text = text[:MAX_COMMENT] + f"……（全文见“{SHEET}”表）"
        yield Mark(sheet, address, any(item.is_error for item in items), text)


def _comment(item: Remark) -> str:
    """`A103 错误：问题`, the numbers, the remedy; a line each."""
    numbers = {"现值": item.actual, "应为": item.expected, "差额": item.delta}
    stated = "，".join(f"{word} {text}" for word, text in numbers.items() if text)
    mend = f"怎么改：{item.mend}" if item.mend else ""
    head = f"{item.code} {SEVERITY_NAMES[item.finding.severity]}：{item.problem}"
    return "\n".join(filter(None, (head, stated, mend)))


def _cached(grids: Sequence[Grid]) -> dict[str, dict[str, tuple[str, str]]]:
    """The results that a workbook has saved for its formulas."""
    return {
        grid.name: {
            address: (str(cell.type), cell.text)
            for address, cell in grid.cells.items()
            if cell.formula is not None and cell.text is not None
        }
        for grid in grids
    }
