"""Workbooks as users rearrange them: what is read is exactly what is there, and what is said
about it is exactly what was done."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from gaitui.intake import take_in_bytes
from gaitui.layout import Place, layout_of
from tests.edits import (
    BOOK,
    add_part,
    delete_row,
    delete_sheet,
    insert_row,
    insert_text,
    rename_sheet,
    set_cell,
    swap_cells,
)
from tests.returned import TOTAL, at, blank_cells, check
from tests.support import edit_part, luohu, luohu_workbook, report_of

BASICS, OVERVIEW, DISCLOSURE, REQUESTS = "基本信息", "一、总体情况", "二、主动公开", "三、依申请"
FIRST_PARAGRAPH = Place(OVERVIEW, 4, 2)
ROWS = ("refused_state_secret", "refused_query", "declined_published")
"""Rows of part three in which the sample has zeros only."""


def by_openpyxl(change: Callable[[Any], object]) -> bytes:
    """Changed by a program that does not calculate: its files have no values of formulas."""
    book = openpyxl.load_workbook(BytesIO(luohu_workbook()))
    change(book)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def test_the_sample_itself() -> None:
    check(luohu_workbook())


def test_sheets_in_another_order() -> None:
    def change(book: Any) -> None:
        book.move_sheet(REQUESTS, -4)
        book.move_sheet("_gaitui", -10)
        assert book.sheetnames[:2] == ["_gaitui", REQUESTS]

    check(by_openpyxl(change), "W605 warning")


def test_hidden_rows_wide_columns_and_a_hidden_sheet() -> None:
    def change(book: Any) -> None:
        sheet = book[REQUESTS]
        for row in range(1, 12):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["D"].width = 40
        sheet.column_dimensions["E"].hidden = True
        book[DISCLOSURE].sheet_state = "hidden"

    check(by_openpyxl(change), "W605 warning")


def test_a_note_beside_a_table_and_a_sheet_of_the_user() -> None:
    def change(book: Any) -> None:
        book[REQUESTS]["L40"] = "备注：数据由信访科提供"
        book.create_sheet("我的底稿", 0)["A1"] = 123

    check(by_openpyxl(change), "W605 warning")


@pytest.mark.parametrize("name", ["依申请公开", "三、依申请 (2)", "王's 表！"])
def test_a_renamed_sheet(name: str) -> None:
    (finding,) = check(rename_sheet(luohu_workbook(), REQUESTS, name), "W606 info")
    assert finding.sheet == REQUESTS


def test_a_sheet_renamed_by_a_program_that_forgets_the_names() -> None:
    renamed = edit_part(
        luohu_workbook(),
        BOOK,
        lambda xml: xml.replace(f'<sheet name="{REQUESTS}"', '<sheet name="依申请公开"'),
    )
    blank = blank_cells("requests.")
    check(renamed, "W603 error, V204 error", cells=blank)


@pytest.mark.parametrize("row", [1, 3, 4, 6, 7, 20, 30])
def test_a_row_inserted_above_or_within_a_table(row: int) -> None:
    workbook = insert_row(luohu_workbook(), REQUESTS, row)
    (finding,) = check(workbook, "W606 info")
    assert finding.sheet == REQUESTS
    read = report_of(take_in_bytes(workbook, "test.xlsx"))
    for ref, cell in read.cells.items():
        place = at(ref)
        moved = place.sheet == REQUESTS and place.row >= row
        assert cell.origin is not None
        assert cell.origin.address == Place("", place.row + moved, place.column).address


def test_a_row_below_all_tables_changes_nothing() -> None:
    check(insert_row(luohu_workbook(), REQUESTS, 31))


def test_rows_inserted_on_every_sheet() -> None:
    workbook = luohu_workbook()
    for sheet in (BASICS, OVERVIEW, DISCLOSURE, REQUESTS, "四、复议诉讼", "六、其他事项"):
        workbook = insert_row(insert_row(workbook, sheet, 2), sheet, 3)
    findings = check(workbook, ", ".join(["W606 info"] * 6))
    assert len({finding.sheet for finding in findings}) == 6


@pytest.mark.parametrize("row", ROWS)
def test_a_deleted_row_of_zeros(row: str) -> None:
    cells = blank_cells(f"requests.{row}.")
    workbook = delete_row(luohu_workbook(), REQUESTS, at(f"requests.{row}.total").row)
    findings = check(workbook, "W606 warning, W606 info, V204 warning", cells=cells)
    assert "有 7 个格子被删除" in next(item.message for item in findings if item.code == "W606")


@pytest.mark.parametrize("key", ["preamble", "overview", "problems", "other"])
def test_a_paragraph_added_above_the_first_is_read(key: str) -> None:
    """Its row pushes down the name that marks where the text begins."""
    place = layout_of(luohu().definition).narratives[key]
    workbook = insert_text(luohu_workbook(), place, "新写的一段。")
    text = f"新写的一段。\n{luohu().narratives[key]}"
    check(workbook, "W606 info", narratives={key: text})
    check(insert_row(luohu_workbook(), place.sheet, place.row), "W606 info")


def test_a_paragraph_added_below_the_first_is_read() -> None:
    place = Place(OVERVIEW, FIRST_PARAGRAPH.row + 1, FIRST_PARAGRAPH.column)
    first, rest = luohu().narratives["overview"].split("\n", 1)
    blank = insert_row(luohu_workbook(), place.sheet, place.row)
    check(blank, narratives={"overview": f"{first}\n\n{rest}"})
    added = insert_text(luohu_workbook(), place, "新写的一段。")
    check(added, narratives={"overview": f"{first}\n新写的一段。\n{rest}"})


def test_the_first_paragraphs_row_deleted_leaves_the_others() -> None:
    rest = luohu().narratives["overview"].split("\n", 1)[1]
    workbook = delete_row(luohu_workbook(), OVERVIEW, FIRST_PARAGRAPH.row)
    check(workbook, "W606 info", narratives={"overview": rest})


def test_a_deleted_table_sheet() -> None:
    blank = blank_cells("requests.")
    findings = check(
        delete_sheet(luohu_workbook(), REQUESTS), "W603 error, V204 error", cells=blank
    )
    assert next(finding for finding in findings if finding.code == "W603").sheet == REQUESTS


def test_a_deleted_text_sheet() -> None:
    workbook = delete_sheet(luohu_workbook(), "五、问题改进")
    check(workbook, "W603 error, T501 error", narratives={"problems": None})


@pytest.mark.parametrize("sheet", ["填报说明", "校验", "图表"])
def test_sheets_that_hold_no_data_may_go(sheet: str) -> None:
    check(delete_sheet(luohu_workbook(), sheet))


def test_a_workbook_without_our_stamp() -> None:
    check(delete_sheet(luohu_workbook(), "_gaitui"))


def test_two_labels_exchanged() -> None:
    place = Place(REQUESTS, at(TOTAL).row, 1)
    workbook = swap_cells(luohu_workbook(), place, Place(REQUESTS, place.row + 1, 1))
    (finding,) = check(workbook, "W606 warning")
    assert finding.address == place.address
    assert str(finding.expected).startswith("一、")
    assert str(finding.actual).startswith("二、")


@pytest.mark.parametrize("row", [1, 3, 4])
def test_labels_exchanged_in_a_table_that_moved(row: int) -> None:
    moved = insert_row(luohu_workbook(), REQUESTS, row)
    place = Place(REQUESTS, at(TOTAL).row + 1, 1)
    workbook = swap_cells(moved, place, Place(REQUESTS, place.row + 1, 1))
    findings = check(workbook, "W606 warning, W606 info")
    assert place.address in {finding.address for finding in findings}


def test_labels_exchanged_on_a_renamed_sheet() -> None:
    renamed = rename_sheet(luohu_workbook(), REQUESTS, "依申请公开")
    place = Place("依申请公开", at(TOTAL).row, 1)
    workbook = swap_cells(renamed, place, Place("依申请公开", place.row + 1, 1))
    findings = check(workbook, "W606 warning, W606 info")
    assert ("依申请公开", place.address) in {(item.sheet, item.address) for item in findings}


def test_a_label_broken_into_lines_is_the_same_label() -> None:
    place = at(TOTAL)
    label = Place(place.sheet, place.row, 1)
    text = "一、本年新收\n政府信息 公开申请数量"
    check(set_cell(luohu_workbook(), label, text))


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/externalLinks/externalLink1.xml"]
)
def test_macros_and_links_are_reported_and_left_alone(part: str) -> None:
    check(add_part(luohu_workbook(), part, b"<x/>"), "W608 warning")
