"""A dozen frozen screens; each docstring line says what to look for.

`python -m tests.tui.test_snapshots` writes them anew; look at the difference before committing.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Struct
from textual.pilot import Pilot

from gaitui.commands import new_report
from gaitui.report import Report
from gaitui.tui.app import GaituiApp
from tests.support import luohu, with_values
from tests.tui.driving import drive, screen_text, workbook

FOLDER = Path(__file__).parent / "snapshots"
NARROW, WIDE = (80, 24), (120, 40)


class Shot(Struct, frozen=True):
    """Keys pressed on a report, and what to look for on the screen that results."""

    name: str
    look_for: str
    report: Report | None
    keys: Sequence[str]
    size: tuple[int, int] = NARROW


def shots() -> list[Shot]:
    """All frozen screens."""
    good = luohu()
    broken = with_values(good, {"requests.unavailable_not_held.natural_person": 101})
    blank = new_report("测试市某某局", 2024)
    differs = with_values(good, {"requests.new.total": 999})
    return [
        Shot("start", "how to begin, with nothing opened yet", None, ()),
        Shot("new", "four fields, the keys below", None, ("n",)),
        Shot("basics", "fields and preamble, the wrong document number marked", good, ()),
        Shot("requests", "all seven columns, heads, cursor in brackets", good, ("alt+4",)),
        Shot("requests-wide", "sections on the left, whole captions", good, ("alt+4",), WIDE),
        Shot("imbalance", "✗ at the cells and in header, strip and panel", broken, ("alt+4",)),
        Shot("typing", "the typed digits in the cell", good, ("alt+4", "down", "4", "2")),
        Shot("struck", "the received total beside the computed one", differs, ("alt+4", "end")),
        Shot("disclosure", "four blocks with captions", good, ("alt+3",)),
        Shot("disputes", "three groups as rows", good, ("alt+5",)),
        Shot("overview", "wrapped by Chinese rules, its length above", good, ("alt+2",)),
        Shot("blank", "空 in the strip, findings below", blank, ("alt+4",)),
        Shot("review", "all findings with remedies", broken, ("alt+8",)),
        Shot("review-wide", "the same beside the sections", broken, ("alt+8",), WIDE),
        Shot("finish", "what is open, what will be written", broken, ("f10",)),
        Shot("help", "what a cell counts", good, ("alt+4", "f1")),
        Shot("palette", "commands by pinyin", good, ("ctrl+p", "b")),
    ]


def take(shot: Shot, folder: Path) -> str:
    """The screen as text."""
    taken: list[str] = []

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press(*shot.keys)
        await pilot.pause()
        taken.append(screen_text(app) + "\n")

    path = workbook(folder, shot.report) if shot.report is not None else None
    drive(scenario, path, shot.size)
    return taken[0]


@pytest.fixture(autouse=True)
def _no_recent_reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.parametrize("shot", shots(), ids=lambda shot: shot.name)
def test_screen_is_as_frozen(shot: Shot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    frozen = (FOLDER / f"{shot.name}.txt").read_text(encoding="utf-8")
    taken = take(shot, folder)
    assert taken == frozen, "look at it, then run python -m tests.tui.test_snapshots"


def test_no_screen_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {shot.name for shot in shots()}


if __name__ == "__main__":
    import os

    for item in shots():
        with tempfile.TemporaryDirectory() as name:
            os.environ["XDG_STATE_HOME"] = name
            os.chdir(name)
            text = take(item, Path(name))
            (FOLDER / f"{item.name}.txt").write_text(text, encoding="utf-8")
