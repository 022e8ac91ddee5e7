"""CSV: one line a cell, exact header and line ends, nothing a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitui.cell import CellRef
from gaitui.definition import built_in, built_in_ids
from gaitui.render.csv import render_csv
from gaitui.report import Cell, Report, cell_from_value
from gaitui.values import read_text

NEW = CellRef("requests.new.natural_person")


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def raw_field(raw: str) -> str:
    """What stands in the last column for a cell received as `raw`."""
    cells = {NEW: Cell(raw, problem="V201")}
    rows = rows_of(render_csv(Report(built_in("gwy-2021"), cells=cells)))
    return next(row[5] for row in rows if row[0] == NEW)


@pytest.mark.parametrize("edition", built_in_ids())
def test_one_line_for_each_cell_of_the_form(edition: str) -> None:
    definition = built_in(edition)
    rows = rows_of(render_csv(Report(definition)))
    assert rows[0] == ["编号", "部分", "行", "列", "数值", "收到的文字"]
    assert [row[0] for row in rows[1:]] == list(definition.cells)
    assert all(len(row) == 6 and row[4:] == ["", ""] for row in rows[1:])


def test_a_line_has_labels_value_and_the_text_received() -> None:
    ref = CellRef("requests.refused_state_secret.business")
    spec = built_in("gwy-2021").cells[ref]
    reading = read_text("１２件", spec.kind)
    cells = {ref: Cell("１２件", reading.value, reading.rules), NEW: cell_from_value(510)}
    lines = render_csv(Report(built_in("gwy-2021"), cells=cells)).split("\r\n")
    assert (
        "requests.refused_state_secret.business,三、收到和处理政府信息公开申请情况,"
        "三、本年度办理结果＞（三）不予公开＞1.属于国家秘密,商业企业,12,１２件"
    ) in lines
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)


def test_dispute_groups_are_told_apart_by_their_column() -> None:
    rows = rows_of(render_csv(Report(built_in("gwy-2021"))))
    columns = [row[3] for row in rows if row[0].startswith("disputes.")]
    assert len(set(columns)) == 15
    assert "行政诉讼＞复议后起诉＞结果维持" in columns


@pytest.mark.parametrize(
    "raw", ["=1+1", "+1+cmd", "-1-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "-", "--"]
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(raw: str) -> None:
    assert raw_field(raw) == "'" + raw


@pytest.mark.parametrize("raw", ["-3", "+3", "-0.5", "12", "1,234", "无", "a=b", "约\n五百"])
def test_numbers_and_harmless_text_stay_as_received(raw: str) -> None:
    assert raw_field(raw) == raw


@given(st.text())
def test_any_received_text_can_be_read_back(raw: str) -> None:
    assert raw_field(raw).removeprefix("'") == raw.removeprefix("'")
