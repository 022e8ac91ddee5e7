"""A received file in somebody else's layout, opened for editing."""

from pathlib import Path

from textual.pilot import Pilot

from gaitui.intake import take_in
from gaitui.tui.app import GaituiApp
from gaitui.tui.screens.ask import AskScreen
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.open import PathScreen
from tests.foreign import sample, to_xlsx
from tests.layout_faults import build
from tests.tui.driving import drive, session_of

FAULTS = ["shortened", "text_numbers", "one_sheet", "local_row"]


def received(folder: Path) -> Path:
    path = folder / "民政局报来.xlsx"
    path.write_bytes(to_xlsx(build(sample("gwy-2021"), FAULTS)))
    return path


def test_the_mapping_and_the_ledger_are_shown_first(folder: Path) -> None:
    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        assert session_of(app).is_received
        assert isinstance(app.screen, AskScreen)
        text = app.screen.text
        assert "工作表“Sheet1”的 B6:D18" in text
        assert "其他主动公开文件" in text
        assert "Sheet1 D27  “510件”读作 510（文本型数字，去掉单位“件”）" in text
        await pilot.press("enter")
        assert isinstance(app.screen, EditScreen)
        await pilot.press("ctrl+p", *"收到的文件", "enter")
        assert isinstance(app.screen, AskScreen) and app.screen.text == text

    drive(scenario, received(folder))


def test_saving_writes_our_layout_beside_it_and_leaves_it_alone(folder: Path) -> None:
    path = received(folder)
    before = path.read_bytes()
    (folder / "民政局报来-标准版式.xlsx").write_bytes(b"taken")

    async def scenario(app: GaituiApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "ctrl+s")
        assert isinstance(app.screen, PathScreen)
        await pilot.press("enter")
        assert not session_of(app).is_received
        assert not session_of(app).is_dirty

    drive(scenario, path)
    assert path.read_bytes() == before
    assert (folder / "民政局报来-标准版式.xlsx").read_bytes() == b"taken"
    saved = take_in(folder / "民政局报来-标准版式2.xlsx")
    assert saved.report is not None
    source = sample("gwy-2021")
    assert all(saved.report.value(ref) == source.value(ref) for ref in source.definition.cells)
    assert not any(item.code == "W606" for item in saved.findings)
