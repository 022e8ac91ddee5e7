"""The campaign board's frozen screens, with forty departments.

`python -m tests.tui.test_board_snapshots` writes them anew; look at the difference before
committing.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gaitui.campaign.folder import Campaign
from gaitui.tui.app import GaituiApp
from tests.tui.boarding import clock, drive_board, january, settle
from tests.tui.driving import screen_text
from tests.tui.test_snapshots import WIDE, Shot

SMALL = (60, 20)
WAIT = "(wait)"
"""Stands between keys for waiting until what they set off is done."""
MERGED = ("g", "enter", WAIT)
DECIDE = ("d", "down", "enter", "enter", *"与台账一致", "enter", WAIT)
AMEND = ("m", "enter", "9", "enter", *"来电更正", "enter", WAIT)
FOLDER = Path(__file__).parent / "snapshots" / "board"


def shots() -> list[Shot]:
    """All frozen screens of the board."""
    return [
        Shot("board", "the roll call, the findings of the current department", None, ()),
        Shot("board-silent", "what changed unasked", None, ["down"] * 5),
        Shot("board-reason", "the reason, two errors in spite of which it counts", None, ["j"] * 8),
        Shot("board-missing", "the end of the list, the way on", None, ("end",)),
        Shot("board-stage", "one stage alone", None, ("f", "f", "f")),
        Shot("board-find", "a text being typed, the list narrowed", None, ("slash", *"街道")),
        Shot("board-wide", "the detail at the right", None, ["down"] * 5, WIDE),
        Shot("board-returned", "what was written", None, ("r",)),
        Shot("board-amend", "cells that findings point at first", None, ("m",)),
        Shot("board-merge", "who is missing, one key to go on", None, ("g",)),
        Shot("board-merged", "what came of it, what waits", None, ("g", "enter", WAIT)),
        Shot("board-waiting", "two numbers wait, how to go on", None, (*MERGED, "escape", "j")),
        Shot("board-decisions", "what speaks for which number", None, (*MERGED, "d")),
        Shot("board-decide", "the figures there are, a reason", None, (*MERGED, *DECIDE[:3])),
        Shot("board-decided", "one is decided, one waits", None, (*MERGED, *DECIDE)),
        Shot(
            "board-decided-small", "the same at the smallest size", None, (*MERGED, *DECIDE), SMALL
        ),
        Shot("board-look", "a received report, read only", None, ("enter",)),
        Shot("board-look-amended", "what counts beside what was received", None, (*AMEND, "enter")),
        Shot("board-small", "at the smallest size", None, (), SMALL),
        Shot("board-too-small", "asks for a larger window", None, (), (59, 19)),
    ]


def take(shot: Shot, made: Path, folder: Path) -> str:
    """The screen as text, on a copy of a campaign."""
    shutil.copytree(made, folder / "收集")
    taken: list[str] = []

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        for key in shot.keys:
            await (settle(app, pilot) if key == WAIT else pilot.press(key))
        await settle(app, pilot)
        taken.append(screen_text(app) + "\n")

    drive_board(scenario, Campaign(folder / "收集", clock), shot.size)
    return taken[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return january(tmp_path_factory.mktemp("january")).folder


@pytest.mark.parametrize("shot", shots(), ids=lambda shot: shot.name)
def test_board_is_as_frozen(
    shot: Shot, made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    frozen = (FOLDER / f"{shot.name}.txt").read_text(encoding="utf-8")
    taken = take(shot, made, folder)
    assert taken == frozen, "look at it, then run python -m tests.tui.test_board_snapshots"


def test_no_screen_of_the_board_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {shot.name for shot in shots()}


if __name__ == "__main__":
    import os

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pytest-") as name:
        os.environ["XDG_STATE_HOME"] = name
        campaign = january(Path(name))
        for index, item in enumerate(shots()):
            (Path(name) / str(index)).mkdir()
            os.chdir(Path(name) / str(index))
            text = take(item, campaign.folder, Path(name) / str(index))
            (FOLDER / f"{item.name}.txt").write_text(text, encoding="utf-8")
