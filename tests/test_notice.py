"""The notice: one page to paste into an e-mail."""

from datetime import date

import pytest
from rich.cells import cell_len

from gaitui.finding import Finding, Severity
from gaitui.intake import take_in_bytes
from gaitui.remarks import remarks
from gaitui.render.notice import MOST, WIDTH, render_notice
from tests.support import luohu
from tests.test_annotation import faulty

TEXT = """\
2024年政府信息公开工作年度报告退回通知

单位：=1+1[/x]局
文件：区教育局.xlsx
结论：不通过，4 个错误、4 个提醒。
期限：请于 2025年2月10日前改好报回。

【须改正】
1. A103  三 › 一、本年新收政府信息公开申请数量 › 商业企业（三、依申请 E6）
    三、收到和处理政府信息公开申请情况，商业企业列：一加二之和 28 ≠ 三加四之和
    19，差 9
    现值 28，应为 19，差额 +9
2. A101  三 › 一、本年新收政府信息公开申请数量 › 总计（三、依申请 J6）
    三、收到和处理政府信息公开申请情况，一、本年新收政府信息公开申请数量行：总计
    534 ≠ 自然人与法人或其他组织各列之和 543，差 9
    现值 534，应为 543，差额 -9
    改法（以上 2 项同因）：最可能：“一、本年新收政府信息公开申请数量 › 商业企业”
    （E6）由 25 改为 16（数字填错），改后 2 项核对都平。请对照台账确认后再改。
"""


def test_the_notice_says_what_where_and_how() -> None:
    intake = take_in_bytes(faulty(), "区教育局.xlsx")
    lost = ("副本没有保留：迷你图。",)
    text = render_notice(intake.report, intake.findings, intake.path, date(2025, 2, 10), lost=lost)
    assert text.startswith(TEXT)
    assert "\n\n【请核对】\n5. T504  导语（基本信息 B14）\n" in text
    assert "T505" not in text and "另有" not in text
    assert text.endswith("您原来的文件没有改动。\n副本没有保留：迷你图。\n")
    assert all(cell_len(line) <= WIDTH for line in text.split("\n"))


def finding(number: int, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("A101", severity, f"第{number}处", "requests.new.total", "三、依申请", "J6")


@pytest.mark.parametrize(("count", "left"), [(0, 0), (1, 0), (MOST, 0), (MOST + 1, 1), (900, 860)])
def test_a_long_list_is_cut_and_says_where_the_rest_is(count: int, left: int) -> None:
    findings = [finding(number) for number in range(count)]
    text = render_notice(luohu(), findings, "x.xlsx")
    assert text.count("A101  三 › ") == min(count, MOST)
    assert ("另有" in text) == (left > 0)
    if left:
        assert f"\n\n另有 {left} 处，见附件的“校验意见”表。\n" in text
    bare = render_notice(luohu(), findings, "x.xlsx", has_copy=False)
    assert "附件" not in bare and ("改好以上各处后报回，再一并核对" in bare) == (left > 0)


def test_a_file_that_could_not_be_read_has_a_notice() -> None:
    intake = take_in_bytes(b"%PDF-1.7", "区教育局.pdf")
    text = render_notice(intake.report, intake.findings, intake.path, has_copy=False)
    assert text == (
        "政府信息公开工作年度报告退回通知\n\n单位：（没有读出）\n文件：区教育局.pdf\n"
        "结论：读不出，1 个错误、0 个提醒。\n\n【须改正】\n1. W601  整份报告\n"
        "    这是 PDF 文件，读不出表格。请向报送单位要 .xlsx 表格文件（或 .docx、.html 的\n"
        "    报告正文）。\n"
    )


def test_warnings_alone_are_a_pass() -> None:
    text = render_notice(luohu(), [finding(1, Severity.WARNING)], "x.xlsx")
    assert "结论：通过，0 个错误、1 个提醒。" in text and "【须改正】" not in text


def test_texts_of_outsiders_cannot_act_in_a_terminal() -> None:
    nasty = Finding(
        "T503", Severity.ERROR, "\x1b[2J\u202e\r\n", None, "甲\x07", "A1", "\x00", "\x9b"
    )
    text = render_notice(luohu(), [nasty], "x\x1b.xlsx")
    assert all(char.isprintable() or char == "\n" for char in text)
    (remark,) = remarks(None, [nasty])
    assert remark.place == "整份报告" and remark.sheet == "甲�"
