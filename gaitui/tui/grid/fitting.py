"""Text fitted to a number of terminal cells, where a character takes one or two."""

import re

from rich.cells import cell_len, set_cell_size

from gaitui.tui.grid.state import MORE

_ENUMERATOR = re.compile(r"（[一二三四五六七八九十]+）|[一二三四五六七八九十]+(?=、)|[0-9]+[.．]")


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, ending in an ellipsis if something is left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + MORE if width > 1 else MORE[:width]


def fill(text: str, width: int) -> str:
    """The text cut and padded to exactly `width` cells."""
    return set_cell_size(cut(text, width), width)


def right(text: str, width: int) -> str:
    """The text at the right of `width` cells, cut so that a blank stays before it."""
    shown = cut(text, width - 1)
    return " " * (width - cell_len(shown)) + shown


def span(text: str, width: int) -> str:
    """A head over several columns: the text in the middle of a bracket as wide as they are."""
    inner = cut(text, max(width - 2, 0))
    spare = max(width - 2, 0) - cell_len(inner)
    left = spare // 2
    return fill("┌" + "─" * left + inner + "─" * (spare - left) + "┐", width)


def enumerator(label: str) -> str:
    """A label's number in front (`三`, `（四）`, `1.`), or the label and a blank."""
    match = _ENUMERATOR.match(label)
    return match[0] if match else label + " "
