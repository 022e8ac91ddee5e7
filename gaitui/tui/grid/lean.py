"""An app that sends only the cells of the screen that changed.

Textual repaints regions, a cell of the grid with most of its line, and at the start or on a
change of screens the whole screen several times over. `LeanApp` remembers what the terminal
shows and sends the difference. It stands between Textual's compositor and the driver, at one
method; `tests/tui/test_grid_lean.py` compares what a terminal shows either way.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeAlias, cast

from rich.cells import get_character_cell_size
from rich.console import Console, RenderableType
from rich.control import Control
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App, ReturnType
from textual.screen import Screen
from textual.strip import Strip

Cell: TypeAlias = tuple[str, Style | None]
"""A character and its style; the second cell of a wide character has the empty text."""
Place: TypeAlias = tuple[int, int, Strip]
"""Line, column and what is drawn there."""

_NEAR = 10
"""Unchanged cells that cost less to send again than to jump over."""


class Shown:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Cell]] = {}

    def forget(self) -> None:
        """Know nothing, so that everything is sent again."""
        self._rows.clear()

    def changes(self, y: int, x: int, strip: Strip) -> Iterator[tuple[int, int]]:
        """Spans of a strip that differ from what is shown at its place, and remember them."""
        row = self._rows.setdefault(y, {})
        cells = _cells(strip)
        changed = [index for index, cell in enumerate(cells) if row.get(x + index) != cell]
        row.update((x + index, cells[index]) for index in changed)
        for start, end in _joined(changed):
            yield _whole(cells, start, end)


def _cells(strip: Strip) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in strip:
        for character in "" if control else text:
            width = get_character_cell_size(character)
            if width:
                cells.append((character, _on_blank(style) if character == " " else style))
                cells += [("", style)] * (width - 1)
            elif cells:
                # A combining character belongs to the one before it.
                cells[-1] = (cells[-1][0] + character, style)
    return cells


@lru_cache(maxsize=1024)
def _on_blank(style: Style | None) -> Style | None:
    """What of a style shows on a blank."""
    if style is None or style.reverse or style.underline or style.strike:
        return style
    return Style(bgcolor=style.bgcolor)


def _joined(changed: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Spans that cover these places, those near each other in one."""
    start = previous = None
    for place in changed:
        if start is None or previous is None:
            start = place
        elif place - previous > _NEAR:
            yield start, previous + 1
            start = place
        previous = place
    if start is not None and previous is not None:
        yield start, previous + 1


def _whole(cells: Sequence[Cell], start: int, end: int) -> tuple[int, int]:
    """A span widened to whole characters."""
    while start and not cells[start][0]:
        start -= 1
    while end < len(cells) and not cells[end][0]:
        end += 1
    return start, end


class LeanUpdate(CompositorUpdate):
    """An update that sends what is not shown yet."""

    def __init__(self, places: Iterable[Place], shown: Shown) -> None:
        self._places = places
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """Terminal sequences for the cells that changed."""
        sequences: list[str] = []
        for y, x, strip in self._places:
            for start, end in self._shown.changes(y, x, strip):
                sequences.append(Control.move_to(x + start, y).segment.text)
                sequences.append(strip.crop(start, end).render(console))
        return "".join(sequences)


def lean(update: object, shown: Shown) -> LeanUpdate | None:
    """The lean form of one of Textual's updates; None for anything else."""
    if isinstance(update, LayoutUpdate):
        return LeanUpdate(_layout_places(update), shown)
    if isinstance(update, ChopsUpdate):
        return LeanUpdate(_span_places(update), shown)
    return None


def _layout_places(update: LayoutUpdate) -> Iterator[Place]:
    """What a full update draws."""
    for y, strips in enumerate(update.strips, update.region.y):
        yield y, update.region.x, Strip.join(strips)


def _span_places(update: ChopsUpdate) -> Iterator[Place]:
    """What a partial update draws: the pieces of lines that its spans touch."""
    touched = sorted({y for y, _, _ in update.spans})
    for y in touched:
        spans = [(left, right) for line, left, right in update.spans if line == y]
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is not None and any(left < end and x < right for left, right in spans):
                yield y, x, strip


class LeanApp(App[ReturnType], Generic[ReturnType]):
    """An app for slow lines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown = Shown()

    def redraw(self) -> None:
        """Send the whole screen again, as when something else has written to the terminal."""
        self._shown.forget()
        self.screen.refresh()

    def on_mount(self) -> None:
        """Send everything again when the app comes back from the background."""
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())

    def on_resize(self, _event: events.Resize) -> None:
        """Terminals move or drop their contents when they change in size."""
        self._shown.forget()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        update = cast("RenderableType | None", lean(renderable, self._shown))
        super()._display(screen, update if update is not None else renderable)
