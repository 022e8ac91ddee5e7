"""What the wider fuzz of workbooks found: numbers of another table, year or unit read as the
form's own."""

import tests.layout_faults_more
import tests.layout_faults_office  # noqa: F401
from gaitui.cell import CellRef
from gaitui.report import Report
from tests.foreign import Book, Sheet, sample
from tests.layout_faults import build, split_requests, table_sheet
from tests.layout_faults_beside import put_beside
from tests.test_recognise_order import received


def lost(book: Book, report: Report) -> tuple[set[str], str]:
    """The cells that were not read from a book, none being read wrong, and what is said."""
    found, said = received(book)
    cells = [ref for ref in report.definition.cells if found.value(ref) != report.value(ref)]
    assert [ref for ref in cells if found.value(ref) is not None] == []
    return {*cells}, said


def blank(book: Book, table: str) -> None:
    """Leave out the numbers of a table."""
    sheet = table_sheet(book, table)
    sheet.cells = {at: value for at, value in sheet.cells.items() if isinstance(value, str)}


def test_tables_below_each_other_lend_each_other_no_row() -> None:
    report = sample("gwy-2021")
    cells, said = lost(build(report, ["first_rows_swapped", "two_years", "one_sheet"]), report)
    assert not cells and "这里核对的是 2024 年的一份" in said


def test_a_summary_above_a_table_does_not_hide_its_heads() -> None:
    report = sample("gwy-2021")
    faults = ["summary_above", "columns_swapped", "first_rows_swapped"]
    cells, said = lost(build(report, faults), report)
    assert {ref.split(".")[1] for ref in cells} <= {"new", "carried_in"}
    assert "按位置" not in said


def test_rows_in_another_order_stay_with_their_table_beside_others() -> None:
    report = sample("gwy-2021")
    faults = ["summary_above", "first_rows_swapped", "side_by_side"]
    cells, said = lost(build(report, faults), report)
    assert {ref.split(".")[1] for ref in cells} <= {"new", "carried_in"}
    assert "按位置" not in said


def test_last_years_numbers_are_not_taken_for_a_column_that_is_not_there() -> None:
    report = sample("gwy-2021")
    cells, said = lost(build(report, ["lost_column", "last_year_columns"]), report)
    assert {ref.split(".")[2] for ref in cells} <= {"public_interest"}
    assert "的社会公益组织" in said and "按位置" not in said


def test_a_small_table_below_a_turned_one_lends_it_no_total() -> None:
    report = sample("gwy-2021")
    cells, said = lost(
        build(report, ["no_total_column", "transposed", "same_labels_below"]), report
    )
    assert "requests.new.total" in cells and "没有找到“三、" in said


def test_an_amount_in_yuan_is_read_so_in_traditional_characters() -> None:
    report = sample("gwy-2021")
    cells, _ = lost(build(report, ["in_yuan", "traditional"]), report)
    assert not cells


def test_a_blank_table_of_last_year_does_not_bring_last_years_others_with_it() -> None:
    report = sample("gwy-2021")
    book = build(report, ["labels_behind"])
    old = build(report, ["two_years"])[3:]
    for part in (book, old):
        blank(part, "disclosure")
        blank(part, "disputes")
    found, said = received([*book, *old])
    assert found.year == 2024
    assert found.value(CellRef("requests.new.total")) is None
    assert "没有找到“三、" in said


def test_tables_of_different_years_in_one_report_are_told() -> None:
    book = build(sample("gwy-2021"), [])
    book[1].cells[1, 1] = str(book[1].cells[1, 1]).replace("2024", "2023")
    _, said = received(book)
    assert "各表写明的年度不同" in said and "申请情况 2023 年" in said


def test_a_table_on_a_hidden_sheet_is_told() -> None:
    book = build(sample("gwy-2021"), [])
    for sheet in book:
        sheet.hidden = True
    book.append(Sheet("说明", {(1, 1): "表格另附"}))
    _, said = received(book)
    assert "工作表“Sheet1”是隐藏的" in said


def test_a_label_whose_numbers_stand_beside_its_second_writing_is_left_open() -> None:
    report = sample("gwy-2021")
    book = build(report, [])
    sheet, _, _, left, _ = split_requests(book)
    row, _ = sheet.find("2.重复申请")
    sheet.merges.clear()
    sheet.move(rows=1, from_row=row)
    sheet.cells[row, left - 1] = "2.重复申请"
    found, said = received(book)
    cell = found.cell(CellRef("requests.declined_duplicate.natural_person"))
    assert (cell.value, cell.problem) == (None, "V207")
    assert "“2.重复申请”在第" in said


def test_labels_between_two_tables_belong_to_neither() -> None:
    report = sample("gwy-2021")
    book = build(report, ["two_row_heads", "labels_behind", "last_year_beside"])
    cells, said = lost(book, report)
    assert "requests.new.total" in cells and "没有找到“三、" in said


def test_part_four_takes_no_head_of_a_table_beside_it() -> None:
    report = sample("gwy-2021")
    book = build(report, ["heads_joined", "labels_behind", "disputes_before"])
    sheet = table_sheet(book, "disputes")
    (_, _), (row, right) = sheet.tables["disputes"]
    sheet.cells.pop((row, right))
    found, _ = received(book)
    assert found.value(CellRef("disputes.litigation_after.total")) in (None, 17)


def test_tables_of_part_four_without_their_groups_are_not_put_together() -> None:
    report = sample("gwy-2021")
    book = build(report, ["dispute_bands_lost"])
    put_beside(book, table_sheet(book, "disputes"), build(report, ["dispute_bands_lost"])[2])
    cells, _ = lost(book, report)
    assert "disputes.reconsideration.upheld" in cells


def test_the_nearest_heads_are_those_of_a_table() -> None:
    report = sample("gwy-2021")
    cells, _ = lost(build(report, ["last_year_columns", "reversed_order", "one_sheet"]), report)
    assert not cells
