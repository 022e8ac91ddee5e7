"""Labels that name the year where the form says 本年 and 上年."""

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in_bytes
from gaitui.report import Report
from tests.foreign import Book, sample, to_xlsx
from tests.layout_faults import build, table_sheet, texts
from tests.support import EDITIONS, report_of


def with_years(book: Book, year: int) -> Book:
    """A book whose labels name the report's year, and the one before."""
    words = {"本年度": f"{year}年", "本年": f"{year}年", "上一年": f"{year - 1}年"}
    words["上年"] = f"{year - 1}年"

    def change(text: str) -> str:
        for word, stated in words.items():
            text = text.replace(word, stated)
        return text

    texts(book, change)
    return book


@pytest.mark.parametrize("faults", [[], ["one_sheet"], ["unmerged", "shifted"]])
@pytest.mark.parametrize("edition", EDITIONS)
def test_labels_that_name_the_year_are_read_as_this_year_and_the_last(
    edition: str, faults: list[str]
) -> None:
    report = sample(edition)
    assert report.year is not None
    found = take_in_bytes(to_xlsx(with_years(build(report, faults), report.year)), "x").report
    assert found is not None and found.year == report.year
    for ref in report.definition.cells:
        assert found.value(ref) == report.value(ref), ref


def beside(one: str, other: str) -> tuple[Report, str]:
    """Part two as read with a second column of numbers left of 本年制发件数, under other heads, and
    what is said of it."""
    book = build(sample("gwy-2021"), ["unmerged"])
    sheet = table_sheet(book, "disclosure")
    row, column = sheet.find("本年制发件数")
    sheet.move(columns=1, from_column=column)
    sheet.cells |= {(row, column): one, (row, column + 1): other}
    sheet.cells |= {(row + 1, column): 901, (row + 2, column): 902}
    intake = take_in_bytes(to_xlsx(book), "x")
    return report_of(intake), "\n".join(finding.message for finding in intake.findings)


ISSUED = CellRef("disclosure.normative_documents.issued")


@pytest.mark.parametrize(
    ("one", "other"), [("2023年制发件数", "2024年制发件数"), ("本年制发件数", "本年制发件数")]
)
def test_of_two_columns_under_one_head_none_is_taken(one: str, other: str) -> None:
    found, said = beside(one, other)
    assert found.value(ISSUED) is None
    assert "“本年制发件数”在 B、C 列各有一列，没有采用" in said


def test_last_year_beside_this_one_is_told_by_its_words() -> None:
    found, said = beside("上年制发件数", "本年制发件数")
    assert found.value(ISSUED) == sample("gwy-2021").value(ISSUED) == 8
    assert "各有一列" not in said
