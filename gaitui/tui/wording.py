"""What the edit screen says in its header, section strip, status area and findings panel."""

from collections.abc import Callable, Sequence
from itertools import chain

from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.finding import SEVERITY_NAMES, Finding, Severity, by_cause
from gaitui.merge import contributions
from gaitui.render.outcome import SIGNS
from gaitui.render.wrap import one_line, wrap
from gaitui.session import Session, StateKind
from gaitui.tui.pages import Page, PageKind
from gaitui.tui.widgets.lines import Line, Part
from gaitui.values import format_value

_STRIP_KEYS = "Alt+数字"
ASIDE, ROOMY = 110, 150
"""Columns from which the findings stand beside the page, and from which there is room for
long titles too."""
SEVERITY_TONES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "dim"}


def header_line(session: Session, width: int) -> Line:
    """Unit and year on the left; counts and the saved state on the right."""
    report = session.report
    year = f" · {report.year} 年度" if report.year else ""
    counts = session.counts
    right: list[Part] = [
        (f"✗{counts[Severity.ERROR]}", "error" if counts[Severity.ERROR] else "dim"),
        ("  ", ""),
        (f"!{counts[Severity.WARNING]}", "warning" if counts[Severity.WARNING] else "dim"),
        ("   ", ""),
        (_saved_state(session), "accent" if session.is_dirty else "dim"),
        (" ", ""),
    ]
    room = width - sum(cell_len(text) for text, _ in right) - 1
    left = cut(f" {report.unit or '（未填机关名称）'}{year}", room)
    gap = " " * max(1, room - cell_len(left) + 1)
    return [(left, "accent"), (gap, ""), *right]


def _saved_state(session: Session) -> str:
    if session.read_only:
        return "只读"
    if session.journal_problem:
        return "日志写不了"
    if session.is_dirty:
        return "有未保存修改"
    return f"已保存 {session.saved_at:%H:%M}" if session.saved_at else "未改动"


def page_state(session: Session, page: Page) -> str:
    """A page's state in a sign or two: `✓`, `空`, `✗2`, `!1`, `…` for half done."""
    if page.kind is PageKind.REVIEW:
        return ""
    state = session.section_state(page.key)
    if state.kind is StateKind.EMPTY:
        return "空"
    if state.errors:
        return f"✗{state.errors}"
    if state.warnings:
        return f"!{state.warnings}"
    return "✓" if state.kind is StateKind.OK else "…"


def strip_line(session: Session, pages: Sequence[Page], current: Page, width: int) -> Line:
    """The section strip: each page's key, name and state, the current one bracketed, and how
    to press the key if there is room to say so."""
    line: list[Part] = [(" ", "")]
    for page in pages:
        label = f"{page.number}{page.short}{page_state(session, page)}"
        line.append((f"[{label}]", "current") if page is current else (f" {label} ", ""))
    room = width - sum(cell_len(text) for text, _ in line) - 1
    if room >= cell_len(_STRIP_KEYS):
        line.append((" " * (room - cell_len(_STRIP_KEYS)) + _STRIP_KEYS, "dim"))
    return line


def list_lines(session: Session, pages: Sequence[Page], current: Page, width: int) -> list[Line]:
    """The section strip as a list for wide screens."""
    lines: list[Line] = []
    for page in pages:
        state = page_state(session, page)
        room = width - cell_len(state) - 4
        title = cut(f"{page.number} {page.title}", room)
        text = f" {title}{' ' * (room - cell_len(title))} {state} "
        lines.append([(text, "current" if page is current else "")])
        lines.append([])
    return [*lines, [(f" {_STRIP_KEYS} 前往", "dim")]]


def page_hint(page: Page) -> str:
    """The keys that matter on a page without cells."""
    match page.kind:
        case PageKind.REVIEW:
            return " ↑↓ 选择   Enter 去这一处   e 说明理由   F1 说明这个编号"
        case PageKind.BASICS:
            return " Tab 下一项   Enter 确定   F6 下一部分"
    return " F4 插入小标题   F6 下一部分   F8 下一处问题"


def cell_lines(session: Session, ref: CellRef, width: int, first: str = "") -> list[Line]:
    """Where a cell stands, last year's value and the change, and what it takes part in; `first`
    is said before that."""
    spec = session.report.definition.cells[ref]
    path = cut(f" {' › '.join(spec.path)}", width)
    lead = f"{first}   " if first else ""
    facts = lead + _cell_facts(session, ref, width - 1 - cell_len(lead))
    return [[(path, "accent")], [(cut(f" {facts}", width), "")]]


def _cell_facts(session: Session, ref: CellRef, width: int) -> str:
    facts = []
    differing = session.differing_totals.get(ref)
    if differing is not None:
        received, computed = differing
        shown = "，收到的与自动合计不同，F3 改用自动合计"
        facts.append(f"收到 {format_value(received)}，自动合计 {format_value(computed)}{shown}")
    cell = session.report.cell(ref)
    if cell.problem is not None:
        facts.append("不是能用的数字，请改填")
    prior = session.prior_value(ref)
    if prior is not None:
        change = (session.report.value(ref) or 0) - prior
        sign = "+" if change >= 0 else "−"
        size = format_value(change if change >= 0 else -change)
        facts.append(f"上年 {format_value(prior)}（{sign}{size}）")
    if session.report.parts:
        facts.append(_behind(session, ref, width - sum(cell_len(fact) + 3 for fact in facts)))
    parts = session.takes_part(ref)
    if parts:
        facts.append(f"参与：{' · '.join(parts)}")
    unit = session.report.definition.cells[ref].unit
    if unit:
        facts.append(f"单位：{unit}")
    return "   ".join(facts)


def _behind(session: Session, ref: CellRef, room: int) -> str:
    """The departments behind a cell of a merged report, the largest first, as many as fit."""
    found = [(part, value) for part, value in contributions(session.report, ref) if value]
    if not found:
        return "各部门都是 0 或空"
    line = f"来自 {len(found)} 个部门"
    names: list[str] = []
    for part, value in found:
        names.append(f"{one_line(part.name)} {format_value(value)}")
        others = len(found) - len(names)
        more = f" · 另 {others} 个部门" if others else ""
        fuller = f"来自：{' · '.join(names)}{more}"
        if cell_len(fuller) > room:
            break
        line = fuller
    return line


def finding_line(finding: Finding, page: Page, width: int) -> Line:
    """One finding on one line; the part it stands in goes without saying on its own page."""
    text = cut(f" {SIGNS[finding.severity]} {finding.code} {_on_page(finding, page)}", width)
    sign, rest = text[:2], text[2:]
    return [(sign, SEVERITY_TONES[finding.severity]), (rest, "")]


def _on_page(finding: Finding, page: Page) -> str:
    return finding.message.removeprefix(page.title).lstrip("，：› ")


def _page_of(finding: Finding) -> str:
    return (finding.ref or "").split(".")[0]


def panel_lines(
    session: Session, page: Page, key: str | None, height: int, width: int
) -> list[Line]:
    """Findings on the current place, then on its page, then the others, as many as fit; those
    with one cause follow the nearest of them."""

    def distance(finding: Finding) -> int:
        if finding.ref is None:
            return 2
        return 0 if finding.ref == key else 1 if _page_of(finding) == page.key else 2

    shown = _nearest_first(session, distance)
    lines = [finding_line(finding, page, width) for finding in shown[:height]]
    if not lines:
        return [[(" ✓ 没有发现问题", "dim")]]
    if len(shown) > height and lines:
        more = f" …共 {len(shown)} 处，F8 下一处，Alt+8 全部"
        lines[-1] = [(cut(more, width), "dim")]
    return lines


def _nearest_first(session: Session, distance: Callable[[Finding], int]) -> list[Finding]:
    """The findings by how far they stand from the current place, those with one cause together."""
    groups = [sorted(group, key=distance) for group in by_cause(session.findings)]
    groups.sort(key=lambda group: distance(group[0]))
    return list(chain.from_iterable(groups))


def list_width(width: int) -> int:
    """Columns for the list of sections on a wide screen: the table needs its captions more."""
    return 26 if width < ASIDE or width >= ROOMY else 17


def side_width(width: int) -> int:
    """Columns for the findings beside the page."""
    return min(44, width // 4)


def side_lines(session: Session, page: Page, key: str | None, rows: int, width: int) -> list[Line]:
    """Findings as a column beside the page, those on it first; what touches the current place
    is pointed at, so that moving the cursor moves one sign and no text."""
    shown = _nearest_first(session, lambda finding: int(_page_of(finding) != page.key))
    if not shown:
        return [[(" ✓ 没有发现问题", "dim")]]
    lines: list[Line] = []
    for index, finding in enumerate(shown):
        message = _on_page(finding, page)
        head, *rest = wrap(f"{SIGNS[finding.severity]} {finding.code} {message}", width - 3)
        if len(lines) + len(rest) + 2 > rows:
            lines.append([(cut(f" …另有 {len(shown) - index} 处，Alt+8 全部", width), "dim")])
            break
        mark = "▸" if finding.ref is not None and finding.ref == key else " "
        lines.append(
            [(mark, "accent"), (head[:1], SEVERITY_TONES[finding.severity]), (head[1:], "")]
        )
        lines += [[(f"   {line}", "")] for line in rest]
    return lines


def cut(text: str, width: int) -> str:
    """Text cut to a width in terminal cells, with … where something was left out."""
    if cell_len(text) <= width:
        return text
    kept = ""
    used = 1
    for char in text:
        used += cell_len(char)
        if used > width:
            break
        kept += char
    return kept + "…"


def verdict_line(session: Session) -> str:
    """How many findings of each severity there are, and how many checks ran."""
    counts = session.counts
    found = "   ".join(
        f"{SIGNS[severity]} {counts[severity]} 个{SEVERITY_NAMES[severity]}"
        for severity in Severity
    )
    return f" {found}   共核对 {session.checks_run} 项"
