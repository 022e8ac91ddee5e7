"""What someone who has only the screen to go by ran into, one test each."""

from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from gaitui.cell import CellRef
from gaitui.tui.altkeys import restore_alt_digits
from gaitui.tui.app import GaituiApp
from tests.support import luohu
from tests.tui.driving import drive, edit_screen, grid_of, screen_text, session_of, workbook

NEW = CellRef("requests.new.natural_person")


@pytest.mark.parametrize("follower", ["\x1b[A", "\x1bOS", "\x1b6"])
def test_alt_digit_types_nothing_when_keys_arrive_together(follower: str) -> None:
    restore_alt_digits()
    keys = [event for event in XTermParser().feed("\x1b5" + follower)]
    assert next(key.key for key in keys if isinstance(key, events.Key)) == "alt+5"
    assert not [key for key in keys if isinstance(key, events.Key) and key.character]


def test_undo_goes_to_what_it_took_back_and_names_it(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        first = session_of(app).report
        await pilot.press("alt+4", "9", "enter", "alt+2", "ctrl+z")
        assert session_of(app).report == first
        assert edit_screen(app).page.key == "requests"
        assert grid_of(app).cursor == NEW
        assert "已撤销：三 › 一、本年新收… › 自然人" in screen_text(app)
        await pilot.press("alt+7", "ctrl+y")
        assert session_of(app).report.value(NEW) == 9
        assert grid_of(app).cursor == NEW
        assert "已重做：" in screen_text(app)
        await pilot.press("down")
        assert "已重做：" not in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


def test_messages_cover_no_cells(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "end", "5", "5", "escape")
        await pilot.press("5")
        assert "总计自动计算，不能改写。" in screen_text(app)
        assert not app._notifications
        await pilot.press("left")
        assert "总计自动计算，不能改写。" not in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


def test_enter_on_a_total_goes_down_as_in_a_spreadsheet(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "ctrl+down", "up", "enter")
        assert grid_of(app).cursor == CellRef("requests.carried_out.natural_person")
        assert "不能改写" not in screen_text(app)

    drive(scenario, workbook(folder, luohu()))
