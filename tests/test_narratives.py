"""N3xx: sentences of reports with the claims read in them and everything found, both ways."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as struct_replace

from gaitui.cell import CellRef
from gaitui.checks.claims import read_text
from gaitui.checks.claims.text import MAX_LENGTH
from gaitui.checks.counts import reading_value
from gaitui.definition import Subject
from gaitui.report import Cell, Report
from tests.narratives import KINDS, Sentence, claims_of, contradictions, sentences, tables, told
from tests.strategies import balanced_reports
from tests.support import EDITIONS, balanced, edition, luohu, with_values

SENTENCES = [(kind, case) for kind in KINDS for case in sentences(kind)]


@pytest.mark.parametrize(("kind", "case"), SENTENCES, ids=[case.text[:30] for _, case in SENTENCES])
def test_a_sentence_has_its_claims_and_findings(kind: str, case: Sentence) -> None:
    report = told(tables(case.table), case.text)
    found = contradictions(report, tables("last") if case.prior else None)
    assert claims_of(report) == list(case.claims)
    assert [f"{item.code} {item.severity}" for item in found] == list(case.found)


def test_there_are_enough_sentences_and_half_of_them_are_traps() -> None:
    counts = {kind: sum(1 for _ in sentences(kind)) for kind in KINDS}
    assert counts == {"counts": 90, "changes": 33, "traps": 132}
    assert not any(case.found for kind, case in SENTENCES if kind == "traps")
    innocent = [case for _, case in SENTENCES if not case.found]
    assert 2 * len(innocent) > len(SENTENCES)


def test_the_published_sample_is_read_and_agrees() -> None:
    assert contradictions(luohu()) == []
    assert len(claims_of(luohu())) == 13


def test_every_number_of_the_published_sample_is_compared() -> None:
    text = luohu().narratives["overview"]
    start = text.index("罗湖区共受理")
    place, changed = start, 0
    while (place := text.find(" 件", place + 1)) > 0:
        wrong = told(luohu(), f"{text[:place]}7{text[place:]}")
        assert [item.code for item in contradictions(wrong)][:1] == ["N301"], text[:place][-20:]
        changed += 1
    assert changed == 13


def test_a_contradiction_is_told_with_both_sides_and_all_readings() -> None:
    report = told(tables("bureau"), "2024年，我局共受理政府信息公开申请52件。")
    (finding,) = contradictions(report)
    assert finding.message == (
        "一、总体情况：“我局共受理政府信息公开申请52件”写的是 52，与表格各种算法都不符："
        "一、本年新收政府信息公开申请数量 25；"
        "一、本年新收政府信息公开申请数量 25 + 二、上年结转政府信息公开申请数量 3 = 28"
    )
    assert (finding.ref, finding.expected, finding.actual, finding.delta) == (
        "overview",
        28,
        52,
        24,
    )
    assert finding.hint == "请核对台账，改正文字或表格里写错的一处。"


def test_a_cell_that_is_blank_or_unreadable_is_left_to_its_own_finding() -> None:
    text = "受理政府信息公开申请52件，予以公开11件。"
    ref = CellRef("requests.new.total")
    for cell in (Cell(), Cell("约30", problem="V207")):
        report = told(tables("bureau"), text)
        report = replace(report, cells={**report.cells, ref: cell})
        assert [item.actual for item in contradictions(report)] == [11]


def test_a_denial_beside_a_blank_is_not_judged() -> None:
    report = told(
        with_values(tables("bureau"), {"requests.new.total": None}), "未收到政府信息公开申请。"
    )
    assert contradictions(report) == []


def _sentence(subject: Subject, report: Report, number: object) -> str | None:
    """A sentence that says one number of one subject as plainly as can be."""
    rule, objects = subject.rule, report.definition.objects
    if rule.under:
        return None
    unit = "万元" if rule.id == "fees" else "件"
    lead = {"disputes": "因政府信息公开"}.get(rule.about, "")
    tail = objects[rule.about][0] if rule.about in ("requests", "documents", "regulations") else ""
    lead = "作出" if rule.about == "decisions" else lead
    return f"全年{lead}{rule.words[0]}{tail if not rule.bare else ''}{number}{unit}。"


def _readable(report: Report) -> Iterator[tuple[Subject, list[object]]]:
    for subject in report.definition.subjects.values():
        yield subject, [reading_value(report, reading) for reading in subject.readings]


def _is_none_of(values: list[object], number: int) -> bool:
    return number not in values


@pytest.mark.parametrize("name", EDITIONS)
@given(data=st.data())
def test_sentences_made_from_the_tables_never_contradict_them(
    name: str, data: st.DataObject
) -> None:
    report = data.draw(balanced_reports(edition(name)))
    for subject, values in _readable(report):
        for value in values:
            text = _sentence(subject, report, value) if value is not None else None
            if text is not None:
                assert contradictions(told(report, text)) == [], text


@pytest.mark.parametrize("name", EDITIONS)
@given(data=st.data())
def test_a_number_that_no_reading_has_is_always_found(name: str, data: st.DataObject) -> None:
    report = data.draw(balanced_reports(edition(name)))
    for subject, values in _readable(report):
        wrong = data.draw(st.integers(0, 10**9).filter(partial(_is_none_of, values)))
        text = _sentence(subject, report, wrong)
        if text is None:
            continue
        found = contradictions(told(report, text))
        assert [item.code for item in found] == ["N301"], text
        assert found[0].actual == wrong
        assert found[0].expected in values


@pytest.mark.parametrize("name", EDITIONS)
def test_every_reading_is_needed(name: str) -> None:
    definition = edition(name)
    report = _all_different(name)
    for subject, values in _readable(report):
        for place, value in enumerate(values):
            text = _sentence(subject, report, value) if value is not None else None
            if text is None or values.count(value) > 1:
                continue
            assert contradictions(told(report, text)) == [], text
            kept = subject.readings[:place] + subject.readings[place + 1 :]
            if not kept:
                continue
            subjects = {**definition.subjects, subject.id: struct_replace(subject, readings=kept)}
            poorer = replace(report, definition=struct_replace(definition, subjects=subjects))
            assert [item.code for item in contradictions(told(poorer, text))] == ["N301"], text


def _all_different(name: str) -> Report:
    """A report in which no two readings of a subject are the same number."""
    definition = edition(name)
    places = enumerate(ref for ref in definition.cells if not definition.is_computed(ref))
    return balanced(definition, {ref: 3 + 7 * place + place**3 for place, ref in places})


SCRAPS = "受理申请公开未收到12件，。、（）其中同比增长%年20234上结转《》\n和万一"


@given(st.text(st.sampled_from(SCRAPS), max_size=80))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    contradictions(told(tables("bureau"), text), tables("last"))


def test_only_the_beginning_of_an_endless_text_is_looked_at() -> None:
    text = "受理政府信息公开申请25件。" * 200_000
    said = read_text(edition("gwy-2021"), "测试市某某局", 2024, text)
    assert len(said.claims) == MAX_LENGTH // len("受理政府信息公开申请25件。")
    assert all(claim.number == Decimal(25) for claim in said.claims)
