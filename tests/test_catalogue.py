"""The findings catalogue is complete and strict, and its pages leave nothing out."""

from collections.abc import Sequence

import msgspec
import pytest

from gaitui.definition import Definition, built_in, built_in_ids
from gaitui.definition.catalogue import (
    FAMILIES,
    CatalogueEntry,
    catalogue,
    explain_entry,
    parse_catalogue,
)
from gaitui.errors import DefinitionError, GaituiError
from gaitui.finding import Severity
from gaitui.render.catalogue import (
    GENERATED,
    render_cells_markdown,
    render_findings_markdown,
)
from gaitui.render.explain import render_explanation

CODES = tuple(catalogue())

ENTRY = """
[[findings]]
code = "{code}"
title = "名称"
severities = {severities}
meaning = "含义。"
basis = "依据"
example = "示例"
mend = ["改法"]
"""


def toml_entry(code: str, severities: str = '["error"]') -> str:
    return ENTRY.format(code=code, severities=severities)


@pytest.fixture
def editions() -> Sequence[Definition]:
    return [built_in(definition_id) for definition_id in built_in_ids()]


@pytest.mark.parametrize("code", CODES)
def test_every_entry_is_complete(code: str) -> None:
    entry = explain_entry(code)
    assert len(entry.title) <= 14
    assert entry.severities
    assert set(entry.severities) <= set(Severity)
    assert 2 <= entry.meaning.count("。") <= 4
    assert entry.basis and entry.example
    assert len(entry.mend) >= 2
    for text in (entry.meaning, entry.basis, entry.example, *entry.mend):
        assert text == text.strip()
        assert text[-1] in "。”"


def test_codes_are_unique_and_sorted_by_family() -> None:
    families = list(FAMILIES)
    keys = [(families.index(code[:2]), code) for code in CODES]
    assert keys == sorted(set(keys))


def test_every_balance_rule_is_explained(editions: Sequence[Definition]) -> None:
    rules = {equation.rule.code for edition in editions for equation in edition.equations}
    # A105 compares with other reports: no rule of the form says what the numbers should be.
    assert rules | {"A105"} == {code for code in CODES if code.startswith("A1")}


@pytest.mark.parametrize("typed", ["a101", " A101 ", "Ａ１０１"])
def test_a_code_is_taken_as_people_type_it(typed: str) -> None:
    assert explain_entry(typed).code == "A101"


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(GaituiError, match=r"没有编号为“W60”.*最接近的是“W60"):
        explain_entry("w60")


def test_a_code_near_nothing_lists_what_there_is() -> None:
    with pytest.raises(GaituiError) as caught:
        explain_entry("勾稽")
    assert "最接近" not in str(caught.value)
    assert all(code in str(caught.value) for code in CODES)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (toml_entry("A101") + toml_entry("A101"), "A101"),
        (toml_entry("T501") + toml_entry("V201"), "次序"),
        (toml_entry("X901"), "findings"),
        (toml_entry("A101", "[]"), "severities"),
        (toml_entry("A101", '["fatal"]'), "severities"),
        (toml_entry("A101", '["info", "error"]'), "由重到轻"),
        (toml_entry("A101", '["error", "error"]'), "不重复"),
        (toml_entry("A101") + 'note = "x"', "note"),
        (toml_entry("A101").replace('title = "名称"', 'title = ""'), "title"),
        (toml_entry("A101").replace('title = "名称"', f'title = "{"长" * 15}"'), "title"),
        (toml_entry("A101").replace('basis = "依据"', ""), "basis"),
        (toml_entry("A101").replace('["改法"]', "[]"), "mend"),
        (toml_entry("A101").replace('"示例"', '"一\\n二"'), "example"),
        ("[[findings", "findings.toml"),
    ],
)
def test_a_wrong_catalogue_is_refused(text: str, problem: str) -> None:
    with pytest.raises(DefinitionError, match=problem):
        parse_catalogue(text.encode(), "findings.toml")


def test_a_small_catalogue_is_read_in_family_order() -> None:
    text = toml_entry("V201", '["error", "warning"]') + toml_entry("N301") + toml_entry("T501")
    assert list(parse_catalogue(text.encode(), "findings.toml")) == ["V201", "N301", "T501"]


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_shows_the_whole_entry(code: str) -> None:
    entry = explain_entry(code)
    lines = render_explanation(entry).splitlines()
    assert lines[0].startswith(f"{code} {entry.title}（")
    assert [line for line in lines[1:] if line and not line.startswith(" ")] == [
        "含义",
        "依据",
        "示例",
        "改法",
    ]
    shown = [line.strip() for line in lines]
    for paragraph in (entry.meaning, entry.basis, entry.example):
        assert paragraph in shown
    for number, step in enumerate(entry.mend, 1):
        assert f"{number}. {step}" in shown


def test_all_severities_are_named_in_the_title_line() -> None:
    entry: CatalogueEntry = msgspec.structs.replace(
        explain_entry("A101"), severities=tuple(Severity)
    )
    assert render_explanation(entry).splitlines()[0].endswith("（错误或提醒或说明）")


def test_the_findings_page_has_every_code_in_the_list_and_as_a_section() -> None:
    page = render_findings_markdown()
    assert page.startswith(f"{GENERATED}\n")
    for entry in catalogue().values():
        assert f"| [{entry.code}](#{entry.code.lower()}) | {entry.title} |" in page
        assert f'<a id="{entry.code.lower()}"></a>\n\n### {entry.code} {entry.title}\n' in page


def test_the_cells_page_has_every_cell_of_every_edition(editions: Sequence[Definition]) -> None:
    page = render_cells_markdown(editions)
    assert page.startswith(f"{GENERATED}\n")
    parts = page.split("\n## ")[1:]
    for edition, part in zip(editions, parts, strict=True):
        rows = [line.split(" | ")[0] for line in part.splitlines() if line.startswith("| `")]
        assert rows == [f"| `{ref}`" for ref in edition.cells]


def test_the_cells_page_marks_totals_and_units() -> None:
    lines = render_cells_markdown([built_in("gwy-2021")]).splitlines()
    total = next(line for line in lines if "`requests.new.total`" in line)
    assert "| 整数 | 是 |" in total
    fees = next(line for line in lines if "`disclosure.fees.amount`" in line)
    assert "| 小数（万元） |  |" in fees


def test_the_cells_page_lists_the_balance_rules_with_their_equations() -> None:
    definition = built_in("gwy-2021")
    page = render_cells_markdown([definition])
    heading = "四、政府信息公开行政复议、行政诉讼情况"
    rule = "每行：总计 = 结果维持、结果纠正、其他结果、尚未审结之和"
    assert f"| A104 | {heading} | {rule} | 3 |" in page
    assert f"共 {len(definition.equations)} 个等式。" in page


def test_the_cells_page_lists_what_links_two_years() -> None:
    page = render_cells_markdown([built_in("gwy-2021")])
    assert "每列：本年“二、上年结转政府信息公开申请数量” = 上年“四、结转下年度继续办理”" in page
    assert (
        "规章、行政规范性文件：本年“现行有效件数” = 上年“现行有效件数” "
        "+ 本年“本年制发件数” − 本年“本年废止件数”" in page
    )
    assert "Y402" not in render_cells_markdown([built_in("gwy-2019")])


def test_every_row_of_a_page_has_as_many_cells_as_its_head(
    editions: Sequence[Definition],
) -> None:
    width = 0
    for page in (render_findings_markdown(), render_cells_markdown(editions)):
        for line in page.splitlines():
            bars = line.replace("\\|", "").count("|")
            assert not line.startswith("|") or not width or bars == width
            width = bars if line.startswith("|") else 0
