"""What was awkward or broken when the board was played by hand, each named for what was seen."""

import threading
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from gaitui.campaign.change import amend
from gaitui.campaign.events import Returned
from gaitui.campaign.folder import Campaign
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.state import Stage
from gaitui.tui.app import GaituiApp
from gaitui.tui.board.jobs import Told
from gaitui.tui.screens.board import BoardScreen
from gaitui.tui.screens.choose import ChooseScreen
from gaitui.tui.widgets.lines import Lines
from gaitui.tui.widgets.pointed import PointedList
from tests.campaign.support import FEW, collected, reply, take
from tests.tui.boarding import FAULTY, ask_of, begun, board_of, drive_board, now, settle
from tests.tui.driving import screen_text
from tests.tui.test_board import renamed

FIRST = FEW[0]


def line(app: GaituiApp, name: str) -> str:
    """The text of a part of the board."""
    return board_of(app).query_one(f"#{name}", Lines).plain


async def receive(app: GaituiApp, pilot: Pilot[None], path: Path) -> None:
    await pilot.press("i")
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await settle(app, pilot)


def test_one_enter_too_many_made_an_unknown_file_the_first_departments(folder: Path) -> None:
    campaign = begun(folder)
    path = reply(campaign, FIRST)
    path.write_bytes(renamed(path.read_bytes()))
    other = path.rename(path.with_name("年报.xlsx"))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await receive(app, pilot, other)
        assert "名单里没有相近的" in ask_of(app).text
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ChooseScreen)
        assert app.screen.query_one(PointedList).value is None
        await pilot.press("enter")
        assert isinstance(app.screen, ChooseScreen)
        assert "先用 ↑↓ 选一个部门" in screen_text(app)
        assert now(campaign).find(FIRST).latest is None
        await pilot.press("down", "enter")
        await settle(app, pilot)
        assert now(campaign).find(FIRST).latest is not None

    drive_board(scenario, campaign)


def test_the_account_of_receiving_named_a_key_that_did_nothing_there(folder: Path) -> None:
    campaign = begun(folder)
    path = reply(campaign, FIRST, **FAULTY)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await receive(app, pilot, path)
        assert "R 全部退回   Esc 返回" in screen_text(app)
        await pilot.press("R")
        await settle(app, pilot)
        event = now(campaign).ledger.entries[-1].event
        assert isinstance(event, Returned) and event.department == FIRST

    drive_board(scenario, campaign)


def test_while_finding_the_footer_named_keys_that_only_typed_letters(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        assert line(app, "footer").startswith(" Enter 只看这些")
        await pilot.press("down")
        assert board_of(app).board.at == 1
        await pilot.press("enter")
        assert line(app, "footer").startswith(" Enter 看报告")
        await pilot.press("slash", "escape")
        assert line(app, "footer").startswith(" Enter 看报告")

    drive_board(scenario, begun(folder))


def test_on_a_wide_screen_whom_to_call_was_cut_off(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "部门  联系人1 ─" in line(app, "side")

    drive_board(scenario, begun(folder), (120, 40))


def test_on_a_narrow_screen_a_deadline_long_met_hid_that_numbers_wait(folder: Path) -> None:
    campaign = collected(folder)
    with campaign.changing():
        merge_departments(campaign)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "2 个数待定" in line(app, "header") and "截止" not in line(app, "header")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "2 个数待定  截止 2025-01-31" in line(app, "header")

    drive_board(scenario, campaign, (60, 20))


def test_a_number_that_was_confirmed_read_as_if_it_had_been_changed(folder: Path) -> None:
    campaign = begun(folder)
    take(campaign, reply(campaign, FIRST))
    with campaign.changing():
        amend(campaign, campaign.find(FIRST), "requests.new.research", "0", "电话核实")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "科研机构 确认为 0（电话核实）" in line(app, "detail")

    drive_board(scenario, campaign)


class Slow:
    """A job that goes on until it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def run(self) -> Told:
        self.gate.wait(10)
        return Told("做完了。")


def test_a_reason_typed_while_a_job_ran_was_lost(folder: Path) -> None:
    campaign = begun(folder)
    take(campaign, reply(campaign, FIRST, **FAULTY))
    slow = Slow()

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        board = board_of(app)
        board.run("收表", slow.run)
        for key in "raRmigsvd":
            await pilot.press(key)
            assert isinstance(app.screen, BoardScreen), key
        assert "正在收表，请等它完成" in screen_text(app)
        slow.gate.set()
        await settle(app, pilot)
        assert not now(campaign).state.in_stage(Stage.RETURNED)
        await pilot.press("a", *"已核实", "enter")
        await settle(app, pilot)
        assert now(campaign).find(FIRST).stage is Stage.ACCEPTED

    drive_board(scenario, campaign)


def test_leaving_while_a_job_ran_left_an_empty_screen_without_a_word(folder: Path) -> None:
    slow = Slow()

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        board_of(app).run("收表", slow.run)
        await pilot.press("ctrl+q")
        assert "正在收表，做完就离开" in screen_text(app) and not app._exit
        slow.gate.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app._exit

    drive_board(scenario, begun(folder))


def test_whose_a_doubtful_file_is_is_asked_even_when_one_wanted_to_leave(folder: Path) -> None:
    campaign = begun(folder)
    path = reply(campaign, FIRST)
    path.write_bytes(renamed(path.read_bytes()))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        board = board_of(app)
        board.run("收表", lambda: board.jobs.receive(path, None, board.tell))
        board.is_leaving = True
        await settle(app, pilot)
        assert not app._exit and "存疑 1 个" in ask_of(app).text

    drive_board(scenario, Campaign(campaign.folder, campaign.clock))
