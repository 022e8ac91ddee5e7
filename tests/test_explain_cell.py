"""`gaitui explain-cell`: the tree from a number down to the received cells, as people see it."""

import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from gaitui.cell import CellRef
from gaitui.errors import GaituiError
from gaitui.intake import take_in
from gaitui.merge import grouped, merge, part_of
from gaitui.render.trace import State, render_trace, trace_document
from gaitui.report import Part, Report, Source
from gaitui.session import Session
from gaitui.trace import find_cell, trace_cell
from gaitui.tui.wording import cell_lines
from gaitui.writing import write_workbook
from tests.check_cases import filled, stepped, zeros
from tests.edits import place_of, set_cell
from tests.merged import DISTRICT, SHA256, merged
from tests.support import edition, luohu, report_of, run_gaitui, with_values

FORM = edition("gwy-2021")
NEW = CellRef("requests.new.natural_person")
TOTAL = CellRef("requests.new.total")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A merged report in a folder with what was received: one file as typed by hand, one that
    has gone, one that was changed since, one of zeros."""
    received = tmp_path / "received"
    received.mkdir()
    parts = []
    for name, sent in (
        ("教育局", filled()),
        ("公安局", stepped(filled(), requests__new__natural_person=4)),
        ("城市管理和综合执法局", stepped(filled(), requests__new__natural_person=40)),
        ("统计局", zeros()),
    ):
        data = write_workbook(sent)
        if name == "教育局":
            data = set_cell(data, place_of(FORM, NEW), "２３４件")
        path = received / f"{name}.xlsx"
        path.write_bytes(data)
        source = Source(name, f"received/{name}.xlsx", sha256(data).hexdigest())
        parts.append(part_of(report_of(take_in(path)), source))
    (received / "公安局.xlsx").unlink()
    (received / "城市管理和综合执法局.xlsx").write_bytes(write_workbook(zeros()))
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_workbook(merge(FORM, DISTRICT, 2021, parts, merged())))
    return path


def test_the_tree_as_text(report: Path) -> None:
    done = run_gaitui("explain-cell", report, NEW)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == (
        "三、收到和处理政府信息公开申请情况 › 一、本年新收政府信息公开申请数量 › 自然人\n"
        "requests.new.natural_person　三、依申请!D6　值 870\n"
        "各部门之和：870\n"
        "\n"
        "  城市管理和综合执法局  336   38.6%\n"
        "      received/城市管理和综合执法局.xlsx　"
        "文件与汇总时不同（SHA-256 不符），没有采用\n"
        "\n"
        "  公安局                300   34.5%\n"
        "      received/公安局.xlsx　文件不在了\n"
        "\n"
        "  教育局                234   26.9%\n"
        "      received/教育局.xlsx　三、依申请!D6　"
        "原文“２３４件”，读作 234（文本型数字，全角字符，去掉单位“件”）\n"
        "\n"
        "  另有 1 个部门为 0 或空\n"
    )


def test_a_total_shows_its_formula_and_the_departments_totals(report: Path) -> None:
    done = run_gaitui("explain-cell", report, "三、依申请!$J$30")
    lines = done.stdout.decode().splitlines()
    assert lines[1] == "requests.carried_out.total　三、依申请!J30　值 162"
    assert lines[2] == (
        "自动合计：自然人 12（D30） + 商业企业 18（E30） + 科研机构 24（F30） + "
        "社会公益组织 30（G30） + 法律服务机构 36（H30） + 其他 42（I30）"
    )
    assert "      received/教育局.xlsx　三、依申请!J30　原文“54”" in lines


def test_the_tree_as_json(report: Path) -> None:
    done = run_gaitui("explain-cell", report, NEW, "--format", "json")
    document = json.loads(done.stdout)
    assert (document["schema"], document["ref"], document["value"]) == (1, NEW, 870)
    assert (document["sheet"], document["address"], document["formula"]) == ("三、依申请", "D6", [])
    assert (document["parts_total"], document["differs"], document["silent"]) == (870, False, 1)
    states = [item["files"][0]["state"] for item in document["departments"]]
    assert states == ["changed", "missing", "read"]
    last = document["departments"][2]
    assert (last["name"], last["value"], last["share"]) == ("教育局", 234, "0.2690")
    assert last["files"][0]["raw"] == "２３４件"
    assert last["files"][0]["rules"] == ["文本型数字", "全角字符", "去掉单位“件”"]


def test_an_ordinary_report_shows_the_text_received_and_what_became_of_it(tmp_path: Path) -> None:
    path = tmp_path / "收到.xlsx"
    path.write_bytes(set_cell(write_workbook(luohu()), place_of(FORM, NEW), "５１０件"))
    done = run_gaitui("explain-cell", path, "三、依申请!d6")
    assert done.stdout.decode() == (
        "三、收到和处理政府信息公开申请情况 › 一、本年新收政府信息公开申请数量 › 自然人\n"
        "requests.new.natural_person　三、依申请!D6　值 510\n"
        "原文“５１０件”，读作 510（文本型数字，全角字符，去掉单位“件”）\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("requests.new.totl", "没有单元格“requests.new.totl”（最接近的是“requests.new.total”）"),
        ("三、依申请!A9", "三、依申请!A9 不是表格里填数的格子"),
        ("没有!D6", "没有!D6 不是表格里填数的格子"),
        ("", "没有单元格“”"),
    ],
)
def test_an_unknown_cell_is_refused_with_the_nearest(text: str, said: str, report: Path) -> None:
    done = run_gaitui("explain-cell", report, text)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()


def test_a_cell_is_found_as_people_write_it() -> None:
    for text in (TOTAL, f" {TOTAL} ", "三、依申请!J6", "三、依申请！j6", "'三、依申请'!$J$6"):
        assert find_cell(luohu(), text) == TOTAL, text
    with pytest.raises(GaituiError):
        find_cell(luohu(), "J6")


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("", State.UNNAMED),
        ("/etc/passwd", State.OUTSIDE),
        ("../other/x.xlsx", State.OUTSIDE),
        ("received/../../x.xlsx", State.OUTSIDE),
        ("received", State.MISSING),
        ("no\0name", State.OUTSIDE),
        ("长" * 500, State.MISSING),
        ("torn.xlsx", State.UNREADABLE),
    ],
)
def test_a_file_that_cannot_be_shown_is_named_and_never_fails(
    path: str, state: State, tmp_path: Path
) -> None:
    (tmp_path / "torn.xlsx").write_bytes(b"PK\x03\x04 cut off")
    part = Part("甲", {NEW: 3}, (Source("甲", path),))
    trace = trace_cell(merge(FORM, DISTRICT, 2021, [part]), NEW, tmp_path)
    assert trace.departments[0].files[0].state is state
    assert "甲" in render_trace(trace) and trace_document(trace)["departments"]


def test_what_was_decided_is_told_with_its_reason(tmp_path: Path) -> None:
    report = with_values(merged(), {NEW: 1})
    report = replace(report, explanations={f"A105 {NEW}": "剔除重复"})
    text = render_trace(trace_cell(report, NEW, tmp_path))
    assert "值 1\n" in text and "各部门之和：592" in text
    assert "本报告与各部门之和不同，理由：剔除重复" in text


def test_a_group_of_departments_shows_the_files_that_have_a_number(tmp_path: Path) -> None:
    parts = [Part(f"第{n}局", {NEW: n}, (Source(f"第{n}局", f"{n}.xlsx"),)) for n in range(1, 4)]
    (tmp_path / "1.xlsx").write_bytes(write_workbook(with_values(zeros(), {NEW: 1})))
    (tmp_path / "2.xlsx").write_bytes(write_workbook(zeros()))
    report = replace(merge(FORM, DISTRICT, 2021, parts), parts=grouped(parts, 1))
    (department,) = trace_cell(report, NEW, tmp_path).departments
    assert (department.name, department.value) == ("第1局等 3 个部门", 6)
    states = [(file.source.unit, file.state) for file in department.files]
    assert states == [("第1局", State.READ), ("第3局", State.MISSING)]
    assert department.silent == 1


def test_no_department_behind_a_cell_is_said_too(tmp_path: Path) -> None:
    report = merge(FORM, DISTRICT, 2021, [Part("甲", {}), Part("乙", {})])
    text = render_trace(trace_cell(report, TOTAL, tmp_path))
    assert text.endswith(
        "值 空\n自动合计：另 6 项为 0 或空\n各部门之和：空\n\n  有 2 个部门为 0 或空\n"
    )
    assert trace_document(trace_cell(report, TOTAL, tmp_path))["value"] is None


def facts(report: Report, ref: CellRef, width: int, folder: Path) -> str:
    path = folder / "facts.xlsx"
    path.write_bytes(write_workbook(report))
    with Session.open(path, read_only=True) as session:
        return "".join(text for text, _ in cell_lines(session, ref, width)[1])


def test_the_status_area_names_the_departments_behind_a_cell(tmp_path: Path) -> None:
    parts = [Part(f"第{n}局", {NEW: n}, (Source(f"第{n}局", "x", SHA256),)) for n in range(15)]
    report = merge(FORM, DISTRICT, 2021, parts)
    text = facts(report, NEW, 80, tmp_path)
    assert text.startswith(" 来自：第14局 14 · 第13局 13 · 第12局 12 · ")
    assert " 个部门" in text
    assert facts(report, NEW, 24, tmp_path).startswith(" 来自 14 个部门")
    other = CellRef("disclosure.fees.amount")
    assert facts(report, other, 80, tmp_path).startswith(" 各部门都是 0 或空")
    assert "来自" not in facts(luohu(), NEW, 80, tmp_path)
    assert trace_cell(report, other, tmp_path).total is None
    shares = (item.share for item in trace_cell(report, NEW, tmp_path).departments)
    assert round(sum(filter(None, shares), Decimal(0)), 4) == 1
