"""The January of the handbook (docs/january.md): what lies ready before its first command, and the
answers that come in between."""

from dataclasses import replace
from pathlib import Path

from gaitui.campaign.identify import DEPARTMENT
from gaitui.cell import CellRef
from gaitui.report import Report, cell_from_value
from gaitui.writing import write_workbook
from tests.campaign.january import NAMES, departments, last_year, roster_csv
from tests.foreign import to_xlsx
from tests.layout_faults import build

EDUCATION, CIVIL, POLICE = NAMES[0], NAMES[3], NAMES[22]
GUIYUAN, HUANGBEI = NAMES[30], NAMES[31]


def lay_out(folder: Path) -> None:
    """Roster, last year's report and the attachments of the handbook."""
    names = (EDUCATION, CIVIL, POLICE, GUIYUAN, HUANGBEI)
    (folder / "名单.csv").write_bytes(roster_csv(names))
    (folder / "2023年汇总.xlsx").write_bytes(last_year())
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


def _own(name: str, ref: str = "", value: int = 0) -> bytes:
    """A department's own workbook filled in, with one number otherwise."""
    report: Report = departments()[name]
    if ref:
        cells = {**report.cells, CellRef(ref): cell_from_value(value)}
        report = replace(report, cells=cells)
    return write_workbook(report, {DEPARTMENT: name})
