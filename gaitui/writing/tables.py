"""An official table on its sheet: labels and merges as in the form, inputs and totals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gaitui.cell import CellRef, Kind
from gaitui.definition import CellSpec, LabelBox, Role, Table
from gaitui.definition.schema import Section
from gaitui.layout import TABLE_TOP, Layout, Place, sum_formula, total_formula
from gaitui.merge import is_sum, undecided
from gaitui.part_layout import FIRST_SHEET, INDEX_SHEET, LAST_SHEET, part_layout, parts_formula
from gaitui.report import Cell, Report
from gaitui.values import Value
from gaitui.writing.book import Sheet
from gaitui.writing.measure import wrapped_lines

LINE_POINTS = 15.0
"""Height of one line of table text."""

_VALIDATION = {
    Kind.COUNT: {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": 999_999_999_999,
        "error_title": "请填整数",
        "error_message": "这里填件数：0 或正整数，不带单位、逗号和空格；没有的填 0。",
    },
    Kind.DECIMAL: {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 999_999_999_999,
        "error_title": "请填金额",
        "error_message": "这里填金额：0 或正数，可以有小数，不带单位和逗号；没有的填 0。",
    },
    Kind.CHANGE: {
        "validate": "integer",
        "criteria": "between",
        "minimum": -999_999_999,
        "maximum": 999_999_999,
        "error_title": "请填增减数",
        "error_message": "这里填增减数：增加填正整数，减少填负整数，没有变化填 0。",
    },
}
_NOTE = "浅黄色的格子由填报单位填写，没有的填 0；总计自动计算，不平的格子变红。"
_MERGED_NOTE = (
    f"浅绿色的格子是“{FIRST_SHEET}”“{LAST_SHEET}”之间各部门工作表之和（目录见“{INDEX_SHEET}”），"
    f"各部门的工作表要留在“{FIRST_SHEET}”“{LAST_SHEET}”之间；橙色的格子另行核定，与各部门之和不同。"
)


def write_table(
    sheet: Sheet,
    layout: Layout,
    report: Report,
    section: Section,
    sums: Mapping[CellRef, Value] | None = None,
) -> None:
    """A part's table under its title, with validation and red marks on imbalance; `sums` are
    those of the departments, where the report is merged from theirs."""
    table = report.definition.tables[section.table or ""]
    widths = _widths(table)
    sheet.widths(widths)
    sheet.merge(1, 1, 1, table.width, "title")
    sheet.text(1, 1, section.heading, "title")
    sheet.height(1, 30)
    sheet.merge(2, 1, 1, table.width, "note")
    sheet.text(2, 1, _NOTE if sums is None else _MERGED_NOTE, "note")
    if sums is not None:
        sheet.height(2, 38 if table.width < 10 else 26)
    for label in table.labels:
        _write_label(sheet, layout, table, label)
    for spec in table.cells:
        if sums is None or report.definition.is_computed(spec.ref):
            _write_cell(sheet, layout, report, spec)
        else:
            _write_sum(sheet, layout, report, spec, sums.get(spec.ref))
    for row, height in label_heights(table, widths):
        sheet.height(TABLE_TOP + row, height)
    _write_validation(sheet, layout, table)
    _write_highlights(sheet, layout, table)
    sheet.page(landscape=table.width > 10)
    sheet.raw.freeze_panes(TABLE_TOP - 1 + _head_rows(table), 0)
    sheet.protect()


def _head_rows(table: Table) -> int:
    """Rows above the first number, which stay in sight; none where heads repeat further down."""
    if any(label.role is Role.CAPTION for label in table.labels):
        return 0
    return min(cell.box.row for cell in table.cells)


def _write_label(sheet: Sheet, layout: Layout, table: Table, label: LabelBox) -> None:
    place = layout.table_place(table.id, label.box)
    style = label_style(table, label)
    sheet.merge(place.row, place.column, place.rows, place.columns, style)
    sheet.text(place.row, place.column, label.text, style)


def label_style(table: Table, label: LabelBox) -> str:
    """The style of a label, by what it is and how its table is built."""
    if label.role is Role.LABEL and (label.box.rows > 1 or table.width < 10):
        return "label_center"
    return label.role.value


def _write_cell(sheet: Sheet, layout: Layout, report: Report, spec: CellSpec) -> None:
    place = layout.cells[spec.ref]
    cell = report.cell(spec.ref)
    style = f"input_{spec.kind}"
    if report.definition.is_computed(spec.ref):
        style = "total"
        if cell.problem is None and cell.value == report.computed(spec.ref):
            formula = total_formula(layout, spec.ref)
            cached = "" if cell.value is None else cell.value
            sheet.merge(place.row, place.column, place.rows, place.columns, style)
            sheet.formula(place.row, place.column, formula, cached, style)
            return
        style = "total_bad"
    _write_stored(sheet, place, cell, style)


def _write_sum(
    sheet: Sheet, layout: Layout, report: Report, spec: CellSpec, total: Value | None
) -> None:
    """The sum of the departments' cells, or what was decided otherwise."""
    place, cell = layout.cells[spec.ref], report.cell(spec.ref)
    if cell.problem or cell.does_not_apply or not is_sum(cell.value, total):
        _write_stored(sheet, place, cell, f"decided_{spec.kind}")
        return
    kind = "stock" if spec.ref in undecided(report.definition) else "summed"
    style = f"{kind}_{spec.kind}"
    formula = parts_formula(part_layout(report.definition).cells[spec.ref], total is None)
    cached = "" if cell.value is None else cell.value
    sheet.merge(place.row, place.column, place.rows, place.columns, style)
    sheet.formula(place.row, place.column, formula, cached, style)


def _write_stored(sheet: Sheet, place: Place, cell: Cell, style: str) -> None:
    """A cell as it is: its number, or the text that is none."""
    if cell.problem is not None:
        style = "input_bad"
    sheet.merge(place.row, place.column, place.rows, place.columns, style)
    if cell.value is not None:
        sheet.number(place.row, place.column, cell.value, style)
    elif cell.raw and (cell.problem or cell.does_not_apply):
        sheet.text(place.row, place.column, cell.raw, style)
    else:
        sheet.blank(place.row, place.column, style)


def _write_validation(sheet: Sheet, layout: Layout, table: Table) -> None:
    inputs: dict[Kind, list[str]] = defaultdict(list)
    for spec in table.cells:
        if not layout.definition.is_computed(spec.ref):
            inputs[spec.kind].append(layout.cells[spec.ref].address)
    for kind, cells in inputs.items():
        sheet.validate(cells, _VALIDATION[kind])


def _write_highlights(sheet: Sheet, layout: Layout, table: Table) -> None:
    """Mark the computed cell of a rule, or both sides of one that computes none."""
    for equation in layout.definition.equations:
        if equation.rule.table != table.id:
            continue
        marked = equation.left if equation.computes else equation.left + equation.right
        left, right = (_sum(layout, refs, sheet.name) for refs in (equation.left, equation.right))
        sheet.highlight([layout.cells[ref].address for ref in marked], f"={left}<>{right}")


def _sum(layout: Layout, refs: tuple[CellRef, ...], from_sheet: str) -> str:
    places = (layout.cells[ref] for ref in refs)
    return sum_formula(places, from_sheet, absolute=True).removeprefix("=")


def _widths(table: Table) -> list[float]:
    """Column widths in characters: the form's proportions on one A4 page."""
    stub = min(cell.box.column for cell in table.cells)
    numbers = table.width - stub
    stubs = {0: [], 1: [26.0], 2: [15.0, 34.0]}.get(stub, [6.0, *[15.5] * (stub - 2), 34.0])
    return stubs + [7.0 if numbers > 10 else 20.0 if numbers < 5 else 8.0] * numbers


def label_heights(table: Table, widths: Sequence[float]) -> Iterator[tuple[int, float]]:
    """The table's rows with the height their labels need when wrapped."""
    lines = dict.fromkeys(range(table.height), 1)
    for label in table.labels:
        box = label.box
        width = sum(widths[box.column : box.column + box.columns]) - 1
        needed = wrapped_lines(label.text, width)
        if box.rows == 1:
            lines[box.row] = max(lines[box.row], needed)
    for row, count in lines.items():
        yield row, max(20.0, LINE_POINTS * count + 4)
