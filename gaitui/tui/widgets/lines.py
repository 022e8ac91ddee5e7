"""A few lines of styled text that send only the cells that changed: over a slow line, a status
area must not cost a screenful at every key."""

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from gaitui.errors import printable

Part: TypeAlias = tuple[str, str]
"""Text and the name of its tone: a component class without its prefix, or `""`."""
Line: TypeAlias = Sequence[Part]

TONES = ("dim", "error", "warning", "accent", "current")


class Lines(Widget):
    """Lines of parts; `show` replaces them and repaints what differs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{tone}" for tone in TONES}
    DEFAULT_CSS = """
    Lines { height: 1; }
    Lines > .lines--dim { color: $text-muted; }
    Lines > .lines--error { color: $text-error; text-style: bold; }
    Lines > .lines--warning { color: $text-warning; text-style: bold; }
    Lines > .lines--accent { color: $text-accent; text-style: bold; }
    Lines > .lines--current { text-style: reverse bold; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._cells: list[list[tuple[str, str]]] = []

    @property
    def plain(self) -> str:
        """The text shown, without tones; for tests."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Replace the text; repaints from the first to the last cell that differs in a line."""
        before, after = self._cells, [_cells(line) for line in lines]
        self._lines, self._cells = list(lines), after
        for row in range(max(len(before), len(after))):
            old = before[row] if row < len(before) else []
            new = after[row] if row < len(after) else []
            span = _difference(old, new)
            if span:
                self.refresh(Region(span[0], row, span[1] - span[0], 1))

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        parts = self._lines[y] if y < len(self._lines) else ()
        segments = [Segment(printable(text), base + self._tone(tone)) for text, tone in parts]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _tone(self, tone: str) -> Style:
        return self.get_component_rich_style(f"lines--{tone}", partial=True) if tone else Style()


def _cells(line: Line) -> list[tuple[str, str]]:
    """One entry a terminal cell; the second cell of a wide character is empty."""
    from rich.cells import get_character_cell_size

    cells = []
    for text, tone in line:
        for char in text:
            cells.append((char, tone))
            cells.extend([("", tone)] * (get_character_cell_size(char) - 1))
    return cells


def _difference(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> tuple[int, int] | None:
    """The span of cells that differ, as start and end; None where nothing does."""
    length = max(len(old), len(new))
    blank = (" ", "")
    old = old + [blank] * (length - len(old))
    new = new + [blank] * (length - len(new))
    changed = [index for index in range(length) if old[index] != new[index]]
    if not changed:
        return None
    start, end = changed[0], changed[-1] + 1
    # A wide character is repainted whole.
    while start and (old[start][0] == "" or new[start][0] == ""):
        start -= 1
    while end < length and (old[end][0] == "" or new[end][0] == ""):
        end += 1
    return start, end
