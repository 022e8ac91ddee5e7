"""A narrative from its sheet: the rows below its anchor, put together as paragraphs."""

from collections.abc import Mapping, Sequence

from gaitui.grid import Grid, to_position
from gaitui.layout import CONTINUED, EMPTY

MAX_BLANK_ROWS = 10_000
"""More empty rows than these between texts are a stray cell far below, not blank paragraphs."""
NOTE_END = "从下一行开始。"
"""How the template's note right above a text ends."""


def read_narrative(grid: Grid, anchor: str) -> str:
    """The text from `anchor` down to the last row that holds text or a mark beside it.

    A row is a paragraph; a row marked 续 continues the one above; line breaks inside a cell
    separate paragraphs as well. Where a stray text stands far below, the gaps are one blank row.
    """
    position = to_position(anchor)
    if position is None or position[1] < 2:
        return ""
    anchor_row, column = position
    texts: dict[int, str] = {}
    marks: dict[int, str] = {}
    for address, cell in grid.cells.items():
        at = to_position(address)
        if at is None or not cell.text:
            continue
        if at[1] == column:
            texts[at[0]] = cell.text
        elif at[1] == column - 1:
            marks[at[0]] = cell.text.strip()
    top = _top(texts, anchor_row)
    texts = {row: text for row, text in texts.items() if row >= top}
    marks = {row: mark for row, mark in marks.items() if row >= top}
    last = max([*texts, *(row for row, mark in marks.items() if mark == EMPTY)], default=0)
    rows: Sequence[int] = range(top, last + 1)
    if len(rows) - len(texts) > MAX_BLANK_ROWS:
        rows = sorted({*texts, last, *(row - 1 for row in texts if row > top)})
    paragraphs: list[str] = []
    for row in rows:
        text = texts.get(row, "")
        if marks.get(row) == CONTINUED and paragraphs:
            paragraphs[-1] += text
        else:
            paragraphs.append(text)
    return "\n".join(paragraphs).replace("\r\n", "\n").replace("\r", "\n")


def _top(texts: Mapping[int, str], anchor: int) -> int:
    """The row a text begins in: a row inserted above the first paragraph pushes the name down
    that marked it, so what stands between the template's note and the name is part of the text."""
    notes = [row for row, text in texts.items() if row < anchor and text.endswith(NOTE_END)]
    return min((row for row in texts if notes and min(notes) < row < anchor), default=anchor)
