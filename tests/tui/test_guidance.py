"""What someone who has only the screen to go by ran into, one test each."""

from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot
from textual.widgets import Input

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.tui.altkeys import restore_alt_digits
from gaitui.tui.app import GaituiApp
from gaitui.tui.recent import recent_reports
from gaitui.tui.screens.edit import EditScreen
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


def test_a_name_typed_before_the_year_was_right_follows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("n", "enter", *"测试局", "enter", "2", "5", "enter")
        assert "年度请写四位数字" in screen_text(app)
        path = app.screen.query_one("#new-path", Input)
        assert path.value == ""
        await pilot.press("backspace", "backspace", *"2024", "enter")
        assert path.value.startswith("测试局2024年")
        await pilot.press("shift+tab", *"2025", "tab")
        assert path.value.startswith("测试局2025年")

    drive(scenario)


def test_a_message_is_left_by_enter_too_and_says_where_there_is_more(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("f11")
        await pilot.pause()
        assert "↑↓ 翻看   Esc 返回" in screen_text(app)
        await pilot.press("enter")
        assert isinstance(app.screen, EditScreen)

    drive(scenario, workbook(folder, luohu()))


def test_the_palette_finds_zeros_and_says_when_it_finds_nothing(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "ctrl+p", "零")
        assert "F5        本表空格全部填 0（补零）" in screen_text(app)
        await pilot.press("q")
        assert "没有这个命令" in screen_text(app)
        await pilot.press("down", "enter")
        assert isinstance(app.screen, EditScreen)

    drive(scenario, workbook(folder, luohu()))


def test_the_finding_to_go_to_is_pointed_at_without_colour(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+8")
        assert "▸! T504" in screen_text(app)
        await pilot.press("down")
        assert "▸· T505" in screen_text(app)
        assert "▸! T504" not in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
def test_the_finish_screen_shows_its_keys_however_many_errors(
    folder: Path, size: tuple[int, int]
) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "9", "enter", "f10")
        await pilot.pause()
        assert "F10 写出" in screen_text(app)
        assert "Esc 返回" in screen_text(app)

    drive(scenario, workbook(folder, luohu()), size=size)


@pytest.mark.parametrize("columns", [110, 120, 160])
def test_wide_screens_show_findings_beside_all_seven_columns(folder: Path, columns: int) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "9", "enter", "up")
        lines = screen_text(app).splitlines()
        heads = next(line for line in lines if "自然人" in line and "总计" in line)
        assert all(head in heads for head in ("商企", "科研", "公益", "法服", "其他"))
        assert "│▸✗ A103" in screen_text(app)
        assert "Alt+数字 前往" in screen_text(app)
        await pilot.press("f9")
        assert "A103" not in screen_text(app)

    drive(scenario, workbook(folder, luohu()), size=(columns, 40))


def test_the_start_screen_tells_what_was_saved_even_after_a_cut(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "9", "enter", "ctrl+s")
        await pilot.pause()
        assert recent_reports()[0].errors == session_of(app).counts[Severity.ERROR] > 0

    drive(scenario, workbook(folder, luohu()))
