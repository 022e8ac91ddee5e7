"""Whose report a page is, and where its parts begin and end, however they are written."""

import pytest

from gaitui.grid import Grid, GridCell, Type
from gaitui.reading.published import read_published, read_title
from gaitui.sources.page import Page
from tests.support import edition

DEFINITION = edition("gwy-2021")
UNIT = "深圳市罗湖区人民政府"
TITLE = f"{UNIT}2024年政府信息公开工作年度报告"
TABLE = Grid("表格1", {"A1": GridCell("规章", Type.TEXT), "B1": GridCell("3", Type.NUMBER)})
HEADINGS = [section.heading for section in DEFINITION.sections]
PREAMBLE, OVERVIEW, PROBLEMS, OTHER = "现公布报告。", "概况。", "问题。", "未收取信息处理费。"


def blocks(
    headings: list[str] | None = None, title: str = TITLE, end: tuple[str, ...] = ()
) -> list[str | Grid]:
    one, two, three, four, five, six = headings or HEADINGS
    parts: list[str | Grid] = [title, PREAMBLE, one, OVERVIEW, two, TABLE, three, TABLE]
    return [*parts, four, TABLE, five, PROBLEMS, six, OTHER, *end]


def narratives(found: list[str | Grid], title: str = "") -> dict[str, str]:
    return dict(read_published(Page(tuple(found), title), DEFINITION).narratives)


WHOLE = {"preamble": PREAMBLE, "overview": OVERVIEW, "problems": PROBLEMS, "other": OTHER}


def test_a_report_in_order_is_read_whole() -> None:
    found = read_published(Page(tuple(blocks()), ""), DEFINITION)
    assert (found.unit, found.year, dict(found.narratives)) == (UNIT, 2024, WHOLE)
    assert found.grids == (TABLE,) * 3
    assert found.sections == ("disclosure", "requests", "disputes")
    assert not found.findings


@pytest.mark.parametrize(
    ("title", "unit", "year"),
    [
        (TITLE, UNIT, 2024),
        (f"{UNIT} 2024 年度政府信息公开年度报告", UNIT, 2024),
        (f"{UNIT}2024年度政府信息公开工作报告", UNIT, 2024),
        (f"{UNIT}二〇二四年政府信息公开工作年度报告", UNIT, 2024),
        (f"{UNIT}二○二四年政府信息公开工作年度报告", UNIT, 2024),
        ("2024年深圳市罗湖区人民政府政府信息公开工作年度报告", UNIT, 2024),
        ("2024年深圳市罗湖区人民政府信息公开工作年度报告", UNIT, 2024),
        (f"{UNIT}政府信息公开工作2024年度报告", UNIT, 2024),
        (f"{UNIT}政府信息公开工作年度报告（2024年度）", UNIT, 2024),
        ("2024年政府信息公开工作年度报告", "", 2024),
        ("政府信息公开指南", "", None),
        ("2023年全市政府网站工作年度报表", "", None),
    ],
)
def test_titles(title: str, unit: str, year: int | None) -> None:
    found = read_title(Page((title, "文字"), ""))
    assert (found.unit, found.year) == (unit, year)


def test_a_title_in_two_paragraphs() -> None:
    found = read_title(Page((UNIT, "2024年政府信息公开工作年度报告", PREAMBLE), ""))
    assert (found.unit, found.year) == (UNIT, 2024)


def test_the_name_of_the_page_serves_where_no_paragraph_is_a_title() -> None:
    page = Page((PREAMBLE, "一、总体情况"), f"{TITLE}_罗湖区政府在线")
    assert (read_title(page).unit, read_title(page).year) == (UNIT, 2024)


def test_a_title_mentioned_in_a_sentence_is_none() -> None:
    text = f"根据要求，现公布{TITLE}，本报告由六个部分组成。"
    assert read_title(Page((text,), "")).year is None


def renumbered(style: str) -> list[str]:
    digits = dict(zip("一二三四五六", "123456", strict=True))
    return [
        style.format(number=section.number, digit=digits[section.number], title=section.title)
        for section in DEFINITION.sections
    ]


@pytest.mark.parametrize(
    "style",
    [
        "{number}、{title}",
        "{number}．{title}",
        "{number} {title}",
        "（{number}）{title}",
        "({number}){title}",
        "{digit}.{title}",
        "{digit}、{title}",
        "第{number}部分　{title}",
        "{title}",
        "{number}、{title}：",
        "{number}、 {title}。",
    ],
)
def test_headings_however_numbered(style: str) -> None:
    assert narratives(blocks(renumbered(style))) == WHOLE


def test_other_wordings_of_headings() -> None:
    headings = [
        "一、总体概况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请的情况".replace("的", ""),
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "五、存在的主要问题和改进情况",
        "六、其他需要报告事项",
    ]
    assert narratives(blocks(headings)) == WHOLE


def test_a_heading_that_runs_on_into_its_text() -> None:
    found = narratives(blocks(["一、总体情况。2024 年。", *HEADINGS[1:]]))
    assert found["overview"] == f"2024 年。\n{OVERVIEW}"


def test_a_heading_in_its_tables_first_row() -> None:
    headed = Grid("表格1", {"A1": GridCell(HEADINGS[1], Type.TEXT), **TABLE.cells})
    headed = Grid("表格1", {"A1": GridCell(HEADINGS[1], Type.TEXT), "A2": TABLE.cells["B1"]})
    found = [block for block in blocks() if block != HEADINGS[1]]
    found[found.index(TABLE)] = headed
    result = read_published(Page(tuple(found), ""), DEFINITION)
    assert dict(result.narratives) == WHOLE and not result.findings
    assert result.sections[0] == "disclosure"


def test_sub_headings_and_rows_that_look_like_headings_do_not_end_a_part() -> None:
    text = ["（一）主动公开", "（二）依申请公开", "（三）政府信息管理", "四、结转下年度继续办理"]
    found = blocks()
    place = found.index(OVERVIEW)
    found[place:place] = text
    assert narratives(found)["overview"] == "\n".join([*text, OVERVIEW])


def test_a_table_of_contents_is_passed_over() -> None:
    found = [TITLE, "目录", *HEADINGS, *blocks()[1:]]
    assert narratives(found)["overview"] == OVERVIEW
    assert narratives(found)["other"] == OTHER


def test_tables_and_what_stands_beside_them_are_no_text() -> None:
    found = blocks()
    found.insert(found.index(OVERVIEW) + 1, TABLE)
    found.insert(found.index(HEADINGS[3]), "注：数据截至年底。")
    assert narratives(found) == WHOLE


@pytest.mark.parametrize(
    "end", ["【打印】【关闭】", "附件：1.报告.pdf", "上一篇：无", "主办单位：某办公室", "© 2025"]
)
def test_the_sites_lines_below_are_left_out(end: str) -> None:
    assert narratives(blocks(end=(end, "友情链接"))) == WHOLE


def test_the_sites_lines_above_are_left_out() -> None:
    found = blocks()
    found[1:1] = ["发布日期：2025-01-20 来源：办公室", "字号：[大 中 小] 打印"]
    assert narratives(["首页", "政务公开", *found]) == WHOLE


def test_labelled_lines_below_our_own_print_are_metadata() -> None:
    result = read_published(
        Page(tuple(blocks(end=("发布日期：2025-01-20", "联系方式：0755"))), ""), DEFINITION
    )
    assert dict(result.meta) == {"published": "2025-01-20", "contact": "0755"}
    assert dict(result.narratives) == WHOLE


def test_what_is_missing_is_said_once() -> None:
    result = read_published(Page(("一、总体情况", "文字"), ""), DEFINITION)
    assert [item.code for item in result.findings] == ["W606", "W606"]
    assert "“六、其他需要报告的事项”" in result.findings[1].message
    assert "“一、总体情况”" not in result.findings[1].message
    assert dict(result.narratives) == {"overview": "文字"}
