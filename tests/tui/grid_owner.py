"""An app around the grid that applies what is committed and remembers what is posted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static

from gaitui.tui.grid import CellState, TableGrid, build_grid
from gaitui.tui.grid.messages import CellCommitted
from tests.support import edition, luohu

NEW = "requests.new"


class SpyGrid(TableGrid):
    """A grid that remembers which regions it repainted; None stands for all of it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.repainted: list[Region | None] = []
        super().__init__(*args, **options)

    def refresh(self, *regions: Region, **options: Any) -> "SpyGrid":
        self.repainted += regions or [None]
        return super().refresh(*regions, **options)


class Owner(App[None]):
    """Holds the texts, applies what is committed, and remembers all messages."""

    CSS = "Static { height: 1; }"

    def __init__(self, table: str = "requests", read_only: bool = False) -> None:
        super().__init__()
        self.definition = edition("gwy-2021")
        self.model = build_grid(self.definition.tables[table], self.definition.formulas)
        self.states = {
            spec.ref: CellState(
                luohu().cell(spec.ref).shown, computed=spec.ref in self.definition.formulas
            )
            for spec in self.definition.tables[table].cells
        }
        self.read_only = read_only
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield SpyGrid(self.model, self.states.__getitem__, read_only=self.read_only)
        yield Static("", id="status")

    @property
    def grid(self) -> SpyGrid:
        return self.query_one(SpyGrid)

    def on_mount(self) -> None:
        self.grid.focus()

    def note(self, message: Message) -> None:
        self.posted.append(message)

    on_cursor_moved = on_cell_cleared = on_copy_requested = on_edit_started = note
    on_edit_ended = on_pasted = on_total_refused = on_read_only_refused = note
    on_edge_reached = note

    def on_cell_committed(self, message: CellCommitted) -> None:
        self.posted.append(message)
        self.states[message.ref] = CellState(message.text)
        self.grid.refresh_cells([message.ref])

    def screen_text(self) -> list[str]:
        """The grid's lines as shown."""
        return [self.grid.render_line(y).text for y in range(self.grid.size.height)]

    def take_posted(self) -> list[Message]:
        """What was posted since the last call."""
        posted, self.posted = self.posted, []
        return posted


Scenario = Callable[[Owner, Pilot[None]], Awaitable[None]]


def play(scenario: Scenario, owner: Owner | None = None, size: tuple[int, int] = (80, 24)) -> None:
    """Run a scenario in an app of its own."""

    async def run() -> None:
        app = owner or Owner()
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            app.take_posted()
            app.grid.repainted.clear()
            await scenario(app, pilot)

    asyncio.run(run())
