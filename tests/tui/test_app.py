"""Every action of the app by its keys; the session is asserted first."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.intake import take_in, take_in_bytes
from gaitui.render.document import render_json
from gaitui.tui.actions import ACTIONS
from gaitui.tui.app import GaituiApp
from gaitui.tui.screens.ask import AskScreen
from gaitui.tui.screens.finish import FinishScreen
from gaitui.tui.screens.palette import PaletteScreen
from gaitui.tui.screens.paste import PasteScreen
from gaitui.tui.screens.start import StartScreen
from gaitui.tui.widgets.narrative import NarrativeArea
from tests.support import edition, luohu, report_of, with_values
from tests.tui.driving import drive, edit_screen, grid_of, paste, screen_text, session_of, workbook

GRANTED = CellRef("requests.granted.natural_person")
NEW = CellRef("requests.new.natural_person")
NEW_TOTAL = CellRef("requests.new.total")


def test_every_action_has_a_method_and_keys_do_not_collide() -> None:
    from gaitui.tui.screens.edit import EditScreen

    seen: dict[str, str] = {}
    for action in ACTIONS:
        assert hasattr(EditScreen, f"action_{action.id.partition('(')[0]}"), action.id
        for key in action.keys:
            assert seen.setdefault(key, action.id) == action.id


def test_a_typed_value_reaches_the_session_with_its_totals(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "down", "down", "1", "3", "3", "enter")
        session = session_of(app)
        assert session.report.value(GRANTED) == 133
        assert session.report.value(CellRef("requests.granted.total")) == 141
        assert session.report.value(CellRef("requests.handled.total")) == 555
        assert [item.code for item in session.findings][:3] == ["A103", "A103", "N301"]
        assert session.is_dirty
        assert "✗3" in screen_text(app).splitlines()[0]
        assert "[4三✗2]" in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


def test_undo_and_redo_of_values_and_texts(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        session = session_of(app)
        first = session.report
        await pilot.press("alt+4", "9", "enter", "alt+2")
        await pilot.press("甲", "乙")
        assert session.report.narratives["overview"].startswith("甲乙2024")
        await pilot.press("ctrl+z", "ctrl+z")
        assert session.report == first
        area = edit_screen(app).query_one("#narrative-overview", NarrativeArea)
        assert area.text == first.narratives["overview"]
        await pilot.press("ctrl+y", "ctrl+y")
        assert session.report.value(NEW) == 9
        assert session.report.narratives["overview"].startswith("甲乙2024")

    drive(scenario, workbook(folder, luohu()))


def test_saving_writes_the_workbook_and_says_so(folder: Path) -> None:
    path = workbook(folder, luohu())

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "5", "1", "1", "enter", "ctrl+s")
        assert not session_of(app).is_dirty
        saved = report_of(take_in(path))
        assert saved.value(NEW) == 511
        assert "已保存" in screen_text(app)
        await pilot.press("ctrl+q")

    drive(scenario, path)
    assert [item.name for item in folder.glob("*备份*")] == ["report.备份1.xlsx"]
    assert not list(folder.glob(".*journal*"))


def test_what_is_being_typed_is_saved_too(folder: Path) -> None:
    path = workbook(folder, luohu())

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "5", "1", "2", "ctrl+s")
        assert session_of(app).report.value(NEW) == 512
        assert report_of(take_in(path)).value(NEW) == 512
        assert not session_of(app).is_dirty

    drive(scenario, path)


def test_quitting_with_changes_asks_and_keeps_them_in_the_journal(folder: Path) -> None:
    path = workbook(folder, luohu())

    async def leave(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "7", "enter", "ctrl+q")
        assert isinstance(app.screen, AskScreen)
        await pilot.press("escape")
        edit_screen(app)
        await pilot.press("ctrl+q", "d")

    async def resume(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, AskScreen)
        assert "三 › 一、本年新收… › 自然人" in app.screen.text
        assert "510 → 7" in app.screen.text
        await pilot.press("enter")
        assert session_of(app).report.value(NEW) == 7

    drive(leave, path)
    assert report_of(take_in(path)).value(NEW) == 510
    drive(resume, path)


def test_sections_are_one_key_away(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        for number, page in enumerate(edit_screen(app).pages, start=1):
            await pilot.press(f"alt+{number}")
            assert edit_screen(app).page is page
        await pilot.press("f6")
        assert edit_screen(app).page is edit_screen(app).pages[0]
        await pilot.press("f7")
        assert edit_screen(app).page is edit_screen(app).pages[-1]

    drive(scenario, workbook(folder, luohu()))


def test_next_and_previous_finding_go_to_its_place(folder: Path) -> None:
    broken = with_values(luohu(), {"disputes.reconsideration.total": 34})

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "f8")
        assert edit_screen(app).page.key == "disputes"
        assert grid_of(app).cursor == "disputes.reconsideration.total"
        await pilot.press("f20")
        assert edit_screen(app).page.key == "overview"
        await pilot.press("alt+8", "enter")
        assert edit_screen(app).page.key == "disputes"

    drive(scenario, workbook(folder, broken))


def test_a_received_total_that_differs_is_shown_until_resolved(folder: Path) -> None:
    broken = with_values(luohu(), {"requests.new.total": 999})

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        session = session_of(app)
        assert session.differing_totals[NEW_TOTAL] == (999, 534)
        await pilot.press("alt+4", "end")
        assert "收到 999，自动合计 534" in screen_text(app)
        await pilot.press("5")
        assert grid_of(app).editing is None
        await pilot.press("f3")
        assert session.report.value(NEW_TOTAL) == 534
        assert not session.differing_totals

    drive(scenario, workbook(folder, broken))


def test_zeros_fill_a_table_after_asking_and_can_be_undone(folder: Path) -> None:
    path = folder / "blank.xlsx"

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        session = session_of(app)
        await pilot.press("alt+3", "f5")
        assert isinstance(app.screen, AskScreen)
        assert "10 格空着" in app.screen.text
        await pilot.press("enter")
        assert not session.blank_inputs("disclosure")
        await pilot.press("ctrl+z")
        assert len(session.blank_inputs("disclosure")) == 10

    from gaitui.commands import new_report

    path = workbook(folder, new_report("测试局", 2024))
    drive(scenario, path)


def test_a_pasted_block_is_previewed_and_ambiguous_values_are_chosen(folder: Path) -> None:
    block = "１３２\t6件\t/\t1 234\t1\t1\t999\n96\t3\t0\t0\t3\t0\t102"

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        session = session_of(app)
        before = session.report
        await pilot.press("alt+4", "down", "down")
        await paste(app, pilot, block)
        assert isinstance(app.screen, PasteScreen)
        assert session.report == before
        shown = screen_text(app)
        assert "全角" in shown
        assert "去掉单位“件”" in shown
        assert "可能是 1234、1、234：← → 选择" in shown
        await pilot.press("right", "enter")
        assert session.report.value(GRANTED) == 132
        assert session.report.value(CellRef("requests.granted.business")) == 6
        assert session.report.value(CellRef("requests.granted.research")) is None
        assert session.report.value(CellRef("requests.granted.public_interest")) == 1234
        assert session.report.value(CellRef("requests.granted.total")) == 132 + 6 + 1234 + 1 + 1
        await pilot.press("ctrl+z")
        assert session.report == before

    drive(scenario, workbook(folder, luohu()))


def test_copying_sends_tab_separated_text(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "shift+right", "shift+down", "c")
        assert app.clipboard == "510\t16\n38\t3"

    drive(scenario, workbook(folder, luohu()))


def test_what_does_not_parse_stays_visible_as_typed(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "约", "3", "0", "enter")
        cell = session_of(app).report.cell(NEW)
        assert (cell.raw, cell.problem) == ("约30", "V207")
        assert "约30" in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


def test_basic_data_is_committed_when_left(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        field = edit_screen(app).query_one("#field-drafter", Input)
        field.focus()
        await pilot.press("张", "三", "alt+4")
        assert session_of(app).report.meta["drafter"] == "张三"
        await pilot.press("alt+1", "ctrl+z")
        assert field.value == ""

    drive(scenario, workbook(folder, luohu()))


def test_sub_headings_are_inserted_in_order(folder: Path) -> None:
    from gaitui.commands import new_report

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+2", "f4", "f4")
        text = session_of(app).report.narratives["overview"]
        assert text == "（一）主动公开\n（二）依申请公开\n"

    drive(scenario, workbook(folder, new_report("测试局", 2024)))


def test_finishing_needs_errors_mended_or_explained(folder: Path) -> None:
    path = workbook(folder, with_values(luohu(), {"requests.new.total": 535}))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("f10")
        assert isinstance(app.screen, FinishScreen)
        await pilot.press("f10")
        assert isinstance(app.screen, AskScreen)
        await pilot.press("escape")
        errors = len(session_of(app).unexplained_errors)
        for _ in range(errors):
            await pilot.press("e", *"上级已核", "enter", "down")
        assert not session_of(app).unexplained_errors
        await pilot.press("f10")
        assert isinstance(app.screen, AskScreen)
        assert app.screen.heading == "已经写出"

    drive(scenario, path)
    name = "深圳市罗湖区人民政府2024年政府信息公开工作年度报告"
    finished = report_of(take_in(folder / f"{name}.xlsx"))
    assert finished.explanations == {
        "A101 requests.new.total": "上级已核",
        "A103 requests.new.total": "上级已核",
        "N301 overview": "上级已核",
    }
    assert report_of(take_in_bytes(render_json(finished).encode(), "-")).explanations
    assert (folder / f"{name}.txt").read_text(encoding="utf-8").strip()


def test_help_palette_keys_and_theme(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "f1")
        assert isinstance(app.screen, AskScreen)
        assert "一件申请计 1" in app.screen.text
        await pilot.press("escape", "alt+8", "f1")
        assert isinstance(app.screen, AskScreen)
        assert app.screen.heading == "T504"
        await pilot.press("escape", "f11")
        assert isinstance(app.screen, AskScreen)
        assert "Ctrl+方向键" in app.screen.text
        await pilot.press("escape", "ctrl+p")
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press("y", "s", "q", "enter")
        assert edit_screen(app).page.key == "requests"
        theme = app.theme
        await pilot.press("ctrl+p", *"换配色", "enter")
        assert app.theme != theme

    drive(scenario, workbook(folder, luohu()))


def test_the_findings_panel_opens_and_closes(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4")
        assert "T504" in screen_text(app)
        await pilot.press("f9")
        assert "T504" not in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


def test_last_year_stands_in_the_status_area(folder: Path) -> None:
    prior = workbook(folder, with_values(luohu(), {GRANTED: 97}), "prior.xlsx")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "down", "down")
        assert "上年 97（+35）" in screen_text(app)

    drive(scenario, workbook(folder, luohu()), prior=prior)


def test_a_small_terminal_shows_a_message_and_keeps_everything(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "8", "enter")
        await pilot.resize_terminal(50, 15)
        await pilot.pause()
        assert "请把窗口放大到 60×20 以上" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert session_of(app).report.value(NEW) == 8
        assert "[4三✗" in screen_text(app)

    drive(scenario, workbook(folder, luohu()))


def test_a_second_editor_may_look(folder: Path) -> None:
    from gaitui.session import Session

    path = workbook(folder, luohu())
    with Session.open(path):

        async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
            assert isinstance(app.screen, AskScreen)
            assert app.screen.heading == "这份报告正在别处编辑"
            await pilot.press("enter")
            assert session_of(app).read_only
            await pilot.press("alt+4", "5", "enter")
            assert session_of(app).report.value(NEW) == 510

        drive(scenario, path)


def test_a_file_changed_by_others_is_not_overwritten(folder: Path) -> None:
    path = workbook(folder, luohu())

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("alt+4", "5", "enter")
        workbook(folder, with_values(luohu(), {GRANTED: 1}))
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, AskScreen)
        assert app.screen.heading == "文件被别人改过"
        await pilot.press("o")
        assert not session_of(app).is_dirty

    drive(scenario, path)
    assert list(folder.glob("*备份*"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_new_report_is_begun_from_the_start_screen(folder: Path, size: tuple[int, int]) -> None:
    path = folder / "新.xlsx"

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, StartScreen)
        await pilot.press("n", "tab", *"测试局", "tab", *"2024", "tab")
        app.screen.query_one("#new-path", Input).value = str(path)
        await pilot.press("enter")
        session = session_of(app)
        assert (session.report.unit, session.report.year) == ("测试局", 2024)
        await pilot.press("ctrl+s", "ctrl+q")
        assert isinstance(app.screen, StartScreen)
        assert app.screen.query_one(OptionList).get_option_at_index(0).id == str(path)

    drive(scenario, size=size)
    assert report_of(take_in(path)).definition is edition("gwy-2021")


def test_markup_from_outside_is_shown_as_it_is(folder: Path) -> None:
    from dataclasses import replace

    nasty = replace(luohu(), unit="[/foo]局", narratives={**luohu().narratives, "other": "[b]x"})

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "[/foo]局" in screen_text(app)
        await pilot.press("alt+7")
        assert "[b]x" in screen_text(app)
        await pilot.press("f10", "escape", "alt+8")
        assert session_of(app).counts[Severity.ERROR] == 0

    drive(scenario, workbook(folder, nasty))
