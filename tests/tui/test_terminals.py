"""Any terminal, any size, any end: the app shows what matters and leaves things in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in
from gaitui.session import pending_changes
from gaitui.writing import write_workbook
from tests.support import luohu, report_of, with_values
from tests.tui.terminal import Terminal, gaitui

NEW = CellRef("requests.new.natural_person")
TERMS = ("xterm-256color", "screen", "tmux-256color", "linux", "vt100")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


@pytest.fixture
def report(folder: Path) -> Path:
    path = folder / "report.xlsx"
    path.write_bytes(write_workbook(with_values(luohu(), {NEW: 501})))
    return path


@pytest.mark.parametrize("term", TERMS)
def test_signs_say_it_all_in_any_terminal(terminal: Terminal, report: Path, term: str) -> None:
    terminal.start(gaitui("edit", str(report)), term=term, NO_COLOR="1" if term == "vt100" else "")
    terminal.wait_for("[1基本")
    terminal.keys("M-4")
    screen = terminal.wait_for("[4三✗", "▸一、本年新收政府信息公开申请数量", "✗501", "534≠525")
    assert "法服" in screen
    terminal.keys("Down")
    terminal.wait_for("▸二、上年结转", "38]")
    terminal.keys("C-q")
    terminal.wait_for("结束 0")


def test_resizing_keeps_everything(terminal: Terminal, report: Path) -> None:
    terminal.start(gaitui("edit", str(report)))
    terminal.wait_for("[1基本")
    terminal.keys("M-4")
    terminal.type("510")
    terminal.keys("Enter")
    terminal.wait_for("有未保存修改")
    terminal.resize(50, 15)
    terminal.wait_for("请把窗口放大到 60×20 以上")
    terminal.resize(120, 40)
    terminal.wait_for("4 三、收到", "申请人情况", "510")
    terminal.resize(80, 24)
    terminal.wait_for("[4三", "  510", "有未保存修改")


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_a_signal_ends_it_in_order_and_keeps_the_journal(
    terminal: Terminal, report: Path, name: str
) -> None:
    terminal.start(f"sh -c 'echo $$ > pid; exec {gaitui('edit', str(report))}'".replace(
        "pid;", f"{terminal.folder}/pid;"
    ))  # fmt: skip
    terminal.wait_for("[1基本")
    terminal.keys("M-4")
    terminal.type("512")
    terminal.keys("Enter")
    terminal.wait_for("有未保存修改")
    pid = (terminal.folder / "pid").read_text().strip()
    helper = Terminal(terminal.folder / "helper-of-the-test")
    helper.folder.mkdir()
    helper.start(f"kill -{name} {pid}")
    try:
        terminal.wait_for("结束 0", gone=("[4三",))
    finally:
        helper.close()
    pending = pending_changes(report)
    assert pending is not None
    assert [change.new for change in pending.changes] == ["512"]


def test_a_locale_that_cannot_show_chinese_gets_one_line(terminal: Terminal, report: Path) -> None:
    settings = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    terminal.start(gaitui("edit", str(report)), PYTHONIOENCODING="latin-1", **settings)
    screen = terminal.wait_for("2")
    assert "LANG=C.UTF-8" in screen
    assert "Traceback" not in screen


def test_a_full_disk_is_said_and_editing_goes_on(terminal: Terminal, report: Path) -> None:
    terminal.start(f"ulimit -f 1; trap '' XFSZ; {gaitui('edit', str(report))}")
    terminal.wait_for("[1基本")
    terminal.keys("M-4")
    terminal.type("513")
    terminal.keys("Enter")
    terminal.wait_for("513")
    terminal.keys("C-s")
    terminal.wait_for("没有保存", "修改都还在")
    terminal.keys("Escape")
    terminal.wait_for("[4三", "513", gone=("没有保存",))
    assert report_of(take_in(report)).value(NEW) == 501


def test_pipes_get_a_plain_line(report: Path) -> None:
    from tests.support import run_gaitui

    done = run_gaitui("edit", report)
    assert done.returncode == 2
    assert "要在终端里运行" in done.stderr.decode()
