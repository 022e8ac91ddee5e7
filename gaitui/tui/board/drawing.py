"""The board as lines: title, figures, and the roll call as a table."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from rich.cells import cell_len

from gaitui.campaign.rollcall import RollCall
from gaitui.campaign.rollcall_text import SIGNS, title_of
from gaitui.campaign.state import Stage, Standing
from gaitui.errors import printable
from gaitui.tui.board.deciding import MERGED
from gaitui.tui.board.model import Board
from gaitui.tui.grid.fitting import cut, fill, right
from gaitui.tui.widgets.lines import Line, Part

STAGE_TONES: Mapping[Stage, str] = {
    Stage.MISSING: "dim",
    Stage.FAULTY: "error",
    Stage.DOUBTFUL: "warning",
    Stage.RETURNED: "warning",
    Stage.ACCEPTED: "",
}
_ORDER = (Stage.ACCEPTED, Stage.RETURNED, Stage.FAULTY, Stage.DOUBTFUL, Stage.MISSING)
POINTER = "▸"
_STAGE = 9
"""Columns of a stage with its sign and the blank before it."""
_COUNTS = ("版次", "错误", "提醒", "改动")
_ROOMY = 74
"""Columns from which there is room for the hour and for wider gaps."""


def header_line(call: RollCall, merged: str, width: int) -> Line:
    """Whose campaign it is on the left, the deadline on the right; between them how the merged
    report stands. Where there is no room for both, the deadline counts while somebody is late."""
    title, deadline = f" {title_of(call)}", f"{call.deadline_words} "
    told = f"{merged}  " if merged else ""
    is_due = call.counts["应报"] > call.counts["合格"]
    if told and cell_len(title) + 2 + cell_len(told + deadline) > width:
        told, deadline = ("", deadline) if is_due else (f"{merged} ", "")
    left = fill(title, max(0, width - cell_len(told + deadline)))
    tone = "error" if call.days_left < 0 else "warning" if call.days_left <= 3 else "dim"
    return [
        (left, "accent"),
        (told, "dim" if merged == MERGED else "warning"),
        (deadline, tone if is_due else "dim"),
    ]


def figures_line(board: Board, width: int) -> Line:
    """The figures, the stages with their signs."""
    counts, gap = board.call.counts, " " if width >= _ROOMY else ""
    parts: list[Part] = [(f" 应报 {counts['应报']} {gap}已报 {counts['已报']} ", "")]
    for stage in _ORDER:
        tone = STAGE_TONES[stage] if counts[stage] else "dim"
        parts.append((f"{gap}{SIGNS[stage]}{gap}{stage} {counts[stage]} ", tone))
    return parts


def narrowed_words(board: Board) -> str:
    """What the list is narrowed to; nothing where it is whole."""
    if board.filter.is_open:
        return ""
    text = board.filter.text.strip()
    words = [f"“{printable(text)}”"] if text else []
    words += [str(board.filter.stage)] if board.filter.stage else []
    return f"只看{' '.join(words)}：{len(board.listed)} 个"


def name_width(width: int) -> int:
    """Columns for a department's name in a table of a width."""
    number, time = _widths(width)
    return max(8, width - 2 - _STAGE - number * len(_COUNTS) - time)


def _widths(width: int) -> tuple[int, int]:
    """Columns of a count and of a time, with the blanks before them."""
    return (6, 13) if width >= _ROOMY else (5, 6)


def heads_line(board: Board, top: int, rows: int, width: int) -> Line:
    """The table's heads, with what the list is narrowed to and which part of it is seen."""
    words = filter(None, (narrowed_words(board), _position_words(board, top, rows)))
    narrowed = cut("  ".join(words), name_width(width) - 7)
    number, time = _widths(width)
    last = "收到时间" if width >= _ROOMY else "收到"
    numbers = "".join(right(text, number) for text in _COUNTS) + right(last, time)
    return [
        ("  部门  ", "dim"),
        (fill(narrowed, name_width(width) - 7), "dim" if board.filter.is_open else "accent"),
        (fill("   状态", _STAGE) + numbers, "dim"),
    ]


def table_lines(board: Board, top: int, rows: int, width: int, zone: tzinfo | None) -> list[Line]:
    """Rows of the table from `top` on, the current one pointed at."""
    if not board.listed:
        return [[], [("   没有符合的部门。Esc 看全部", "dim")]]
    shown = board.listed[top : top + rows]
    return [
        row_line(item, top + index == board.at, width, zone) for index, item in enumerate(shown)
    ]


def row_line(standing: Standing, is_current: bool, width: int, zone: tzinfo | None) -> Line:
    """One department. What is nought is left blank, so that what is wrong stands out."""
    latest, stage = standing.latest, standing.stage
    name = fill(f" {printable(standing.name)}", name_width(width))
    counts: tuple[int, ...] = (0, 0, 0, 0)
    if latest is not None:
        counts = latest.number, latest.errors, latest.warnings, len(latest.amendments)
    tones = ("", "error" if counts[1] else "", "warning" if counts[2] else "", "")
    number, room = _widths(width)
    numbers = [
        (right(str(count or ""), number), tone) for count, tone in zip(counts, tones, strict=True)
    ]
    time = short_time(latest.at, zone) if latest is not None else ""
    time = time if width >= _ROOMY else time[:5]
    return [
        (POINTER if is_current else " ", "accent"),
        (name, ""),
        (fill(f" {SIGNS[stage]} {stage}", _STAGE), STAGE_TONES[stage]),
        *numbers,
        (right(time, room), "dim"),
    ]


def short_time(moment: datetime, zone: tzinfo | None) -> str:
    """`01-20 10:32` in a time zone."""
    return f"{moment.astimezone(zone):%m-%d %H:%M}"


def top_for(board: Board, top: int, rows: int) -> int:
    """The first row to show so that the current one is in sight. At an edge the table moves on by
    half a page: over a slow line a page costs as much as a line would."""
    if not rows or len(board.listed) <= rows:
        return 0
    last = len(board.listed) - rows
    if top <= board.at < top + rows:
        return min(top, last)
    half = rows // 2
    return max(0, min(last, board.at - half if board.at >= top + rows else board.at - rows + half))


def _position_words(board: Board, top: int, rows: int) -> str:
    """Which part of a list longer than the screen is seen; nothing where all of it is."""
    total = len(board.listed)
    return f"{top + 1}–{min(top + rows, total)} / {total}" if total > rows else ""
