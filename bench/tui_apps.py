"""The programs that `bench.tui_bytes` measures: gaitui itself, a grid with a status line and a
counter, a DataTable with the same numbers, and a bare app that shows each key."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

from gaitui.cell import CellRef
from gaitui.intake import take_in_bytes
from gaitui.report import Report
from gaitui.tui.app import GaituiApp
from gaitui.tui.grid import CellState, TableGrid, build_grid
from gaitui.tui.grid.lean import LeanApp
from gaitui.tui.grid.messages import CellCommitted, CursorMoved
from gaitui.tui.grid.ordered import OrderedKeys
from gaitui.tui.widgets.lines import Lines

SAMPLE = Path(__file__).parent.parent / "samples" / "luohu-2024.json"
TABLE = "requests"
CAMPAIGN = "GAITUI_BENCH_CAMPAIGN"
"""The variable that names the campaign's folder."""


def _sample() -> Report:
    report = take_in_bytes(SAMPLE.read_bytes(), SAMPLE.name).report
    assert report is not None
    return report


class GridApp(LeanApp[None], OrderedKeys[None]):
    """The grid, a line of status updated on each move, and a counter of changes."""

    def __init__(self) -> None:
        super().__init__()
        self.report = _sample()
        self.texts = {ref: cell.shown for ref, cell in self.report.cells.items()}
        self.changes = 0

    def compose(self) -> ComposeResult:
        definition = self.report.definition
        model = build_grid(definition.tables[TABLE], definition.formulas.keys())
        yield Lines(id="counter")
        yield TableGrid(model, self._state)
        yield Lines(id="status")

    def on_mount(self) -> None:
        self.query_one(TableGrid).styles.height = "1fr"
        self.query_one(TableGrid).focus()

    def _state(self, ref: CellRef) -> CellState:
        computed = ref in self.report.definition.formulas
        return CellState(self.texts.get(ref, ""), computed=computed)

    def on_cursor_moved(self, message: CursorMoved) -> None:
        words = self.report.definition.describe(message.ref)
        self.query_one("#status", Lines).show([[(words, "")]])

    def on_cell_committed(self, message: CellCommitted) -> None:
        self.texts[message.ref] = message.text
        touched = [message.ref]
        for total, equation in self.report.definition.formulas.items():
            new = str(sum(int(self.texts.get(part) or 0) for part in equation.right))
            if new != self.texts.get(total):
                self.texts[total] = new
                touched.append(total)
        self.changes += 1
        self.query_one(TableGrid).refresh_cells(touched)
        self.query_one("#counter", Lines).show([[(f"✗{self.changes}", "error"), (" 未保存", "")]])


class TableApp(App[None]):
    """A DataTable; digits go into the current cell."""

    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        report = _sample()
        table = self.query_one(DataTable)
        form = report.definition.tables[TABLE]
        table.add_columns("", *(form.short_heads[column] for column in form.columns))
        for row in form.rows:
            refs = [CellRef(f"{TABLE}.{row}.{column}") for column in form.columns]
            table.add_row(form.cells[0].row_path[0], *(report.cell(ref).shown for ref in refs))
        table.move_cursor(row=0, column=1)

    def on_key(self, event: events.Key) -> None:
        table = self.query_one(DataTable)
        if event.character and event.character.isdigit():
            before = str(table.get_cell_at(table.cursor_coordinate))
            table.update_cell_at(table.cursor_coordinate, before + event.character)
        elif event.key == "enter":
            table.update_cell_at(table.cursor_coordinate, "101")
            table.move_cursor(row=table.cursor_row + 1)


class BareApp(App[None]):
    """One line that shows the last key."""

    def compose(self) -> ComposeResult:
        yield Static("")

    def on_key(self, event: events.Key) -> None:
        self.query_one(Static).update(event.key)


def whole_app() -> App[None]:
    """gaitui itself with a copy of the sample open."""
    folder = Path(tempfile.mkdtemp(prefix="gaitui-bench-"))
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    path = folder / "luohu-2024.xlsx"
    path.write_bytes(SAMPLE.with_suffix(".xlsx").read_bytes())
    return GaituiApp(path)


def board_app() -> App[None]:
    """gaitui with the board of the campaign open that the bench has made."""
    folder = Path(os.environ[CAMPAIGN])
    os.environ["XDG_STATE_HOME"] = str(folder.parent / "state")
    return GaituiApp(folder)


APPS: Mapping[str, Callable[[], App[None]]] = {
    "app": whole_app,
    "board": board_app,
    "grid": GridApp,
    "datatable": TableApp,
    "bare": BareApp,
}
