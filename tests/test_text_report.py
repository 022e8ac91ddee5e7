"""The printed report and its bytes: order of the parts, indents, draft marks, encodings."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.definition import built_in, built_in_ids
from gaitui.errors import OutputError
from gaitui.render.encode import ENCODINGS, encode_text
from gaitui.render.text import DRAFT_MARK, MAX_WIDTH, MIN_WIDTH, render_text
from gaitui.render.wrap import clean
from gaitui.report import Cell, Report, cell_from_value

UNIT = "深圳市罗湖区人民政府"
META = {
    "published": "2025年1月20日",
    "drafter": "张三",
    "reviewer": "李四",
    "contact": "0755-12345678",
}
NARRATIVES = {
    "preamble": "根据《中华人民共和国政府信息公开条例》，现公布本报告。",
    "overview": "（一）主动公开\n　　主动公开信息23813条。\n\n（二）依申请公开\n受理 534 件。",
    "problems": "一是办理流程不够规范。",
    "other": "本年度未收取信息处理费。",
}


REPORT = Report(built_in("gwy-2021"), UNIT, 2024, narratives=NARRATIVES)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    definition = built_in(draw(st.sampled_from(built_in_ids())))
    refs = st.sampled_from(list(definition.cells))
    numbers = st.integers(0, 10**6).map(cell_from_value)
    unread = st.text(max_size=12).map(lambda raw: Cell(raw, problem="V201"))
    return Report(
        definition,
        unit=draw(st.text(max_size=60)),
        year=draw(st.none() | st.integers(2019, 2030)),
        cells=draw(st.dictionaries(refs, numbers | unread, max_size=40)),
        narratives=draw(st.dictionaries(st.sampled_from(list(definition.narratives)), st.text())),
        meta=draw(st.dictionaries(st.sampled_from(list(META)), st.text(max_size=90))),
    )


@settings(deadline=None)
@given(reports(), st.integers(MIN_WIDTH, MAX_WIDTH), st.booleans())
def test_whatever_the_report_its_text_can_be_printed(
    report: Report, width: int, draft: bool
) -> None:
    text = render_text(report, width, draft)
    lines = text.split("\n")
    assert text.endswith("\n")
    assert lines[-2]
    assert all(cell_len(line) <= width and line == line.rstrip() for line in lines)
    assert text == clean(text)
    assert text.encode("gb18030").decode("gb18030") == text


@settings(deadline=None)
@given(reports(), st.integers(MIN_WIDTH, MAX_WIDTH))
def test_narratives_are_printed_whole(report: Report, width: int) -> None:
    text = "".join(render_text(report, width).split())
    for narrative in report.narratives.values():
        assert "".join(clean(narrative).split()) in text


@pytest.mark.parametrize("edition", built_in_ids())
def test_title_preamble_and_the_six_parts_stand_in_order(edition: str) -> None:
    report = replace(REPORT, definition=built_in(edition))
    lines = render_text(report).split("\n")
    assert lines[0].strip() == f"{UNIT}2024年政府信息公开工作年度报告"
    assert abs(len(lines[0]) - len(lines[0].lstrip()) - (100 - cell_len(lines[0]))) <= 1
    assert lines[2] == f"　　{NARRATIVES['preamble']}"
    headings = [section.heading for section in report.definition.sections]
    assert [line for line in lines if line in headings] == headings
    assert len(headings) == 6


def test_paragraphs_are_indented_once_and_blank_ones_left_out() -> None:
    text = render_text(REPORT)
    assert (
        "一、总体情况\n\n"
        "　　（一）主动公开\n"
        "　　主动公开信息23813条。\n"
        "　　（二）依申请公开\n"
        "　　受理 534 件。\n\n"
        "二、主动公开政府信息情况\n\n┌──"
    ) in text


def test_an_empty_report_has_its_headings_and_blank_tables() -> None:
    text = render_text(Report(built_in("gwy-2021")))
    assert text.lstrip().startswith(
        "（机关名称）（年份）年政府信息公开工作年度报告\n\n一、总体情况\n\n二、"
    )
    assert text.endswith("五、存在的主要问题及改进情况\n\n六、其他需要报告的事项\n")
    assert not re.search(r"│ *[0-9]+ *│", text)


def test_numbers_stand_as_read_and_what_was_not_read_as_received() -> None:
    cells = {
        CellRef("disclosure.licensing.decisions"): Cell("９936", 9936),
        CellRef("disclosure.penalties.decisions"): Cell("二千余", problem="V207"),
        CellRef("disclosure.coercion.decisions"): Cell("/", does_not_apply=True),
    }
    text = render_text(replace(REPORT, cells=cells))
    shown = re.findall(r"│ +(行政许可|行政处罚|行政强制) +│ +(\S+) +│", text)
    assert shown == [("行政许可", "9936"), ("行政处罚", "二千余"), ("行政强制", "/")]


def test_metadata_stands_at_the_end_in_the_words_of_the_form() -> None:
    assert render_text(replace(REPORT, meta=META)).endswith(
        "信息处理费。\n\n发布日期：2025年1月20日\n填报人：张三\n审核人：李四\n联系方式：0755-12345678\n"
    )
    assert render_text(replace(REPORT, meta={"drafter": " "})).endswith("信息处理费。\n")


def test_a_draft_is_marked_at_the_head_and_above_each_part() -> None:
    report = REPORT
    lines = render_text(report, draft=True).split("\n")
    assert lines[0] == DRAFT_MARK == "〔草稿 · 未通过核对，不得公布〕"
    marked = [below for above, below in pairwise(lines) if above == DRAFT_MARK]
    assert marked == ["", *(section.heading for section in report.definition.sections)]
    assert DRAFT_MARK not in render_text(report)
    unmarked = [line for line in lines if line != DRAFT_MARK]
    assert unmarked[1:] == render_text(report).split("\n")


def test_a_long_title_takes_several_lines_in_the_middle() -> None:
    lines = render_text(replace(REPORT, unit="某某市" * 20), 80).partition("\n\n")[0].split("\n")
    assert len(lines) == 2
    assert "".join(line.strip() for line in lines).endswith("2024年政府信息公开工作年度报告")
    assert all(abs(len(line) - len(line.lstrip()) - (80 - cell_len(line))) <= 1 for line in lines)


@pytest.mark.parametrize("width", [0, 79, 141])
def test_other_widths_are_refused(width: int) -> None:
    with pytest.raises(ValueError, match="80 to 140"):
        render_text(REPORT, width)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "UTF8", "GBK", "utf_8"])
def test_a_report_in_each_encoding(encoding: str) -> None:
    text = render_text(REPORT, draft=True)
    assert encode_text(text, encoding).decode(encoding) == text


def test_a_character_that_does_not_fit_is_named_with_its_place_and_a_way_out() -> None:
    text = "第一行\n全年发布信息🎉共十条\n末行"
    with pytest.raises(OutputError) as refused:
        encode_text(text, "gbk")
    assert str(refused.value) == (
        "第 2 行“全年发布信息🎉共十条”中的“🎉”（U+1F389）不能用 gbk 编码写出。"
        "请换用 utf-8 或 gb18030，或者改掉这个字符。"
    )
    assert encode_text(text, "gb18030").decode("gb18030") == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_half_a_character_fits_nowhere(encoding: str) -> None:
    with pytest.raises(OutputError, match=r"U\+D83C）是残缺的字符.*删去") as refused:
        encode_text("信息\ud83c公开", encoding)
    assert str(refused.value).isprintable()


def test_an_unknown_encoding_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OutputError, match=r"“big5”.*utf-8、gb18030、gbk"):
        encode_text("", "big5")
