"""What no sum gives is decided from the board, by the same function as from the command line."""

import shutil
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from gaitui.campaign.change import amend, decide
from gaitui.campaign.events import Amended
from gaitui.campaign.folder import REPORT, Campaign
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.verify import verify
from gaitui.cell import CellRef
from gaitui.intake import take_in
from gaitui.tui.app import GaituiApp
from gaitui.tui.screens.amend import AmendScreen
from gaitui.tui.screens.board import BoardScreen
from gaitui.tui.screens.decide import DecideScreen, DecisionsScreen
from gaitui.tui.widgets.lines import Lines
from tests.campaign.support import FEW, reply, take
from tests.support import run_gaitui
from tests.tui.boarding import ask_of, begun, board_of, clock, drive_board, now, settle
from tests.tui.driving import screen_text

RULES = CellRef("disclosure.regulations.in_force")
STOCK = CellRef("disclosure.normative_documents.in_force")
FEES = CellRef("disclosure.fees.amount")


def merged(folder: Path) -> Campaign:
    """Four departments, added up beside last year's report of all forty: what follows from that
    is another number than theirs come to."""
    campaign = begun(folder, with_prior=True)
    take(campaign, *(reply(campaign, name) for name in FEW))
    with campaign.changing():
        merge_departments(campaign)
    return now(campaign)


def decisions(campaign: Campaign) -> list[Amended]:
    """What was decided, in the order of the ledger."""
    events = (entry.event for entry in now(campaign).ledger.entries)
    return [event for event in events if isinstance(event, Amended) and not event.department]


def header(app: GaituiApp) -> str:
    return board_of(app).query_one("#header", Lines).plain


async def look_up(app: GaituiApp, pilot: Pilot[None]) -> None:
    await pilot.press("d")
    await settle(app, pilot)


def test_the_sum_is_confirmed_and_the_other_figure_taken_each_with_a_reason(folder: Path) -> None:
    campaign = merged(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "2 个数待定" in header(app) and "d 定数" in screen_text(app)
        await look_up(app, pilot)
        text = screen_text(app)
        assert "定数：2 个待定" in text and "各部门之和  按上年推算" in text
        assert "? 规章 › 现行有效件数" in text and "汇总报告里暂用各部门之和" in text
        await pilot.press("enter", "enter", "enter")
        assert "请写明理由" in screen_text(app)
        await pilot.press(*"没有规章", "enter")
        await settle(app, pilot)
        assert "已登记：规章 › 现行有效件数 确认为 0。" in screen_text(app)
        assert "定数：1 个待定" in screen_text(app) and "1 个数待定" in header(app)
        await pilot.press("enter", "down", "enter", *"以台账为准", "enter")
        await settle(app, pilot)
        assert "定数：都定了，再汇总一次就写进报告" in screen_text(app)
        assert "待再汇总" in header(app)
        assert now(campaign).state.is_stale
        await pilot.press("g")
        await settle(app, pilot)
        assert "以台账为准" in ask_of(app).text and "定 " not in screen_text(app)
        await pilot.press("escape")
        assert "已汇总" in header(app)

    drive_board(scenario, campaign)
    first, second = decisions(campaign)
    assert (first.ref, first.old, first.new, first.reason) == (RULES, "0", "0", "没有规章")
    assert second.ref == STOCK and second.old != second.new and second.reason == "以台账为准"
    report = take_in(campaign.folder / REPORT).report
    assert report is not None and str(report.value(STOCK)) == second.new
    assert not verify(now(campaign)).problems


def test_another_number_is_typed_and_what_is_no_number_is_refused(folder: Path) -> None:
    campaign = merged(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        await pilot.press("down", "enter", *"7x", "enter")
        assert "“7x”不是这一格能用的数" in screen_text(app)
        assert isinstance(app.screen, DecideScreen)
        await pilot.press("backspace")
        assert "▸ 7  另定的数" in screen_text(app)
        await pilot.press("enter", *"三件是联合发文", "up", "8", "tab", "enter")
        await settle(app, pilot)

    drive_board(scenario, campaign)
    (made,) = decisions(campaign)
    assert (made.ref, made.new, made.reason) == (STOCK, "8", "三件是联合发文")


def test_the_board_and_the_command_line_put_the_same_on_record(folder: Path) -> None:
    campaign = merged(folder)
    copy = folder / "副本"
    shutil.copytree(campaign.folder, copy)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        await pilot.press("enter", "enter", *"核对过", "enter")
        await settle(app, pilot)

    drive_board(scenario, campaign)
    result = run_gaitui("campaign", "amend", "副本", RULES, "--reason", "核对过", cwd=folder)
    assert result.returncode == 0, result.stderr.decode()
    assert decisions(campaign) == decisions(Campaign(copy))


def test_a_decision_is_asked_for_again_once_the_departments_come_to_another_sum(
    folder: Path,
) -> None:
    campaign = merged(folder)
    with campaign.changing():
        decide(campaign, RULES, None, "没有规章")
        decide(campaign, STOCK, "7", "三件是联合发文")
        merge_departments(campaign)
        amend(campaign, campaign.find(FEW[1]), STOCK, "90", "电话更正")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "待再汇总" in header(app)
        await pilot.press("g")
        await settle(app, pilot)
        assert "请重新确认" in ask_of(app).text and "gaitui campaign" not in ask_of(app).text
        assert "1 个数待定" in header(app)
        await pilot.press("d")
        await pilot.pause()
        assert "请重新确认" in screen_text(app) and "已定为 7：三件是联合发文" in screen_text(app)
        await pilot.press("enter", "enter", *"联合发文都已撤销", "enter")
        await settle(app, pilot)
        assert "定数：都定了" in screen_text(app)

    drive_board(scenario, campaign)


def test_any_other_number_of_the_merged_report_can_be_set(folder: Path) -> None:
    campaign = merged(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        await pilot.press("m")
        assert isinstance(app.screen, AmendScreen) and "改数：汇总报告" in screen_text(app)
        await pilot.press("escape", "m", *FEES, "enter", *"1.5", "enter", *"以财政为准", "enter")
        await settle(app, pilot)
        assert "行政事业性收费 › 本年收费金额" in screen_text(app)

    drive_board(scenario, campaign)
    (made,) = decisions(campaign)
    assert (made.ref, made.new) == (FEES, "1.5")


def test_leaving_decides_nothing_and_before_a_merge_the_board_says_what_to_press(
    folder: Path,
) -> None:
    campaign = merged(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        await pilot.press("g", "enter", "1", "enter", *"算了", "escape")
        assert isinstance(app.screen, DecisionsScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, BoardScreen)
        (campaign.folder / REPORT).unlink()
        await pilot.press("d")
        assert "还没有汇总报告。g 汇总。" in screen_text(app)

    drive_board(scenario, campaign)
    assert decisions(campaign) == []


def test_a_campaign_locked_meanwhile_takes_no_decision_and_says_so(folder: Path) -> None:
    campaign = merged(folder)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        with now(campaign).changing():
            await pilot.press("enter", "enter", *"核实", "enter")
            await settle(app, pilot)
        assert "正在被另一个命令使用" in ask_of(app).text

    drive_board(scenario, campaign)
    assert decisions(campaign) == []


def test_a_reason_is_text_and_never_markup(folder: Path) -> None:
    campaign = merged(folder)
    with campaign.changing():
        decide(campaign, RULES, None, "[bold]没有[/规章] [@click=app.quit]")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        await pilot.press("up")
        assert "已定为 0：[bold]没有[/规章] [@click=app.quit]" in screen_text(app)
        await pilot.press("enter")
        assert app.screen.query_one("#decide-value", Input).has_focus
        assert "[bold]没有[/规章]" in screen_text(app)

    drive_board(scenario, campaign)


def test_many_numbers_and_long_reasons_leave_the_keys_in_sight(folder: Path) -> None:
    campaign = merged(folder)
    refs = [ref for ref in campaign.definition.cells if not campaign.definition.is_computed(ref)]
    with campaign.changing():
        for ref in refs[:12]:
            decide(campaign, ref, "3", "理由很长" * 60)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await look_up(app, pilot)
        for columns, rows in ((80, 24), (60, 20)):
            await pilot.resize_terminal(columns, rows)
            await pilot.press("up")
            assert "Enter 定数" in screen_text(app)
            await pilot.press("enter")
            assert "Enter 下一项" in screen_text(app)
            await pilot.press("escape")

    drive_board(scenario, Campaign(campaign.folder, clock))
