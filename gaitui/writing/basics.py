"""The guide and the basic data: the first two sheets a clerk sees."""

from gaitui.definition import Definition
from gaitui.layout import BASICS, BASICS_SHEET, BASICS_TEXT_TOP, GUIDE_SHEET, Layout
from gaitui.report import FIELD_LABELS, Report
from gaitui.writing.book import Book, Sheet
from gaitui.writing.measure import row_points
from gaitui.writing.texts import TEXT_STYLES, TEXT_WIDTHS, write_paragraphs

_STEPS = (
    "在“基本信息”表填写机关名称、年度和导语。",
    "“二、主动公开”“三、依申请”“四、复议诉讼”三张表只填浅黄色的格子："
    "没有的填 0，不要留空，不要写“/”“无”，不带单位。",
    "总计是公式，自动计算，请不要改写；填错的格子会变红。",
    "“一、总体情况”“五、问题改进”“六、其他事项”一段写一行；文中的数字要与表格一致。",
    "“校验”表列出全部勾稽关系，结果都是“通过”才算填完。",
    "请保留各工作表的名称和版式，存为 .xlsx 格式报送。",
)
_STEPS_MERGED = (
    "这是汇总报告：三张表由“各部门”表列出的部门相加得出，每个部门另有一张表，在“首”“末”之间。",
    "“二、主动公开”“三、依申请”“四、复议诉讼”的格子是跨表求和的公式，=SUM(首:末!…)，"
    "点开就能看出是哪些数之和；总计是公式，请不要改写。",
    "各部门的数请不要在这里改：请部门改正后重报，再重新汇总；另行核定的数也请登记理由后重新汇总。",
    "请不要移动、删除“首”“末”和它们之间的表：移出去的就不再计入。",
    "“一、总体情况”“五、问题改进”“六、其他事项”由汇总单位撰写，一段写一行；文中的数字要与表格一致。"
    "重新汇总时，写好的文字会保留。",
    "“校验”表列出全部勾稽关系，结果都是“通过”才算完成。",
)


def write_guide(book: Book, report: Report) -> None:
    """How to fill the workbook in, or to read a merged one, and what each row of the tables
    counts."""
    sheet = book.sheet(GUIDE_SHEET)
    sheet.widths((6.0, 40.0, 62.0))
    sheet.merge(1, 1, 1, 3, "title")
    sheet.text(1, 1, GUIDE_SHEET, "title")
    sheet.height(1, 30)
    row = 2
    definition = report.definition
    for line in (f"格式：{definition.name}", f"依据：{definition.basis}"):
        sheet.merge(row, 1, 1, 3, "plain")
        sheet.text(row, 1, line, "plain")
        row += 1
    steps = _STEPS_MERGED if report.parts else _STEPS
    for number, step in enumerate(steps, start=1):
        sheet.text(row, 1, f"{number}.", "plain")
        sheet.merge(row, 2, 1, 2, "plain")
        sheet.text(row, 2, step, "plain")
        sheet.height(row, row_points(step, 100, 15))
        row += 1
    _write_notes(sheet, row + 1, definition)
    sheet.page()
    sheet.protect()


def _write_notes(sheet: Sheet, row: int, definition: Definition) -> None:
    sheet.text(row, 1, "填报口径", "heading")
    row += 1
    noted: dict[tuple[str, tuple[str, ...]], str] = {}
    for spec in definition.cells.values():
        noted.setdefault((spec.table, spec.row_path[-1:]), spec.row_note)
    for (table, label), note in noted.items():
        section = definition.section_of(table)
        if note and section:
            sheet.text(row, 1, section.number, "label_center")
            sheet.text(row, 2, label[0], "label")
            sheet.text(row, 3, note, "label")
            sheet.height(row, max(row_points(label[0], 38, 15), row_points(note, 60, 15)))
            row += 1


def write_basics(book: Book, layout: Layout, report: Report) -> None:
    """Unit, year, optional data and the preamble."""
    sheet = book.sheet(BASICS_SHEET)
    definition = report.definition
    sheet.widths((14.0, TEXT_WIDTHS[1] - 9), TEXT_STYLES)
    sheet.merge(1, 1, 1, 2, "report_title")
    sheet.text(1, 1, report.title, "report_title")
    sheet.height(1, 44)
    sheet.text(2, 2, "机关名称写全称；年度写四位数字，如 2024。", "note")
    for row in (min(BASICS.values()) - 1, max(BASICS.values()) + 1):
        sheet.blank(row, 2, "plain")
    values = {"unit": report.unit, **report.meta}
    for key, row in BASICS.items():
        sheet.text(row, 1, FIELD_LABELS[key], "field")
        sheet.height(row, 22)
        if key == "year" and report.year is not None:
            sheet.number(row, 2, report.year, "input_year")
        elif key == "year":
            sheet.blank(row, 2, "input_year")
        else:
            sheet.text(row, 2, values.get(key, ""), "input_field")
    sheet.validate([layout.meta["year"].address], _year_rule(definition))
    for key, place in layout.narratives.items():
        if place.sheet == BASICS_SHEET:
            narrative = definition.narratives[key]
            sheet.text(BASICS_TEXT_TOP - 3, 1, narrative.label, "heading")
            sheet.text(BASICS_TEXT_TOP - 2, 2, narrative.guidance, "note")
            sheet.height(BASICS_TEXT_TOP - 2, 26)
            sheet.text(BASICS_TEXT_TOP - 1, 2, "一段写一行，从下一行开始。", "note")
            write_paragraphs(sheet, BASICS_TEXT_TOP, report.narratives.get(key, ""))
    sheet.page()
    sheet.protect()


def _year_rule(definition: Definition) -> dict[str, object]:
    first, last = definition.first_year, definition.last_year or 2100
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "error_title": "年度不对",
        "error_message": f"请填四位年份；这份表格用于 {first} 年度"
        + (f"至 {last} 年度。" if definition.last_year else "及以后。"),
    }
