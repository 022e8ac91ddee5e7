"""Rosters as people keep them, and what is refused in them."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from gaitui.campaign.roster import Department, RosterError, read_roster
from tests.campaign.january import NAMES, roster_csv

HEAD = "部门,别名,类别,联系人,起,止\n"


def roster(text: str, allow_similar: bool = False) -> tuple[Department, ...]:
    return read_roster(text.encode(), "名单.csv", allow_similar)


def refused(text: str) -> str:
    with pytest.raises(RosterError) as error:
        roster(text)
    return str(error.value)


def test_csv_saved_by_excel_in_gbk() -> None:
    departments = read_roster(roster_csv(), "名单.csv")
    assert tuple(item.name for item in departments) == NAMES
    assert departments[30].aliases == ("桂园街道",)
    assert departments[0].contact == "联系人1"


def test_spreadsheet_with_title_dates_and_order_of_its_own() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["报送部门名单（2024）"])
    sheet.append(["单位名称", "撤销日期", "简称", "设立日期"])
    sheet.append(["教育局", date(2024, 6, 30), "教委；教育委", "2001-01-01"])
    sheet.append([])
    sheet.append(["民政局", None, None, "2019年3月1日"])
    stream = BytesIO()
    book.save(stream)
    first, second = read_roster(stream.getvalue(), "名单.xlsx")
    assert first == Department(
        "教育局", ("教委", "教育委"), "", "", date(2001, 1, 1), date(2024, 6, 30), 3
    )
    assert (second.since, second.line) == (date(2019, 3, 1), 5)


def test_who_reports_for_a_year() -> None:
    gone, new = roster(HEAD + "甲局,,,,,2024-01-01\n乙局,,,,2024-12-31,\n")
    assert [gone.reports_for(year) for year in (2023, 2024, 2025)] == [True, True, False]
    assert [new.reports_for(year) for year in (2023, 2024, 2025)] == [False, True, True]


def test_names_that_are_one_are_refused_with_both_lines() -> None:
    message = refused(HEAD + "教育局,,,,,\n教 育 局,,,,,\n")
    assert "第 2 行“教育局”与第 3 行“教 育 局”重名" in message
    assert "重名" in refused(HEAD + "教育局,教委,,,,\n文教局,教委,,,,\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("罗湖区教育局", "罗湖教育局"),
        ("发展和改革局", "发展改革局"),
        ("东门街道办", "东门街道办事处"),
    ],
)
def test_names_that_are_nearly_one_are_refused(one: str, other: str) -> None:
    message = refused(f"{HEAD}{one},,,,,\n{other},,,,,\n")
    assert f"第 2 行“{one}”与第 3 行“{other}”很像" in message
    assert "--allow-similar" in message
    assert len(roster(f"{HEAD}{one},,,,,\n{other},,,,,\n", allow_similar=True)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一中学", "第十一中学"),
        ("东门街道办", "东晓街道办"),
        ("公安分局", "公安分局交通警察大队"),
        ("税务一局", "税务局"),
        ("财政局", "审计局"),
    ],
)
def test_names_of_two_departments_are_not_taken_for_one(one: str, other: str) -> None:
    assert len(roster(f"{HEAD}{one},,,,,\n{other},,,,,\n")) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("教育局\n民政局\n", "没有表头"),
        (HEAD, "没有部门"),
        (HEAD + ",教委,,,,\n", "第 2 行：没有写部门名称"),
        (HEAD + "教育局,,,,去年,\n", "第 2 行：“去年”不是日期"),
        (HEAD + "教育局,,,,2024-02-30,\n", "“2024-02-30”不是日期"),
        (HEAD + "教育局,,,,2025-01-01,2024-01-01\n", "起始日期晚于终止日期"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    assert said in refused(text)


def test_many_names_are_compared_quickly_enough_to_wait_for() -> None:
    lines = "".join(f"第{number}街道办事处,,,,,\n" for number in range(3_000))
    assert len(roster(HEAD + lines)) == 3_000


def test_control_characters_and_markup_stay_text() -> None:
    (item,) = roster(HEAD + "教育局[/b]\x1b[31m,,,,,\n")
    assert item.name == "教育局[/b]�[31m"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('名称\n"甲局\n乙局\n丙局', "换行"),
        ("名称\n甲局\x00\n乙局\n", "换行"),
        ("名称,别名\n甲局," + "长" * 50_000, "不像是部门的名称"),
        ("名称,别名\n甲局," + "；".join(f"别名{n}" for n in range(99)), "别名超过 20 个"),
        ("名称\n" + "甲\n" * 500_000, "超过 20000 行"),
        ("名称;别名\n甲局;甲", "各列用逗号隔开"),
        ("PK\x03\x04", "部门名单 名单.csv 读不出来"),
    ],
)
def test_a_strange_roster_is_refused_at_once(text: str, said: str) -> None:
    with pytest.raises(RosterError, match=said):
        read_roster(text.encode(), "名单.csv")


def test_very_long_names_are_compared_in_time() -> None:
    names = "\n".join(f"{'某某' * 40}{'甲乙丙丁'[n % 4]}{n}" for n in range(2000))
    assert len(read_roster(f"名称\n{names}".encode(), "名单.csv")) == 2000
