"""The roll call as a table for people, as JSON and as CSV."""

import csv
import io
from collections.abc import Iterator

import msgspec
from rich.cells import cell_len

from gaitui import __version__
from gaitui.campaign.rollcall import Line, RollCall
from gaitui.campaign.state import Stage
from gaitui.errors import printable
from gaitui.render.csv import harmless

SIGNS = {
    Stage.MISSING: "○",
    Stage.FAULTY: "✗",
    Stage.DOUBTFUL: "?",
    Stage.RETURNED: "↩",
    Stage.ACCEPTED: "✓",
}
"""What marks a stage, so that colour only repeats it."""
_HEADS = ("部门", "类别", "状态", "版次", "错误", "提醒", "改动", "收到时间")
_RIGHT = frozenset({3, 4, 5, 6})


def title_of(call: RollCall) -> str:
    """Whose campaign it is."""
    return f"{printable(call.unit)} {call.year} 年度报告收集"


def summary_of(call: RollCall) -> str:
    """The figures on one line: `应报 40　已报 39　…`."""
    return "　".join(f"{name} {count}" for name, count in call.counts.items())


def render_roll_call(call: RollCall) -> str:
    """Title, table, figures."""
    rows = [_HEADS, *(_cells(line) for line in call.lines)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = [f"{title_of(call)}（{call.deadline_words}）", ""]
    lines += ["  " + _padded(row, widths) for row in rows]
    lines += ["", summary_of(call)]
    if call.merged:
        stale = "，之后又有变动" if call.merged_is_stale else ""
        at = f"{call.merged.astimezone():%m-%d %H:%M}"
        lines.append(f"汇总：{at} 汇总了 {call.merged_departments} 个部门{stale}")
    return "\n".join(lines) + "\n"


def render_roll_call_json(call: RollCall) -> str:
    """The same for programs: stages and figures by their English ids."""
    ids = {"应报": "expected", "已报": "reported", **{str(stage): _id(stage) for stage in Stage}}
    document = {"schema": 1, "gaitui": __version__, **msgspec.to_builtins(call)}
    document["counts"] = {ids[name]: count for name, count in call.counts.items()}
    document["lines"] = [
        {**msgspec.to_builtins(line), "stage": _id(line.stage)} for line in call.lines
    ]
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _id(stage: Stage) -> str:
    return stage.name.lower()


def render_roll_call_csv(call: RollCall) -> str:
    """The same for spreadsheets, with a line a department; Excel knows UTF-8 by the BOM."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*_HEADS, "联系人", "理由"))
    for line in call.lines:
        fields = (*_cells(line, signs=False), line.contact, line.reason)
        writer.writerow([harmless(field) for field in fields])
    return "\ufeff" + out.getvalue()


def _cells(line: Line, signs: bool = True) -> tuple[str, ...]:
    stage = f"{SIGNS[line.stage]} {line.stage}" if signs else str(line.stage)
    return (
        line.department,
        line.kind,
        stage,
        str(line.versions or ""),
        "" if line.errors is None else str(line.errors),
        "" if line.warnings is None else str(line.warnings),
        str(line.amendments or ""),
        f"{line.received.astimezone():%m-%d %H:%M}" if line.received else "",
    )


def _padded(cells: tuple[str, ...], widths: list[int]) -> str:
    def pad() -> Iterator[str]:
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            gap = " " * (width - cell_len(cell))
            yield gap + cell if column in _RIGHT else cell + gap

    return "  ".join(pad()).rstrip()
