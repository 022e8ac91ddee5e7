"""The likely culprit and its words: one hint for all findings with one cause, for people to
judge."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gaitui.cell import CellRef
from gaitui.checks.culprit import Edit, Fault, Repair, explain, slipped_by
from gaitui.checks.leads import Lead, ranked, stated_numbers
from gaitui.finding import LIKELY
from gaitui.report import Report
from gaitui.values import Value, format_value

_WHY: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.TRANSPOSED: "相邻两位数字颠倒",
        Fault.DROPPED: "漏了一位数字",
        Fault.DOUBLED: "多敲了一位相同的数字",
        Fault.DIGIT: "错了一位数字",
        Fault.BLANK: "漏填",
        Fault.LEFT_OUT: "总计漏加了一项",
        Fault.STALE: "总计没有随各项更新",
        Fault.NUMBER: "数字填错",
        Fault.SLIPPED: "整段错开一格",
    }
)
_SIDES: Mapping[tuple[int, int], str] = MappingProxyType(
    {(0, 1): "右邻的", (0, -1): "左邻的", (1, 0): "下一行的", (-1, 0): "上一行的"}
)
_MOST_SHOWN, _FEW_SHOWN = 5, 3
MOST_ALIKE = 6
"""With more repairs than this equally likely, naming one would be a guess."""


def culprits(
    report: Report, gaps: Mapping[int, Value], prior: Report | None = None
) -> list[list[Lead]]:
    """For each cause the repairs worth naming, likeliest first; none where too many are as
    likely. Nothing is changed."""
    return list(filter(is_clear, suspects(report, gaps, prior)))


def suspects(
    report: Report, gaps: Mapping[int, Value], prior: Report | None = None
) -> list[list[Lead]]:
    """For each cause the repairs with something to speak for them, however many are as likely."""
    groups = explain(report.definition, _values(report), gaps) if gaps else ()
    stated = stated_numbers(report) if groups else []
    return list(filter(None, (ranked(report, repairs, prior, stated) for repairs in groups)))


def likeliest(leads: Sequence[Lead]) -> Sequence[Lead]:
    """The first repair and those as likely."""
    return [lead for lead in leads if lead.cost == leads[0].cost]


def is_clear(leads: Sequence[Lead]) -> bool:
    """Whether so few repairs are as likely as the first that it can be named."""
    return len(likeliest(leads)) <= MOST_ALIKE


def is_one_of(leads: Sequence[Lead]) -> bool:
    """Whether repairs differ only in the cell that takes up the difference."""
    steps = {edit.new - (edit.old or 0) for lead in leads for edit in lead.repair.edits}
    return len(steps) == 1 and all(len(lead.repair.edits) == 1 for lead in leads)


def _values(report: Report) -> dict[CellRef, Value | None]:
    cells = ((ref, report.cell(ref)) for ref in report.definition.cells)
    return {
        ref: cell.value for ref, cell in cells if cell.problem is None and cell.group_value is None
    }


def remedy(report: Report, leads: Sequence[Lead], agreeing: str = "") -> str:
    """The hint: what to change, likeliest first, what then holds, and what else, in words, then
    agrees. Where too many cells are as likely, it says that one of them is wrong."""
    first = leads[0]
    settled = f"改后 {len(first.repair.settles)} 项核对都平"
    also = f"，与{agreeing}也一致" if agreeing else ""
    if is_clear(leads):
        words = _words(report, first.repair, "" if agreeing else first.why)
        others = "".join(f"其次：{_words(report, lead.repair, lead.why)}。" for lead in leads[1:3])
    else:
        words, others = _one_of(report, [lead.repair for lead in likeliest(leads)]), ""
    return f"{LIKELY}{words}，{settled}{also}。{others}请对照台账确认后再改。"


def _one_of(report: Report, repairs: Sequence[Repair]) -> str:
    """Several cells, one of which takes up the difference."""
    edits = [edit for repair in repairs for edit in repair.edits]
    edits.sort(key=lambda edit: _place(report, edit.ref))
    step = edits[0].new - (edits[0].old or 0)
    cells = "、".join(_cell(report, edit.ref) for edit in edits[:_FEW_SHOWN])
    wrong = f"少填了 {format_value(step)}" if step > 0 else f"多填了 {format_value(-step)}"
    return f"{cells}等 {len(edits)} 格中有一格{wrong}"


def _words(report: Report, repair: Repair, support: str) -> str:
    """What to change, and why: the slip it undoes, and what else speaks for it."""
    if repair.fault in (Fault.SWAPPED, Fault.MOVED):
        words = _exchange(report, repair.edits)
    elif repair.fault is Fault.SLIPPED:
        words = _slip(report, repair.edits)
    else:
        words = "，".join(_edit(report, edit) for edit in repair.edits)
    why = "，".join(filter(None, (_WHY.get(repair.fault), support)))
    follows = "，总计随之改动" if repair.totals else ""
    return f"{words}{follows}{f'（{why}）' if why else ''}"


def _exchange(report: Report, edits: tuple[Edit, ...]) -> str:
    """Two cells that changed places; a number where none should be goes where it belongs."""
    first, second = edits if edits[0].old else edits[::-1]
    here, there = _cell(report, first.ref), _cell(report, second.ref)
    side = _SIDES.get(_way(report, first.ref, second.ref), "")
    if not second.old:
        return f"{here}的 {format_value(first.old)} 应填在{side}{there}（填错了格）"
    return (
        f"{here}的 {format_value(first.old)} 与{side}{there}的 {format_value(second.old)} "
        "互换（两格填反）"
    )


def _slip(report: Report, edits: tuple[Edit, ...]) -> str:
    """A run of cells, which way it goes back, and its numbers."""
    ordered = sorted(edits, key=lambda edit: _place(report, edit.ref))
    first, last = ordered[0], ordered[-1]
    down, _ = _way(report, first.ref, last.ref)
    forward = slipped_by(*_span(report, ordered)) == 1
    way = ("上移" if forward else "下移") if down else ("左移" if forward else "右移")
    shown = "，".join(
        f"{_address(report, edit.ref) or _label(report, edit.ref)} {_change(edit)}"
        for edit in ordered[:_MOST_SHOWN]
    )
    more = f"……共 {len(ordered)} 格" if len(ordered) > _MOST_SHOWN else ""
    both = f"{_cell(report, first.ref)}至{_cell(report, last.ref)}"
    return f"{both}应整段{way}一格：{shown}{more}"


def _span(report: Report, ordered: Sequence[Edit]) -> tuple[list[Value], list[Value]]:
    """All numbers from the first cell to the last, received and right."""
    first, last = (_place(report, edit.ref) for edit in (ordered[0], ordered[-1]))
    right = {edit.ref: edit.new for edit in ordered}
    table = report.definition.cells[ordered[0].ref].table
    cells = [
        spec.ref
        for spec in report.definition.tables[table].cells
        if first[0] <= spec.box.row <= last[0] and first[1] <= spec.box.column <= last[1]
    ]
    cells.sort(key=lambda ref: _place(report, ref))
    old = [report.value(ref) or 0 for ref in cells]
    return old, [right.get(ref, value) for ref, value in zip(cells, old, strict=True)]


def _edit(report: Report, edit: Edit) -> str:
    return f"{_cell(report, edit.ref)}{_change(edit)}"


def _change(edit: Edit) -> str:
    old = "空白" if edit.old is None else format_value(edit.old)
    return f"由 {old} 改为 {format_value(edit.new)}"


def _cell(report: Report, ref: CellRef) -> str:
    address = _address(report, ref)
    return f"“{_label(report, ref)}”{f'（{address}）' if address else ''}"


def _label(report: Report, ref: CellRef) -> str:
    """Row and column in the form's words, without its explanations in brackets."""
    spec = report.definition.cells[ref]
    path = spec.row_path[-1:] + spec.column_path[-1:] if spec.row_path else spec.column_path[-2:]
    return " › ".join(re.sub(r"(?<=.)（.*", "", label) for label in path)


def _address(report: Report, ref: CellRef) -> str:
    origin = report.cell(ref).origin
    return origin.address if origin else ""


def _place(report: Report, ref: CellRef) -> tuple[int, int]:
    box = report.definition.cells[ref].box
    return box.row, box.column


def _way(report: Report, one: CellRef, other: CellRef) -> tuple[int, int]:
    """Rows down and columns right from one cell to another."""
    (row, column), (below, right) = _place(report, one), _place(report, other)
    return below - row, right - column
