"""Receiving: what is kept, what is refused and why, and what is not guessed."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gaitui.campaign.events import Refused
from gaitui.campaign.receive import Outcome
from gaitui.campaign.returning import return_versions
from gaitui.campaign.state import Stage
from gaitui.cell import CellRef
from gaitui.definition import built_in
from gaitui.intake import take_in
from gaitui.layout import layout_of
from gaitui.report import Report
from gaitui.writing import write_template, write_workbook
from tests.campaign.january import NAMES, YEAR, departments
from tests.campaign.support import FEW, new_campaign, reply, send_all, take
from tests.foreign import to_xlsx
from tests.layout_faults import build
from tests.support import report_of


def test_every_version_is_kept_as_it_came(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    first = reply(campaign, FEW[0], "教育局 终稿.xlsx")
    sent = first.read_bytes()
    take(campaign, first)
    take(
        campaign, reply(campaign, FEW[0], "教育局 终稿.xlsx", new__research=1, granted__research=1)
    )
    versions = campaign.state.standing(FEW[0]).versions
    assert [item.file for item in versions] == [
        f"received/{FEW[0]}/01-教育局 终稿.xlsx",
        f"received/{FEW[0]}/02-教育局 终稿.xlsx",
    ]
    assert campaign.read(versions[0].file) == sent
    assert [item.how for item in versions] == ["印记", "印记"]


def test_the_same_file_twice_is_noticed(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    path = reply(campaign, FEW[0])
    copy = path.with_name("转发.xlsx")
    copy.write_bytes(path.read_bytes())
    first, second, third = take(campaign, path, copy, path)
    assert first.outcome is Outcome.RECEIVED
    assert {second.outcome, third.outcome} == {Outcome.DUPLICATE}
    assert "第 1 次报来的文件完全相同" in second.why
    assert len(campaign.state.standing(FEW[0]).versions) == 1


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (replace(departments()[FEW[0]], year=YEAR - 1), "这是 2023 年度的报告，收集的是 2024 年度"),
        (Report(built_in("gwy-2019"), FEW[0], None), "用的是另一版格式"),
    ],
)
def test_a_report_of_another_year_or_edition_is_refused(
    report: Report, said: str, tmp_path: Path
) -> None:
    campaign = new_campaign(tmp_path)
    path = tmp_path / "表.xlsx"
    path.write_bytes(write_workbook(report, {"department": FEW[0]}))
    (receipt,) = take(campaign, path)
    assert receipt.outcome is Outcome.REFUSED and said in receipt.why
    assert isinstance(campaign.ledger.entries[-1].event, Refused)
    assert not list((campaign.folder / "received").iterdir())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" * 9])
def test_what_cannot_be_read_is_refused(data: bytes, tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    receipts = take(campaign, path, tmp_path / "没有.xlsx")
    assert {item.outcome for item in receipts} == {Outcome.REFUSED}
    assert all(item.why for item in receipts)


def test_a_unit_outside_the_roster_is_not_guessed(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    path = tmp_path / "表.xlsx"
    path.write_bytes(write_workbook(replace(departments()[FEW[0]], unit="教育局")))
    (receipt,) = take(campaign, path)
    assert receipt.outcome is Outcome.DOUBTFUL
    assert receipt.candidates[0] == FEW[0]
    (receipt,) = take(campaign, path, department=FEW[0])
    assert (receipt.outcome, receipt.how) == (Outcome.RECEIVED, "指定")


def test_a_blank_template_is_nobodys(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    path = tmp_path / "gwy-2021.xlsx"
    path.write_bytes(write_template(built_in("gwy-2021")))
    (receipt,) = take(campaign, path)
    assert receipt.outcome is Outcome.DOUBTFUL


def test_a_foreign_layout_is_known_by_its_file_name(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    path = tmp_path / f"{FEW[1]}2024年报表.xlsx"
    path.write_bytes(to_xlsx(build(departments()[FEW[1]], [])))
    (receipt,) = take(campaign, path)
    assert (receipt.outcome, receipt.department) == (Outcome.RECEIVED, FEW[1])


def test_a_department_that_no_longer_exists_is_refused(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    roster = campaign.folder / "roster.csv"
    text = roster.read_bytes().decode("gbk").replace(",联系人1,,,", ",联系人1,,2023-05-31,")
    roster.write_bytes(text.encode("gbk"))
    campaign = type(campaign)(campaign.folder)
    path = tmp_path / "表.xlsx"
    path.write_bytes(write_workbook(departments()[FEW[0]]))
    (receipt,) = take(campaign, path)
    assert receipt.outcome is Outcome.REFUSED and "2023-05-31 止" in receipt.why


def test_the_sent_workbook_filled_in_by_another_program(tmp_path: Path) -> None:
    """Numbers typed into the very file that was sent, saved without any cached value."""
    campaign = new_campaign(tmp_path, with_prior=True)
    send_all(campaign)
    name = FEW[2]
    book = openpyxl.load_workbook(campaign.folder / "sent" / f"{name}.xlsx")
    report, layout = departments()[name], layout_of(campaign.definition)
    for ref, place in layout.cells.items():
        if not campaign.definition.is_computed(ref):
            book[place.sheet][place.address] = report.value(ref)
    for key, text in report.narratives.items():
        place = layout.narratives[key]
        book[place.sheet][place.address] = text
    path = tmp_path / "填好.xlsx"
    book.save(path)
    (receipt,) = take(campaign, path)
    assert (receipt.outcome, receipt.how) == (Outcome.RECEIVED, "印记")
    assert receipt.intake is not None
    read = report_of(receipt.intake)
    assert {ref: read.value(ref) for ref in report.cells} == {
        ref: report.value(ref) for ref in report.cells
    }
    assert campaign.state.standing(name).stage is Stage.ACCEPTED


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    name = "=cmd|'[b]' .. \x1b[31m.xlsx"
    (receipt,) = take(campaign, reply(campaign, FEW[0], name))
    assert receipt.outcome is Outcome.RECEIVED
    (version,) = campaign.state.standing(FEW[0]).versions
    assert "\x1b" not in version.file and campaign.path(version.file).is_file()


def test_the_ledger_is_plain_json(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    take(campaign, reply(campaign, FEW[0]))
    lines = (campaign.folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line)["entry"] for line in lines]
    assert [entry["event"]["type"] for entry in entries] == [
        "registered",
        *["sent"] * len(FEW),
        "received",
    ]
    assert all({"number", "before", "at", "who", "event"} == set(entry) for entry in entries)


def test_only_those_whose_workbook_changed_are_sent_again(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    assert len(send_all(campaign)) == len(FEW)
    assert send_all(campaign) == []
    settings = campaign.folder / "campaign.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("2025-01-31", "2025-02-10"), encoding="utf-8"
    )
    campaign = type(campaign)(campaign.folder)
    again = send_all(campaign)
    assert again == [f"sent/{name}-第2次.xlsx" for name in FEW]
    note = campaign.read(f"sent/{FEW[0]}-第2次.txt").decode()
    assert "2025年2月10日前" in note
    assert len(list((campaign.folder / "sent").iterdir())) == 4 * len(FEW)


def test_a_sent_workbook_carries_last_year_in(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path, NAMES, with_prior=True)
    send_all(campaign)
    for name in NAMES[:5]:
        intake = take_in(campaign.folder / "sent" / f"{name}.xlsx")
        report = report_of(intake)
        assert (report.unit, report.year) == (name, YEAR)
        assert intake.stamp["department"] == name
        for column in ("natural_person", "business", "total"):
            ref = CellRef(f"requests.carried_in.{column}")
            assert (report.value(ref) or 0) == departments()[name].value(ref)


def test_the_workbook_sent_back_unfilled_is_no_version(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    take(campaign, reply(campaign, FEW[0], new__total=99))
    with campaign.changing():
        (returned,) = return_versions(campaign)
    unfilled, unmended = (
        campaign.path(name) for name in (f"sent/{FEW[1]}.xlsx", returned.files[0])
    )
    receipts = take(campaign, unfilled, unmended)
    assert {item.outcome for item in receipts} == {Outcome.REFUSED}
    assert "还没有填" in receipts[0].why and "没有改过" in receipts[1].why
    assert campaign.find(FEW[1]).versions == () and len(campaign.find(FEW[0]).versions) == 1


def test_the_annotated_copy_mended_and_sent_back_is_the_next_version(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    take(campaign, reply(campaign, FEW[0], new__natural_person=77))
    with campaign.changing():
        (returned,) = return_versions(campaign)
    book = openpyxl.load_workbook(campaign.path(returned.files[0]))
    place = layout_of(campaign.definition).cells[CellRef("requests.new.natural_person")]
    right = departments()[FEW[0]].value(CellRef("requests.new.natural_person"))
    book[place.sheet][place.address] = right
    path = tmp_path / "改好.xlsx"
    book.save(path)
    (receipt,) = take(campaign, path)
    assert (receipt.outcome, receipt.version, receipt.how) == (Outcome.RECEIVED, 2, "印记")
    assert receipt.resubmission is not None and receipt.resubmission.silent.is_empty
    assert campaign.find(FEW[0]).stage is Stage.ACCEPTED
