"""Numbers of the merged report that no sum gives, as the board shows and asks for them."""

from collections.abc import Iterator

from msgspec import Struct

from gaitui.campaign.decisions import Decision, decisions_of
from gaitui.campaign.folder import Campaign
from gaitui.campaign.rollcall import RollCall
from gaitui.cell import CellRef
from gaitui.errors import printable
from gaitui.merge import undecided
from gaitui.render.wrap import one_line
from gaitui.report import Report
from gaitui.tui.grid.fitting import fill, right
from gaitui.values import format_value

MERGED, STALE = "已汇总", "待再汇总"
_NUMBER, _PRESENT = 12, 14
"""Columns of a number and of what holds at present, with the blanks before them."""


class Deciding(Struct, frozen=True):
    """The merged report with the numbers that no sum gives. `is_stale` says that merging now
    would add up something else, the decisions made since included."""

    report: Report
    decisions: tuple[Decision, ...]
    is_stale: bool = False

    @property
    def waiting(self) -> int:
        """How many wait for a clerk."""
        return sum(item.is_open for item in self.decisions)

    def words(self, ref: CellRef) -> str:
        """A cell in the form's words, short."""
        return " › ".join(self.report.definition.cells[ref].path[-2:])


def deciding_of(campaign: Campaign) -> Deciding:
    """What is to be decided in a campaign as it is on disk; `CampaignError` where nothing was
    merged yet."""
    report, decisions = decisions_of(campaign)
    return Deciding(report, decisions, campaign.state.is_stale)


def waiting_in(campaign: Campaign) -> int:
    """How many numbers wait for a clerk, as far as the ledger alone tells."""
    state = campaign.state
    if state.merged is None:
        return 0
    return sum(ref not in state.decisions for ref in undecided(campaign.definition))


def merged_words(call: RollCall, waiting: int) -> str:
    """How the merged report stands; nothing where there is none."""
    if call.merged is None:
        return ""
    if waiting:
        return f"{waiting} 个数待定"
    return STALE if call.merged_is_stale else MERGED


def heads_text(width: int) -> str:
    """The heads over the lines of `decision_text`."""
    heads = "".join(right(head, _NUMBER) for head in ("各部门之和", "按上年推算"))
    return fill("栏目", _label_width(width) + 2) + heads + right("现在", _PRESENT)


def decision_text(deciding: Deciding, item: Decision, width: int) -> str:
    """One number on a line: what speaks for which value, and what holds at present."""
    sign = "?" if item.is_open else "✓"
    label = fill(deciding.words(item.ref), _label_width(width))
    numbers = (format_value(value) or "—" for value in (item.added, item.followed))
    sides = "".join(right(number, _NUMBER) for number in numbers)
    present = "待定" if item.decided is None else f"定为 {item.decided.new}"
    return f"{sign} {label}{sides}{right(present, _PRESENT)}"


def _label_width(width: int) -> int:
    return max(8, width - 2 - 2 * _NUMBER - _PRESENT)


def present_lines(deciding: Deciding, item: Decision) -> tuple[str, ...]:
    """Where a number stands, what holds at present, and why."""
    lines = deciding.report.definition.describe(item.ref), *_present(item)
    return tuple(printable(one_line(line)) for line in lines)


def _present(item: Decision) -> Iterator[str]:
    if item.decided is None:
        yield "还没有定，汇总报告里暂用各部门之和。"
        return
    yield f"已定为 {item.decided.new}：{item.decided.reason}"
    if item.is_stale:
        was = item.decided.old or "空"
        yield f"定的时候各部门之和是 {was}，现在是 {format_value(item.added) or '空'}，请重新确认。"


def ways(item: Decision) -> list[tuple[str, str]]:
    """The figures there are for a number, each with what it is."""
    added, followed = format_value(item.added), format_value(item.followed)
    if added and added == followed:
        return [(added, f"{added}  各部门之和，与按上年推算的一致")]
    known = ((added, "各部门之和"), (followed, "按上年推算"))
    return [(value, f"{value}  {what}") for value, what in known if value]
