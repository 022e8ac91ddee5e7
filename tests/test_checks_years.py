"""Y4xx and V208: the cases of each code, and that messages name both years' cells."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in_bytes
from gaitui.report import Report
from gaitui.writing import write_workbook
from tests.check_cases import (
    Case,
    CodeCases,
    before,
    blanked,
    filled,
    findings_of,
    keys_of,
    stepped,
    typed,
    zeros,
)
from tests.support import report_of, with_values

Texts: TypeAlias = Mapping[str, int | str]
"""Cells as typed."""

TRIAL = "gwy-2019"
THIS, THIS_TRIAL, FIRST = filled(year=2022), filled(TRIAL, 2020), filled()
LAST, LAST_TRIAL, ACROSS = before(THIS), before(THIS_TRIAL), before(FIRST, TRIAL)
COLUMNS = THIS.definition.tables["requests"].columns
CLEAN = {
    "two years": Case(THIS, prior=LAST),
    "two years of the trial form": Case(THIS_TRIAL, prior=LAST_TRIAL),
    "across the editions": Case(FIRST, prior=ACROSS),
}
IN_FORCE = "disclosure.normative_documents.in_force"
STOCK = {
    "disclosure.normative_documents.issued": 8,
    "disclosure.normative_documents.repealed": 2,
    IN_FORCE: 75,
}
LICENSING, PENALTIES = "disclosure.licensing.decisions", "disclosure.penalties.decisions"
FEES = "disclosure.fees.amount"


def years(now: Texts, then: Texts, *found: str, name: str = "gwy-2021") -> Case:
    """Two years in a row with some cells as typed, and all findings on this year's."""
    this, last = (THIS, LAST) if name == "gwy-2021" else (THIS_TRIAL, LAST_TRIAL)
    return Case(_typed(this, now), found, _typed(last, then))


def _typed(report: Report, texts: Texts) -> Report:
    return typed(report, {ref: str(text) for ref, text in texts.items()})


def jump(now: int, then: int, found: bool = True) -> Case:
    """The licences decided on in two years."""
    codes = (f"V208 info {LICENSING}",) if found else ()
    return years({LICENSING: now}, {LICENSING: then}, *codes)


def row(column: str, number: int, rest: int = 0) -> dict[str, int | str]:
    """New requests, all but `rest` of them in one column; what is handled follows."""
    cells: dict[str, int | str] = {f"requests.new.{name}": 0 for name in COLUMNS}
    cells |= {"requests.new.other_org": rest, f"requests.new.{column}": number - rest}
    return cells | {"requests.new.total": number}


def moved(then: Texts, now: Texts, *found: str) -> Case:
    """New requests of two years that had nothing else."""
    texts = {ref: str(text) for ref, text in now.items()}
    for ref, text in now.items():
        texts[ref.replace(".new.", ".handled.")] = str(text)
        texts[ref.replace(".new.", ".granted.")] = str(text)
    this = typed(replace(THIS, cells=zeros().cells), texts)
    last = typed(replace(LAST, cells=zeros().cells), {r: str(t) for r, t in then.items()})
    return Case(this, found, last)


CASES = {
    "Y401": CodeCases(
        clean=CLEAN,
        failing={
            "one column, and so the total": Case(
                THIS,
                (
                    "Y401 error requests.carried_in.business",
                    "Y401 error requests.carried_in.total",
                ),
                stepped(
                    LAST, requests__carried_out__business=3, requests__carried_out__total=3
                ),
            ),
            "in the trial form": Case(
                THIS_TRIAL,
                ("Y401 error requests.carried_in.other_org",),
                stepped(LAST_TRIAL, requests__carried_out__other_org=2),
            ),
            "across the editions": Case(
                FIRST,
                ("Y401 error requests.carried_in.research",),
                stepped(ACROSS, requests__carried_out__research=-1),
            ),
        },
        boundary={
            "a blank of last year is not judged": Case(
                THIS, prior=blanked(LAST, "requests.carried_out.business")
            ),
            "nor a mark for does not apply": years({}, {"requests.carried_out.business": "/"}),
            "nor what cannot be read": years({}, {"requests.carried_out.business": "约3"}),
            "nor a blank of this year": Case(
                blanked(THIS, "requests.carried_in.business"),
                (
                    "A101 error requests.carried_in.total",
                    "A103 error requests.new.business",
                    "V204 warning requests.carried_in.business",
                ),
                LAST,
            ),
            "a 0 is": Case(
                THIS,
                ("Y401 error requests.carried_in.business",),
                with_values(LAST, {"requests.carried_out.business": 0}),
            ),
            "another unit's makes it a warning": Case(
                THIS,
                ("Y401 warning requests.carried_in.business", "Y403 warning unit"),
                replace(stepped(LAST, requests__carried_out__business=1), unit="某某委员会"),
            ),
        },
    ),
    "Y402": CodeCases(
        clean={**CLEAN, "issued and repealed": years(STOCK, {IN_FORCE: 69})},
        failing={
            "one too many": years(
                STOCK | {IN_FORCE: 76}, {IN_FORCE: 69}, f"Y402 warning {IN_FORCE}"
            ),
            "regulations": years(
                {}, {"disclosure.regulations.in_force": 1},
                "Y402 warning disclosure.regulations.in_force",
            ),
        },
        boundary={
            "the trial form counts other things": Case(
                _typed(FIRST, STOCK | {IN_FORCE: 999}), prior=ACROSS
            ),
            "a blank of last year": Case(_typed(THIS, STOCK), prior=blanked(LAST, IN_FORCE)),
            "a blank of this year": Case(
                blanked(_typed(THIS, STOCK), "disclosure.normative_documents.issued"),
                ("V204 warning disclosure.normative_documents.issued",),
                LAST,
            ),
        },
    ),
    "Y403": CodeCases(
        clean={**CLEAN, "no prior": Case(THIS)},
        failing={
            "two years before": Case(
                THIS, ("Y403 warning year",), stepped(replace(LAST, year=2020),
                                                      requests__carried_out__business=1)
            ),
            "the same year": Case(THIS, ("Y403 warning year",), THIS),
            "no year": Case(THIS, ("Y403 warning year",), replace(LAST, year=None)),
            "another unit": Case(THIS, ("Y403 warning unit",), replace(LAST, unit="某某委员会")),
        },
        boundary={
            "a unit without a name": Case(THIS, prior=replace(LAST, unit="")),
            "spaces in the name": Case(THIS, prior=replace(LAST, unit=" 测试市 某某局 ")),
            "no year of its own": Case(
                replace(THIS, year=None), ("T508 error year",), LAST
            ),
        },
    ),
    "V208": CodeCases(
        clean={**CLEAN, "nearly the same": jump(9936, 9000, False)},
        failing={
            "a digit too many": jump(99360, 9936),
            "left out": jump(0, 9936),
            "fees in yuan": years({FEES: "2792220.8"}, {FEES: "190.457379"}, f"V208 info {FEES}"),
            "two rows swapped": years(
                {LICENSING: 15, PENALTIES: 9936}, {LICENSING: 9000, PENALTIES: 12},
                f"V208 info {LICENSING}", f"V208 info {PENALTIES}",
            ),
            "a whole table copied": Case(
                THIS, ("V208 info disputes.reconsideration.upheld",),
                stepped(LAST, disputes__reconsideration__upheld=-1),
            ),
            "in the trial form": years(
                {LICENSING: 5000}, {LICENSING: 50}, f"V208 info {LICENSING}", name=TRIAL
            ),
            "a column slipped": moved(
                row("natural_person", 60), row("business", 60), "V208 info requests.new.business"
            ),
        },
        boundary={
            "from nothing to 99": jump(99, 0, False),
            "from nothing to 100": jump(100, 0),
            "down to nothing from 99": jump(0, 99, False),
            "less than ten times": jump(9999, 1000, False),
            "ten times": jump(10000, 1000),
            "ten times, but few": jump(110, 11, False),
            "a tenth": jump(12, 120),
            "an amount whose unit the form leaves open": years(
                {"disclosure.procurement.amount": "2792220.8"},
                {"disclosure.procurement.amount": "279.2"}, name=TRIAL,
            ),
            "a change that turned": years(
                {"disclosure.licensing.change": "500"},
                {"disclosure.licensing.change": "-3"}, name=TRIAL,
            ),
            "a blank of last year": Case(
                typed(THIS, {LICENSING: "9936"}), prior=blanked(LAST, LICENSING)
            ),
            "three numbers may stay": years(
                {LICENSING: 50, PENALTIES: 4, FEES: 3}, {LICENSING: 50, PENALTIES: 4, FEES: 3}
            ),
            "four look copied": years(
                {LICENSING: 50, PENALTIES: 4, FEES: 3, "disclosure.coercion.decisions": 2},
                {LICENSING: 50, PENALTIES: 4, FEES: 3, "disclosure.coercion.decisions": 2},
                f"V208 info {LICENSING}",
            ),
            "four of which one is 10 do": years(
                {LICENSING: 10, PENALTIES: 4, FEES: 3, "disclosure.coercion.decisions": 2},
                {LICENSING: 10, PENALTIES: 4, FEES: 3, "disclosure.coercion.decisions": 2},
                f"V208 info {LICENSING}",
            ),
            "four small ones do not": years(
                {LICENSING: 9, PENALTIES: 4, FEES: 3, "disclosure.coercion.decisions": 2},
                {LICENSING: 9, PENALTIES: 4, FEES: 3, "disclosure.coercion.decisions": 2},
            ),
            "another unit's numbers say nothing": Case(
                typed(THIS, {LICENSING: "9936"}), ("Y403 warning unit",),
                replace(LAST, unit="某某委员会"),
            ),
            "another year's do not either": Case(
                typed(THIS, {LICENSING: "9936"}), ("Y403 warning year",),
                replace(LAST, year=2019),
            ),
            "few requests may change sides": moved(
                row("natural_person", 49), row("business", 49)
            ),
            "fifty are enough": moved(
                row("natural_person", 50), row("business", 50), "V208 info requests.new.business"
            ),
            "many changed sides, but not nearly all": moved(
                row("natural_person", 60, 13), row("business", 60)
            ),
            "four fifths": moved(
                row("natural_person", 60, 12), row("business", 60, 12),
                "V208 info requests.new.business",
            ),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    ("this", "last"), [(THIS, LAST), (THIS_TRIAL, LAST_TRIAL), (FIRST, ACROSS)]
)
def test_each_of_the_seven_columns_is_held_against_last_year(
    this: Report, last: Report, column: str
) -> None:
    other = stepped(last, **{f"requests__carried_out__{column}": 1})
    assert keys_of(findings_of(this, other)) == [f"Y401 error requests.carried_in.{column}"]


def test_a_finding_between_years_names_both_cells_and_both_values() -> None:
    last = stepped(LAST, requests__carried_out__business=3)
    prior = report_of(take_in_bytes(write_workbook(last), "last.xlsx"))
    (finding,) = findings_of(THIS, prior)
    assert finding.message == (
        "三、收到和处理政府信息公开申请情况 › 二、上年结转政府信息公开申请数量 › "
        "商业企业 3 ≠ 2021 年报告“四、结转下年度继续办理 › 商业企业”"
        "（三、依申请!E30） 6，差 3"
    )
    assert (finding.expected, finding.actual, finding.delta) == (6, 3, -3)
    assert "改为 6" in finding.hint


def test_a_stock_is_told_with_its_sum() -> None:
    case = CASES["Y402"].failing["one too many"]
    (finding,) = findings_of(case.report, case.prior)
    assert finding.message.endswith(
        "现行有效件数 76 ≠ 2021 年报告“行政规范性文件 › 现行有效件数” 69 "
        "+ 本年“本年制发件数” 8 − 本年“本年废止件数” 2 = 75，差 1"
    )
    assert "机构改革" in finding.hint


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("2792220.8", "190.457379", "本年的数可能以元计，合 279.22208 万元"),
        ("190.457379", "2792220.8", "上年的数可能以元计，合 279.22208 万元"),
        ("2000", "2", "本年的数可能以元计"),
        ("999", "0.9", ""),
        ("1999", "2", ""),
        ("200001", "2", ""),
    ],
)
def test_an_amount_off_by_the_unit_is_told_in_the_right_one(now: str, then: str, said: str) -> None:
    (finding,) = findings_of(typed(THIS, {FEES: now}), typed(LAST, {FEES: then}))
    assert finding.code == "V208"
    assert said in finding.hint and ("以元计" in finding.hint) == bool(said)


def test_a_number_near_to_what_its_neighbour_had_is_told_so() -> None:
    case = CASES["V208"].failing["two rows swapped"]
    first, second = findings_of(case.report, case.prior)
    assert "与2021 年报告“行政处罚 › 本年处理决定数量” 12 相近" in first.hint
    assert "与2021 年报告“行政许可 › 本年处理决定数量” 9000 相近" in second.hint


def test_nothing_is_compared_that_last_year_does_not_have() -> None:
    report = typed(FIRST, {LICENSING: "0", FEES: "5000"})
    assert findings_of(report, typed(ACROSS, {LICENSING: "9936"}))[0].ref == CellRef(LICENSING)
    assert len(findings_of(report, typed(ACROSS, {LICENSING: "9936"}))) == 1
