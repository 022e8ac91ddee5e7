"""The campaign board driven by keys: campaigns made at a fixed time, and waiting for jobs."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from gaitui.campaign.change import accept
from gaitui.campaign.folder import Campaign
from gaitui.campaign.identify import DEPARTMENT
from gaitui.campaign.returning import return_versions
from gaitui.cell import CellRef
from gaitui.report import cell_from_value
from gaitui.tui.app import GaituiApp
from gaitui.tui.screens.ask import AskScreen
from gaitui.tui.screens.board import BoardScreen
from gaitui.writing import write_workbook
from tests.campaign.january import NAMES, departments
from tests.campaign.support import FEW, new_campaign, reply, send_all, take
from tests.tui.driving import Scenario, drive

NOW = datetime(2025, 1, 22, 10, 32, tzinfo=timezone(timedelta(hours=8)))
FAULTY: dict[str, Any] = {"new__natural_person": 99}
COERCION = "disclosure.coercion.decisions"
_TRIES = 200


def clock() -> datetime:
    """The time at which everything in these tests happens."""
    return NOW


def begun(folder: Path, names: tuple[str, ...] = FEW, with_prior: bool = False) -> Campaign:
    """A campaign with everything sent and nothing received."""
    campaign = Campaign(new_campaign(folder, names, with_prior).folder, clock)
    send_all(campaign)
    return campaign


def january(folder: Path) -> Campaign:
    """Forty departments: one is faulty, one returned, one changed something unasked, one was
    accepted with a reason, three are missing; the others are accepted."""
    campaign = begun(folder, NAMES, with_prior=True)
    faulty = {NAMES[0], NAMES[2], NAMES[5], NAMES[8]}
    for name in NAMES[:37]:
        file = "[bold]年报.xlsx" if name == NAMES[3] else ""
        take(campaign, reply(campaign, name, file, **(FAULTY if name in faulty else {})))
    _go_on(campaign)
    return campaign


def _go_on(campaign: Campaign) -> None:
    with campaign.changing():
        list(return_versions(campaign, [NAMES[2], NAMES[5]]))
        accept(campaign, campaign.find(NAMES[8]), "已电话核实，按实有数报送")
    take(campaign, silent_change(campaign, NAMES[5]))


def silent_change(campaign: Campaign, name: str) -> Path:
    """A department's report without its fault, but with another number than it should have."""
    report = departments()[name]
    cells = {**report.cells, CellRef(COERCION): cell_from_value(7)}
    path = campaign.folder.parent / "附件" / "改正.xlsx"
    path.write_bytes(write_workbook(replace(report, cells=cells), {DEPARTMENT: name}))
    return path


def now(campaign: Campaign) -> Campaign:
    """The campaign as it is on disk."""
    return Campaign(campaign.folder, clock)


def board_of(app: GaituiApp) -> BoardScreen:
    screen = next(item for item in app.screen_stack if isinstance(item, BoardScreen))
    assert isinstance(screen, BoardScreen)
    return screen


def ask_of(app: GaituiApp) -> AskScreen:
    screen = app.screen
    assert isinstance(screen, AskScreen), screen
    return screen


async def settle(app: GaituiApp, pilot: Pilot[None]) -> None:
    """Wait until no job runs and what the current department sent has been read."""
    for _ in range(_TRIES):
        await pilot.pause(0.02)
        await app.workers.wait_for_complete()
        await pilot.pause()
        board = board_of(app)
        if not board.running and board.is_settled:
            return
    raise AssertionError("the board does not come to rest")


def drive_board(scenario: Scenario, campaign: Campaign, size: tuple[int, int] = (80, 24)) -> None:
    """Run a scenario on a campaign's board."""

    async def settled(app: GaituiApp, pilot: Pilot[None]) -> None:
        await settle(app, pilot)
        await scenario(app, pilot)

    drive(settled, campaign.folder, size, clock=clock)
