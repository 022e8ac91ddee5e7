"""What the fuzz of workbooks found: rows and heads read by their place against their labels."""

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in_bytes
from gaitui.report import Report
from tests.foreign import Book, Sheet, sample, to_xlsx
from tests.layout_faults import build, table_sheet
from tests.support import EDITIONS, report_of


def received(book: Book) -> tuple[Report, str]:
    """The report read from a book, and all that is said of it."""
    intake = take_in_bytes(to_xlsx(book), "x")
    return report_of(intake), "\n".join(finding.message for finding in intake.findings)


def swap_rows(sheet: Sheet, one: int, other: int) -> None:
    lines = {one: other, other: one}
    sheet.merges.clear()
    sheet.cells = {(lines.get(r, r), c): value for (r, c), value in sheet.cells.items()}


@pytest.mark.parametrize("edition", EDITIONS)
def test_rows_in_another_order_are_read_by_their_labels_and_not_by_their_place(
    edition: str,
) -> None:
    report = sample(edition)
    book = build(report, [])
    sheet = table_sheet(book, "requests")
    swap_rows(sheet, sheet.find("4.保护第三方合法权益")[0], sheet.find("2.重复申请")[0])
    found, said = received(book)
    assert all(found.value(ref) == report.value(ref) for ref in report.definition.cells)
    assert "次序与格式不同" in said and "按位置" not in said


def test_a_row_of_another_table_is_never_read_by_its_place() -> None:
    report = sample("gwy-2019")
    book = build(report, ["one_sheet"])
    swap_rows(book[0], book[0].find("规章")[0], book[0].find("四、结转下年度继续办理")[0])
    found, said = received(book)
    assert found.value(CellRef("disclosure.regulations.total_published")) is None
    assert "四、结转下年度继续办理" in said


def test_a_label_over_other_numbers_says_nothing_of_the_heads_below_those() -> None:
    report = sample("gwy-2021")
    book = build(report, ["stacked_disputes"])
    sheet = table_sheet(book, "disputes")
    row, _ = next(at for at, value in sheet.cells.items() if value == "结果维持")
    sheet.cells = {at: value for at, value in sheet.cells.items() if at[0] != row}
    sheet.move(rows=-1, from_row=row + 1)
    found, _ = received(book)
    for ref in report.definition.tables["disputes"].cells:
        assert found.value(ref.ref) in (None, report.value(ref.ref)), ref.ref
    assert found.value(CellRef("disputes.reconsideration.upheld")) is None
    direct = CellRef("disputes.litigation_direct.upheld")
    assert found.value(direct) == report.value(direct) == 7


def test_a_total_is_not_computed_from_parts_that_were_not_found() -> None:
    report = sample("gwy-2021")
    book = build(report, ["stacked_disputes"])
    sheet = table_sheet(book, "disputes")
    for at in [at for at, value in sheet.cells.items() if value in ("总计", "尚未审结")]:
        del sheet.cells[at]
    found, said = received(book)
    assert found.value(CellRef("disputes.reconsideration.total")) is None
    assert "各部分不全，没有计算" in said


def test_a_cell_merged_over_several_heads_stands_for_none_of_them() -> None:
    report = sample("gwy-2019")
    book = build(report, [])
    sheet = table_sheet(book, "disputes")
    row, column = sheet.tables["disputes"][1]
    sheet.merges.append((row, column - 3, row, column))
    found, said = received(book)
    for name in ("corrected", "other", "pending", "total"):
        cell = found.cell(CellRef(f"disputes.litigation_after.{name}"))
        assert (cell.value, cell.problem) == (None, "V207")
    assert "跨了表中 4 格" in said
