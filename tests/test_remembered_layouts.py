"""Tables are recognised by a sheet's shape alone, and shapes are remembered: what one file has in
its cells never shows in the next file of the same form."""

from collections.abc import Iterator

import pytest
from msgspec import structs

from gaitui.definition import built_in
from gaitui.grid import Grid, GridCell, Type
from gaitui.intake import Intake, take_in_bytes
from gaitui.reading.recognise import tables
from gaitui.reading.recognise.tables import find_tables
from gaitui.reading.recognise.view import view_of
from gaitui.report import Report
from tests.foreign import Book, sample, to_grids, to_xlsx
from tests.layout_faults import build
from tests.support import with_values
from tests.test_foreign import case, runs


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    tables.known_tables.cache_clear()
    yield
    tables.known_tables.cache_clear()


def other_numbers(name: str) -> Report:
    """The sample with twice its numbers, which balances too."""
    report = sample(name)
    values = {ref: value for ref in report.definition.cells if (value := report.value(ref))}
    return with_values(report, {ref: 2 * value for ref, value in values.items()})


def taken_in(book: Book, select: str | None = None) -> Intake:
    return take_in_bytes(to_xlsx(book), "收到.xlsx", select=select)


@pytest.mark.parametrize(("name", "edition_name"), runs())
def test_the_second_file_of_a_form_is_read_like_a_first(name: str, edition_name: str) -> None:
    faults, select = case(name)["faults"], case(name).get("select")
    book = build(other_numbers(edition_name), faults)
    first = taken_in(book, select)
    tables.known_tables.cache_clear()
    taken_in(build(sample(edition_name), faults), select)
    assert taken_in(book, select) == first


def test_a_form_that_was_seen_is_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(build(sample("gwy-2021"), []))

    def search(*_: object) -> None:
        raise AssertionError("searched again")

    monkeypatch.setattr(tables, "find_labelled", search)
    monkeypatch.setattr(tables, "find_banded", search)
    report = other_numbers("gwy-2021")
    found = taken_in(build(report, [])).report
    assert found is not None
    assert all(found.value(ref) == report.value(ref) for ref in report.definition.cells)


@pytest.mark.parametrize("fault", ["no_heads", "repeated_row"])
def test_what_numbers_decide_is_decided_anew(fault: str) -> None:
    """Columns without heads are told by their sums, repeated rows by what stands in them."""
    book = build(sample("gwy-2021"), [fault])
    views = [view_of(grid) for grid in to_grids(book)]
    definition = built_in("gwy-2021")
    assert None in [tables.known_tables(view.shape, definition) for view in views]
    taken_in(book)
    book[1].cells = {
        at: 9_000 + sum(at) if isinstance(value, int) else value
        for at, value in book[1].cells.items()
    }
    again = taken_in(book)
    tables.known_tables.cache_clear()
    assert again == taken_in(book)


def test_a_table_of_a_remembered_form_stands_on_its_own_sheet() -> None:
    definition = built_in("gwy-2021")
    first, second = (
        [view_of(grid) for grid in to_grids(build(report, []))]
        for report in (sample("gwy-2021"), other_numbers("gwy-2021"))
    )
    found = find_tables(first, definition), find_tables(second, definition)
    for one, other, view in zip(*found, second, strict=True):
        assert other.view is view and other.cells == one.cells
        assert other.values() != one.values()


def test_a_sheet_with_far_more_than_a_form_is_not_kept() -> None:
    book = build(sample("gwy-2021"), [])
    book[0].cells |= {(row, 30): row for row in range(1, 3_000)}
    before = tables.known_tables.cache_info().currsize
    found = taken_in(book).report
    assert found is not None and found.value(found.definition.tables["requests"].cells[0].ref)
    assert tables.known_tables.cache_info().currsize == before + 2


def test_a_sheet_with_far_more_merges_than_a_form_is_not_kept() -> None:
    (first, *others) = to_grids(build(sample("gwy-2021"), []))
    merges = tuple(f"XA{row}:XB{row}" for row in range(1, 3_000))
    before = tables.known_tables.cache_info().currsize
    find_tables([view_of(structs.replace(first, merges=merges))], built_in("gwy-2021"))
    find_tables([view_of(grid) for grid in others], built_in("gwy-2021"))
    assert tables.known_tables.cache_info().currsize == before + len(others)


def test_of_two_cells_at_one_place_the_label_does_not_outlive_the_number() -> None:
    """Hostile files write an address twice, as `A1` and `$A$1`: the last one counts, as a whole."""
    cells = {"A1": GridCell("总计", Type.TEXT), "$A$1": GridCell("5", Type.NUMBER)}
    view = view_of(Grid("表", cells))
    assert view.texts == {} and view.cell((1, 1)) == cells["$A$1"]
