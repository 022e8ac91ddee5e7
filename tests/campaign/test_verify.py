"""Verifying names what was changed outside the ledger, and repairs only what loses nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from gaitui.campaign.folder import Campaign
from gaitui.campaign.ledger import LedgerError
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.returning import return_versions
from gaitui.campaign.verify import repair, verify
from gaitui.cell import CellRef
from gaitui.intake import take_in
from gaitui.writing import write_workbook
from tests.campaign.january import departments
from tests.campaign.support import FEW, collected
from tests.support import with_values


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with everything in it."""
    campaign = collected(tmp_path_factory.mktemp("全部"))
    with campaign.changing():
        list(return_versions(campaign, FEW[:1]))
        merge_departments(campaign)
    return campaign.folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(copytree(whole, tmp_path / "收集"))


def said(folder: Path) -> str:
    return "\n".join(problem.what for problem in verify(Campaign(folder)).problems)


def test_an_untouched_campaign_verifies_wherever_it_is_copied(folder: Path) -> None:
    proof = verify(Campaign(folder))
    assert proof.problems == () and proof.notes == ()
    assert proof.numbers == 200 and proof.files > 10


RECEIVED = f"received/{FEW[0]}/01-{FEW[0]}.xlsx"


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        (RECEIVED, _append, "被改动过"),
        (RECEIVED, Path.unlink, "不见了"),
        (f"sent/{FEW[1]}.txt", _append, "被改动过"),
        (f"returned/{FEW[0]}/01-退回通知.txt", _append, "被改动过"),
        ("campaign.toml", _append, "campaign.toml 在登记之后改过"),
        ("roster.csv", _append, "roster.csv 在登记之后改过"),
        ("report.xlsx", Path.unlink, "report.xlsx 不见了"),
    ],
)
def test_each_kind_of_tampering_is_named(
    folder: Path, file: str, change: Callable[[Path], None], expected: str
) -> None:
    change(folder / file)
    assert file in said(folder) and expected in said(folder)


def test_a_number_changed_in_the_merged_report_is_named_with_both_sides(folder: Path) -> None:
    report = take_in(folder / "report.xlsx").report
    assert report is not None
    ref = CellRef("requests.granted.natural_person")
    value = sum(int(departments()[name].value(ref) or 0) for name in FEW)
    (folder / "report.xlsx").write_bytes(write_workbook(with_values(report, {ref: value + 1})))
    assert f"是 {value + 1}，按收到的文件应为 {value}" in said(folder)


def test_a_departments_sheet_changed_in_the_merged_report_is_named(folder: Path) -> None:
    report = take_in(folder / "report.xlsx").report
    assert report is not None
    first, *rest = report.parts
    cells = {**first.cells, CellRef("requests.new.research"): 77}
    changed = type(first)(first.name, cells, first.sources)
    data = write_workbook(replace(report, parts=(changed, *rest)))
    (folder / "report.xlsx").write_bytes(data)
    assert f"里“{FEW[0]}”的数字或来源与收到的文件不同" in said(folder)


def test_unknown_files_are_moved_aside_and_never_deleted(folder: Path) -> None:
    strays = [folder / "received" / "别人的.xlsx", folder / "sent" / ".gaitui-x.tmp"]
    for stray in strays:
        stray.write_bytes(b"kept")
    assert said(folder).count("没有登记") == 2
    with Campaign(folder).changing() as campaign:
        repair(campaign)
    assert said(folder) == ""
    kept = sorted(path.name for path in (folder / "aside").iterdir())
    assert kept == ["received-别人的.xlsx", "sent-.gaitui-x.tmp"]
    assert {path.read_bytes() for path in (folder / "aside").iterdir()} == {b"kept"}


def test_a_torn_ledger_is_repaired_and_a_changed_one_refused(folder: Path) -> None:
    ledger = folder / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"hash":"0')
    assert "没有写完" in said(folder)
    with Campaign(folder).changing() as campaign:
        repair(campaign)
    assert said(folder) == ""
    ledger.write_bytes(whole.replace(b'"errors":0', b'"errors":1', 1))
    with pytest.raises(LedgerError, match="校验码不符"):
        Campaign(folder)


def test_paths_in_a_ledger_cannot_lead_out_of_the_folder(folder: Path) -> None:
    campaign = Campaign(folder)
    for name in ("/etc/passwd", "../x", "a/../../x", "a//b", "a\\b", ""):
        with pytest.raises(Exception, match="不在收集文件夹里"):
            campaign.path(name)
