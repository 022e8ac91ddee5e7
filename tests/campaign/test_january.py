"""A whole January: forty departments, what goes wrong with some, and the report they add up to."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gaitui.campaign.change import accept
from gaitui.campaign.folder import Campaign
from gaitui.campaign.identify import DEPARTMENT
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.receive import Outcome, Receipt
from gaitui.campaign.returning import return_versions
from gaitui.campaign.rollcall import roll_call
from gaitui.campaign.state import Stage
from gaitui.campaign.verify import verify
from gaitui.cell import CellRef, Kind
from gaitui.intake import take_in
from gaitui.report import Report, cell_from_reading, cell_from_value
from gaitui.values import Value, read_text
from gaitui.writing import write_workbook
from tests.campaign.january import NAMES, departments
from tests.campaign.support import new_campaign, reply, send_all, take
from tests.oracle import convert
from tests.support import luohu, need_tool

BROKEN = NAMES[:6]
LEGACY, NEVER = NAMES[6:8], NAMES[8]
CLEAN = NAMES[9:]
NEW = "requests.new.natural_person"
GRANTED = "requests.granted.natural_person"


def broken(name: str) -> Report:
    """A department's report with the fault that is its own."""
    report = departments()[name]
    match BROKEN.index(name):
        case 0:  # a total typed wrongly
            return _with(report, "requests.new.total", 99)
        case 1:  # one number off: neither row nor column adds up
            return _with(report, GRANTED, (report.value(CellRef(GRANTED)) or 0) + 9)
        case 2:  # words where a number is asked for
            return _typed(report, "未统计")
        case 3:  # the text says another number than the table
            text = f"2024年，本机关共收到政府信息公开申请{_new(report) + 7}件。"
            return replace(report, narratives={**report.narratives, "overview": text})
        case 4:  # a number that may be several
            return _typed(report, "约5")
    return replace(report, narratives={**report.narratives, "other": ""})


def _typed(report: Report, text: str) -> Report:
    cell = cell_from_reading(text, read_text(text, Kind.COUNT))
    return replace(report, cells={**report.cells, CellRef(NEW): cell})


def _new(report: Report) -> int:
    value = report.value(CellRef("requests.new.total"))
    assert isinstance(value, int)
    return value


def _with(report: Report, ref: str, value: Value | None) -> Report:
    return replace(report, cells={**report.cells, CellRef(ref): cell_from_value(value)})


def answer(campaign: Campaign, name: str, report: Report, file: str = "") -> Path:
    """A file with a report in the department's own workbook."""
    path = reply(campaign, name, file)
    path.write_bytes(write_workbook(report, {DEPARTMENT: name}))
    return path


def first_answers(campaign: Campaign, folder: Path) -> list[Receipt]:
    """What comes back first: 31 clean, 6 broken, 2 as .xls; one department never answers."""
    files = [reply(campaign, name) for name in CLEAN]
    files += [answer(campaign, name, broken(name)) for name in BROKEN]
    legacy = [reply(campaign, name) for name in LEGACY]
    files += convert(legacy, "xls", folder / "另一个软件")
    return take(campaign, *files)


def test_a_whole_january(tmp_path: Path) -> None:
    need_tool("soffice")
    campaign = new_campaign(tmp_path, NAMES, with_prior=True)
    assert len(send_all(campaign)) == 40
    assert send_all(campaign) == []

    receipts = first_answers(campaign, tmp_path)
    assert {item.outcome for item in receipts} == {Outcome.RECEIVED}
    stages = Counter(item.stage for item in campaign.state.standings.values())
    assert stages == {Stage.ACCEPTED: 33, Stage.FAULTY: 6, Stage.MISSING: 1}
    assert {item.name for item in campaign.state.in_stage(Stage.FAULTY)} == {*BROKEN}
    call = roll_call(campaign, campaign.settings.deadline)
    assert (call.counts["应报"], call.counts["已报"], call.counts["合格"]) == (40, 39, 33)

    with campaign.changing():
        returned = list(return_versions(campaign))
    assert [item.department for item in returned] == list(BROKEN)
    assert all(len(item.files) == 2 for item in returned)
    assert {item.name for item in campaign.state.in_stage(Stage.RETURNED)} == {*BROKEN}

    mended, changed = BROKEN[:2]
    (receipt,) = take(campaign, answer(campaign, mended, departments()[mended], "改正.xlsx"))
    assert receipt.resubmission is not None
    assert receipt.resubmission.mended and receipt.resubmission.silent.is_empty
    assert not receipt.resubmission.new and not receipt.resubmission.still_open

    other = "disclosure.penalties.decisions"
    penalties = departments()[changed].value(CellRef(other)) or 0
    silently = _with(departments()[changed], other, penalties + 3)
    (receipt,) = take(campaign, answer(campaign, changed, silently, "改正.xlsx"))
    assert receipt.resubmission is not None
    assert [item.ref for item in receipt.resubmission.silent.cells] == [other]
    assert campaign.state.standing(changed).stage is Stage.DOUBTFUL

    third = answer(campaign, changed, departments()[changed], "再次改正.xlsx")
    (receipt,) = take(campaign, third)
    assert campaign.state.standing(changed).stage is Stage.DOUBTFUL
    with campaign.changing():
        accept(campaign, campaign.find(changed), "电话核实：第二次报的处罚数多写了 3")

    for name in BROKEN[2:]:
        take(campaign, answer(campaign, name, departments()[name], "改正.xlsx"))
    take(campaign, reply(campaign, NEVER))
    assert not campaign.state.in_stage(*(stage for stage in Stage if stage is not Stage.ACCEPTED))

    with campaign.changing():
        merging = merge_departments(campaign)
    assert merging.missing == () and len(merging.departments) == 40
    assert_is_luohu(merging.path)
    (recalculated,) = convert([merging.path], "xlsx", tmp_path / "重算")
    assert_is_luohu(recalculated)

    proof = verify(campaign)
    assert proof.problems == () and proof.numbers == 200


def assert_is_luohu(path: Path) -> None:
    """Cell for cell what 罗湖 published."""
    report = take_in(path).report
    assert report is not None
    values = {ref: report.value(ref) for ref in report.definition.cells}
    assert values == {ref: luohu().value(ref) for ref in luohu().definition.cells}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_found_as_itself(name: str, tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path, BROKEN)
    send_all(campaign)
    (receipt,) = take(campaign, answer(campaign, name, broken(name)))
    assert receipt.intake is not None
    codes = {item.code for item in receipt.intake.findings if item.severity == "error"}
    expected = ({"A101", "A103"}, {"A101", "A102"}, {"V201"}, {"N301"}, {"V207"}, {"T501"})
    assert codes & expected[BROKEN.index(name)]
