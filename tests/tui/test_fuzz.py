"""Random keys, pastes and sizes on random reports: no crash, and undo leads back to the start.

`GAITUI_FUZZ_KEYS=20000` makes the long run; the suite makes a short one with fixed seeds.
"""

import os
import random
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gaitui.commands import new_report
from gaitui.tui.app import GaituiApp
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.start import StartScreen
from tests.support import luohu, with_values
from tests.tui.driving import drive, paste, session_of, workbook

RUNS = 4
KEYS = int(os.environ.get("GAITUI_FUZZ_KEYS", "1200")) // RUNS
POOL = (
    *"0123456789-./hjklcge甲约１",
    *("up", "down", "left", "right", "tab", "shift+tab", "enter", "escape", "home", "end"),
    *("pageup", "pagedown", "ctrl+up", "ctrl+down", "ctrl+left", "ctrl+right", "delete", "f2"),
    *("backspace", "space", "shift+right", "shift+down", "f3", "f4", "f5", "f6", "f7", "f8"),
    *("f20", "f9", "f11", "f1", "ctrl+z", "ctrl+y", "ctrl+p", "ctrl+s"),
    *(f"alt+{number}" for number in range(1, 9)),
)
BLOCKS = ("1\t2\t3\n4\t5\t6", "１２\t6件\t/\n1 234\t约3", "[/b]\t=1+1", "\x07", "a" * 5000)
SIZES = ((80, 24), (60, 20), (120, 40), (50, 15), (200, 50), (81, 21))


async def _stay(app: GaituiApp, pilot: Pilot[None]) -> None:
    """Come back to the edit screen, whatever is on top of it."""
    for _ in range(8):
        if isinstance(app.screen, EditScreen):
            return
        if isinstance(app.screen, StartScreen):
            break
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape")
    assert isinstance(app.screen, EditScreen), app.screen


async def _anything(app: GaituiApp, pilot: Pilot[None], dice: random.Random) -> None:
    choice = dice.random()
    if choice < 0.02:
        await pilot.resize_terminal(*dice.choice(SIZES))
    elif choice < 0.04:
        await paste(app, pilot, dice.choice(BLOCKS))
    else:
        await pilot.press(dice.choice(POOL))


@pytest.mark.parametrize("seed", range(RUNS))
def test_no_keys_break_the_app_or_lose_the_first_report(seed: int, folder: Path) -> None:
    dice = random.Random(seed)
    report = luohu() if seed % 2 else new_report("测试局", 2024)
    if seed == RUNS - 1:
        report = with_values(report, {"requests.new.total": 1})

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        first = session_of(app).report
        for number in range(KEYS):
            await _anything(app, pilot, dice)
            if number % 50 == 49:
                await _stay(app, pilot)
        await _stay(app, pilot)
        session = session_of(app)
        last = session.report
        steps = 0
        while session.undo() is not None:
            steps += 1
        assert session.report == first
        # The keys may have ended on an undo: only what was taken back here is made again.
        for _ in range(steps):
            assert session.redo() is not None
        assert session.report == last

    drive(scenario, workbook(folder, report))
