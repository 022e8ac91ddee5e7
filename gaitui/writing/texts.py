"""Narratives on their sheets: one paragraph a row, so that a long text prints and wraps."""

from collections.abc import Iterator

from gaitui.definition.schema import Section
from gaitui.layout import CONTINUED, EMPTY, MARK_COLUMN, MAX_PARAGRAPH, TEXT_COLUMN, TEXT_TOP
from gaitui.report import Report
from gaitui.writing.book import Sheet
from gaitui.writing.measure import row_points

TEXT_WIDTHS = (5.0, 88.0)
LINE_POINTS = 16.0
TEXT_STYLES = ("mark", "input_text")
"""Whole columns carry the style of their texts, so that every row below is open for writing."""
PRINTED_ROWS = 12
"""How many rows of a blank text print, so that the form shows where to write."""


def write_text_sheet(sheet: Sheet, report: Report, section: Section) -> None:
    """A narrative part under its title, with the guidance and customary sub-headings."""
    narrative = report.definition.narratives[section.narrative or ""]
    sheet.widths(TEXT_WIDTHS, TEXT_STYLES)
    sheet.merge(1, 1, 1, 2, "title")
    sheet.text(1, 1, section.heading, "title")
    sheet.height(1, 30)
    sheet.text(2, 2, narrative.guidance, "note")
    outline = "　".join(narrative.outline)
    advice = f"惯用小标题：{outline}。" if outline else ""
    sheet.text(3, 2, f"{advice}一段写一行，从下一行开始。", "note")
    for row in (2, 3):
        sheet.height(row, 26)
    write_paragraphs(sheet, TEXT_TOP, report.narratives.get(narrative.id, ""))
    sheet.page()
    sheet.protect()


def write_paragraphs(sheet: Sheet, top: int, text: str) -> None:
    """A text from row `top` on, a paragraph a row, the rows below being open too.

    Paragraphs too long for one cell run on in the next row, marked 续; a blank paragraph at
    the text's end is marked 空, since an empty row alone would not say that it is meant.
    """
    row = top
    paragraphs = text.split("\n") if text else []
    for number, paragraph in enumerate(paragraphs, start=1):
        for part, chunk in enumerate(_chunks(paragraph)):
            mark = CONTINUED if part else ""
            if not paragraph and number == len(paragraphs):
                mark = EMPTY
            if mark:
                sheet.text(row, MARK_COLUMN, mark, "mark")
            sheet.text(row, TEXT_COLUMN, chunk, "input_text")
            sheet.height(row, row_points(chunk, TEXT_WIDTHS[1] - 2, LINE_POINTS))
            row += 1
    sheet.print_rows(row - 1 if text else top + PRINTED_ROWS, TEXT_COLUMN)


def _chunks(paragraph: str) -> Iterator[str]:
    """Pieces that fit a cell, counted in UTF-16 units; at least one."""
    start = size = 0
    for index, char in enumerate(paragraph):
        units = 2 if ord(char) > 0xFFFF else 1
        if size + units > MAX_PARAGRAPH:
            yield paragraph[start:index]
            start, size = index, 0
        size += units
    yield paragraph[start:]
