"""Adding departments up: laws of the sum, the report it gives, and what cannot be added."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaitui.cell import CellRef, Kind
from gaitui.merge import (
    contributions,
    grouped,
    held,
    leaves,
    merge,
    obstacles,
    part_of,
    sum_cells,
    undecided,
    value_in,
)
from gaitui.part_layout import part_layout, sheet_names
from gaitui.report import Cell, Origin, Part, Report, Source
from gaitui.values import Value
from tests.check_cases import filled, typed
from tests.merged import DISTRICT, departments, merged, source
from tests.support import EDITIONS, balanced, edition, luohu

FORM = edition("gwy-2021")
INPUTS = [ref for ref in FORM.cells if not FORM.is_computed(ref)]
lawful = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def _value(ref: CellRef) -> st.SearchStrategy[Value]:
    if FORM.cells[ref].kind is Kind.DECIMAL:
        return st.decimals(0, 10**6, places=6)
    return st.integers(0, 10**9)


some_cells = st.lists(st.sampled_from(INPUTS), max_size=12, unique=True).flatmap(
    lambda refs: st.fixed_dictionaries({ref: _value(ref) for ref in refs})
)


@given(some_cells, some_cells)
@lawful
def test_the_sum_is_commutative(one: dict[CellRef, Value], two: dict[CellRef, Value]) -> None:
    assert sum_cells([one, two]) == sum_cells([two, one])


@given(some_cells, some_cells, some_cells)
@lawful
def test_the_sum_is_associative(
    one: dict[CellRef, Value], two: dict[CellRef, Value], three: dict[CellRef, Value]
) -> None:
    left = sum_cells([sum_cells([one, two]), three])
    assert left == sum_cells([one, sum_cells([two, three])]) == sum_cells([one, two, three])


@given(some_cells)
@lawful
def test_blank_is_the_identity_of_the_sum(cells: dict[CellRef, Value]) -> None:
    assert sum_cells([cells, {}]) == sum_cells([{}, cells]) == cells
    assert sum_cells([]) == {}


def test_blank_and_blank_is_blank_and_0_and_blank_is_0() -> None:
    one, two = (CellRef(key) for key in ("requests.new.research", "requests.new.business"))
    assert sum_cells([{one: 0}, {}]) == {one: 0}
    report = merge(FORM, DISTRICT, 2024, [Part("甲", {one: 0}), Part("乙", {})])
    assert (report.value(one), report.value(two)) == (0, None)
    assert report.value(CellRef("requests.new.total")) == 0
    assert report.value(CellRef("requests.granted.total")) is None


@given(st.lists(some_cells, min_size=3, max_size=3))
@lawful
def test_departments_may_be_merged_in_any_order(many: list[dict[CellRef, Value]]) -> None:
    parts = [Part(f"第{number}局", cells) for number, cells in enumerate(many)]
    results = [merge(FORM, DISTRICT, 2024, order) for order in permutations(parts)]
    assert all(dict(item.cells) == dict(results[0].cells) for item in results)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_total_is_the_sum_of_the_merged_parts_and_of_the_departments_totals(
    name: str,
) -> None:
    report = merge(edition(name), DISTRICT, 2020, departments(edition(name), 12))
    for ref in report.definition.formulas:
        assert report.value(ref) == report.computed(ref)
        values = (value_in(part, report.definition, ref) or 0 for part in report.parts)
        assert (report.value(ref) or 0) == sum(values)
        assert not set(leaves(report.definition, ref)) & set(report.definition.formulas)


def test_texts_metadata_and_reasons_are_those_of_the_report_as_it_stands() -> None:
    base = replace(luohu(), meta={"drafter": "张三"}, explanations={"T505 overview": "内容多"})
    report = merge(FORM, DISTRICT, 2024, departments(FORM, 3), base)
    assert report.narratives == base.narratives
    assert (report.meta, report.explanations) == (base.meta, base.explanations)
    assert report.cells != base.cells
    again = merge(FORM, DISTRICT, 2024, departments(FORM, 3), report)
    assert again == report


def test_a_part_holds_the_inputs_of_a_report_that_are_not_blank() -> None:
    part = part_of(luohu(), source("罗湖"))
    assert part.name == "罗湖" and part.sources == (source("罗湖"),)
    assert set(part.cells) == set(INPUTS)
    assert merge(FORM, luohu().unit, 2024, [part], luohu()).cells == {
        ref: Cell(cell.raw, cell.value) for ref, cell in luohu().cells.items()
    }


def test_what_cannot_be_added_is_said_with_its_place() -> None:
    ref = CellRef("requests.new.research")
    report = typed(filled(), {ref: "约5"})
    cells = {ref: replaced(report.cell(ref), Origin("Sheet1", "F6"))}
    other = CellRef("requests.other_fee_unpaid.research")
    cells[other] = Cell("3", problem="W607", group_value=3)
    report = replace(report, cells={**report.cells, **cells})
    assert obstacles(filled()) == obstacles(filled(), FORM) == ()
    assert obstacles(report) == (
        "三、收到和处理政府信息公开申请情况 › 一、本年新收政府信息公开申请数量 › 科研机构"
        "（Sheet1!F6）：“约5”不是能用的数字",
        f"{FORM.describe(other)}：只给了整组的数，没有分项",
    )
    (wrong,) = obstacles(filled("gwy-2019"), FORM)
    assert "2019" in wrong and "2021" in wrong


def replaced(cell: Cell, origin: Origin) -> Cell:
    return Cell(cell.raw, cell.value, cell.rules, cell.problem, origin=origin)


def test_stocks_are_what_no_sum_gives() -> None:
    assert undecided(FORM) == (
        "disclosure.regulations.in_force",
        "disclosure.normative_documents.in_force",
    )
    assert undecided(edition("gwy-2019")) == ()


def test_more_departments_than_a_workbook_can_hold_are_put_together_evenly() -> None:
    parts = [Part(f"第{n}局", {INPUTS[0]: n}, (source(f"第{n}局"),)) for n in range(3000)]
    few = grouped(parts)
    assert len(few) == 150 and grouped(parts[:150]) == tuple(parts[:150])
    assert {len(part.sources) for part in few} == {20}
    assert few[1].name == "第20局等 20 个部门"
    assert sum_cells(part.cells for part in few) == sum_cells(part.cells for part in parts)
    assert [item for part in few for item in part.sources] == [
        item for part in parts for item in part.sources
    ]
    assert sorted({len(part.sources) for part in grouped(parts[:401])}) == [2, 3]
    assert len(merge(FORM, DISTRICT, 2024, parts).parts) == 150


def test_a_sum_has_no_more_digits_than_a_spreadsheet_keeps() -> None:
    ref = CellRef("disclosure.fees.amount")
    assert held({ref: Decimal("123456789012.123456")}) == {ref: Decimal("123456789012.123")}
    assert str(held({ref: Decimal("1.500000")})[ref]) == "1.5"


def test_the_largest_department_comes_first() -> None:
    shares = contributions(merged(), CellRef("requests.new.total"))
    assert [(part.name, value) for part, value in shares] == [
        ("教育局", 2106),
        ("公安局", 2106),
        ("统计局", 0),
    ]
    assert value_in(Part("甲", {}), FORM, CellRef("requests.new.total")) is None


@pytest.mark.parametrize("name", EDITIONS)
def test_no_two_cells_of_a_department_s_sheet_share_a_place(name: str) -> None:
    layout = part_layout(edition(name))
    taken: set[tuple[int, int]] = set()
    for table in layout.spans:
        form = layout.definition.tables[table]
        boxes = [label.box for label in form.labels] + [cell.box for cell in form.cells]
        for box in boxes:
            place = layout.place(table, box)
            here = {
                (place.row + down, place.column + right)
                for down in range(place.rows)
                for right in range(place.columns)
            }
            assert taken.isdisjoint(here)
            assert max(column for _, column in here) <= layout.width
            taken |= here
    assert len(layout.cells) == len(edition(name).cells)


def test_sheets_are_named_as_spreadsheets_allow_and_no_two_alike() -> None:
    names = (
        "教育局", "教育局", "首", "末", "各部门", "history", "二、主动公开", "'撇号'",
        "a/b:c*?[]\\", "", "\n", "长" * 40, "长" * 40, "😀" * 20, "ABC", "abc", "O'Neil", "'",
    )  # fmt: skip
    found = sheet_names(FORM, names)
    assert found == sheet_names(FORM, names)
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set("[]:*?/\\\n") & set(name)
        assert name.strip("' ") == name
    assert found[:6] == ("教育局", "教育局 (2)", "首 (2)", "末 (2)", "各部门 (2)", "history (2)")
    assert found[7:11] == ("撇号", "a b c", "部门", "部门 (2)")


def test_reports_without_departments_are_as_before() -> None:
    assert Report(FORM).parts == () and Source("甲") == Source("甲", "", "")
    assert balanced(FORM, {}).parts == ()
