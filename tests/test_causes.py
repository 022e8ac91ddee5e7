"""Findings with one cause: the imbalances, and what a text or last year's report says, stand
together in every face, with one hint; what only looks alike stands apart."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.slips import POINT_5, seeded, with_text
from gaitui.cell import CellRef
from gaitui.checks import run_checks
from gaitui.checks.culprit.effects import followers
from gaitui.finding import LIKELY, Finding, by_cause
from gaitui.intake import sort_findings
from gaitui.intake import take_in_bytes as take_in
from gaitui.render.outcome import FileResult
from gaitui.render.page import page_findings
from gaitui.render.results import render_results_text
from gaitui.render.results_json import render_results_json
from gaitui.report import Report
from gaitui.session import Session
from gaitui.tui.pages import page_for, pages_of
from gaitui.tui.widgets.review import SAME_CAUSE, remedies
from gaitui.tui.wording import panel_lines, side_lines
from gaitui.values import Value
from tests.check_cases import before, filled
from tests.editing import clock, sample_file
from tests.support import balanced, edition, luohu_workbook, report_of, with_values

SLIP = CellRef("requests.unavailable_not_held.natural_person")
OWN_HINT = "请核对台账，改正文字或表格里写错的一处。"


def by_formula(report: Report, key: str, value: Value) -> Report:
    """A number changed, and with it all totals that take it, as formulas do."""
    step = value - (report.value(CellRef(key)) or 0)
    changes = followers(report.definition, CellRef(key)).items()
    return with_values(
        report, {ref: (report.value(ref) or 0) + times * step for ref, times in changes}
    )


def published(old: str = "", new: str = "") -> Report:
    """The published sample, with one wording of its overview exchanged."""
    report = report_of(take_in(luohu_workbook(), "x.xlsx"))
    text = report.narratives["overview"]
    assert old in text
    return replace(report, narratives={"overview": text.replace(old, new)})


def slipped(report: Report) -> Report:
    """（四）无法提供 1. with 101 for 110, totals by formula; the text still says 124 of all."""
    return by_formula(report, SLIP, 101)


def grouped(report: Report, prior: Report | None = None) -> list[tuple[Finding, ...]]:
    """The findings of numbers, as shown: those with one cause together."""
    found = sort_findings(report, run_checks(report, prior).findings)
    return list(by_cause(item for item in found if item.code[0] in "ANY"))


def codes(report: Report, prior: Report | None = None) -> list[list[str]]:
    return [[f"{item.code} {item.ref}" for item in group] for group in grouped(report, prior)]


BOTH = ["A103 requests.new.natural_person", "A103 requests.new.total"]


def test_a_number_of_the_text_shares_the_cause_of_the_imbalances_it_settles() -> None:
    report = slipped(published())
    assert codes(report) == [[*BOTH, "N301 overview"]]
    (hint,) = {item.hint for item in grouped(report)[0]}
    assert hint.startswith(
        "最可能：“1.本机关不掌握相关政府信息 › 自然人”由 101 改为 110，总计随之改动"
        "（相邻两位数字颠倒），改后 2 项核对都平，与正文“无法提供124件”也一致。其次："
    )


def test_what_last_year_carried_over_shares_the_cause() -> None:
    right = filled(year=2024)
    wrong = by_formula(right, "requests.carried_in.research", 7)
    assert codes(wrong, before(right)) == [
        [
            "A103 requests.new.research",
            "A103 requests.new.total",
            "Y401 requests.carried_in.research",
            "Y401 requests.carried_in.total",
        ]
    ]
    (hint,) = {item.hint for item in grouped(wrong, before(right))[0]}
    assert "由 7 改为 4，" in hint
    assert "改后 2 项核对都平，与上年报告结转下年的 4、27 也一致。" in hint


def test_a_text_and_last_year_may_both_share_it() -> None:
    right = filled(year=2024)
    text = f"{right.narratives['overview']}上年结转政府信息公开申请27件。"
    wrong = by_formula(
        replace(right, narratives={**right.narratives, "overview": text}),
        "requests.carried_in.research",
        7,
    )
    (group,) = grouped(wrong, before(right))
    assert [item.code for item in group] == ["A103", "A103", "Y401", "Y401", "N301"]
    said = "与正文“上年结转政府信息公开申请27件”和上年报告结转下年的 4、27 也一致。"
    assert said in group[0].hint


def test_typed_totals_share_it_too() -> None:
    report = with_values(published(), {"requests.granted.total": 104})
    assert codes(report) == [
        ["A101 requests.granted.total", "A102 requests.handled.total", "N301 overview"]
    ]


def test_where_many_cells_would_do_the_text_is_the_lead() -> None:
    """Of eight cells any may be short by 13; that it is one of them the text knows."""
    text = "处理结果中，予以公开30件，不予公开25件。"
    rows = {"new": 55, "carried_in": 4, "granted": 30, "refused_query": 25, "carried_out": 4}
    report = balanced(
        edition("gwy-2021"), {f"requests.{row}.natural_person": n for row, n in rows.items()}
    )
    report = replace(report, unit="测试市某某局", year=2024, narratives={"overview": text})
    wrong = by_formula(report, "requests.refused_query.natural_person", 12)
    assert codes(wrong) == [[*BOTH, "N301 overview"]]
    assert grouped(wrong)[0][0].hint == (
        "最可能：“1.属于国家秘密 › 自然人”、“2.其他法律行政法规禁止公开 › 自然人”、"
        "“3.危及“三安全一稳定” › 自然人”等 8 格中有一格少填了 13，改后 2 项核对都平，"
        "与正文“不予公开25件”也一致。请对照台账确认后再改。"
    )
    silent = replace(wrong, narratives={"overview": "处理结果中，予以公开30件。"})
    assert all(LIKELY not in group[0].hint for group in grouped(silent))


APART: Mapping[str, tuple[str, str, list[list[str]]]] = {
    "another number": (
        "无法提供 124 件",
        "无法提供 126 件",
        [["N301 overview"], BOTH],
    ),
    "the same difference in another group": (
        "予以公开 140 件",
        "予以公开 149 件",
        [["N301 overview"], [*BOTH, "N301 overview"]],
    ),
    "two sentences that contradict each other": (
        "无法提供 124 件",
        "无法提供 124 件。处理结果中，无法提供 115 件",
        [["N301 overview"], BOTH],
    ),
    "another circle of offices": (
        "无法提供 124 件",
        "区本级无法提供 124 件",
        [BOTH, ["N301 overview"]],
    ),
}


@pytest.mark.parametrize("name", APART)
def test_what_the_correction_does_not_settle_stands_apart(name: str) -> None:
    old, new, wanted = APART[name]
    report = slipped(published(old, new))
    assert codes(report) == wanted
    (alone,) = [group[0] for group in grouped(report) if len(group) == 1]
    assert alone.hint == OWN_HINT


def test_another_column_of_last_year_stands_apart() -> None:
    right = filled(year=2024)
    wrong = by_formula(right, "requests.carried_in.research", 7)
    prior = with_values(before(right), {"requests.carried_out.business": 6})
    group, alone = grouped(wrong, prior)
    assert len(group) == 4 and "4、27" in group[0].hint
    assert alone[0].ref == "requests.carried_in.business" and alone[0].delta == -3
    assert alone[0].hint.startswith("请对照台账：上年填对了的")


def test_a_cell_that_last_year_clears_takes_no_sentence_with_it() -> None:
    """The text and the digits speak for 上年结转, last year's report against it."""
    right = filled(year=2024)
    wrong = by_formula(right, "requests.carried_in.research", 40)
    text = f"{right.narratives['overview']}上年结转政府信息公开申请27件。"
    wrong = replace(wrong, narratives={**right.narratives, "overview": text})
    prior = with_values(
        before(right), {"requests.carried_out.research": 40, "requests.carried_out.total": 63}
    )
    assert ["N301 overview"] in codes(wrong, prior)


def test_of_two_wrong_numbers_only_the_one_with_the_slip_is_joined() -> None:
    """One slip in the table, one number of the text wrong on its own."""
    random = Random("causes")
    slips = [POINT_5[name] for name in ("one digit", "transposed digits")]
    own = joined = other = mistaken = 0
    for number in range(120):
        report, _ = seeded(slips[number % 2], with_text, True, random)
        told = {item.message for item in run_checks(report).findings if item.code == "N301"}
        text = report.narratives["overview"]
        place = random.choice(list(re.finditer("[0-9]+(?=件)", text)))
        wrong = int(place[0]) + random.choice((1, 2, 3, 9))
        text = f"{text[: place.start()]}{wrong}{text[place.end() :]}"
        found = run_checks(replace(report, narratives={"overview": text})).findings
        said = [item for item in found if item.code == "N301"]
        own += sum(item.message in told for item in said)
        joined += sum(item.message in told and bool(item.cause) for item in said)
        other += sum(item.message not in told for item in said)
        mistaken += sum(item.message not in told and bool(item.cause) for item in said)
    assert own >= 60 and joined / own >= 0.75
    assert other >= 90 and mistaken / other <= 0.01


def test_each_face_says_a_shared_remedy_once() -> None:
    report = slipped(published())
    (findings,) = grouped(report)
    result = FileResult("x.xlsx", "", "某局", 2024, "gwy-2021", 30, findings)
    hint = findings[0].hint
    text = render_results_text([result])
    assert text.count(hint) == 1 and f"      改法（以上 3 项同因）：{hint}\n" in text
    page = page_findings(result, 1)
    assert page.count(hint) == 1 and "改法（以上 3 项同因）：" in page
    assert list(remedies(findings)) == [SAME_CAUSE] * 2 + [f"改法（以上 3 项同因）：{hint}"]
    said = json.loads(render_results_json([result], "1"))["files"][0]["findings"]
    assert [item["hint"] for item in said] == [hint] * 3


def test_the_panels_of_the_edit_screen_keep_a_cause_together(tmp_path: Path) -> None:
    """On the page of part 三 the text's finding comes before those of other parts."""
    with Session.open(sample_file(tmp_path), clock=clock()) as session:
        session.set_cell(SLIP, "101")
        session.set_narrative("problems", "")
        page = page_for(pages_of(session.definition), session.definition, SLIP)
        panel = panel_lines(session, page, "requests.new.total", 4, 80)
        side = side_lines(session, page, SLIP, 30, 44)
    for lines in (panel, side):
        shown = "".join(text for line in lines for text, _ in line)
        assert re.findall("[A-Z][0-9]{3}", shown)[:3] == ["A103", "A103", "N301"]
    assert "总计列" in panel[0][1][0]
