"""A narrative from its sheet: the rows below its anchor, put together as paragraphs."""

from gaitui.grid import Grid, to_position
from gaitui.layout import CONTINUED, EMPTY


def read_narrative(grid: Grid, anchor: str) -> str:
    """The text from `anchor` down to the last row that holds text or a mark beside it.

    A row is a paragraph; a row marked 续 continues the one above; line breaks inside a cell
    separate paragraphs as well.
    """
    position = to_position(anchor)
    if position is None or position[1] < 2:
        return ""
    top, column = position
    texts: dict[int, str] = {}
    marks: dict[int, str] = {}
    for address, cell in grid.cells.items():
        at = to_position(address)
        if at is None or at[0] < top or not cell.text:
            continue
        if at[1] == column:
            texts[at[0]] = cell.text
        elif at[1] == column - 1:
            marks[at[0]] = cell.text.strip()
    last = max([*texts, *(row for row, mark in marks.items() if mark == EMPTY)], default=0)
    paragraphs: list[str] = []
    for row in range(top, last + 1):
        text = texts.get(row, "")
        if marks.get(row) == CONTINUED and paragraphs:
            paragraphs[-1] += text
        else:
            paragraphs.append(text)
    return "\n".join(paragraphs).replace("\r\n", "\n").replace("\r", "\n")
