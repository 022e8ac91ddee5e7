"""What the grid shows, what it repaints, and how it scrolls and resizes."""

import pytest
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.tui.grid import CellState, build_grid
from gaitui.tui.grid.messages import (
    CellCommitted,
    CursorMoved,
)
from tests.tui.grid_owner import NEW, Owner, play


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


def test_received_text_is_never_markup() -> None:
    async def scenario(app: Owner, pilot: Pilot[None]) -> None:
        ref = CellRef(f"{NEW}.natural_person")
        app.states[ref] = CellState("[/foo]\x1b[2J", Severity.ERROR)
        app.grid.refresh_cells([ref])
        await pilot.pause()
        assert "✗[/foo]" in app.screen_text()[2]
        assert "\x1b" not in app.screen_text()[2]

    play(scenario)
