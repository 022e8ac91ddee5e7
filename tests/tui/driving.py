"""The app driven by keys in a test: what the session holds first, then what the screen shows."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from gaitui.campaign.folder import this_moment
from gaitui.report import Report
from gaitui.session import Session
from gaitui.tui.app import GaituiApp
from gaitui.tui.grid.widget import TableGrid
from gaitui.tui.screens.edit import EditScreen
from gaitui.writing import write_workbook

Scenario = Callable[[GaituiApp, Pilot[None]], Awaitable[None]]


def drive(
    scenario: Scenario,
    path: Path | None = None,
    size: tuple[int, int] = (80, 24),
    prior: Path | None = None,
    clock: Callable[[], datetime] = this_moment,
) -> None:
    """Run a scenario in the app with a report or campaign open, or at the start screen."""

    async def run() -> None:
        app = GaituiApp(path, prior, clock)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await scenario(app, pilot)

    asyncio.run(run())


def workbook(folder: Path, report: Report, name: str = "report.xlsx") -> Path:
    """A report as a file to open."""
    path = folder / name
    path.write_bytes(write_workbook(report))
    return path


def session_of(app: GaituiApp) -> Session:
    assert app.session is not None
    return app.session


def edit_screen(app: GaituiApp) -> EditScreen:
    screen = app.screen
    assert isinstance(screen, EditScreen), screen
    return screen


def grid_of(app: GaituiApp) -> TableGrid:
    return edit_screen(app).query_one(f"#page-{edit_screen(app).page.key}", TableGrid)


async def paste(app: GaituiApp, pilot: Pilot[None], text: str) -> None:
    """Paste as a terminal does."""
    app.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()


def screen_text(app: GaituiApp) -> str:
    """What the terminal shows, times and temporary folders made alike."""
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    text = "\n".join(lines)
    text = re.sub(r"已保存 \d\d:\d\d", "已保存 10:32", text)
    return re.sub(r"/\S*pytest\S*/", "/…/", text)
