"""The likely culprit in words: one hint for all findings with one cause, for people to judge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gaitui.cell import CellRef, cell_ref
from gaitui.checks.culprit import Edit, Fault, Repair, explain
from gaitui.report import Report
from gaitui.values import Value, format_value

_WHY: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.TRANSPOSED: "相邻数字颠倒",
        Fault.DROPPED: "漏了一位",
        Fault.DOUBLED: "一位数字重复",
        Fault.DIGIT: "错了一位",
        Fault.BLANK: "漏填",
        Fault.LEFT_OUT: "总计漏加了一项",
        Fault.STALE: "总计没有更新",
        Fault.NUMBER: "数字填错",
        Fault.SWAPPED: "两格互换",
        Fault.MOVED: "填错了格",
        Fault.SLIPPED: "错开一格",
    }
)
_PRIOR_GAIN, _TEXT_GAIN = 2.0, 1.0
MOST_ALIKE = 6
"""With more repairs than this equally likely and no lead, naming one would be a guess."""


@dataclass(frozen=True)
class Lead:
    """A repair with what else speaks for it."""

    repair: Repair
    cost: float
    why: str = ""


def hints(report: Report, gaps: Mapping[int, Value], prior: Report | None = None) -> dict[int, str]:
    """A hint for each failing equation that a repair settles, by its place in the definition."""
    if not gaps:
        return {}
    found: dict[int, str] = {}
    for repairs in explain(report.definition, _values(report), gaps):
        leads = ranked(report, repairs, prior)
        if sum(lead.cost == leads[0].cost for lead in leads) > MOST_ALIKE:
            continue
        text = _text(report, leads)
        found.update(dict.fromkeys(leads[0].repair.settles, text))
    return found


def ranked(report: Report, repairs: tuple[Repair, ...], prior: Report | None) -> list[Lead]:
    """Repairs, likeliest first, with the leads of last year's report and the texts."""
    numbers = set(re.findall(r"[0-9]{2,12}", " ".join(report.narratives.values()), re.ASCII))
    leads = [_lead(report, repair, prior, numbers) for repair in repairs]
    return sorted(leads, key=lambda lead: lead.cost)


def _values(report: Report) -> dict[CellRef, Value | None]:
    cells = ((ref, report.cell(ref)) for ref in report.definition.cells)
    return {
        ref: cell.value for ref, cell in cells if cell.problem is None and cell.group_value is None
    }


def _lead(report: Report, repair: Repair, prior: Report | None, numbers: set[str]) -> Lead:
    if prior is not None and all(_carried(report, prior, edit) for edit in repair.edits):
        return Lead(repair, repair.cost - _PRIOR_GAIN, "上年报告结转的正是这个数")
    for edit in (*repair.edits, *repair.totals):
        new, old = format_value(edit.new), format_value(edit.old or 0)
        if new in numbers and old not in numbers:
            return Lead(repair, repair.cost - _TEXT_GAIN, f"正文里写有 {new}")
    return Lead(repair, repair.cost)


def _carried(report: Report, prior: Report, edit: Edit) -> bool:
    spec = report.definition.cells[edit.ref]
    return any(
        carry.to_row == spec.row
        and prior.value(cell_ref(carry.table, carry.from_row, spec.column)) == edit.new
        for carry in report.definition.carries
        if carry.table == spec.table
    )


def _text(report: Report, leads: list[Lead]) -> str:
    first = leads[0]
    others = "；或".join(_words(report, lead) for lead in leads[1:3])
    also = f"也可能是：{others}。" if others else ""
    return (
        f"最可能：{_words(report, first)}，改后 {len(first.repair.settles)} 项核对都平。{also}"
        "请对照台账确认后再改。"
    )


def _words(report: Report, lead: Lead) -> str:
    cells = "，".join(_edit(report, edit) for edit in lead.repair.edits[:4])
    more = len(lead.repair.edits)
    cells += f"等 {more} 格" if more > 4 else ""
    totals = "，总计随之改动" if lead.repair.totals else ""
    why = "，".join(filter(None, (_WHY[lead.repair.fault], lead.why)))
    return f"{cells}{totals}（{why}）"


def _edit(report: Report, edit: Edit) -> str:
    origin = report.cell(edit.ref).origin
    place = f"（{origin.address}）" if origin else ""
    old = "空白" if edit.old is None else format_value(edit.old)
    path = report.definition.cells[edit.ref]
    label = " › ".join(path.row_path[-1:] + path.column_path[-1:])
    return f"“{label}”{place}由 {old} 改为 {format_value(edit.new)}"
