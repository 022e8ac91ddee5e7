"""What the lean app sends paints the same screen as what Textual would send, in fewer bytes; and
keys that arrive together are handled in their order."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from rich.cells import get_character_cell_size
from rich.console import RenderableType
from rich.segment import Segment
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Static

from gaitui.cell import CellRef
from gaitui.tui.grid import CellState, TableGrid, build_grid
from gaitui.tui.grid.lean import LeanApp, Shown, lean
from gaitui.tui.grid.messages import CellCommitted, CursorMoved, EdgeReached
from gaitui.tui.grid.ordered import OrderedKeys
from tests.support import edition, luohu

_SEQUENCE = re.compile(r"\x1b\[(?:(\d+);(\d+)H|([0-9;]*)m)")
_BEHIND = re.compile(r"(?<![0-9])(?:[479]|4[0-7]|48;.*)(?![0-9])")
BLANK = (" ", "")


class Terminal:
    """As much of a terminal as a frame needs: places, attributes, characters of two cells."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}

    def feed(self, data: str) -> None:
        """Show what was sent."""
        y = x = place = 0
        attributes = ""
        while place < len(data):
            if match := _SEQUENCE.match(data, place):
                if match[1]:
                    y, x = int(match[1]) - 1, int(match[2]) - 1
                else:
                    attributes = "" if match[3] == "0" else match[3]
                place = match.end()
                continue
            assert data[place] != "\x1b", data[place : place + 20]
            width = get_character_cell_size(data[place])
            if data[place] != "\n" and width:
                self._put(y, x, data[place], width, attributes)
                x += width
            place += 1

    def _put(self, y: int, x: int, character: str, width: int, attributes: str) -> None:
        if self.cells.get((y, x), BLANK)[0] == "":
            self.cells[y, x - 1] = BLANK
        if self.cells.get((y, x + width), BLANK)[0] == "":
            self.cells[y, x + width] = BLANK
        self.cells[y, x] = (character, attributes)
        if width == 2:
            self.cells[y, x + 1] = ("", attributes)

    def line(self, y: int) -> str:
        return "".join(
            character for (row, _), (character, _) in sorted(self.cells.items()) if row == y
        )


class Note(ModalScreen[None]):
    """Something over the grid that cuts through characters."""

    CSS = "Note { align: center middle; } Note Static { width: 21; height: 3; border: solid red; }"

    def compose(self) -> ComposeResult:
        yield Static("完成填报")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss()


class TwoTerminals(LeanApp[None], OrderedKeys[None]):
    """Renders every frame both ways, on a terminal each."""

    CSS = "#status { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.stock, self.thrifty = Terminal(), Terminal()
        self.known = Shown()
        self.bytes = [0, 0]
        definition = edition("gwy-2021")
        self.texts = {ref: cell.shown for ref, cell in luohu().cells.items()}
        self.model = build_grid(definition.tables["requests"], definition.formulas)
        self.committed: list[tuple[CellRef, str]] = []

    def compose(self) -> ComposeResult:
        yield TableGrid(self.model, lambda ref: CellState(self.texts.get(ref, "")))
        yield Static("", id="status")

    def on_mount(self) -> None:
        self.query_one(TableGrid).focus()

    def on_cursor_moved(self, message: CursorMoved) -> None:
        described = edition("gwy-2021").describe(message.ref)
        self.query_one("#status", Static).update(described)

    def on_cell_committed(self, message: CellCommitted) -> None:
        self.committed.append((message.ref, message.text))
        self.texts[message.ref] = message.text
        self.query_one(TableGrid).refresh_cells([message.ref])

    def on_edge_reached(self, message: EdgeReached) -> None:
        self.query_one(TableGrid).move_to(self.model.first)

    def on_resize(self, event: events.Resize) -> None:
        self.known.forget()
        self.stock.cells.clear()
        self.thrifty.cells.clear()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        update = lean(renderable, self.known)
        if update is not None and not self._batch_count:
            assert isinstance(renderable, CompositorUpdate)
            stock = renderable.render_segments(self.console)
            thrifty = update.render_segments(self.console)
            self.stock.feed(stock)
            self.thrifty.feed(thrifty)
            self.bytes[0] += len(stock.encode())
            self.bytes[1] += len(thrifty.encode())
        super()._display(screen, renderable)


def play(scenario: Callable[[TwoTerminals, Pilot[None]], Awaitable[None]]) -> None:
    async def run() -> None:
        app = TwoTerminals()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await scenario(app, pilot)

    asyncio.run(run())


def visible(terminal: Terminal) -> dict[tuple[int, int], tuple[str, str]]:
    """What one can see: of a blank's attributes, background and reversal."""
    return {
        place: (
            character,
            ";".join(_BEHIND.findall(attributes)) if character == " " else attributes,
        )
        for place, (character, attributes) in terminal.cells.items()
    }


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app go on until something holds; what follows asserts it."""
    for _ in range(300):
        if condition():
            return
        await pilot.pause(0.01)


async def the_same(app: TwoTerminals, pilot: Pilot[None]) -> None:
    def painted() -> bool:
        grid = app.query_one(TableGrid)
        lines = [grid.render_line(y).text for y in range(grid.size.height)]
        return lines == [app.thrifty.line(y) for y in range(grid.size.height)]

    await until(pilot, painted)
    assert painted()
    assert visible(app.thrifty) == visible(app.stock)


def test_both_ways_paint_the_same() -> None:
    async def scenario(app: TwoTerminals, pilot: Pilot[None]) -> None:
        await the_same(app, pilot)
        for keys in ("down right", "1 2 enter", "pagedown", "shift+up shift+left", "ctrl+end"):
            for key in keys.split():
                await pilot.press(key)
                await the_same(app, pilot)
        assert app.bytes[1] * 2 < app.bytes[0]

    play(scenario)


def test_both_ways_paint_the_same_after_a_resize_and_a_modal() -> None:
    async def scenario(app: TwoTerminals, pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(120, 40)
        await the_same(app, pilot)
        app.push_screen(Note())

        def noted() -> bool:
            return "完成填报" in "".join(app.thrifty.line(y) for y in range(40))

        await until(pilot, noted)
        assert noted()
        assert visible(app.thrifty) == visible(app.stock)
        await pilot.press("x")
        await the_same(app, pilot)

    play(scenario)


def test_a_move_sends_little() -> None:
    async def scenario(app: TwoTerminals, pilot: Pilot[None]) -> None:
        await pilot.press("down", "right")
        await until(pilot, lambda: "商业企业" in app.thrifty.line(23))
        app.bytes = [0, 0]
        await pilot.press("down")
        await until(pilot, lambda: "予以公开" in app.thrifty.line(23))
        assert "予以公开" in app.thrifty.line(23)
        assert 0 < app.bytes[1] < app.bytes[0]
        assert app.bytes[1] <= 400

    play(scenario)


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        ("abcdef", "abcdef", []),
        ("abcdef", "abXdef", [(2, 3)]),
        ("一二三", "一四三", [(2, 4)]),
        ("一二三", "a一二三", [(0, 7)]),
        ("a" + " " * 20 + "b", "x" + " " * 20 + "y", [(0, 1), (21, 22)]),
        ("ab一", "abcd", [(2, 4)]),
    ],
)
def test_only_what_differs_is_sent(old: str, new: str, spans: list[tuple[int, int]]) -> None:
    shown = Shown()
    assert list(shown.changes(0, 0, Strip([Segment(old)])))
    assert list(shown.changes(0, 0, Strip([Segment(new)]))) == spans
    shown.forget()
    assert list(shown.changes(0, 0, Strip([Segment(new)]))) == [
        (0, Strip([Segment(new)]).cell_length)
    ]


def test_keys_that_arrive_together_keep_their_order() -> None:
    async def scenario(app: TwoTerminals, pilot: Pilot[None]) -> None:
        keys = "down down right 9 9 enter 8 right 7 tab 6 up 5 down"
        for key in keys.split():
            character = key if len(key) == 1 else None
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: len(app.committed) == 5)
        assert app.committed == [
            ("requests.granted.business", "99"),
            ("requests.partly_granted.business", "8"),
            ("requests.partly_granted.research", "7"),
            ("requests.partly_granted.public_interest", "6"),
            ("requests.granted.public_interest", "5"),
        ]

    play(scenario)


def test_keys_after_the_last_cell_wait_for_the_owners_answer() -> None:
    async def scenario(app: TwoTerminals, pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+end", "left")
        for key in ("4", "tab", "3", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: len(app.committed) == 2)
        assert app.committed == [
            ("requests.carried_out.other_org", "4"),
            ("requests.new.natural_person", "3"),
        ]

    play(scenario)
