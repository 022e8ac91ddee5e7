"""The printed report: plain text with the tables drawn, for a terminal, a mail or an archive."""

from collections.abc import Iterator

from rich.cells import cell_len

from gaitui.definition.schema import Section
from gaitui.render.boxes import draw_table
from gaitui.render.wrap import one_line, wrap
from gaitui.report import META_FIELDS, Report

MIN_WIDTH, DEFAULT_WIDTH, MAX_WIDTH = 80, 100, 140
"""Widths of a line, in terminal cells."""
DRAFT_MARK = "〔草稿 · 未通过核对，不得公布〕"

_INDENT = "　　"
_META_LABELS = {
    "published": "发布日期",
    "drafter": "填报人",
    "reviewer": "审核人",
    "contact": "联系方式",
}


def render_text(report: Report, width: int = DEFAULT_WIDTH, draft: bool = False) -> str:
    """The report as text, no line wider than `width` cells, with one final line feed.

    A draft bears a mark at its head and above each part, so that no page of it can pass for
    the published report. Raises `ValueError` for a width outside `MIN_WIDTH` to `MAX_WIDTH`,
    `OutputError` if a table of the definition has too many columns for it.
    """
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        raise ValueError(f"width {width} is not within {MIN_WIDTH} to {MAX_WIDTH}")
    mark = [DRAFT_MARK] if draft else []
    blocks = [mark, _title(report, width), _preamble(report, width)]
    for section in report.definition.sections:
        blocks.append([*mark, *wrap(section.heading, width)])
        blocks.append(_part(report, section, width))
    blocks.append(list(_meta(report, width)))
    lines = ["\n".join(line.rstrip() for line in block) for block in blocks if block]
    return "\n\n".join(lines) + "\n"


def _title(report: Report, width: int) -> list[str]:
    """The title in the middle, in lines of about equal length if it takes several."""
    title = one_line(report.title)
    parts = -(-cell_len(title) // width) or 1
    lines = wrap(title, min(width, cell_len(title) // parts + 8)) if parts > 1 else [title]
    return [" " * ((width - cell_len(line)) // 2) + line for line in lines]


def _preamble(report: Report, width: int) -> list[str]:
    """The texts that belong to no part."""
    definition = report.definition
    keys = [key for key in definition.narratives if definition.section_of(key) is None]
    return [line for key in keys for line in _paragraphs(report, key, width)]


def _part(report: Report, section: Section, width: int) -> list[str]:
    """A part's text or table, without its heading."""
    if section.table is None:
        return _paragraphs(report, section.narrative or "", width)
    table = report.definition.tables[section.table]
    return draw_table(table, {cell.ref: report.cell(cell.ref).shown for cell in table.cells}, width)


def _paragraphs(report: Report, narrative: str, width: int) -> list[str]:
    return wrap(report.narratives.get(narrative, ""), width, _INDENT)


def _meta(report: Report, width: int) -> Iterator[str]:
    for key in META_FIELDS:
        if text := one_line(report.meta.get(key, "")):
            yield from wrap(f"{_META_LABELS[key]}：{text}", width)
