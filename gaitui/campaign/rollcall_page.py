"""The roll call as one HTML page that a chief can read and print: no script, no network."""

from html import escape

from gaitui.campaign.rollcall import Line, RollCall
from gaitui.campaign.rollcall_text import SIGNS, title_of
from gaitui.campaign.state import Stage
from gaitui.errors import printable
from gaitui.render.page import document

_COLOURS = {
    Stage.MISSING: "warning",
    Stage.FAULTY: "error",
    Stage.DOUBTFUL: "warning",
    Stage.RETURNED: "error",
    Stage.ACCEPTED: "ok",
}
_HEADS = ("部门", "类别", "状态", "版次", "错误", "提醒", "收到时间", "联系人", "说明")


def render_roll_call_page(call: RollCall) -> str:
    """Figures on top, those who need something next, then everybody."""
    totals = "".join(
        f'<td><b class="{_figure_colour(name, count)}">{count}</b>{name}</td>'
        for name, count in call.counts.items()
    )
    rows = "".join(map(_row, call.lines))
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    merged = (
        f"<p>{call.merged.astimezone():%Y-%m-%d %H:%M} 汇总了 "
        f"{call.merged_departments} 个部门。</p>\n"
        if call.merged
        else "<p>还没有汇总。</p>\n"
    )
    body = (
        f"<h1>{escape(title_of(call))}</h1>\n<p>{call.deadline_words}</p>\n"
        f'<table class="totals"><tr>{totals}</tr></table>\n{merged}'
        f"<h2>逐个部门</h2>\n<table>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )
    return document(title_of(call), body)


def _figure_colour(name: str, count: int) -> str:
    colours = {str(stage): colour for stage, colour in _COLOURS.items()}
    return colours.get(name, "") if count else ""


def _row(line: Line) -> str:
    errors, warnings = ("" if n is None else str(n) for n in (line.errors, line.warnings))
    received = f"{line.received.astimezone():%m-%d %H:%M}" if line.received else ""
    amended = f"改动 {line.amendments} 处" if line.amendments else ""
    remark = "；".join(filter(None, (line.reason, amended)))
    texts = (line.contact, remark)
    contact, remark = (escape(printable(text)) for text in texts)
    return (
        f"<tr><td>{escape(printable(line.department))}</td><td>{escape(printable(line.kind))}</td>"
        f'<td class="s {_COLOURS[line.stage]}">{SIGNS[line.stage]} {line.stage}</td>'
        f'<td class="n">{line.versions or ""}</td><td class="n">{errors}</td>'
        f'<td class="n">{warnings}</td><td class="s">{received}</td>'
        f"<td>{contact}</td><td>{remark}</td></tr>\n"
    )
