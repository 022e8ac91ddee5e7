"""Labels that name the year where the form says 本年 and 上年."""

import pytest

from gaitui.intake import take_in_bytes
from tests.foreign import Book, sample, to_xlsx
from tests.layout_faults import build, texts
from tests.support import EDITIONS


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
