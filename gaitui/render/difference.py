"""What differs between two reports, in the form's words: part by part, old → new."""

from collections.abc import Iterator, Sequence

from gaitui.cell import CellRef
from gaitui.difference import CellChange, Difference, FieldChange
from gaitui.paragraphs import Kind, ParagraphChange, Piece
from gaitui.remarks import signed
from gaitui.render.wrap import one_line, wrap
from gaitui.report import Cell, Origin, Report
from gaitui.values import format_value

WIDTH = 80
"""Cells of a line."""
BLANK = "（空）"
EDITION = "格式版本"
CONTEXT = 20
"""Characters of unchanged text shown on either side of what changed."""
SAME = "两份报告相同。写法不同而数值相同的不算不同；空白与 0 算不同。"


def render_difference(
    old: Report, new: Report, difference: Difference, names: tuple[str, str]
) -> str:
    """The whole text, ended by a line feed; `names` are what the two files are called."""
    lines = [*_wrapped(f"旧：{_title(old, names[0])}"), *_wrapped(f"新：{_title(new, names[1])}")]
    if difference.is_empty:
        return "\n".join([*lines, "", SAME]) + "\n"
    body = difference_lines(old, new, difference)
    return "\n".join([*lines, *body, "", *wrap(summary(difference), WIDTH)]) + "\n"


def summary(difference: Difference) -> str:
    """One sentence: how much differs."""
    paragraphs = sum(len(item.paragraphs) for item in difference.narratives)
    counts = {
        "格": len(difference.cells),
        "段文字": paragraphs,
        "项基本信息": len(difference.fields),
        "条对问题的说明": len(difference.explanations),
        "个只有一边的格式才有的格子": len(difference.only_old + difference.only_new),
    }
    said = "、".join(f"{count} {what}" for what, count in counts.items() if count)
    blanks = [item for item in difference.cells if _is_blank_and_zero(item)]
    more = f"其中 {len(blanks)} 格一边空着、一边是 0，算不同。" if blanks else ""
    return f"共有 {said}不同。{more}"


def _is_blank_and_zero(change: CellChange) -> bool:
    cells = (change.old, change.new)
    return any(cell.is_blank for cell in cells) and any(cell.value == 0 for cell in cells)


def difference_lines(old: Report, new: Report, difference: Difference) -> Iterator[str]:
    """The body: a heading for each part that differs, and a line for each place in it."""
    blocks = [("基本信息", [_field(old, item) for item in difference.fields])]
    keys = dict.fromkeys(_heading(report, key) for report in (old, new) for key in _keys(report))
    parts: dict[str, list[str]] = {heading: [] for heading in keys}
    for change in difference.cells:
        parts[_heading(old, change.ref)].append(cell_line(old, change))
    for text in difference.narratives:
        owner = old if text.key in old.definition.narratives else new
        parts[_heading(owner, text.key)] += map(_paragraph, text.paragraphs)
    blocks += parts.items()
    blocks.append(
        ("对未改正问题的说明", [_explanation(old, item) for item in difference.explanations])
    )
    for word, report, refs in (("旧", old, difference.only_old), ("新", new, difference.only_new)):
        lines = [_lone(report, ref) for ref in refs]
        blocks.append((f"只有{word}报告的格式（{report.definition.id}）才有的格子", lines))
    for heading, lines in blocks:
        if lines:
            yield ""
            yield from wrap(heading, WIDTH)
            for line in lines:
                yield from _wrapped(line, "  ")


def cell_line(old: Report, change: CellChange) -> str:
    """`三 › （一）予以公开 › 自然人：132 → 135（+3）  〔三、依申请 D8〕`."""
    delta = f"（{signed(change.delta)}）" if change.delta is not None else ""
    places = [_place(cell.origin) for cell in (change.old, change.new)]
    where = places[0] if places[0] == places[1] else " → ".join(filter(None, places))
    at = f"  〔{where}〕" if where else ""
    return f"{old.describe(change.ref)}：{shown(change.old)} → {shown(change.new)}{delta}{at}"


def shown(cell: Cell) -> str:
    """What a cell says; a blank is named, a text that is no number stands in quotes."""
    if cell.value is not None:
        return format_value(cell.value)
    group = f"（整组 {format_value(cell.group_value)}）" if cell.group_value is not None else ""
    raw = one_line(cell.raw or "") if cell.problem or cell.does_not_apply else ""
    return (f"“{raw}”" if raw else BLANK) + group


def _keys(report: Report) -> Iterator[str]:
    """Tables and texts in the form's order."""
    definition = report.definition
    for key in definition.narratives:
        if definition.section_of(key) is None:
            yield key
    for section in definition.sections:
        yield section.table or section.narrative or ""


def _heading(report: Report, key: str) -> str:
    """The heading of the part that a table, one of its cells, or a text belongs to."""
    definition = report.definition
    table = definition.cells[CellRef(key)].table if key in definition.cells else key
    section = definition.section_of(table)
    return section.heading if section else report.describe(key)


def _title(report: Report, name: str) -> str:
    year = f"{report.year} 年度" if report.year else ""
    known = "，".join(filter(None, (one_line(report.unit), year, report.definition.id)))
    return f"{one_line(name)}（{known}）"


def label(report: Report, key: str) -> str:
    """A field of the report as users know it."""
    return EDITION if key == "definition" else report.describe(key)


def _field(report: Report, change: FieldChange) -> str:
    old, new = (one_line(text) if text else BLANK for text in (change.old, change.new))
    return f"{label(report, change.key)}：{old} → {new}"


def _explanation(report: Report, change: FieldChange) -> str:
    code, _, ref = change.key.partition(" ")
    place = report.describe(ref) or "整份报告"
    old, new = (one_line(text) if text else BLANK for text in (change.old, change.new))
    return f"{code} {place}：{old} → {new}"


def _lone(report: Report, ref: CellRef) -> str:
    cell = report.cell(ref)
    where = _place(cell.origin)
    return f"{report.describe(ref)}：{shown(cell)}" + (f"  〔{where}〕" if where else "")


def _place(origin: Origin | None) -> str:
    return one_line(f"{origin.sheet} {origin.address}") if origin else ""


def _paragraph(change: ParagraphChange) -> str:
    """`改 第 2 段：……受理【-132-】【+135+】件……`; readable without colours."""
    match change.kind:
        case Kind.ADDED:
            return f"增 第 {change.new_number} 段：{_marked(Piece('', change.new or ''))}"
        case Kind.DELETED:
            return f"删 第 {change.old_number} 段：{_marked(Piece(change.old or '', ''))}"
    same = change.old_number == change.new_number
    number = f"{change.old_number}" if same else f"{change.old_number} → {change.new_number}"
    return f"改 第 {number} 段：{_words(change.pieces)}"


def _words(pieces: Sequence[Piece]) -> str:
    last = len(pieces) - 1
    return "".join(
        _context(piece.old, index > 0, index < last) if piece.old == piece.new else _marked(piece)
        for index, piece in enumerate(pieces)
    )


def _context(text: str, after: bool, before: bool) -> str:
    """Unchanged text, cut to what stands next to a change."""
    head, tail = CONTEXT * after, CONTEXT * before
    if len(text) <= head + tail + 4:
        return text
    return text[:head] + "……" + (text[-tail:] if tail else "")


def _marked(piece: Piece) -> str:
    old = f"【-{piece.old}-】" if piece.old else ""
    new = f"【+{piece.new}+】" if piece.new else ""
    return old + new or "（空段）"


def _wrapped(text: str, indent: str = "") -> list[str]:
    """A text in lines, all but the first further in."""
    lines = wrap(one_line(text), WIDTH - len(indent) - 4)
    return [indent + ("    " if index else "") + line for index, line in enumerate(lines)]
