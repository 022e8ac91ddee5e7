"""The sheets that show rather than ask: every balance rule as a live formula, and the charts."""

from collections.abc import Iterator

from gaitui.cell import CellRef
from gaitui.layout import (
    CHARTS_SHEET,
    CHECKS_SHEET,
    CHECKS_TOP,
    EXPLANATION_COLUMNS,
    EXPLANATIONS,
    MAX_PARAGRAPH,
    Layout,
    sum_formula,
)
from gaitui.report import Report
from gaitui.writing.book import Book, Sheet
from gaitui.writing.measure import row_points

PASSED, FAILED = "通过", "不平"
_HEADS = ("序号", "编号", "核对位置", "左边", "左", "右边", "右", "差", "结果")


def write_checks(book: Book, layout: Layout, report: Report) -> None:
    """校验: each equation with both sides, their difference and the verdict, counted on top."""
    sheet = book.sheet(CHECKS_SHEET)
    sheet.widths((6.0, 7.0, 50.0, 14.0, 9.0, 46.0, 9.0, 8.0, 8.0))
    sheet.merge(1, 1, 1, len(_HEADS), "title")
    sheet.text(1, 1, "勾稽关系校验", "title")
    sheet.height(1, 30)
    for column, head in enumerate(_HEADS, start=1):
        sheet.text(CHECKS_TOP - 1, column, head, "head")
    equations = report.definition.equations
    failed = 0
    for index, equation in enumerate(equations):
        row = CHECKS_TOP + index
        left, right = report.total(equation.left), report.total(equation.right)
        failed += left != right
        sheet.text(row, 1, str(index + 1), "check_number")
        sheet.text(row, 2, equation.rule.code, "check_number")
        target = layout.cells[equation.left[0]]
        link = f"'{target.sheet}'!{target.address}"
        sheet.link(row, 3, link, equation.subject, "check_link")
        sheet.text(row, 4, equation.rule.left_label, "check")
        sheet.text(row, 6, equation.rule.right_label, "check")
        for column, refs, total in ((5, equation.left, left), (7, equation.right, right)):
            formula = sum_formula(layout.cells[ref] for ref in refs)
            sheet.formula(row, column, formula, total, "check_number")
        sheet.formula(row, 8, f"=ROUND(E{row}-G{row},6)", left - right, "check_number")
        sheet.height(row, row_points(equation.subject, 48, 15))
        verdict = PASSED if left == right else FAILED
        sheet.formula(row, 9, f'=IF(H{row}=0,"{PASSED}","{FAILED}")', verdict, "check_number")
    last = CHECKS_TOP + len(equations) - 1
    _write_verdict(sheet, last, len(equations), failed)
    _write_explanations(book, sheet, layout, report)
    sheet.page(landscape=True, repeat_rows=CHECKS_TOP - 1)
    sheet.raw.freeze_panes(CHECKS_TOP - 1, 0)
    sheet.protect()


def _write_verdict(sheet: Sheet, last: int, count: int, failed: int) -> None:
    verdicts = f"I{CHECKS_TOP}:I{last}"
    sheet.text(2, 3, f"共 {count} 项，其中不平的项数：", "verdict")
    sheet.formula(2, 5, f'=COUNTIF({verdicts},"{FAILED}")', failed, "verdict")
    summary = '=IF(E2=0,"全部通过","有 "&E2&" 项不平，请逐项核对")'
    cached = "全部通过" if not failed else f"有 {failed} 项不平，请逐项核对"
    sheet.formula(2, 6, summary, cached, "verdict")
    sheet.highlight([f"A{CHECKS_TOP}:I{last}"], f'=$I{CHECKS_TOP}="{FAILED}"')
    sheet.highlight(["E2:F2"], "=$E$2>0")


def _write_explanations(book: Book, sheet: Sheet, layout: Layout, report: Report) -> None:
    """Why findings were left as they are, with the key by which they are read back."""
    if not report.explanations:
        return
    first = layout.explanations
    text_column, key_column = EXPLANATION_COLUMNS
    sheet.text(first.row - 1, 1, "对未改正问题的说明", "heading")
    for row, (key, text) in enumerate(_pieces(report), start=first.row):
        code, _, ref = key.partition(" ")
        sheet.text(row, first.column, code, "check_number")
        sheet.text(row, first.column + 1, _place(report, ref), "check")
        sheet.merge(row, text_column, 1, key_column - text_column, "check")
        sheet.text(row, text_column, text, "check")
        sheet.text(row, key_column, key, "mark")
        sheet.height(row, row_points(text, 90, 15))
    book.define(EXPLANATIONS, first.absolute)


def _pieces(report: Report) -> Iterator[tuple[str, str]]:
    """Explanations by key in order, those too long for one cell in pieces under the same key."""
    size = MAX_PARAGRAPH // 2
    for key, text in sorted(report.explanations.items()):
        for start in range(0, len(text), size):
            yield key, text[start : start + size]


def _place(report: Report, ref: str) -> str:
    """Where a finding stands, in the form's words."""
    definition = report.definition
    if ref in definition.cells:
        return " › ".join(definition.cells[CellRef(ref)].path[-2:])
    narrative = definition.narratives.get(ref)
    return narrative.label if narrative else ref


def write_charts(book: Book, layout: Layout, report: Report) -> None:
    """图表: the two customary charts over a small table of live sums."""
    sheet = book.sheet(CHARTS_SHEET)
    sheet.widths((18.0, 10.0, 4.0))
    sheet.merge(1, 1, 1, 12, "title")
    sheet.text(1, 1, CHARTS_SHEET, "title")
    sheet.height(1, 30)
    row = 3
    for chart in report.definition.charts:
        sheet.merge(row, 1, 1, 2, "caption")
        sheet.text(row, 1, chart.title, "caption")
        first = row + 1
        for point in chart.points:
            row += 1
            refs = [ref for ref in report.definition.cells if ref in point.cells]
            sheet.text(row, 1, point.label, "label")
            formula = sum_formula(layout.cells[ref] for ref in refs)
            sheet.formula(row, 2, formula, report.total(refs), "check_number")
        sheet.chart(f"D{first - 1}", chart.title, first, row, 1)
        row = max(row, first + 14) + 3
    sheet.page()
    sheet.protect()
