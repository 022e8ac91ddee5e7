"""The likely culprit: named in words by kind, true in nearly all seeded faults, never applied."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.culprits import Outcome, run
from bench.slips import MORE, POINT_5, realistic
from gaitui.cell import CellRef, cell_ref
from gaitui.checks import run_checks
from gaitui.checks.arithmetic import find_gaps
from gaitui.checks.culprit import Repair, explain, slipped_by
from gaitui.finding import Finding, by_cause
from gaitui.intake import sort_findings
from gaitui.intake import take_in_bytes as take_in
from gaitui.report import Cell, Report
from gaitui.values import Value
from tests.check_cases import before, filled
from tests.strategies import reports
from tests.support import EDITIONS, balanced, edition, luohu_workbook, report_of, with_values

CONFIRM = "请对照台账确认后再改。"


def shown(report: Report, prior: Report | None = None) -> tuple[Finding, ...]:
    """All findings in the order shown."""
    return sort_findings(report, run_checks(report, prior).findings)


def arithmetic(report: Report, prior: Report | None = None) -> list[Finding]:
    """The A1xx findings in the order shown."""
    return [item for item in shown(report, prior) if item.code.startswith("A1")]


def hint_of(report: Report, prior: Report | None = None) -> str:
    """The hint that all imbalances share."""
    (hint,) = {item.hint for item in arithmetic(report, prior)}
    return hint


def changed(report: Report, values: Mapping[str, Value | None]) -> Report:
    """The report with other numbers where they stand in their file."""
    cells = dict(report.cells)
    for key, value in values.items():
        ref = CellRef(key)
        cells[ref] = Cell(
            None if value is None else str(value), value, origin=report.cell(ref).origin
        )
    return replace(report, cells=cells)


def sample(**values: Value | None) -> Report:
    """The published sample as a workbook of ours, with numbers of part 三 changed and no texts;
    `granted__business=6` for `requests.granted.business`."""
    report = replace(report_of(take_in(luohu_workbook(), "x.xlsx")), narratives={})
    return changed(
        report, {f"requests.{key.replace('__', '.')}": item for key, item in values.items()}
    )


CASES = {
    "transposed digits": (
        sample(new__natural_person=150),
        "最可能：“一、本年新收政府信息公开申请数量 › 自然人”（D6）由 150 改为 510"
        "（相邻两位数字颠倒），改后 2 项核对都平。",
    ),
    "a digit dropped": (
        sample(granted__natural_person=12),
        "最可能：“（一）予以公开 › 自然人”（D8）由 12 改为 132"
        "（漏了一位数字），改后 2 项核对都平。",
    ),
    "a digit doubled": (
        sample(granted__natural_person=1332),
        "最可能：“（一）予以公开 › 自然人”（D8）由 1332 改为 132"
        "（多敲了一位相同的数字），改后 2 项核对都平。",
    ),
    "one digit": (
        sample(granted__natural_person=172),
        "最可能：“（一）予以公开 › 自然人”（D8）由 172 改为 132"
        "（错了一位数字），改后 2 项核对都平。",
    ),
    "another number": (
        sample(granted__natural_person=3),
        "最可能：“（一）予以公开 › 自然人”（D8）由 3 改为 132（数字填错），改后 2 项核对都平。",
    ),
    "left blank": (
        sample(granted__natural_person=None),
        "最可能：“（一）予以公开 › 自然人”（D8）由 空白 改为 132（漏填），改后 2 项核对都平。",
    ),
    "two neighbours swapped": (
        sample(granted__natural_person=6, granted__business=132),
        "最可能：“（一）予以公开 › 自然人”（D8）的 6 与右邻的"
        "“（一）予以公开 › 商业企业”（E8）的 132 "
        "互换（两格填反），改后 2 项核对都平。",
    ),
    "two rows swapped": (
        sample(granted__natural_person=96, partly_granted__natural_person=132),
        "最可能：“（一）予以公开 › 自然人”（D8）的 96 与下一行的"
        "“（二）部分公开 › 自然人”（D9）的 132 "
        "互换（两格填反），改后 2 项核对都平。",
    ),
    "in a wrong cell": (
        sample(granted__natural_person=0, granted__research=132),
        "最可能：“（一）予以公开 › 科研机构”（F8）的 132 应填在“（一）予以公开 › 自然人”（D8）"
        "（填错了格），改后 2 项核对都平。",
    ),
    "a row slipped": (
        sample(
            new__natural_person=0,
            new__business=510,
            new__research=16,
            new__legal_service=0,
            new__other_org=5,
        ),
        "最可能：“一、本年新收政府信息公开申请数量 › 自然人”（D6）至"
        "“一、本年新收政府信息公开申请数量 › 其他”（I6）应整段左移一格：D6 由 0 改为 510，"
        "E6 由 510 改为 16，F6 由 16 改为 0，H6 由 0 改为 5，I6 由 5 改为 3"
        "（整段错开一格），改后 6 项核对都平。",
    ),
    "an addend left out": (
        sample(granted__total=8),
        "最可能：“（一）予以公开 › 总计”（J8）由 8 改为 140（总计漏加了一项），改后 2 项核对都平。",
    ),
    "a total not updated": (
        sample(handled__total=490),
        "最可能：“（七）总计 › 总计”（J29）由 490 改为 554"
        "（总计没有随各项更新），改后 3 项核对都平。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_hint_names_cell_slip_and_remedy(name: str) -> None:
    report, expected = CASES[name]
    hint = hint_of(report)
    assert hint.startswith(expected)
    assert hint.endswith(CONFIRM)


def test_where_one_equation_fails_alternatives_follow() -> None:
    report = report_of(take_in(luohu_workbook(), "x.xlsx"))
    wrong = changed(report, {"disputes.reconsideration.upheld": 3})
    assert hint_of(wrong) == (
        "最可能：“行政复议 › 结果维持”（A6）由 3 改为 23（漏了一位数字），改后 1 项核对都平。"
        "其次：“行政复议 › 结果纠正”（B6）由 1 改为 21（漏了一位数字）。"
        f"其次：“行政复议 › 其他结果”（C6）由 3 改为 23（漏了一位数字）。{CONFIRM}"
    )


def test_two_causes_are_two_groups() -> None:
    wrong = sample(new__natural_person=150, granted__total=8)
    groups = [len(group) for group in by_cause(arithmetic(wrong))]
    assert groups == [2, 2]


def test_equal_lists_of_terms_are_not_one_cause() -> None:
    """Two rows short by one each have the same words for it, but no culprit in common."""
    report = with_values(
        filled(),
        {f"disputes.{row}.total": 10**6 for row in ("reconsideration", "litigation_after")},
    )
    assert all(len(group) == 1 for group in by_cause(arithmetic(report)))


def live(report: Report, ref: str, step: int) -> Report:
    """A number changed and its row's total with it, as formulas do."""
    row, column = ref.split(".")
    cells = [cell_ref("requests", row, name) for name in (column, "total")]
    return with_values(report, {cell: (report.value(cell) or 0) + step for cell in cells})


def one_year(text: str, rows: Mapping[str, int]) -> Report:
    """A balanced report of a few requests, with this text."""
    definition = edition("gwy-2021")
    report = balanced(definition, {f"requests.{row}.natural_person": n for row, n in rows.items()})
    return replace(report, unit="测试市某某局", year=2024, narratives={"overview": text})


FLOW = {"new": 50, "carried_in": 4, "granted": 30, "partly_granted": 20, "carried_out": 4}


GRANTED_37 = {
    "requests.granted.natural_person": 37,
    "requests.granted.total": 37,
    "requests.handled.natural_person": 57,
    "requests.handled.total": 57,
}


def test_with_live_totals_a_number_the_text_states_is_the_lead() -> None:
    text = "处理结果中，予以公开30件，部分公开20件。"
    hint = hint_of(with_values(one_year(text, FLOW), GRANTED_37))
    assert hint == (
        "最可能：“（一）予以公开 › 自然人”由 37 改为 30，总计随之改动（错了一位数字），"
        f"改后 2 项核对都平，与正文“予以公开30件”也一致。{CONFIRM}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "公开栏目浏览30次，第30期简报。",
        "处理结果中，予以公开37件。",
        "处理结果中，予以公开31件。",
        "2023年处理结果中，予以公开30件。",
    ],
    ids=["no text", "no claim", "as the table", "another difference", "another year"],
)
def test_with_live_totals_nothing_is_named_without_a_lead(text: str) -> None:
    found = arithmetic(with_values(one_year(text, FLOW), GRANTED_37))
    assert len(found) == 2 and all("逐格核对" in item.hint for item in found)


def test_what_last_year_carried_over_is_the_lead() -> None:
    right = filled(year=2024)
    wrong = live(right, "carried_in.research", 3)
    assert "最可能" not in arithmetic(wrong)[0].hint
    hint = hint_of(wrong, before(right))
    assert hint.startswith("最可能：“二、上年结转政府信息公开申请数量 › 科研机构”由 7 改为 4，")
    assert hint.endswith(f"改后 2 项核对都平，与上年报告结转下年的 4、27 也一致。{CONFIRM}")


def test_a_prior_of_another_year_or_with_other_numbers_is_no_lead() -> None:
    right = filled(year=2024)
    wrong, prior = live(right, "carried_in.research", 3), before(right)
    others = with_values(prior, {"requests.carried_out.research": 5})
    for last in (replace(prior, year=2021), others):
        assert all("最可能" not in item.hint for item in arithmetic(wrong, last))


def test_a_culprit_that_last_year_clears_is_not_first() -> None:
    """Digits speak for 上年结转, but last year's report has just that number."""
    right = one_year("", {**FLOW, "carried_in": 12, "new": 42})
    prior = replace(with_values(right, {"requests.carried_out.natural_person": 21}), year=2023)
    wrong = live(right, "carried_in.natural_person", 9)
    assert "“二、上年结转" in arithmetic(wrong)[0].hint.partition("改后")[0]
    assert "“二、上年结转" not in arithmetic(wrong, prior)[0].hint.partition("改后")[0]


def share(outcomes: list[Outcome], places: int) -> float:
    return sum(item.place is not None and item.place < places for item in outcomes) / len(outcomes)


def test_the_true_cell_of_seeded_faults_is_named() -> None:
    outcomes = run(POINT_5, realistic, False, 120, "requests")
    assert len(outcomes) == 120 and all(item.found for item in outcomes)
    assert share(outcomes, 1) >= 0.9
    assert share(outcomes, 3) >= 0.99


def test_other_slips_are_found_too() -> None:
    outcomes = run(MORE, realistic, False, 60, "requests")
    assert all(item.found for item in outcomes)
    assert share(outcomes, 3) >= 0.95


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ([0, 3, 5], [3, 5, 1], 1),
        ([3, 5, 1], [9, 3, 5], -1),
        ([0, 0, 3], [0, 0, 0], 0),
        ([1, 2, 3], [3, 2, 1], 0),
    ],
)
def test_a_slip_has_a_direction(old: list[Value], new: list[Value], way: int) -> None:
    assert slipped_by(old, new) == way


def repairs_of(report: Report) -> list[Repair]:
    values = {
        ref: report.value(ref) for ref in report.definition.cells if not report.cell(ref).problem
    }
    return [
        item for group in explain(report.definition, values, find_gaps(report)) for item in group
    ]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_every_repair_settles_what_it_says_and_breaks_nothing(data: st.DataObject) -> None:
    definition = edition(data.draw(st.sampled_from(EDITIONS)))
    report = data.draw(reports(definition))
    inputs = [ref for ref in definition.cells if ref.startswith(("requests.", "disputes."))]
    ref = data.draw(st.sampled_from(inputs))
    other = data.draw(st.sampled_from(inputs))
    slip: dict[str, Value | None] = {ref: report.value(other), other: report.value(ref)}
    if data.draw(st.booleans()):
        slip = {ref: data.draw(st.integers(0, 200))}
    report = with_values(report, slip)
    cells, failing = dict(report.cells), find_gaps(report)
    for repair in repairs_of(report):
        news: dict[str, Value | None] = {
            edit.ref: edit.new for edit in (*repair.edits, *repair.totals)
        }
        left = find_gaps(with_values(report, news))
        assert repair.settles and not left.keys() & set(repair.settles)
        assert left.keys() <= failing.keys()
        assert all(edit.new != (edit.old or 0) for edit in repair.edits)
    run_checks(report)
    assert report.cells == cells
