"""A folder from somebody else: whatever is in it, it is said in Chinese, nothing outside is read
or written, and nothing hangs."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from gaitui.campaign.folder import Campaign
from gaitui.campaign.merging import merge_departments
from tests.campaign.support import FEW, collected, new_campaign, reply, send_all, take
from tests.support import run_gaitui


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    campaign = collected(tmp_path_factory.mktemp("别人的"), FEW[:2])
    with campaign.changing():
        merge_departments(campaign)
    return campaign.folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(copytree(whole, tmp_path / "收集"))


def said(folder: Path, *args: str) -> tuple[int, str]:
    result = run_gaitui("campaign", args[0], folder, *args[1:])
    told = (result.stdout + result.stderr).decode()
    assert "Traceback" not in told
    return result.returncode, told


def _append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return change


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def _pipe(folder: Path) -> None:
    (folder / "ledger.jsonl").unlink()
    os.mkfifo(folder / "ledger.jsonl")


def _endless(folder: Path) -> None:
    (folder / "ledger.jsonl").unlink()
    (folder / "ledger.jsonl").symlink_to("/dev/zero")


def _gbk(folder: Path) -> None:
    path = folder / "campaign.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_append("ledger.jsonl", '{"entry":' + "[" * 100_000 + "\n"), "账本第 7 行读不出来"),
        (_append("campaign.toml", "x=" + "[" * 100_000), "campaign.toml 有误"),
        (_replace("campaign.toml", "year = 2024", "year = 99999"), "year 的值不对"),
        (_replace("campaign.toml", "unit = ", "单位 = "), "第 2 行写法不对"),
        (_replace("campaign.toml", "unit = ", "# "), "缺少 unit"),
        (_append("campaign.toml", "color = 1\n"), "不认识 color"),
        (_replace("campaign.toml", "2025-01-31", "2025年1月31日"), "第 4 行写法不对"),
        (_replace("campaign.toml", "roster.csv", "../名单.csv"), "不在收集文件夹里"),
        (_gbk, "编码不是 UTF-8"),
        (_pipe, "不是普通的文件"),
        (_endless, "是链接"),
        (lambda folder: (folder / "ledger.jsonl").unlink(), "不见了"),
    ],
)
def test_damaged_files_are_named_in_chinese(
    change: Callable[[Path], None], expected: str, folder: Path
) -> None:
    change(folder)
    code, told = said(folder, "status")
    assert code == 2 and expected in told


def test_merging_writes_nothing_outside_through_a_link(folder: Path) -> None:
    precious = folder.parent / "要紧的.txt"
    precious.write_text("不能丢", encoding="utf-8")
    (folder / "report.xlsx").unlink()
    (folder / "report.xlsx").symlink_to(precious)
    code, told = said(folder, "merge")
    assert code == 2 and "是链接" in told
    assert precious.read_text(encoding="utf-8") == "不能丢"
    assert [path.name for path in folder.parent.iterdir() if "备份" in path.name] == []
    assert said(folder, "verify")[0] == 1


def test_received_files_kept_somewhere_else_are_noticed(folder: Path) -> None:
    (folder / "received").rename(folder.parent / "别处")
    (folder / "received").symlink_to(folder.parent / "别处")
    code, told = said(folder, "verify")
    assert code == 1 and told.count("是链接") >= len(FEW[:2])


def test_a_linked_campaign_folder_is_a_campaign_folder(folder: Path) -> None:
    (folder.parent / "快捷").symlink_to(folder)
    assert said(folder.parent / "快捷", "verify")[0] == 0
    assert said(folder.parent / "快捷", "send")[0] == 0


@pytest.mark.parametrize("name", ["管道", "链接", "长" * 84 + ".x", os.fsdecode(b"a\xff\nb")])
def test_whatever_stands_in_received_can_be_moved_aside(name: str, folder: Path) -> None:
    stray = folder / "received" / name
    if name == "管道":
        os.mkfifo(stray)
    elif name == "链接":
        stray.symlink_to("/dev/zero")
    else:
        stray.write_bytes(b"kept")
    assert said(folder, "verify")[0] == 1
    code, told = said(folder, "verify", "--repair")
    assert code == 0 and "移到了 aside/received-" in told
    assert not os.path.lexists(stray) and len(os.listdir(folder / "aside")) == 1
    assert said(folder, "verify")[0] == 0


def test_a_long_attachment_name_keeps_its_suffix(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path, FEW[:1])
    send_all(campaign)
    take(campaign, reply(campaign, FEW[0], "很长的附件名称" * 11 + ".xlsx"))
    (version,) = campaign.find(FEW[0]).versions
    assert version.file.endswith(".xlsx") and campaign.has(version.file)


def test_a_campaign_open_all_day_sees_what_others_did(folder: Path) -> None:
    morning = Campaign(folder)
    assert len(morning.departments) == 2
    with (folder / "roster.csv").open("ab") as roster:
        roster.write("3,罗湖区新设局,,部门,,,,\r\n".encode("gbk"))
    with morning.changing():
        assert morning.find("罗湖区新设局").versions == ()
