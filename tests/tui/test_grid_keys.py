"""Keys, typing, mouse and paste in the grid: where the cursor is and what is posted."""

import pytest
from textual import events
from textual.pilot import Pilot

from gaitui.cell import CellRef
from gaitui.tui.grid import TableGrid
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
from tests.tui.grid_owner import NEW, Owner, SpyGrid, play


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


def test_every_key_has_an_action_of_the_same_name() -> None:
    bindings = TableGrid._merged_bindings
    assert bindings is not None
    actions = {binding.action for _, binding in bindings}
    assert len(actions) == 26
    assert all(callable(getattr(TableGrid, f"action_{action}")) for action in actions)
    assert {binding.id for _, binding in bindings} == {f"grid.{action}" for action in actions}
