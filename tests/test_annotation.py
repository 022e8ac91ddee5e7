"""The annotated copy: everything of the received workbook is in it, and what is wrong with it."""

import io
import re
from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from msgspec.structs import replace

from gaitui.annotation.annotate import Annotated, annotate
from gaitui.finding import Finding, Severity
from gaitui.intake import Intake, take_in_bytes
from gaitui.render.document import render_json
from gaitui.sources.xlsx import Workbook
from gaitui.writing import write_workbook
from tests.foreign import official, to_xlsx
from tests.hostile import edited, parts_of
from tests.hostile import part as part_of
from tests.strategies import random_report
from tests.support import (
    EDITIONS,
    edit_part,
    edition,
    luohu,
    luohu_document,
    luohu_workbook,
    report_of,
    sheet_part,
    take_in_document,
)

NASTY = "  =1+1[/x]"
DEADLINE = date(2025, 2, 10)
RED, YELLOW = "00FFC7CE", "00FFEB9C"


def faulty() -> bytes:
    """The sample with errors and warnings of several kinds, one cell with two."""
    document = luohu_document()
    document["unit"] = "=1+1[/x]局"
    document["cells"]["requests.new.business"] += 9
    document["cells"]["requests.granted.research"] = "约5"
    document["cells"]["disputes.reconsideration.total"] = 99
    document["narratives"]["problems"] = NASTY
    del document["cells"]["disclosure.penalties.decisions"]
    return write_workbook(report_of(take_in_document(document)))


def annotated(data: bytes) -> tuple[Intake, bytes]:
    """What reading a workbook gave, and its copy."""
    intake = take_in_bytes(data, "区教育局.xlsx")
    done = annotate(data, intake.report, intake.findings, intake.path, DEADLINE)
    assert done.data is not None and done.suffix == ".xlsx", done
    return intake, done.data


def loaded(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def marked(intake: Intake) -> dict[tuple[str, str], list[Finding]]:
    """The cells with findings to mend."""
    cells: dict[tuple[str, str], list[Finding]] = {}
    for item in intake.findings:
        if item.severity is not Severity.INFO and item.sheet and item.address:
            cells.setdefault((item.sheet, item.address), []).append(item)
    return cells


def assert_same_grids(received: bytes, returned: bytes) -> None:
    """Values, formulas with their results, merges and what is hidden, as our own reader sees it."""
    old, new = Workbook(received), Workbook(returned)
    assert new.sheet_names == ("校验意见", *old.sheet_names)
    assert new.names == old.names
    for name in old.sheet_names:
        one, other = old.grid(name), new.grid(name)
        assert sorted(one.merges) == sorted(other.merges)
        assert replace(other, merges=one.merges) == one, name


def look(cell: Any, with_fill: bool) -> tuple[Any, ...]:
    fill = copy(cell.fill) if with_fill else None
    parts = (cell.font, cell.border, cell.alignment, cell.protection)
    return (cell.value, cell.data_type, cell.number_format, fill, *map(copy, parts))


def about(sheet: Any) -> dict[str, Any]:
    """What a sheet is, apart from its cells."""
    rules = {
        (rule.type, rule.formula1, rule.error, str(area))
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    conditions = {
        (str(area.sqref), rule.type, tuple(rule.formula), rule.priority)
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    return {
        "state": sheet.sheet_state,
        "merges": {str(area) for area in sheet.merged_cells.ranges},
        "widths": {key: (item.width, item.hidden) for key, item in sheet.column_dimensions.items()},
        "heights": {key: (item.height, item.hidden) for key, item in sheet.row_dimensions.items()},
        "rules": rules,
        "conditions": conditions,
        "protection": dict(sheet.protection),
        "page": (dict(sheet.page_setup), dict(sheet.page_margins), sheet.oddFooter.center.text),
        "print": (sheet.print_area, sheet.print_title_rows, sheet.freeze_panes),
        "links": {(item.ref, item.location, item.target) for item in sheet._hyperlinks},
        "charts": len(sheet._charts),
    }


def test_everything_else_is_as_it_was() -> None:
    received = faulty()
    intake, returned = annotated(received)
    assert_same_grids(received, returned)
    old, new = loaded(received), loaded(returned)
    cells = marked(intake)
    for sheet in old.worksheets:
        other = new[sheet.title]
        assert about(other) == about(sheet), sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                is_marked = (sheet.title, cell.coordinate) in cells
                twin = other[cell.coordinate]
                assert look(twin, not is_marked) == look(cell, not is_marked)
                assert (twin.comment is not None) == is_marked
    assert old.defined_names.keys() == new.defined_names.keys()


def test_each_cell_with_findings_has_one_comment_and_a_colour() -> None:
    intake, returned = annotated(faulty())
    book, cells = loaded(returned), marked(intake)
    assert len(cells[("三、依申请", "J6")]) == 2
    for (sheet, address), findings in cells.items():
        cell = book[sheet][address]
        is_error = any(item.severity is Severity.ERROR for item in findings)
        assert cell.fill.fgColor.rgb == (RED if is_error else YELLOW)
        assert cell.comment.author == "gaitui"
        for item in findings:
            assert f"{item.code} " in cell.comment.text and item.hint in cell.comment.text
    assert book["三、依申请"]["E6"].comment.text == (
        "A103 错误：三、收到和处理政府信息公开申请情况，商业企业列：一加二之和 28 ≠ 三加四之和 19，"
        "差 9\n现值 28，应为 19，差额 +9\n怎么改：最可能：“一、本年新收政府信息公开申请数量 › "
        "商业企业”（E6）由 25 改为 16（数字填错），改后 2 项核对都平。请对照台账确认后再改。"
    )


def test_comments_are_large_enough_to_be_read() -> None:
    _, returned = annotated(commented("张三", "一" * 300))
    shapes = [data.decode() for name, data in parts_of(returned).items() if name.endswith(".vml")]
    sizes = re.findall(r"width:(\d+)px;height:(\d+)px", "".join(shapes))
    assert len(sizes) == 8 and {width for width, _ in sizes} == {"340"}
    assert all(60 < int(height) <= 480 for _, height in sizes)


def test_the_list_stands_on_top_and_leads_to_the_cells() -> None:
    intake, returned = annotated(faulty())
    book = loaded(returned)
    sheet = book.worksheets[0]
    assert (book.active.title, sheet.title, sheet["A1"].value) == ("校验意见",) * 3
    assert sheet["A2"].value == "=1+1[/x]局　2024 年度　区教育局.xlsx"
    assert sheet["A2"].data_type == "s"
    assert "4 个错误、4 个提醒" in sheet["A3"].value and "2025年2月10日前" in sheet["A3"].value
    assert "图表的刻度线等细节" in sheet["A4"].value
    heads = ["编号", "级别", "位置", "单元格", "问题", "现值", "应为", "差额", "怎么改"]
    assert [cell.value for cell in sheet[5]][:9] == heads
    mend = [item for item in intake.findings if item.severity is not Severity.INFO]
    rows = [[cell.value for cell in row[:9]] for row in sheet.iter_rows(min_row=6, max_row=13)]
    assert [row[0] for row in rows] == [item.code for item in mend]
    assert rows[0][2:4] == ["三 › 一、本年新收政府信息公开申请数量 › 商业企业", "三、依申请 E6"]
    assert rows[0][5:8] == ["28", "19", "+9"]
    assert rows[0][8].startswith("（与下面 1 项同因）最可能：") and rows[1][8] == "同上"
    assert sheet["D6"].hyperlink.location == "'三、依申请'!E6"
    assert sheet["A14"].value is None
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [item.sheet_view.tabSelected for item in book.worksheets].count(True) == 0


def test_the_copy_is_read_as_the_same_report_with_the_same_findings() -> None:
    intake, returned = annotated(faulty())
    again = take_in_bytes(returned, "back.xlsx")
    assert render_json(report_of(again)) == render_json(report_of(intake))
    assert again.findings == intake.findings
    assert loaded(returned)["_gaitui"].sheet_state == "veryHidden"


@pytest.mark.parametrize("name", EDITIONS)
def test_any_report_survives_in_its_copy(name: str) -> None:
    for seed in range(4):
        received = write_workbook(random_report(edition(name), seed, broken=True))
        intake, returned = annotated(received)
        assert_same_grids(received, returned)
        assert take_in_bytes(returned, "x").findings == intake.findings


def test_a_foreign_layout_is_read_as_one_report_from_its_copy() -> None:
    document = luohu_document()
    document["cells"]["requests.new.total"] += 3
    received = to_xlsx(official(report_of(take_in_document(document))))
    intake, returned = annotated(received)
    assert "A101" in {item.code for item in intake.findings}
    again = take_in_bytes(returned, "back.xlsx")
    assert render_json(report_of(again)) == render_json(report_of(intake))
    assert [item.code for item in again.findings] == [item.code for item in intake.findings]


def test_equal_files_give_equal_copies() -> None:
    assert annotated(faulty())[1] == annotated(faulty())[1]


def test_a_second_return_takes_the_marks_of_the_first_back() -> None:
    received = faulty()
    _, returned = annotated(received)
    again, twice = annotated(returned)
    first, second = loaded(returned), loaded(twice)
    assert second.sheetnames == first.sheetnames
    for sheet in first.worksheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                twin = second[sheet.title][cell.coordinate]
                assert look(twin, True) == look(cell, True)
                assert (twin.comment and twin.comment.text) == (cell.comment and cell.comment.text)
    mended = annotate(twice, again.report, (), "x")
    assert mended.data is not None
    clean, old = loaded(mended.data), loaded(received)
    for sheet in old.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                twin = clean[sheet.title][cell.coordinate]
                assert look(twin, True) == look(cell, True) and twin.comment is None


def commented(author: str, text: str) -> bytes:
    """The faulty workbook after somebody commented on a marked cell, and on another."""
    book = loaded(faulty())
    for address in ("E6", "D8"):
        book["三、依申请"][address].comment = openpyxl.comments.Comment(text, author)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_somebody_s_comment_is_kept_and_appended_to() -> None:
    _, returned = annotated(commented("张三", "台账第 3 页\n已核"))
    _, twice = annotated(returned)
    for data in (returned, twice):
        sheet = loaded(data)["三、依申请"]
        text = sheet["E6"].comment.text
        assert text.startswith("台账第 3 页\n已核\n——— 校验意见 ———\nA103 错误：")
        assert text.count("A103") == 1 and sheet["E6"].comment.author == "张三"
        assert sheet["D8"].comment.text == "台账第 3 页\n已核"


def test_texts_of_outsiders_are_never_formulas_or_broken_xml() -> None:
    finding = Finding(
        "T503",
        Severity.WARNING,
        "=1+1\x07\x1b[31m\ud800\ufffe",
        "problems",
        "三、依申请",
        "E6",
        "=cmd|' /C calc'!A0",
        "\x00",
        None,
        "@x\n=2",
    )
    done = annotate(luohu_workbook(), luohu(), [finding], "=a\x1b.xlsx")
    assert done.data is not None
    book = loaded(done.data)
    row = [cell for cell in book["校验意见"][6]][:9]
    assert [cell.data_type for cell in row if cell.value] == ["s"] * sum(
        1 for cell in row if cell.value
    )
    assert row[4].value == "=1+1��[31m��" and row[5].value == "�"
    assert "=1+1��[31m��" in book["三、依申请"]["E6"].comment.text


@pytest.mark.parametrize(
    ("sheet", "address"),
    [("没有这张表", "A1"), ("三、依申请", "A0"), ("三、依申请", "XFE1"), ("图表", "D3"), ("", "")],
)
def test_a_finding_whose_place_is_not_there_is_listed_only(sheet: str, address: str) -> None:
    finding = Finding("A101", Severity.ERROR, "不平", None, sheet, address)
    done = annotate(luohu_workbook(), luohu(), [finding])
    assert done.data is not None
    assert loaded(done.data)["校验意见"]["E6"].value == "不平"


def test_a_finding_inside_a_merged_area_marks_its_first_cell() -> None:
    finding = Finding("W606", Severity.WARNING, "标题", None, "三、依申请", "C4")
    done = annotate(luohu_workbook(), luohu(), [finding])
    assert done.data is not None
    sheet = loaded(done.data)["三、依申请"]
    assert "A3:C5" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["A3"].comment.text.startswith("W606") and sheet["A3"].fill.fgColor.rgb == YELLOW


def test_a_sheet_that_happens_to_have_the_list_s_name_stays() -> None:
    sheet = part_of("图表")
    received = edited("xl/workbook.xml", '<sheet name="图表"', '<sheet name="校验意见"')
    assert sheet in parts_of(received)
    done = annotate(received, luohu(), [Finding("A101", Severity.ERROR, "不平")])
    assert done.data is not None
    names = loaded(done.data).sheetnames
    assert names[0] == "校验意见2" and "校验意见" in names


def test_results_of_formulas_are_put_back_whatever_they_are() -> None:
    received = luohu_workbook()
    name = sheet_part(received, "图表")
    kinds: Mapping[str, str] = {
        "Z1": '<c r="Z1" t="str"><f>A4&amp;"x"</f><v>甲 &lt;乙&gt; _x005F_x0041_ _x0007_</v></c>',
        "Z2": '<c r="Z2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        "Z3": '<c r="Z3" t="b"><f>TRUE</f><v>1</v></c>',
        "Z4": '<c r="Z4"><f>1/3</f><v>0.33333333333333331</v></c>',
        "Z5": '<c r="Z5"><f>1+1</f></c>',
    }
    rows = "".join(f'<row r="{900 + n}">{x}</row>' for n, x in enumerate(kinds.values()))
    for number, key in enumerate(kinds):
        rows = rows.replace(f'r="{key}"', f'r="Z{900 + number}"')
    received = edit_part(
        received, name, lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>")
    )
    done = annotate(received, luohu(), [])
    assert done.data is not None
    assert_same_grids(received, done.data)


def test_numbers_that_somebody_formatted_as_dates_stay_numbers() -> None:
    """60 is no day, 3,000,000 is beyond all dates; both may be counts."""
    output = io.BytesIO()
    raw = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet, dates = raw.add_worksheet("甲"), raw.add_format({"num_format": "yyyy-mm-dd"})
    for row, number in enumerate((0, 1, 59, 60, 61, 510, 45_000.123456789, 3_000_000, -5)):
        sheet.write_number(row, 0, number, dates)
    raw.close()
    done = annotate(output.getvalue(), None, [])
    assert done.data is not None
    assert_same_grids(output.getvalue(), done.data)


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"{}", b"\x89PNG\r\n\x1a\n", b"%PDF"])
def test_what_is_no_workbook_gets_no_copy_and_a_reason(data: bytes) -> None:
    done: Annotated = annotate(data, None, [])
    assert done.data is None and done.suffix == "" and len(done.lost) == 1
    assert "没有标注副本" in done.lost[0]
