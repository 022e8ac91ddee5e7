"""`gaitui campaign …` as its user meets it: words, files, exit codes."""

import json
from pathlib import Path

import pytest

from tests.campaign.january import NAMES, UNIT, filled, last_year, roster_csv
from tests.support import run_gaitui

FEW = NAMES[:3]


def run(folder: Path, *args: object) -> tuple[int, str, str]:
    result = run_gaitui("campaign", *args, cwd=folder)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def started(folder: Path) -> None:
    (folder / "名单.csv").write_bytes(roster_csv(FEW))
    (folder / "上年.xlsx").write_bytes(last_year())
    code, _, told = run(
        folder, "new", "收集", "--unit", UNIT, "--year", 2024, "--roster", "名单.csv",
        "--prior", "上年.xlsx",
    )  # fmt: skip
    assert code == 0, told
    assert "3 个部门应报" in told and "上年报告：找到 4 份。" in told
    code, listed, told = run(folder, "send", "收集")
    assert code == 0 and len(listed.splitlines()) == 3 and "写出 3 份" in told


def test_a_small_january(tmp_path: Path) -> None:
    started(tmp_path)
    inbox = tmp_path / "附件"
    inbox.mkdir()
    for name in FEW[:2]:
        changes = {"new__total": 999} if name == FEW[0] else {}
        (inbox / f"{name}.xlsx").write_bytes(
            filled(tmp_path / "收集" / "sent" / f"{name}.xlsx", name, **changes)
        )
    code, told, _ = run(tmp_path, "receive", "收集", "附件")
    assert code == 1
    assert f"✗ {FEW[0]}.xlsx → {FEW[0]}（按印记认出），第 1 次，有误" in told
    assert f"✓ {FEW[1]}.xlsx → {FEW[1]}（按印记认出），第 1 次，合格" in told
    assert told.splitlines()[-1].startswith("结论：收下 2 个，重复 0 个，存疑 0 个，拒收 0 个")

    code, told, _ = run(tmp_path, "return", "收集")
    assert code == 0 and told.startswith(f"{FEW[0]}  returned/{FEW[0]}/01-校验意见.xlsx")
    code, told, _ = run(tmp_path, "status", "收集", "--format", "json")
    assert json.loads(told)["counts"]["returned"] == 1
    assert FEW[2] in run(tmp_path, "status", "收集", "--remind")[1]
    assert run(tmp_path, "status", "收集", "--format", "html")[1].startswith("<!DOCTYPE html>")

    code, _, told = run(tmp_path, "merge", "收集")
    assert code == 2 and "还缺 2 个部门" in told and "--partial" in told
    code, _, told = run(tmp_path, "accept", "收集", FEW[0], "--reason", "总计手误，已核实")
    assert code == 0
    code, told, _ = run(tmp_path, "merge", "收集", "--partial")
    assert code == 1 and f"没有包括的 1 个部门：{FEW[2]}（未报）" in told
    stock = "disclosure.normative_documents.in_force"
    code, _, told = run(tmp_path, "amend", "收集", stock, "--reason", "核对过")
    assert code == 0 and "已登记：汇总报告" in told
    code, told, _ = run(tmp_path, "verify", "收集")
    assert code == 0 and "结论：通过。" in told and "账本指纹：" in told
    (tmp_path / "收集" / "received" / "多的.txt").write_text("x", encoding="utf-8")
    assert run(tmp_path, "verify", "收集")[0] == 1
    assert run(tmp_path, "verify", "收集", "--repair")[0] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("status", "没有"), "没有 不是收集文件夹"),
        (("send", "收集", "卫生局"), "应报的部门里没有“卫生局”"),
        (("accept", "收集", FEW[2], "--reason", "x"), "还没有报来"),
        (("return", "收集", FEW[2]), "还没有报来"),
        (("amend", "收集", "requests.new.total", "5", "--reason", "x"), "还没有汇总报告"),
        (("receive", "收集", "空"), "没有可以收的文件"),
        (
            ("new", "收集", "--unit", UNIT, "--year", "2024", "--roster", "名单.csv"),
            "已经存在，里面有东西",
        ),
        (
            ("new", "另", "--unit", UNIT, "--year", "2024", "--roster", "没有.csv"),
            "部门名单 没有.csv：文件不存在",
        ),
        (
            ("new", "另", "--unit", UNIT, "--year", "2024", "--roster", "错.csv"),
            "请改正后重试：\n  第 2 行：“2024”不是日期",
        ),
        (
            ("new", "另", "--unit", "", "--year", "2024", "--roster", "名单.csv"),
            "机关名称没有填写",
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(
    args: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    started(tmp_path)
    (tmp_path / "空").mkdir()
    (tmp_path / "错.csv").write_text("名称,起\n甲局,2024\n甲局,\n", encoding="utf-8")
    code, _, told = run(tmp_path, *args)
    assert code == 2 and said in told and "�" not in told
    assert "Traceback" not in told


def test_help_is_chinese(tmp_path: Path) -> None:
    code, told, _ = run(tmp_path, "--help")
    assert code == 0
    for command in ("new", "send", "receive", "status", "return", "merge", "verify", "amend"):
        assert command in told
