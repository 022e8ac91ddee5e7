"""What the board says about the current department, beside or below the table."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from msgspec import Struct
from rich.cells import cell_len

from gaitui.campaign.rollcall_text import SIGNS as STAGE_SIGNS
from gaitui.campaign.state import Stage, Standing, Version
from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.errors import printable
from gaitui.finding import Finding, Severity
from gaitui.intake import Intake
from gaitui.render.outcome import SIGNS
from gaitui.render.wrap import one_line, wrap
from gaitui.report import FIELD_LABELS, Report
from gaitui.tui.board.deciding import MERGED, STALE
from gaitui.tui.board.drawing import STAGE_TONES, short_time
from gaitui.tui.grid.fitting import cut
from gaitui.tui.widgets.lines import Line, Part
from gaitui.tui.wording import SEVERITY_TONES

_SILENT_SHOWN = 3
_CONTACT_AT = 40
"""The column where a department's kind and contact stand, where there is room."""


_MERGING = {
    "": "可以汇总：g 汇总   Enter 看报告",
    STALE: "汇总之后又有变动：g 再汇总   d 看定的数   Enter 看报告",
    MERGED: f"{MERGED}：o 打开汇总报告   v 核对账本   Enter 看报告",
}


class Seen(Struct, frozen=True):
    """What is known of a department's latest version once its file was read: the report as it
    counts, with its findings, or why it cannot be read; as it came, and last year's."""

    report: Report | None = None
    findings: tuple[Finding, ...] | None = None
    problem: str = ""
    received: Intake | None = None
    prior: Report | None = None


class Setting(Struct, frozen=True):
    """Where a detail is shown: its room, the time zone, the form's words."""

    width: int
    rows: int
    zone: tzinfo | None
    definition: Definition


def detail_lines(
    standing: Standing | None, seen: Seen, where: Setting, is_wide: bool
) -> list[Line]:
    """The detail of a department: who it is, what came, what is the matter. Wide, each thing is
    wrapped; else each has one line, and what there is no room for is left out from the end."""
    if standing is None:
        return []
    lines: list[Line] = [_title(standing, where.width)]
    before = list(_before(standing, where, is_wide))
    paragraphs = [*_facts(standing, where), *before, *_found(standing, seen, where, is_wide)]
    width = where.width
    for index, (lead, tone, text) in enumerate(paragraphs):
        room = where.rows - len(lines)
        whole = is_wide or text == seen.problem
        added = (_whole if whole else _cut)(lead, tone, text, width)
        if len(added) > room or (room == len(added) and index + 1 < len(paragraphs)):
            left = len(paragraphs) - index
            lines.append([(cut(f" …另有 {left} 项，Enter 看报告", width), "dim")])
            break
        lines += added
    return lines


def _title(standing: Standing, width: int) -> Line:
    """A rule with the name in it, and whom to call at a fixed place: a move from one department
    to the next then repaints little."""
    department = standing.department
    about = one_line("  ".join(filter(None, (department.kind, department.contact))))
    name = cut(f"── {one_line(standing.name)} ", width)
    name += "─" * (min(_CONTACT_AT, width - cell_len(about) - 3) - cell_len(name))
    text = cut(f"{name} {about} " if about else name, width)
    return [(text + "─" * (width - cell_len(text)), "accent")]


def _facts(standing: Standing, where: Setting) -> Iterator[tuple[str, str, str]]:
    """Sign, its tone and text: the latest version, the reason, silent changes, versions before."""
    latest = standing.latest
    if latest is None:
        sent = next((name for name in standing.sent.files), "") if standing.sent else ""
        told = f"填报表已写在 {sent}" if sent else "还没有写填报表（s 发表）"
        yield STAGE_SIGNS[Stage.MISSING], "dim", f"还没有报来。{told}"
        return
    yield _version(latest, where)
    if latest.reason is not None:
        yield "✓", "", f"确认的理由：{latest.reason}"
    if latest.silent:
        places = "；".join(silent_words(latest.silent[:_SILENT_SHOWN], where.definition))
        more = "等" if len(latest.silent) > _SILENT_SHOWN else ""
        yield "?", "warning", f"没有要求改、却改了的 {len(latest.silent)} 处：{places}{more}"
    for change in latest.amendments.values():
        place = " › ".join(where.definition.cells[CellRef(change.ref)].path[-2:])
        yield "*", "", f"改数：{place} {change.words}（{change.reason}）"


def _before(standing: Standing, where: Setting, is_wide: bool) -> Iterator[tuple[str, str, str]]:
    """The versions before the latest, the newest first; on one line where there is little room."""
    before = standing.versions[-2::-1] if len(standing.versions) > 1 else ()
    if is_wide:
        yield from (_version(version, where) for version in before)
    elif before:
        each = (f"第 {item.number} 次 {item.original} ✗{item.errors}" for item in before)
        yield "·", "dim", f"此前：{'；'.join(each)}"


def _version(version: Version, where: Setting) -> tuple[str, str, str]:
    text = (
        f"第 {version.number} 次 {short_time(version.at, where.zone)} ✗{version.errors} "
        f"!{version.warnings} 按{version.how}认出：{version.original}"
    )
    return STAGE_SIGNS[version.stage], STAGE_TONES[version.stage], text


def silent_words(keys: Sequence[str], definition: Definition) -> Iterator[str]:
    """Places that changed unasked, in the form's words."""
    for key in keys:
        if key in definition.cells:
            yield " › ".join(definition.cells[CellRef(key)].path[-2:])
        elif key in definition.narratives:
            yield definition.narratives[key].label
        else:
            yield FIELD_LABELS.get(key, key)


def _found(
    standing: Standing, seen: Seen, where: Setting, is_wide: bool
) -> Iterator[tuple[str, str, str]]:
    if seen.problem:
        yield "✗", "error", seen.problem
    if standing.latest is None or seen.problem:
        return
    if seen.findings is None:
        if standing.latest.errors or standing.latest.warnings:
            yield "…", "dim", "正在读问题"
        return
    for item in seen.findings:
        if item.severity is Severity.INFO:
            continue
        message = item.message if is_wide else _without_headings(item.message, where.definition)
        yield SIGNS[item.severity], SEVERITY_TONES[item.severity], f"{item.code} {message}"


def _without_headings(message: str, definition: Definition) -> str:
    """A message with the parts of the form called by their numbers."""
    for section in definition.sections:
        message = message.replace(section.heading, f"第{section.number}部分")
    return message


def _cut(lead: str, tone: str, text: str, width: int) -> list[Line]:
    return [[(f" {lead} ", tone), (cut(one_line(text), max(1, width - 3)), "")]]


def _whole(lead: str, tone: str, text: str, width: int) -> list[Line]:
    first, *rest = wrap(printable(one_line(text)), max(10, width - 4)) or [""]
    head: list[Part] = [(f" {lead} ", tone), (first, "")]
    return [head, *([(f"   {line}", "")] for line in rest)]


def hint_text(standing: Standing | None, merged: str = "") -> str:
    """What to do next about a department; `merged` is how the merged report stands."""
    if standing is None:
        return "Esc 看全部"
    match standing.stage:
        case Stage.MISSING:
            return (
                "i 收表   n 催报通知   s 写出填报表" if standing.sent else "s 写出填报表   i 收表"
            )
        case Stage.FAULTY:
            return "有错误：r 退回改正   a 写明理由后确认   m 改数   Enter 看报告"
        case Stage.DOUBTFUL:
            return "改了没有要求改的地方：a 写明理由后确认   r 退回   Enter 看报告"
        case Stage.RETURNED:
            return "已退回，等改正后再报：t 看退回通知   n 催报通知   a 写明理由后确认"
    return _MERGING.get(merged, f"{merged}：d 定数   o 打开汇总报告   Enter 看报告")
