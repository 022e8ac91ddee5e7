"""The roll call in all its forms, and the reminder."""

import csv
import io
import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gaitui.campaign.folder import Campaign
from gaitui.campaign.notes import reminder
from gaitui.campaign.returning import return_versions
from gaitui.campaign.rollcall import Line, RollCall, roll_call
from gaitui.campaign.rollcall_page import render_roll_call_page
from gaitui.campaign.rollcall_text import (
    render_roll_call,
    render_roll_call_csv,
    render_roll_call_json,
)
from gaitui.campaign.state import Stage
from tests.campaign.support import FEW, new_campaign, reply, send_all, take

AT = datetime(2025, 1, 20, 9, 30, tzinfo=UTC)
CALL = RollCall(
    "某某区人民政府[/b]",
    2024,
    date(2025, 1, 31),
    9,
    {"应报": 2, "已报": 1, "未报": 1, "有误": 1, "待确认": 0, "退回": 0, "合格": 0},
    (
        Line("教育局", "部门", "张三", Stage.FAULTY, 2, 3, 1, AT, True, 1, ""),
        Line("=1+1<b>", "", "", Stage.MISSING, 0, None, None, None, False, 0, ""),
    ),
    None,
    0,
)


def test_text_is_a_table_whose_columns_stand_under_each_other() -> None:
    lines = render_roll_call(CALL).splitlines()
    assert lines[0] == "某某区人民政府[/b] 2024 年度报告收集（截止 2025-01-31，还有 9 天）"
    assert lines[2].split() == ["部门", "类别", "状态", "版次", "错误", "提醒", "改动", "收到时间"]
    assert lines[3].split()[:7] == ["教育局", "部门", "✗", "有误", "2", "3", "1"]
    assert lines[4].split() == ["=1+1<b>", "○", "未报"]
    assert lines[-1] == "应报 2　已报 1　未报 1　有误 1　待确认 0　退回 0　合格 0"


def test_json_and_csv_say_the_same() -> None:
    document = json.loads(render_roll_call_json(CALL))
    assert document["schema"] == 1 and document["days_left"] == 9
    assert [line["stage"] for line in document["lines"]] == ["faulty", "missing"]
    assert document["counts"] == {
        "expected": 2, "reported": 1, "missing": 1, "faulty": 1, "doubtful": 0, "returned": 0,
        "accepted": 0,
    }  # fmt: skip
    rows = list(csv.reader(io.StringIO(render_roll_call_csv(CALL))))
    assert [row[2] for row in rows] == ["状态", "有误", "未报"]
    assert rows[2][0] == "'=1+1<b>"


def test_page_is_whole_and_escapes_names() -> None:
    page = render_roll_call_page(CALL)
    assert "<td>=1+1&lt;b&gt;</td>" in page and "<script" not in page
    opened: list[str] = []

    class Balanced(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "br"):
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Balanced().feed(page)
    assert opened == []


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2025, 1, 22), "截止 2025-01-31，还有 9 天"),
        (date(2025, 1, 31), "截止 2025-01-31，今天截止"),
        (date(2025, 2, 2), "截止 2025-01-31，已过 2 天"),
    ],
)
def test_days_to_the_deadline(today: date, words: str, tmp_path: Path) -> None:
    assert roll_call(new_campaign(tmp_path), today).deadline_words == words


def test_figures_follow_the_campaign(tmp_path: Path) -> None:
    campaign = answered(tmp_path)
    counts = dict(roll_call(campaign, date(2025, 1, 22)).counts)
    assert counts == {
        "应报": 4, "已报": 2, "未报": 2, "有误": 0, "待确认": 0, "退回": 1, "合格": 1,
    }  # fmt: skip


def test_reminder_names_who_is_late_and_who_has_to_mend(tmp_path: Path) -> None:
    campaign = answered(tmp_path)
    late = campaign.state.in_stage(Stage.MISSING, Stage.RETURNED)
    text = reminder(campaign, late, date(2025, 2, 3))
    assert "已经超过 3 天" in text
    assert "以下 2 个单位尚未报送" in text and f"1. {FEW[2]}（联系人3）" in text
    assert "以下 1 个单位的报告有误" in text and f"1. {FEW[0]}（联系人1）" in text
    assert reminder(campaign, [], date(2025, 1, 1)) == "没有需要催报的部门。\n"


def answered(folder: Path) -> Campaign:
    """One returned, one clean, two missing."""
    campaign = new_campaign(folder)
    send_all(campaign)
    take(campaign, reply(campaign, FEW[0], new__total=500), reply(campaign, FEW[1]))
    with campaign.changing():
        list(return_versions(campaign))
    return campaign
