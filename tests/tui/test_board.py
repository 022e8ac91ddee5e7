"""The campaign board by its keys: what is in the campaign first, then what the screen says."""

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from gaitui.campaign.events import Accepted, Amended, Received, Returned
from gaitui.campaign.folder import REPORT, Campaign
from gaitui.campaign.state import Stage
from gaitui.campaign.verify import verify
from gaitui.cell import CellRef
from gaitui.intake import take_in
from gaitui.tui.actions import BOARD_ACTIONS
from gaitui.tui.app import GaituiApp
from gaitui.tui.paths import shown
from gaitui.tui.screens.ask import InputScreen
from gaitui.tui.screens.board import BoardScreen
from gaitui.tui.screens.choose import ChooseScreen
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.look import LookScreen
from gaitui.tui.screens.palette import PaletteScreen
from gaitui.tui.screens.start import StartScreen
from gaitui.tui.widgets.lines import Lines
from gaitui.tui.widgets.rolltable import RollTable
from tests.campaign.support import FEW, collected, reply, take
from tests.tui.boarding import (
    FAULTY,
    ask_of,
    begun,
    board_of,
    clock,
    drive_board,
    now,
    settle,
    silent_change,
)
from tests.tui.driving import drive, screen_text, session_of

FIRST, SECOND = FEW[:2]
CARRIED_OUT = CellRef("requests.carried_out.total")


def faulty(folder: Path) -> Campaign:
    """Four departments: the first has errors, the second is clean, two are missing."""
    campaign = begun(folder)
    take(campaign, reply(campaign, FIRST, **FAULTY), reply(campaign, SECOND))
    return campaign


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_action_of_the_board_has_a_method_and_keys_do_not_collide() -> None:
    seen: dict[str, str] = {}
    for action in BOARD_ACTIONS:
        assert hasattr(BoardScreen, f"action_{action.id.partition('(')[0]}"), action.id
        for key in action.keys:
            assert seen.setdefault(key, action.id) == action.id


def test_the_roll_call_names_everybody_and_moves_stay_inside(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        text = screen_text(app)
        assert "深圳市罗湖区人民政府 2024 年度报告收集" in text
        assert "截止 2025-01-31，还有 9 天" in text
        assert "应报 4  已报 2  ✓ 合格 1  ↩ 退回 0  ✗ 有误 1  ? 待确认 0  ○ 未报 2" in text
        assert all(name in text for name in FEW)
        assert "01-22 10:32" in text
        await pilot.press("k", "up")
        assert board_of(app).board.at == 0
        await pilot.press("end", "down")
        assert board_of(app).board.at == 3
        await pilot.press("home", "j", "pagedown", "pageup", "down")
        assert board_of(app).board.at == 1
        table = board_of(app).query_one(RollTable)
        assert [line[0] for line in table.plain.splitlines()] == [" ", "▸", " ", " "]

    drive_board(scenario, faulty(folder))


def test_a_typed_text_and_a_stage_narrow_the_list(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        board = board_of(app)
        await pilot.press("down", "slash", *"科技", "enter")
        assert [item.name for item in board.board.listed] == [SECOND]
        assert "只看“科技”：1 个" in screen_text(app)
        await pilot.press("r", "escape")
        assert board.board.current is not None and board.board.current.name == SECOND
        assert len(board.board.listed) == 4
        await pilot.press("f4")
        assert {item.stage for item in board.board.listed} == {Stage.MISSING}
        await pilot.press("f")
        assert [item.name for item in board.board.listed] == [FIRST]
        await pilot.press("slash", *"没有", "enter")
        assert "没有符合的部门。Esc 看全部" in screen_text(app)
        await pilot.press("enter", "r", "a", "m", "t", "f1", "escape")
        assert not now(board.campaign).state.in_stage(Stage.RETURNED)
        await pilot.press("escape", "escape")
        assert board.board.filter.is_open
        assert "^Q 离开看板" in screen_text(app)

    drive_board(scenario, faulty(folder))


def test_the_detail_reads_the_first_findings_of_the_latest_version(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        text = board_of(app).query_one("#detail", Lines).plain
        assert f"第 1 次 01-22 10:32 ✗2 !1 按印记认出：{FIRST}.xlsx" in text
        assert "✗ A103 第三部分，自然人列" in text
        await pilot.press("end")
        assert "还没有报来。填报表已写在 sent/" in board_of(app).query_one("#detail", Lines).plain
        await pilot.resize_terminal(120, 40)
        await pilot.press("home")
        await settle(app, pilot)
        assert "三、收到和处理" in board_of(app).query_one("#side", Lines).plain

    drive_board(scenario, faulty(folder))


def test_a_received_report_is_looked_at_and_never_written(folder: Path) -> None:
    campaign = faulty(folder)
    before = contents(campaign.folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, LookScreen) and session_of(app).read_only
        assert screen.page.title.startswith("三")
        assert "Esc 回看板" in screen_text(app)
        await pilot.press("5", "enter", "ctrl+s", "f12", "f10", "f5", "delete")
        await pilot.pause()
        assert app.screen is screen
        await pilot.press("ctrl+s")
        assert "收到的文件不改。Esc 回到看板" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, BoardScreen) and app.session is None
        await pilot.press("enter", "ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, BoardScreen)
        await pilot.press("end", "enter")
        assert "还没有报来" in screen_text(app)

    drive_board(scenario, campaign)
    assert contents(campaign.folder) == before


def test_last_years_report_stands_beside_the_received_one(folder: Path) -> None:
    campaign = begun(folder, with_prior=True)
    take(campaign, reply(campaign, FIRST))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert session_of(app).prior_value(CARRIED_OUT) is not None

    drive_board(scenario, campaign)


def test_returning_writes_copy_and_notice_and_shows_them(folder: Path) -> None:
    campaign = faulty(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("r")
        await settle(app, pilot)
        event = now(campaign).ledger.entries[-1].event
        assert isinstance(event, Returned) and event.department == FIRST
        asked = ask_of(app)
        assert all(shown(campaign.folder / name) in asked.text for name in event.files)
        await pilot.press("enter")
        await pilot.pause()
        assert ask_of(app).heading == "退回通知" and "【须改正】" in ask_of(app).text
        await pilot.press("c", "j", "r")
        assert "没有错误，不用退回" in screen_text(app)
        await pilot.press("k", "t")
        assert ask_of(app).heading == "退回通知"
        await pilot.press("escape")
        assert "↩ 退回 1" in screen_text(app)

    drive_board(scenario, campaign)


def test_all_that_is_wrong_is_returned_at_once(folder: Path) -> None:
    campaign = begun(folder)
    take(campaign, *(reply(campaign, name, **FAULTY) for name in FEW[:3]))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("R")
        await settle(app, pilot)
        assert len(now(campaign).state.in_stage(Stage.RETURNED)) == 3
        await pilot.press("escape", "R")
        assert "没有需要退回的部门" in screen_text(app)

    drive_board(scenario, campaign)


def test_accepting_takes_a_reason(folder: Path) -> None:
    campaign = faulty(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("a", "enter")
        await settle(app, pilot)
        assert "没有写理由，没有确认" in screen_text(app)
        await pilot.press("a", "escape", "a")
        assert isinstance(app.screen, InputScreen)
        await pilot.press(*"已核实", "enter")
        await settle(app, pilot)
        assert now(campaign).ledger.entries[-1].event == Accepted(FIRST, 1, "已核实")
        assert "确认的理由：已核实" in screen_text(app)
        await pilot.press("a")
        assert "已经合格" in screen_text(app)

    drive_board(scenario, campaign)


def test_a_number_is_changed_with_a_reason_and_the_file_stays(folder: Path) -> None:
    campaign = faulty(folder)
    file = campaign.path(campaign.find(FIRST).versions[0].file)
    before = file.read_bytes()

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("m", *"requests.new.natural_person", "enter", *"x1", "enter")
        assert "“x1”不是这一格能用的数" in screen_text(app)
        await pilot.press("backspace", "backspace", "9", "enter", "enter")
        assert "请写明理由" in screen_text(app)
        await pilot.press(*"来电更正", "enter")
        await settle(app, pilot)
        event = now(campaign).ledger.entries[-1].event
        assert isinstance(event, Amended)
        assert (event.ref, event.old, event.new) == ("requests.new.natural_person", "99", "9")
        assert event.reason == "来电更正"
        assert "改数：" in screen_text(app) and "99 → 9（来电更正）" in screen_text(app)

    drive_board(scenario, campaign)
    assert file.read_bytes() == before


def test_a_folder_of_attachments_is_received(folder: Path) -> None:
    campaign = begun(folder)
    reply(campaign, FIRST, **FAULTY)
    for name in FEW[1:3]:
        reply(campaign, name)
    inbox = campaign.folder.parent / "附件"

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("i")
        app.screen.query_one(Input).value = f"{inbox}/"
        await pilot.press("enter")
        await settle(app, pilot)
        assert sum(item.latest is not None for item in now(campaign).state.standings.values()) == 3
        text = ask_of(app).text
        assert text.startswith("结论：收下 3 个") and "R 全部退回" in text and "--as" not in text
        await pilot.press("escape")
        assert "已报 3" in screen_text(app)

    drive_board(scenario, campaign)


def test_whose_a_doubtful_file_is_is_asked_and_nothing_is_guessed(folder: Path) -> None:
    campaign = begun(folder)
    path = reply(campaign, FIRST)
    other = path.with_name("报表.xlsx")
    other.write_bytes(renamed(path.read_bytes()))
    path.unlink()

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        async def receive() -> None:
            await pilot.press("i")
            app.screen.query_one(Input).value = str(other)
            await pilot.press("enter")
            await settle(app, pilot)
            await pilot.press("escape")
            await pilot.pause()

        await receive()
        assert isinstance(app.screen, ChooseScreen)
        await pilot.press("escape")
        assert now(campaign).find(FIRST).latest is None
        assert "没有收下 报表.xlsx" in screen_text(app)
        await receive()
        await pilot.press(*"教育", "enter")
        await settle(app, pilot)
        event = now(campaign).ledger.entries[-1].event
        assert isinstance(event, Received) and (event.department, event.how) == (FIRST, "指定")

    drive_board(scenario, campaign)


def renamed(data: bytes) -> bytes:
    """A workbook of another unit, without the stamp of a department."""
    from dataclasses import replace

    from gaitui.intake import take_in_bytes
    from gaitui.writing import write_workbook

    report = take_in_bytes(data, "").report
    assert report is not None
    return write_workbook(replace(report, unit="无名单位"))


def test_sending_merging_and_opening_the_report(folder: Path) -> None:
    campaign = collected(folder)
    with (campaign.folder / "campaign.toml").open("a", encoding="utf-8") as settings:
        settings.write("# 手改\n")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("o")
        assert "还没有汇总报告" in screen_text(app)
        await pilot.press("s")
        await settle(app, pilot)
        assert "另有 4 份没有变化" in screen_text(app)
        await pilot.press("g")
        await settle(app, pilot)
        assert "4 个部门" in ask_of(app).text
        merged = take_in(campaign.folder / REPORT).report
        assert merged is not None and len(merged.parts) == 4
        await pilot.press("o")
        await pilot.pause()
        assert type(app.screen) is EditScreen and not session_of(app).read_only
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, BoardScreen)
        await pilot.press("v")
        await settle(app, pilot)
        assert "结论：通过" in ask_of(app).text

    drive_board(scenario, campaign)
    assert not verify(now(campaign)).problems


def test_merging_before_all_are_in_asks_first(folder: Path) -> None:
    campaign = faulty(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("g")
        assert f"{FIRST}（有误）" in ask_of(app).text
        await pilot.press("escape")
        assert not (campaign.folder / REPORT).exists()
        await pilot.press("g", "enter")
        await settle(app, pilot)
        assert now(campaign).state.merged is not None
        assert "没有包括的 3 个部门" in ask_of(app).text

    drive_board(scenario, campaign)


def test_the_reminder_names_who_is_late(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        assert "还有 9 天" in ask_of(app).text and FEW[3] in ask_of(app).text

    drive_board(scenario, faulty(folder))


def test_a_change_elsewhere_is_seen_and_a_locked_campaign_says_so(folder: Path) -> None:
    campaign = faulty(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        take(now(campaign), silent_change(campaign, FIRST))
        await pilot.press("f5")
        await settle(app, pilot)
        assert "行政强制 › 本年处理决定数量" in screen_text(app)
        with now(campaign).changing():
            await pilot.press("a", *"核实", "enter")
            await settle(app, pilot)
            assert "正在被另一个命令使用" in ask_of(app).text
            await pilot.press("escape", "j")
        assert board_of(app).board.at == 1

    drive_board(scenario, campaign)


def test_a_file_changed_after_it_came_in_is_not_opened(folder: Path) -> None:
    campaign = faulty(folder)
    campaign.path(campaign.find(FIRST).versions[0].file).write_bytes(b"PK")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "与收到时不同" in screen_text(app)
        await pilot.press("enter")
        assert "与收到时不同" in ask_of(app).text
        await pilot.press("escape", "v")
        await settle(app, pilot)
        assert "结论：不通过" in ask_of(app).text

    drive_board(scenario, campaign)


def test_a_damaged_ledger_leaves_the_last_view_and_a_way_out(folder: Path) -> None:
    campaign = faulty(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        shutil.rmtree(campaign.folder)
        await pilot.press("f5")
        assert "不是收集文件夹" in ask_of(app).text
        await pilot.press("escape")
        assert isinstance(app.screen, BoardScreen) and FIRST in screen_text(app)
        await pilot.press("ctrl+q")
        assert app._exit

    drive_board(scenario, campaign)


def test_names_from_outside_are_text_and_never_markup(folder: Path) -> None:
    campaign = begun(folder)
    take(campaign, reply(campaign, FIRST, "[@click=app.quit][bold]年报.xlsx", **FAULTY))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "[@click=app.quit][bold]年报.xlsx" in screen_text(app)
        await pilot.press("r")
        await settle(app, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "[@click=app.quit][bold]年报.xlsx" in ask_of(app).text

    drive_board(scenario, campaign)


def test_help_keys_palette_and_the_mouse(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("f1")
        assert "✗ 有误：最近一次报的有错误" in ask_of(app).text
        await pilot.press("escape", "f11")
        assert "退回全部有误和待确认的" in ask_of(app).text
        await pilot.press("escape", "ctrl+p", *"cbtz")
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert ask_of(app).heading == "催报通知"
        await pilot.press("escape")
        await pilot.click(RollTable, offset=(10, 2))
        assert board_of(app).board.at == 2

    drive_board(scenario, faulty(folder))


def test_the_start_screen_opens_a_campaign_and_remembers_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    campaign = faulty(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("o")
        app.screen.query_one(Input).value = f"{campaign.folder}/"
        await pilot.press("enter")
        await pilot.pause()
        await settle(app, pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, StartScreen)
        assert "2024 年度收集   应报 4  已报 2  合格 1" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, BoardScreen)

    drive(scenario, clock=clock)
