"""Definitions are loaded strictly, have the contract's keys, and a new edition needs no code."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from gaitui.definition import built_in, find, for_year, load_definition, parse_definition
from gaitui.definition.load import DATA
from gaitui.errors import DefinitionError, EditionError
from tests.support import edition, run_gaitui

TEXT = (DATA / "gwy-2021.toml").read_text(encoding="utf-8")

COLUMNS = "natural_person business research public_interest legal_service other_org total"
OUTCOMES = """granted partly_granted refused_state_secret refused_other_law refused_security
refused_third_party refused_internal refused_deliberative refused_enforcement refused_query
unavailable_not_held unavailable_not_compiled unavailable_unclear declined_petition
declined_duplicate declined_published declined_excessive declined_confirmation"""
ROWS = {
    "gwy-2021": f"{OUTCOMES} other_not_corrected other_fee_unpaid other_rest",
    "gwy-2019": f"{OUTCOMES} other_handling",
}
DISCLOSURE = {
    "gwy-2021": """regulations.issued regulations.repealed regulations.in_force
    normative_documents.issued normative_documents.repealed normative_documents.in_force
    licensing.decisions penalties.decisions coercion.decisions fees.amount""",
    "gwy-2019": """regulations.made regulations.published regulations.total_published
    normative_documents.made normative_documents.published normative_documents.total_published
    licensing.last_year_items licensing.change licensing.decisions
    other_services.last_year_items other_services.change other_services.decisions
    penalties.last_year_items penalties.change penalties.decisions
    coercion.last_year_items coercion.change coercion.decisions
    fees.last_year_items fees.change procurement.items procurement.amount""",
}


@pytest.mark.parametrize("name", ROWS)
def test_an_edition_has_the_keys_of_the_contract_in_the_form_s_order(name: str) -> None:
    rows = ["new", "carried_in", *ROWS[name].split(), "handled", "carried_out"]
    groups = ("reconsideration", "litigation_direct", "litigation_after")
    results = ("upheld", "corrected", "other", "pending", "total")
    assert list(edition(name).cells) == [
        *(f"disclosure.{key}" for key in DISCLOSURE[name].split()),
        *(f"requests.{row}.{column}" for row in rows for column in COLUMNS.split()),
        *(f"disputes.{group}.{result}" for group in groups for result in results),
    ]
    assert list(edition(name).narratives) == ["preamble", "overview", "problems", "other"]
    assert [section.number for section in edition(name).sections] == list("一二三四五六")


@pytest.mark.parametrize(
    ("year", "name"),
    [(2019, "gwy-2019"), (2020, "gwy-2019"), (2021, "gwy-2021"), (2099, "gwy-2021")],
)
def test_the_year_chooses_the_edition(year: int, name: str) -> None:
    assert for_year(year) is built_in(name)


@pytest.mark.parametrize("year", [-1, 0, 1800, 2018])
def test_a_year_before_the_form_has_no_edition(year: int) -> None:
    with pytest.raises(EditionError, match=f"{year} 年度没有对应的报告格式.*2019 年度及以后"):
        for_year(year)


def test_an_unknown_edition_is_refused_with_the_nearest() -> None:
    with pytest.raises(EditionError, match=r"“gwy-2012”.*最接近的是“gwy-20(21|19)”"):
        find("gwy-2012")


# What is replaced in the shipped file, by what, and what the refusal must say.
WRONG = {
    "unknown key at the top": ('id = "gwy', 'lastyear = 2\nid = "gwy', "“lastyear”.*“last_year”"),
    "unknown key in a table": (
        'id = "natural_person", label',
        'id = "natural_person", lable',
        r"“lable”，在 \$\.tables.*“label”",
    ),
    "unknown key in a rule": ('each = "row"', 'eech = "row"', r"“eech”，在 \$\.checks.*“each”"),
    "missing field at the top": ("first_year = 2021\n", "", r"缺少键“first_year”，在 \$"),
    "missing field in a section": ('short = "依申请"\n', "", r"缺少键“short”.*sections\[2\]"),
    "missing id of a row": ('id = "granted", label', "label", "“（一）予以公开”应当有 id"),
    "a number as text": (
        "first_year = 2021",
        'first_year = "2021"',
        r"\$\.first_year 的值应为整数，实际是文字",
    ),
    "a list as text": ('left = ["total"]', 'left = "total"', r"checks.*\.left 的值应为列表"),
    "text as a number": ('number = "一"', "number = 1", r"\.number 的值应为文字，实际是整数"),
    "unknown kind": ('"decimal"', '"decimals"', r"\.kind 的值不认识：“decimals”.*“decimal”"),
    "unknown direction": ('each = "row"', 'each = "rows"', r"\.each 的值不认识：“rows”.*“row”"),
    "unknown role": ('role = "form"', 'role = "former"', r"\.role 的值不认识.*“form”"),
    "duplicate row": ('id = "carried_in"', 'id = "new"', r"“requests\.new\.natural_person”出现"),
    "duplicate group": ('group = "declined"', 'group = "refused"', "“refused”出现了 2 次"),
    "group called like a row": ('group = "other"', 'group = "handled"', "“handled”出现了 2 次"),
    "duplicate table": ('id = "disputes"\n\n[[tab', 'id = "requests"\n\n[[tab', "表格“requests”"),
    "duplicate section": ('id = "disputes"\nnumber', 'id = "requests"\nnumber', "部分“requests”"),
    "duplicate narrative": ('id = "problems"\nlabel', 'id = "other"\nlabel', "文字部分“other”"),
    "duplicate rule": ('id = "requests-flow"', 'id = "disputes-total"', "规则“disputes-total”"),
    "duplicate chart": ('id = "outcomes"', 'id = "applicants"', "图表“applicants”出现了 2 次"),
    "duplicate sheet": (
        'number = "二"\ntitle = "主动公开政府信息情况"\nshort = "主动公开"',
        'number = "三"\ntitle = "主动公开政府信息情况"\nshort = "依申请"',
        "工作表“三、依申请”出现了 2 次",
    ),
    "duplicate part": ('table = "disputes"\n', 'table = "requests"\n', "“requests”出现了 2 次"),
    "dangling table": ('table = "disputes"\n\n', 'table = "disputs"\n\n', "“disputs”.*“disputes”"),
    "dangling text": ('narrative = "problems"', 'narrative = "problem"', "“problem”.*“problems”"),
    "dangling row in a rule": ('left = ["handled"]', 'left = ["handed"]', "“handed”.*“handled”"),
    "dangling group in a rule": ('"unavailable", "d', '"unavailabel", "d', "“unavailabel”.*“unav"),
    "dangling column in a rule": ('"organisation"]', '"organization"]', "“organiz.*“organis"),
    "dangling table of a rule": (
        'code = "A104"\ntable = "disputes"',
        'code = "A104"\ntable = "dispute"',
        "“dispute”.*“disputes”",
    ),
    "dangling row carried over": ('to_row = "carried_in"', 'to_row = "carry_in"', "“carried_in”"),
    "dangling row of a stock": (
        'rows = ["regulations", "norm',
        'rows = ["regulation", "norm',
        "“regulation”.*“regulations”",
    ),
    "dangling column of a stock": ('stock = "in_force"', 'stock = "inforce"', "“inforce”.*_force"),
    "a stock of nothing": (
        'rows = ["regulations", "normative_documents"]',
        "rows = []",
        "disclosure 的 continuities 没有写 rows",
    ),
    "a stock where there is none": ('rows = ["regulations"', 'rows = ["fees"', r"“disclosure\.fe"),
    "a move both ways": ('removed = ["repealed"]', 'removed = ["issued"]', "“issued”出现了 2 次"),
    "unknown key in a stock": ('stock = "in', 'stok = "in', r"“stok”，在 \$\.conti.*“stock”"),
    "dangling cell in a chart": ('"requests.granted.total"', '"requests.granted.tota"', "tota”.*l"),
    "half a cell in a chart": ('"requests.granted.total"', '"requests.granted"', "应当写成 表"),
    "a sum of nothing": ('left = ["handled"]', "left = []", "“requests-handled”.*项数"),
    "a term on both sides": ('left = ["handled"]', 'left = ["granted"]', "“granted”出现了 2 次"),
    "two cells computed at once": (
        'right_label = "三加四之和"',
        'right_label = "三加四之和"\ncomputes = true',
        "“requests-flow”.*项数",
    ),
    "a code of another family": ('code = "A103"', 'code = "V201"', "“V201”应当形如 A101"),
    "an id that is no id": ('id = "granted"', 'id = "Granted"', "“Granted”不是小写英文"),
    "an id that is a path": ('id = "gwy-2021"', 'id = "../gwy"', "id“../gwy”只能用"),
    "a title with another field": ("{year}年政", "{month}年政", "title 里只能用"),
    "a title with a number format": ("{year}年政", "{year:d}年政", "title 里只能用"),
    "years the wrong way round": (
        "first_year = 2021",
        "first_year = 2021\nlast_year = 2020",
        "last_year 2020 早于 first_year 2021",
    ),
    "a part with neither": ('narrative = "other"\n', "", "部分“other”应当有 table 或 narrative"),
    "a part with both": ('short = "依申请"\n', 'short = "依"\nnarrative = "a"\n', "应当有 table"),
    "no name for a sheet": ('short = "依申请"', 'short = "依[申]请"', "short 不能作工作表名"),
    "too long for a sheet": ('short = "依申请"', f'short = "{"长" * 31}"', "short 不能作工作表名"),
    "not TOML": ('id = "gwy-2021"', "id = gwy-2021", "不是正确的 TOML.*line 5"),
    "nested too deep": ('title = "{', f'x = {"[" * 5000}\ntitle = "{{', "不是正确的 TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_definition_is_refused_naming_file_key_and_nearest(name: str) -> None:
    old, new, said = WRONG[name]
    assert old in TEXT
    with pytest.raises(DefinitionError, match=f"格式文件 mine.toml .*{said}") as refused:
        parse_definition(TEXT.replace(old, new, 1).encode(), "mine.toml")
    assert str(refused.value).endswith("。")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "缺少键“id”"),
        (b"\xff\xfe", "不是 UTF-8 编码"),
        (b"[[tables", "不是正确的 TOML"),
        (TEXT.replace("\n", "\0", 1).encode(), "不是正确的 TOML"),
    ],
)
def test_what_is_no_definition_file_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(data)
    with pytest.raises(DefinitionError, match=f"mine.toml .*{said}"):
        load_definition(path)


def test_a_missing_definition_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"nowhere\.toml 读不出来"):
        find(str(tmp_path / "nowhere.toml"))


def test_a_wrong_definition_on_the_command_line_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("first_year", "frist_year"), encoding="utf-8")
    done = run_gaitui("new", tmp_path / "a.xlsx", "--unit", "局", "--year", 2027,
                      "--definition", path)  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert "mine.toml 有误：不认识的键“frist_year”" in done.stderr.decode()
    assert not (tmp_path / "a.xlsx").exists()


# A third edition: two rows that say when the handled requests were handled, and their rule.

ROW = '    { id = "handled", label = "（七）总计"'
TIMING = """    { group = "timing", label = "（八）办理时限", children = [
      { id = "on_time", label = "1.按期办结" },
      { id = "extended", label = "2.延期办结" },
    ] },
"""
RULE = """[[checks]]
id = "requests-timing"
code = "A102"
table = "requests"
each = "column"
left = ["handled"]
right = ["timing"]
left_label = "（七）总计"
right_label = "按期办结与延期办结之和"

# What moves"""


@pytest.fixture
def third(tmp_path: Path) -> Path:
    """The third edition's file."""
    text = TEXT
    for old, new in {
        'id = "gwy-2021"': 'id = "gwy-2027"',
        "first_year = 2021": "first_year = 2027",
        "（2021 年起）": "（2027 年起）",
        ROW: TIMING + ROW,
        "# What moves": RULE,
    }.items():
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "gwy-2027.toml"
    path.write_text(text, encoding="utf-8")
    return path


def numbers(definition: Path) -> dict[str, Any]:
    """A balanced document of the third edition."""
    cells: dict[str, Any] = dict.fromkeys(load_definition(definition).cells, 0)
    cells["disclosure.fees.amount"] = "190.457379"
    for row, value in {"new": 5, "granted": 4, "handled": 4, "on_time": 3, "extended": 1}.items():
        cells |= {f"requests.{row}.business": value, f"requests.{row}.total": value}
    cells |= {"requests.carried_out.business": 1, "requests.carried_out.total": 1}
    texts = dict.fromkeys(("preamble", "overview", "problems"), "正文。")
    texts["other"] = "本年度未收取信息处理费。"
    document = {"definition": "gwy-2027", "unit": "测试局", "year": 2027}
    return {**document, "cells": cells, "narratives": texts}


Run = Callable[..., CompletedProcess[bytes]]


@pytest.fixture
def run(third: Path) -> Run:
    """The command, with the third edition given by path."""
    return lambda *args: run_gaitui(*args, "--definition", third)


def test_a_third_edition_by_path_gives_a_template(third: Path, run: Run, tmp_path: Path) -> None:
    blank = tmp_path / "blank.xlsx"
    done = run("new", blank, "--unit", "测试局", "--year", 2027)
    assert done.returncode == 0 and "gwy-2027" in done.stderr.decode()
    checked = run("check", blank)
    assert checked.returncode == 1
    assert checked.stdout.decode().count("整张表没有填写") == 3
    assert run("new", tmp_path / "b.xlsx", "--unit", "测试局", "--year", 2026).returncode == 2


def test_a_third_edition_goes_through_workbook_checks_and_text(
    third: Path, run: Run, tmp_path: Path
) -> None:
    first, book, second = (tmp_path / name for name in ("1.json", "1.xlsx", "2.json"))
    document = numbers(third)
    first.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert [run("export", first, book).returncode, run("export", book, second).returncode] == [0, 0]
    assert json.loads(second.read_bytes()) == document
    assert run("check", first, book).returncode == 0
    printed = tmp_path / "1.txt"
    assert run("export", book, printed).returncode == 0
    assert "2.延期办结" in printed.read_text(encoding="utf-8")


def test_a_third_edition_s_own_rule_is_checked(third: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "1.json"
    document = numbers(third)
    document["cells"]["requests.extended.business"] = 2
    document["cells"]["requests.extended.total"] = 2
    path.write_text(json.dumps(document), encoding="utf-8")
    done = run("check", path)
    assert done.returncode == 1
    assert "商业企业列：（七）总计 4 ≠ 按期办结与延期办结之和 5，差 1" in done.stdout.decode()


def test_without_its_file_a_third_edition_is_named_as_unknown(
    third: Path, run: Run, tmp_path: Path
) -> None:
    book = tmp_path / "1.xlsx"
    assert run("new", book, "--unit", "测试局", "--year", 2027).returncode == 0
    done = run_gaitui("check", book)
    assert done.returncode == 2
    assert "W602 没有名为“gwy-2027”的格式版本" in done.stdout.decode()
    assert "--definition" in done.stdout.decode()
