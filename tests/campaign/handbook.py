"""The January of the handbook (docs/january.md): what lies ready before its first command, and
its commands with what they print. `python -m tests.campaign.handbook` writes the page anew."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from gaitui.campaign.identify import DEPARTMENT
from gaitui.cell import CellRef
from gaitui.report import Report, cell_from_value
from gaitui.writing import write_workbook
from tests.campaign.january import NAMES, departments, last_year, roster_csv
from tests.foreign import to_xlsx
from tests.layout_faults import build
from tests.support import ROOT

PAGE = ROOT / "docs" / "january.md"
_CONSOLE = re.compile(r"```console\n(.*?)```\n", re.DOTALL)
_VARYING = {
    r"(截止 2025-01-31)，\S+ [0-9]+ 天": r"\1，还有 11 天",
    r"（已经超过 [0-9]+ 天）": "（还有 11 天）",
    r"[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]": "01-20 09:30",
    r"[0-9a-f]{64}": "5d0c…（64 位）",
}
"""What differs from day to day, and what the page shows in its place."""
EDUCATION, CIVIL, POLICE = NAMES[0], NAMES[3], NAMES[22]
GUIYUAN, HUANGBEI = NAMES[30], NAMES[31]


def lay_out(folder: Path) -> None:
    """Roster, last year's report and the attachments of the handbook."""
    names = (EDUCATION, CIVIL, POLICE, GUIYUAN, HUANGBEI)
    (folder / "名单.csv").write_bytes(roster_csv(names))
    (folder / "2023年汇总.xlsx").write_bytes(last_year(names))
    first, second = folder / "附件", folder / "附件-二次"
    first.mkdir()
    second.mkdir()
    (first / "1 教育局.xlsx").write_bytes(_own(EDUCATION))
    (first / "2 民政局报来.xlsx").write_bytes(_own(CIVIL, "requests.new.total", 99))
    foreign = to_xlsx(build(departments()[POLICE], []))
    (first / f"3 {POLICE}2024.xlsx").write_bytes(foreign)
    unnamed = replace(departments()[GUIYUAN], unit="桂园街道办")
    (first / "4 街道报表.xlsx").write_bytes(write_workbook(unnamed))
    ref = "disclosure.penalties.decisions"
    penalties = departments()[CIVIL].value(CellRef(ref)) or 0
    (second / "民政局改.xlsx").write_bytes(_own(CIVIL, ref, int(penalties) + 3))
    (second / "黄贝.xlsx").write_bytes(_own(HUANGBEI))


def performed(page: str, folder: Path) -> str:
    """The page with each of its commands run in order and what it prints put below it."""
    lay_out(folder)
    blocks = _CONSOLE.split(page)
    for index in range(1, len(blocks), 2):
        commands = [line for line in blocks[index].splitlines() if line.startswith("$ ")]
        told = (f"{command}\n{_run(command, folder)}" for command in commands)
        blocks[index] = "\n".join(told)
    return "".join(
        f"```console\n{block}```\n" if index % 2 else block for index, block in enumerate(blocks)
    )


def _run(command: str, folder: Path) -> str:
    program, *args = shlex.split(command.removeprefix("$ "))
    assert program == "gaitui"
    result = subprocess.run(
        [sys.executable, "-m", "gaitui", *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    told = result.stdout.decode()
    for pattern, shown in _VARYING.items():
        told = re.sub(pattern, shown, told)
    return told


def _own(name: str, ref: str = "", value: int = 0) -> bytes:
    """A department's own workbook filled in, with one number otherwise."""
    report: Report = departments()[name]
    if ref:
        cells = {**report.cells, CellRef(ref): cell_from_value(value)}
        report = replace(report, cells=cells)
    return write_workbook(report, {DEPARTMENT: name})


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        PAGE.write_text(performed(PAGE.read_text(encoding="utf-8"), Path(name)), encoding="utf-8")
