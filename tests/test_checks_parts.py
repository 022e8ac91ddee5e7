"""A105: a merged report's cells against the sums of its departments."""

from dataclasses import replace
from decimal import Decimal

from gaitui.checks.parts import check_parts
from gaitui.report import Part
from tests.check_cases import Case, CodeCases, blanked, filled, stepped, typed
from tests.merged import merged, with_parts
from tests.support import with_values

FEES = "disclosure.fees.amount"
STOCK = "disclosure.regulations.in_force"

CASES = {
    "A105": CodeCases(
        clean={
            "the sums of the departments": Case(merged()),
            "a report without departments": Case(filled()),
        },
        failing={
            "a number was changed after merging": Case(
                stepped(merged(), disclosure__licensing__decisions=1),
                ("A105 error disclosure.licensing.decisions",),
            ),
            "a stock was decided otherwise": Case(
                with_values(merged(), {STOCK: 7}), (f"A105 warning {STOCK}",)
            ),
            "a number was emptied": Case(
                blanked(merged(), "requests.granted.research"),
                (
                    "A101 error requests.granted.total",
                    "A102 error requests.handled.research",
                    "A105 error requests.granted.research",
                    "V204 warning requests.granted.research",
                ),
            ),
            "a department was left out": Case(
                with_parts(merged(), merged().parts[:2]),
                ("A105 error disclosure.licensing.decisions",),
            ),
        },
        boundary={
            "0 where no department has a number": Case(
                with_parts(
                    merged(),
                    [
                        Part(
                            part.name,
                            {ref: value for ref, value in part.cells.items() if value},
                            part.sources,
                        )
                        for part in merged().parts
                    ],
                )
            ),
            "a fraction as a spreadsheet adds it": Case(
                with_values(merged(), {FEES: Decimal("0.0000004")})
            ),
            "a cell that is no number is left to its own finding": Case(
                typed(merged(), {FEES: "待统计"}), (f"V201 error {FEES}",)
            ),
        },
    )
}


def test_each_input_cell_is_one_point_and_only_where_there_are_departments() -> None:
    inputs = [ref for ref in merged().definition.cells if ref not in merged().definition.formulas]
    assert [tuple(found) for found in check_parts(merged())] == [()] * len(inputs)
    assert list(check_parts(replace(merged(), parts=()))) == []


def test_the_message_names_the_cell_both_sides_and_the_difference() -> None:
    report = with_values(merged(), {STOCK: 7})
    (finding,) = [item for found in check_parts(report) for item in found]
    assert finding.message == (
        "二、主动公开政府信息情况 › 第二十条第（一）项 › 规章 › 现行有效件数："
        "本报告 7 ≠ 各部门之和 0，差 7"
    )
    assert (finding.expected, finding.actual, finding.delta) == (0, 7, 7)
