"""A department's report looked at from the board: what counts beside what was received."""

from pathlib import Path

from textual.pilot import Pilot

import tests.layout_faults_beside  # noqa: F401
from gaitui.campaign.change import amend
from gaitui.campaign.folder import Campaign
from gaitui.campaign.founding import found
from gaitui.cell import CellRef
from gaitui.tui.app import GaituiApp
from gaitui.tui.screens.board import BoardScreen
from gaitui.tui.screens.look import LookScreen
from gaitui.tui.widgets.lines import Lines
from gaitui.tui.widgets.narrative import NarrativeArea
from tests.campaign.january import UNIT, roster_csv
from tests.campaign.support import FEW, reply, take
from tests.foreign import sample, to_xlsx
from tests.layout_faults import build
from tests.tui.boarding import FAULTY, begun, board_of, drive_board, now, settle
from tests.tui.driving import grid_of, screen_text, session_of

FIRST = FEW[0]
NEW = CellRef("requests.new.natural_person")
RULES = CellRef("disclosure.regulations.issued")


def amended(folder: Path, *changes: tuple[str, str, str]) -> Campaign:
    """A department whose first number is ten times too large, with numbers changed here."""
    campaign = begun(folder)
    take(campaign, reply(campaign, FIRST, **FAULTY))
    with campaign.changing():
        for ref, value, reason in changes:
            amend(campaign, campaign.find(FIRST), ref, value, reason)
    return now(campaign)


def status(app: GaituiApp) -> str:
    return app.screen.query_one("#status", Lines).plain


def test_an_amended_number_stands_beside_the_received_one_with_its_reason(folder: Path) -> None:
    campaign = amended(folder, (NEW, "13", "电话核实"), (RULES, "0", "没有规章"))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, LookScreen) and session_of(app).read_only
        assert "这里改过 2 处" in status(app)
        text = screen_text(app)
        assert "✗0" in text and "只读" in text
        assert grid_of(app).cursor == NEW
        assert session_of(app).report.value(NEW) == 13
        shown = {}
        for _ in range(3):
            await pilot.press("f8")
            shown[app.screen.place] = screen_text(app)
        assert "99→13" in shown[NEW] and "收到 99，改为 13（电话核实）" in shown[NEW]
        assert "*0" in shown[RULES] and "确认为 0（没有规章）" in shown[RULES]

    drive_board(scenario, campaign)


def test_what_the_board_counts_wrong_is_what_the_report_shows_wrong(folder: Path) -> None:
    campaign = amended(folder, (NEW, "9", "来电更正"))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert "✗2 !1 按印记认出" in board_of(app).query_one("#detail", Lines).plain
        await pilot.press("enter")
        await pilot.pause()
        assert "✗2  !1   只读" in screen_text(app) and "99→✗9" in screen_text(app)
        await pilot.press("end")
        assert "收到 15，改数后合计 11" in status(app)

    drive_board(scenario, campaign)


def test_a_report_without_amendments_opens_where_the_worst_finding_is(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert grid_of(app).cursor == NEW and "这里改过" not in screen_text(app)
        assert "→" not in screen_text(app)

    drive_board(scenario, amended(folder))


def test_nothing_typed_into_a_received_report_seems_to_be_taken(folder: Path) -> None:
    """F4 put a heading into the text on the screen, and F5 asked whether to fill in zeros."""
    campaign = begun(folder)
    take(campaign, reply(campaign, FIRST, new__business=None))

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        for key in ("f5", "f3"):
            await pilot.press(key)
            assert isinstance(app.screen, LookScreen)
            assert "收到的文件不改" in status(app)
        await pilot.press("alt+2", "f4")
        await pilot.pause()
        area = app.screen.query_one("#page-overview").query_one(NarrativeArea)
        assert area.text == session_of(app).report.narratives["overview"]
        assert "收到的文件不改" in status(app)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, BoardScreen)

    drive_board(scenario, campaign)


def test_of_several_reports_in_a_file_the_one_that_counts_is_shown(folder: Path) -> None:
    """Enter showed the other year's report, with other numbers than the board counted."""
    (folder / "名单.csv").write_bytes(roster_csv(FEW))
    campaign = found(folder / "收集", UNIT, 2023, folder / "名单.csv").campaign
    path = folder / "两年.xlsx"
    path.write_bytes(to_xlsx(build(sample("gwy-2021"), ["two_years"])))
    take(campaign, path, department=FIRST)

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert session_of(app).report.year == 2023
        assert session_of(app).report.value(CellRef("requests.new.total")) == 535

    drive_board(scenario, campaign)


def test_an_amendment_made_on_the_board_is_seen_at_once(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("m", "enter", "9", "enter", *"来电更正", "enter")
        await settle(app, pilot)
        assert "99 → 9，还有 2 个错误" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "99→✗9" in screen_text(app)

    drive_board(scenario, amended(folder))
