"""The grid in an app driven by keys: where the cursor is, what is posted, what is shown."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.tui.grid import CellState, TableGrid, build_grid
from gaitui.tui.grid.messages import (
    CellCleared,
    CellCommitted,
    CopyRequested,
    CursorMoved,
    EdgeReached,
    EditEnded,
    EditStarted,
    Pasted,
    ReadOnlyRefused,
    TotalRefused,
)
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


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        ("down", "requests.carried_in.natural_person"),
        ("j l l k", "requests.new.research"),
        ("right right h", "requests.new.business"),
        ("end", "requests.new.total"),
        ("end home", "requests.new.natural_person"),
        ("left up", "requests.new.natural_person"),
        ("ctrl+down", "requests.carried_out.natural_person"),
        ("ctrl+down ctrl+up", "requests.new.natural_person"),
        ("ctrl+right down", "requests.carried_in.total"),
        ("ctrl+end", "requests.carried_out.total"),
        ("ctrl+end ctrl+home", "requests.new.natural_person"),
        ("tab tab", "requests.new.research"),
        ("right right right right right tab", "requests.carried_in.natural_person"),
        ("down shift+tab", "requests.new.other_org"),
        ("pagedown", "requests.other_not_corrected.natural_person"),
        ("pagedown pagedown pageup", "requests.refused_state_secret.natural_person"),
    ],
)
def test_keys_move_the_cursor(keys: str, cursor: str) -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press(*keys.split())
        assert app.grid.cursor == cursor
        moves = [message.ref for message in app.posted if isinstance(message, CursorMoved)]
        assert moves[-1:] == ([cursor] if cursor != "requests.new.natural_person" else moves[-1:])
        shown = [line for line in app.screen_text() if line.startswith("▸")]
        assert len(shown) == 1
        assert "[" in shown[0]

    play(scenario)


def test_typing_replaces_and_enter_goes_down() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("1", "0")
        assert app.grid.editing == "10"
        assert app.take_posted() == [EditStarted(CellRef(f"{NEW}.natural_person"))]
        assert "[   10 ]" in app.screen_text()[2]
        await pilot.press("enter")
        assert app.grid.editing is None
        assert app.grid.cursor == "requests.carried_in.natural_person"
        assert app.take_posted() == [
            CellCommitted(CellRef(f"{NEW}.natural_person"), "10"),
            EditEnded(CellRef(f"{NEW}.natural_person")),
            CursorMoved(CellRef("requests.carried_in.natural_person")),
        ]
        assert "    10    16" in app.screen_text()[2]

    play(scenario)


@pytest.mark.parametrize(
    ("keys", "text", "cursor"),
    [
        ("7 right", "7", f"{NEW}.business"),
        ("7 down", "7", "requests.carried_in.natural_person"),
        ("7 tab", "7", f"{NEW}.business"),
        ("1 2 backspace 3 enter", "13", "requests.carried_in.natural_person"),
        ("f2 backspace 7 enter", "517", "requests.carried_in.natural_person"),
        ("f2 left left 7 right delete enter", "571", "requests.carried_in.natural_person"),
        ("f2 home 9 end 8 enter", "95108", "requests.carried_in.natural_person"),
        ("enter 4 enter", "5104", "requests.carried_in.natural_person"),
        ("1 f2 left 2 enter", "21", "requests.carried_in.natural_person"),
        ("f2 1 down", "5101", "requests.carried_in.natural_person"),
        ("minus 3 c j enter", "-3cj", "requests.carried_in.natural_person"),
    ],
)
def test_editing_keys(keys: str, text: str, cursor: str) -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press(*keys.split())
        committed = [message for message in app.posted if isinstance(message, CellCommitted)]
        assert committed == [CellCommitted(CellRef(f"{NEW}.natural_person"), text)]
        assert app.grid.cursor == cursor

    play(scenario)


def test_full_width_and_chinese_text_is_taken_as_typed() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("１", "２", "件", "enter", "不", "适", "用", "enter")
        committed = [message.text for message in app.posted if isinstance(message, CellCommitted)]
        assert committed == ["１２件", "不适用"]

    play(scenario)


def test_escape_drops_what_was_typed_and_is_then_the_owners() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("9", "escape")
        assert app.grid.editing is None
        ref = CellRef(f"{NEW}.natural_person")
        assert app.take_posted() == [EditStarted(ref), EditEnded(ref)]
        assert "[   510]" in app.screen_text()[2]
        await pilot.press("escape")
        assert app.take_posted() == []

    play(scenario)


def test_an_unchanged_text_is_not_committed_and_an_emptied_one_clears() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        ref = CellRef(f"{NEW}.natural_person")
        await pilot.press("5", "1", "0", "right")
        assert not [m for m in app.take_posted() if isinstance(m, CellCommitted | CellCleared)]
        await pilot.press("left", "f2", "backspace", "backspace", "backspace", "enter")
        assert CellCleared(ref) in app.take_posted()
        await pilot.press("up", "delete", "right", "backspace")
        cleared = [message for message in app.posted if isinstance(message, CellCleared)]
        assert cleared == [CellCleared(ref), CellCleared(CellRef(f"{NEW}.business"))]

    play(scenario)


def test_totals_are_visited_but_not_typed_into() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        total = CellRef(f"{NEW}.total")
        await pilot.press("end", "5", "f2", "delete")
        assert app.grid.editing is None
        assert app.posted == [CursorMoved(total), *[TotalRefused(total)] * 3]
        assert app.screen_text()[2].endswith("[  534] ")

    play(scenario)


def test_a_read_only_grid_refuses_changes() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("5", "delete")
        app.grid.post_message(events.Paste("1\t2"))
        await pilot.pause()
        assert app.posted == [ReadOnlyRefused(app.grid.cursor)] * 3

    play(scenario, Owner(read_only=True))


def test_tab_at_the_end_is_told_to_the_owner() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("shift+tab")
        await pilot.press("ctrl+end", "tab")
        assert [m for m in app.posted if isinstance(m, EdgeReached)] == [
            EdgeReached(-1),
            EdgeReached(1),
        ]

    play(scenario)


def test_selection_is_reversed_copied_and_cleared() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("shift+right", "shift+down", "c")
        block = (
            (CellRef(f"{NEW}.natural_person"), CellRef(f"{NEW}.business")),
            (
                CellRef("requests.carried_in.natural_person"),
                CellRef("requests.carried_in.business"),
            ),
        )
        assert app.grid.selection == block
        assert app.posted[-1] == CopyRequested(block)
        reversed_text = [
            segment.text
            for segment in app.grid.render_line(2)
            if segment.style and segment.style.reverse
        ]
        assert reversed_text == ["   510", "   16"]
        app.take_posted()
        await pilot.press("delete")
        assert len([m for m in app.posted if isinstance(m, CellCleared)]) == 4
        await pilot.press("escape", "ctrl+c")
        assert app.posted[-1] == CopyRequested(((CellRef("requests.carried_in.business"),),))

    play(scenario)


def test_paste_goes_to_the_owner_or_into_the_line_being_typed() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        app.grid.post_message(events.Paste("1\t2\r\n3\t4\r\n"))
        await pilot.pause()
        assert app.take_posted() == [Pasted("1\t2\r\n3\t4\r\n", app.grid.cursor)]
        await pilot.press("9")
        app.grid.post_message(events.Paste("12\n"))
        await pilot.pause()
        assert app.grid.editing == "912"
        app.grid.post_message(events.Paste("1\t2"))
        await pilot.pause()
        assert app.grid.editing is None
        assert app.posted[-1] == Pasted("1\t2", app.grid.cursor)

    play(scenario)


def test_mouse() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.click(SpyGrid, offset=(45, 4))
        assert app.grid.cursor == "requests.granted.business"
        await pilot.click(SpyGrid, offset=(52, 5), shift=True)
        assert len(app.grid.selection) == 2
        await pilot.click(SpyGrid, offset=(45, 5), times=2)
        assert app.grid.editing == "3"
        await pilot.click(SpyGrid, offset=(45, 1))
        assert app.grid.editing == "3"

    play(scenario)


def test_the_wheel_scrolls_rows_under_the_heads() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        app.post_message(
            events.MouseScrollDown(
                None,
                x=40,
                y=10,
                delta_x=0,
                delta_y=0,
                button=0,
                shift=False,
                meta=False,
                ctrl=False,
            )
        )
        await pilot.pause()
        assert app.grid.scroll_offset.y > 0
        assert "自然人" in app.screen_text()[1]
        assert "本年新收" not in app.screen_text()[2]
        assert app.screen_text()[2].endswith("↑")
        await pilot.press("right")
        assert app.screen_text()[2].startswith("▸一、本年新收")

    play(scenario)


def test_a_move_repaints_two_cells_and_two_marks() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("down")
        assert sorted(region for region in app.grid.repainted if region) == [
            Region(0, 2, 1, 1),
            Region(0, 3, 1, 1),
            Region(35, 2, 8, 1),
            Region(35, 3, 8, 1),
        ]
        assert None not in app.grid.repainted
        app.grid.repainted.clear()
        await pilot.press("right")
        assert set(app.grid.repainted) == {Region(35, 3, 8, 1), Region(42, 3, 7, 1)}
        app.grid.repainted.clear()
        await pilot.press("5", "6")
        assert set(app.grid.repainted) == {Region(42, 3, 7, 1)}
        app.grid.repainted.clear()
        app.grid.refresh_cells([CellRef(f"{NEW}.total"), CellRef("disputes.nothing.here")])
        assert app.grid.repainted == [Region(72, 2, 7, 1)]
        app.grid.repainted.clear()
        app.grid.refresh_cells([CellRef("requests.carried_out.total")])
        assert app.grid.repainted == []

    play(scenario)


def test_a_text_too_long_for_its_column_widens_it() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        ref = CellRef(f"{NEW}.research")
        app.states[ref] = CellState("1 234 件", Severity.ERROR)
        app.grid.refresh_cells([ref])
        await pilot.pause()
        assert None in app.grid.repainted
        assert "✗1 234 件" in app.screen_text()[2]
        assert app.screen_text()[2].rstrip().endswith("534")

    play(scenario)


def test_part_three_at_80x24() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        app.states[CellRef("requests.granted.business")] = CellState("6", Severity.ERROR)
        app.states[CellRef("requests.granted.total")] = CellState(
            "140", Severity.ERROR, computed=True, struck="139"
        )
        app.grid.refresh_cells(app.states)
        await pilot.press("down", "down")
        lines = app.screen_text()
        assert len(lines) == 23
        assert "─法人或其他组织─" in lines[0]
        for head in ("自然人", "商企", "科研", "公益", "法服", "其他", "总计"):
            assert head in lines[1]
        assert lines[4] == (
            "▸三（一）予以公开                [   132]   ✗6     0     0     1     1·139≠140  "
        )
        assert lines[22].endswith("↓")

    play(scenario)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_every_cell_can_be_brought_into_sight(size: tuple[int, int]) -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        for row in app.model.rows[::3]:
            for ref in row.cells:
                app.grid.move_to(ref)
                await pilot.pause(0)
                (line,) = [text for text in app.screen_text() if text.startswith("▸")]
                inside = line[line.index("[") + 1 : line.index("]")]
                assert inside.strip() == app.states[ref].text
                assert "自然" in "".join(app.screen_text()[:3])

    play(scenario, size=size)


def test_scrolling_sideways_keeps_labels_and_shows_where_more_is() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        for ref in app.states:
            app.states[ref] = CellState("123456789")
        app.grid.refresh_table()
        await pilot.pause()
        assert app.screen_text()[1].endswith("›")
        await pilot.press("end")
        lines = app.screen_text()
        assert lines[1].endswith("‹")
        assert lines[2].startswith("▸一、本年新收")
        assert lines[2].rstrip().endswith("[123456789]")

    play(scenario, size=(60, 20))


def test_resizing_while_typing_keeps_what_was_typed() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("pagedown", "right", "4", "2")
        for size in ((60, 20), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.grid.editing == "42"
            (line,) = [text for text in app.screen_text() if text.startswith("▸")]
            assert "42 ]" in line
            assert all(len(text) <= size[0] for text in app.screen_text())
        await pilot.press("enter")
        assert [m.text for m in app.posted if isinstance(m, CellCommitted)] == ["42"]

    play(scenario)


def test_sticky_heads_follow_the_block_on_top() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        assert "第二十条第（一）项" in app.screen_text()[0]
        await pilot.press("ctrl+end")
        lines = app.screen_text()
        assert app.grid.cursor == "disclosure.fees.amount"
        assert any(line.startswith("▸行政事业性收费") for line in lines)
        assert "本年收费金额（单位：万元）" in "".join(lines)

    play(scenario, Owner("disclosure"), size=(60, 7))


def test_showing_another_table_commits_first() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        disputes = build_grid(app.definition.tables["disputes"], app.definition.formulas)
        app.states |= {ref: CellState("1") for ref in disputes.places}
        await pilot.press("8")
        second = CellRef("disputes.litigation_after.other")
        app.grid.show(disputes, cursor=second, title="四、复议诉讼")
        await pilot.pause()
        assert app.grid.cursor == second
        assert CellCommitted(CellRef(f"{NEW}.natural_person"), "8") in app.posted
        assert app.posted[-1] == CursorMoved(second)
        assert app.screen_text()[0].startswith(" 四、复议诉讼")

    play(scenario)


def test_leaving_the_grid_commits() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("8")
        app.screen.set_focus(None)
        await pilot.pause()
        assert CellCommitted(CellRef(f"{NEW}.natural_person"), "8") in app.posted

    play(scenario)


def test_the_terminal_losing_focus_does_not_commit() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        await pilot.press("8")
        app.post_message(events.AppBlur())
        await pilot.pause()
        app.post_message(events.AppFocus())
        await pilot.pause()
        assert app.grid.editing == "8"
        assert app.grid.has_focus

    play(scenario)


def test_received_text_is_never_markup() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        ref = CellRef(f"{NEW}.natural_person")
        app.states[ref] = CellState("[/foo]\x1b[2J", Severity.ERROR)
        app.grid.refresh_cells([ref])
        await pilot.pause()
        assert "✗[/foo]" in app.screen_text()[2]
        assert "\x1b" not in app.screen_text()[2]

    play(scenario)


def test_every_key_has_an_action_of_the_same_name() -> None:
    bindings = TableGrid._merged_bindings
    assert bindings is not None
    actions = {binding.action for _, binding in bindings}
    assert len(actions) == 26
    assert all(callable(getattr(TableGrid, f"action_{action}")) for action in actions)
    assert {binding.id for _, binding in bindings} == {f"grid.{action}" for action in actions}
