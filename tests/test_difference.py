"""Two reports compared: `gaitui diff` by subprocess, and what holds for any two reports."""

import csv
import io
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.difference import Difference, compare, stated
from gaitui.paragraphs import Kind, compare_paragraphs, similarity
from gaitui.render.difference import WIDTH, render_difference
from gaitui.render.difference_data import difference_csv, difference_json
from gaitui.report import Cell, Report, cell_from_reading, cell_from_value
from gaitui.values import read_text
from gaitui.writing import write_workbook
from tests.strategies import NASTY_TEXTS, balanced_reports, random_report, reports
from tests.support import (
    EDITIONS,
    edition,
    luohu,
    luohu_document,
    run_gaitui,
    with_values,
)

NEW = CellRef("requests.granted.natural_person")


def saved(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def changed() -> dict[str, Any]:
    """The sample with a change of every kind."""
    document = luohu_document()
    document["unit"] = "罗湖区人民政府"
    document["drafter"] = "张三"
    document["cells"]["requests.granted.natural_person"] = 135
    document["cells"]["disclosure.fees.amount"] = "约190"
    document["cells"]["requests.granted.research"] = None
    document["cells"] = {key: item for key, item in document["cells"].items() if item is not None}
    paragraphs = document["narratives"]["problems"].split("\n")
    paragraphs[1] = paragraphs[1].replace("不够规范", "仍不规范")
    document["narratives"]["problems"] = "\n".join([*paragraphs[:3], "三是新加的一段。"])
    return document


TEXT = """\
旧：a.json（深圳市罗湖区人民政府，2024 年度，gwy-2021）
新：b.json（罗湖区人民政府，2024 年度，gwy-2021）

基本信息
  机关名称：深圳市罗湖区人民政府 → 罗湖区人民政府
  填报人：（空） → 张三

二、主动公开政府信息情况
  二 › 行政事业性收费 › 本年收费金额：0 → “约190”

三、收到和处理政府信息公开申请情况
  三 › （一）予以公开 › 自然人：132 → 135（+3）
  三 › （一）予以公开 › 科研机构：0 → （空）

五、存在的主要问题及改进情况
  改 第 2 段：一是政府信息公开依申请办理流程【-不够-】【+仍不+】规范。二是政
      务新媒体运维水平仍需强化。
  删 第 4 段：【-一是依托广东省集约化平台“依申请公开”系统，进一步理顺受理、
      审核、办理、答复、送达、归档、备案等环节，完善相关操作指引。二是强化对政务
      新媒体的日常监管，及时督促整改问题，确保政务新媒体健康有序发展。-】
  增 第 4 段：【+三是新加的一段。+】

共有 3 格、3 段文字、2 项基本信息不同。其中 1 格一边空着、一边是 0，算不同。
"""


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    saved(tmp_path / "a.json", luohu_document())
    saved(tmp_path / "b.json", changed())
    return tmp_path


def test_the_text_is_what_a_clerk_reads(pair: Path) -> None:
    done = run_gaitui("diff", "a.json", "b.json", cwd=pair)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode() == TEXT


def test_equal_reports_end_with_0_however_they_are_written(pair: Path) -> None:
    (pair / "a.xlsx").write_bytes(write_workbook(luohu()))
    document = luohu_document()
    document["cells"]["requests.new.natural_person"] = "510件"
    saved(pair / "c.json", document)
    for other in ("a.xlsx", "c.json"):
        done = run_gaitui("diff", "a.json", other, cwd=pair)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode().endswith(
            "\n\n两份报告相同。写法不同而数值相同的不算不同；空白与 0 算不同。\n"
        )


def test_places_of_both_sides_are_named_where_they_are_known(pair: Path) -> None:
    (pair / "a.xlsx").write_bytes(write_workbook(luohu()))
    (pair / "b.xlsx").write_bytes(write_workbook(with_values(luohu(), {NEW: 135})))
    shown = run_gaitui("diff", "a.xlsx", "b.xlsx", cwd=pair).stdout.decode()
    assert "  三 › （一）予以公开 › 自然人：132 → 135（+3）  〔三、依申请 D8〕\n" in shown


def test_json_has_every_change_once(pair: Path) -> None:
    done = run_gaitui("diff", "a.json", "b.json", "--format", "json", cwd=pair)
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert (document["schema"], document["equal"]) == (1, False)
    assert document["new"]["unit"] == "罗湖区人民政府"
    assert [item["key"] for item in document["fields"]] == ["unit", "drafter"]
    cells = [(item["ref"], item["old"]["value"], item["new"]["value"], item["delta"])
             for item in document["cells"]]  # fmt: skip
    assert cells == [
        ("disclosure.fees.amount", "0", "约190", None),
        (NEW, 132, 135, 3),
        ("requests.granted.research", 0, None, None),
    ]
    kinds = [item["kind"] for item in document["narratives"][0]["paragraphs"]]
    assert kinds == ["改", "删", "增"]
    assert document["narratives"][0]["paragraphs"][0]["pieces"][1] == ["不够", "仍不"]


def test_csv_has_a_line_a_change(pair: Path) -> None:
    done = run_gaitui("diff", "a.json", "b.json", "--format", "csv", cwd=pair)
    assert done.returncode == 1 and done.stdout.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    assert {len(line) for line in lines} == {8}
    kinds = ["类别", *["基本信息"] * 2, *["数字"] * 3, "文字（改）", "文字（删）", "文字（增）"]
    assert [line[0] for line in lines] == kinds
    assert lines[4][3:6] == ["132", "135", "+3"] and lines[5][3:6] == ["0", "", ""]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("a.json", "nope.json"), "文件不存在"),
        (("a.json", "bad.xlsx"), "bad.xlsx："),
        (("-", "-"), "A 和 B 不能都是 -。"),
        (("a.json",), "缺少参数 B。"),
    ],
)
def test_what_cannot_be_read_ends_with_2(pair: Path, args: tuple[str, ...], message: str) -> None:
    (pair / "bad.xlsx").write_bytes(b"PK\x03\x04")
    done = run_gaitui("diff", *args, cwd=pair)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_standard_input_can_be_one_of_them(pair: Path) -> None:
    stdin = (pair / "b.json").read_bytes()
    done = run_gaitui("diff", "a.json", "-", stdin=stdin, cwd=pair)
    assert done.stdout.decode() == TEXT.replace("b.json", "-")


def test_other_editions_are_compared_where_they_meet() -> None:
    old = replace(
        with_values(Report(edition("gwy-2019"), "某局", 2020), {
            "requests.new.total": 3, "requests.other_handling.total": 2,
            "disclosure.procurement.items": 0,
        }),
        narratives={"overview": "旧"},
    )  # fmt: skip
    new = with_values(
        Report(edition("gwy-2021"), "某局", 2021),
        {"requests.new.total": 3, "requests.other_rest.total": 2},
    )
    found = compare(old, new)
    assert [item.key for item in found.fields] == ["definition", "year"]
    assert (found.cells, found.only_new) == ((), ("requests.other_rest.total",))
    assert found.only_old == ("disclosure.procurement.items", "requests.other_handling.total")
    text = render_difference(old, new, found, ("a", "b"))
    assert "格式版本：gwy-2019 → gwy-2021" in text
    assert "只有旧报告的格式（gwy-2019）才有的格子" in text
    assert "  二 › 政府集中采购 › 采购项目数量：0\n" in text


def test_a_group_s_number_and_reasons_given_are_compared() -> None:
    cell = luohu().cell(NEW)
    grouped = replace(luohu(), cells={**luohu().cells, NEW: _grouped(cell, 5)})
    assert [item.ref for item in compare(luohu(), grouped).cells] == [NEW]
    explained = replace(luohu(), explanations={f"A101 {NEW}": "台账如此"})
    found = compare(luohu(), explained)
    assert [item.new for item in found.explanations] == ["台账如此"] and not found.cells
    text = render_difference(luohu(), explained, found, ("a", "b"))
    assert "  A101 三 › （一）予以公开 › 自然人：（空） → 台账如此\n" in text


def _grouped(cell: Cell, number: int) -> Cell:
    return structs.replace(cell, group_value=number)


@pytest.mark.parametrize("name", EDITIONS)
@given(data=st.data())
def test_a_report_does_not_differ_from_itself(name: str, data: st.DataObject) -> None:
    report = data.draw(reports(edition(name)))
    assert compare(report, report) == Difference() and compare(report, report).is_empty


@pytest.mark.parametrize("name", EDITIONS)
@given(data=st.data())
def test_just_the_changed_cells_are_found(name: str, data: st.DataObject) -> None:
    old, new = (data.draw(reports(edition(name))) for _ in range(2))
    specs = st.sampled_from(list(old.definition.cells.values()))
    chosen = data.draw(st.lists(specs, unique_by=lambda spec: spec.ref, max_size=6))
    cells = {**old.cells, **{spec.ref: new.cell(spec.ref) for spec in chosen}}
    found = compare(old, replace(old, cells=cells))
    expected = {
        spec.ref for spec in chosen if stated(old.cell(spec.ref)) != stated(new.cell(spec.ref))
    }
    assert {item.ref for item in found.cells} == expected
    assert found == replace_cells(found)


def replace_cells(found: Difference) -> Difference:
    """A difference of cells alone."""
    return Difference(cells=found.cells)


@pytest.mark.parametrize("raw", ["12件", "１２", "12 ", "十二", "1,200.0"])
def test_another_notation_of_a_number_is_no_difference(raw: str) -> None:
    spec = luohu().definition.cells[NEW]
    reading = read_text(raw, spec.kind, spec.unit)
    assert reading.value is not None
    old = with_values(luohu(), {NEW: reading.value})
    new = replace(old, cells={**old.cells, NEW: cell_from_reading(raw, reading)})
    assert compare(old, new).is_empty


@pytest.mark.parametrize("raw", [None, "/", "约5", "#REF!"])
def test_a_blank_a_mark_and_a_text_differ_from_0(raw: str | None) -> None:
    spec = luohu().definition.cells[NEW]
    cell = cell_from_reading(raw, read_text(raw, spec.kind)) if raw else cell_from_value(None)
    new = replace(luohu(), cells={**luohu().cells, NEW: cell})
    old = with_values(luohu(), {NEW: 0})
    assert [item.ref for item in compare(old, new).cells] == [NEW]
    assert [item.ref for item in compare(new, old).cells] == [NEW]


texts = st.lists(
    st.sampled_from(("", "甲", "一二三四五六", "一二三四五七", *NASTY_TEXTS[:12])), max_size=6
)


@given(old=texts, new=texts)
def test_paragraph_changes_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    changes = compare_paragraphs(before, after)
    assert (changes == ()) == (before == after)
    left = before.split("\n") if before else []
    kept = [
        text for number, text in enumerate(left, 1) if number not in {c.old_number for c in changes}
    ]
    right = after.split("\n") if after else []
    stayed = [
        text
        for number, text in enumerate(right, 1)
        if number not in {c.new_number for c in changes}
    ]
    assert kept == stayed
    for change in changes:
        assert change.old == (left[change.old_number - 1] if change.old_number else None)
        assert change.new == (right[change.new_number - 1] if change.new_number else None)
        if change.kind is Kind.CHANGED:
            assert "".join(piece.old for piece in change.pieces) == change.old
            assert "".join(piece.new for piece in change.pieces) == change.new


@given(data=st.data())
def test_every_output_takes_any_two_reports(data: st.DataObject) -> None:
    old, new = (data.draw(balanced_reports(edition("gwy-2021"))) for _ in range(2))
    found = compare(old, new)
    text = render_difference(old, new, found, ("a", "b\ud800"))
    assert all(cell_len(line) <= WIDTH for line in text.split("\n"))
    json.loads(difference_json(old, new, found, ("a", "b\udc80"), "0"))
    assert difference_csv(old, new, found).endswith("\r\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n" * 3_000_000, "x" + "\n" * 2_999_990),
        ("1，" * 1_000_000, "1，" * 999_999 + "2"),
        ("ab" * 500_000 + "c", "c" + "ab" * 500_000),
        ("一 " * 5_000, "二 " * 5_000 + "一"),
        ("\n".join(["a" * 3_000] * 60), "\n".join(["b" + "a" * 2_999] * 70)),
    ],
)
def test_texts_made_to_take_long_do_not(old: str, new: str) -> None:
    start = time.process_time()
    assert compare_paragraphs(old, new)
    assert time.process_time() - start < 5


def test_similarity_is_a_share() -> None:
    assert similarity("", "") == similarity("全年12件", "全年12件") == 1
    assert similarity("全年", "abc") == 0
    assert 0.4 < similarity("全年受理申请12件", "全年受理申请13件") < 1


def test_random_reports_differ_only_where_they_do() -> None:
    one, other = (random_report(edition("gwy-2021"), seed, broken=True) for seed in (3, 4))
    found = {item.ref for item in compare(one, other).cells}
    cells = one.definition.cells
    assert found == {ref for ref in cells if stated(one.cell(ref)) != stated(other.cell(ref))}
