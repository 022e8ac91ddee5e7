"""The tour: the whole 罗湖 report filled from an empty one by keys and pastes alone.

`python -m tests.tui.tour` plays it in tmux at 80×24 and writes docs/tour.md.
"""

import json
import re
import tempfile
from pathlib import Path

from gaitui.definition import built_in
from gaitui.tui.grid.model import build_grid
from tests.support import LUOHU_JSON, ROOT
from tests.tui.terminal import Terminal, gaitui

PAGE = ROOT / "docs" / "tour.md"
REPORT = "luohu.xlsx"
_HEAD = """# 走一遍

从空表到写出，全部用键盘。每一屏都是 80×24 的终端里的样子。

本页由 `python -m tests.tui.tour` 生成，请勿手改。
"""


class Tour:
    """Plays the tour and keeps the screens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.terminal = Terminal(folder)
        self.document = json.loads(LUOHU_JSON.read_text(encoding="utf-8"))
        self.shots: list[tuple[str, str]] = []

    def play(self) -> str:
        """The tour as a page; the report is left in the folder."""
        try:
            self.terminal.start(f"cd {self.folder} && {gaitui()}")
            self._begin()
            self._disclosure()
            self._requests()
            self._disputes()
            self._narratives()
            self._finish()
        finally:
            self.terminal.close()
        shots = (f"\n## {title}\n\n```text\n{screen}\n```\n" for title, screen in self.shots)
        return _HEAD + "".join(shots)

    def _shoot(self, title: str, *texts: str, gone: tuple[str, ...] = ()) -> None:
        screen = self.terminal.wait_for(*texts, gone=gone)
        lines = [line.rstrip() for line in screen.splitlines()]
        screen = re.sub(r"已保存 \d\d:\d\d", "已保存 10:32", "\n".join(lines).rstrip())
        self.shots.append((title, screen))

    def _begin(self) -> None:
        terminal = self.terminal
        self._shoot("一、什么也没有时", "还没有打开过报告")
        terminal.keys("n")
        terminal.wait_for("新建年度报告")
        terminal.keys("Tab")
        terminal.type(self.document["unit"])
        terminal.keys("Tab")
        terminal.type("2024")
        terminal.keys("Tab")
        terminal.wait_for("年政府信息公开工作年度报告.xlsx")
        terminal.keys("C-a", "C-k")
        terminal.type(REPORT)
        self._shoot("二、新建：机关、年度、文件名", REPORT, "2024")
        terminal.keys("Enter")
        terminal.wait_for("[1基本")

    def _numbers(self, table: str) -> list[list[str]]:
        """The sample's numbers as the grid has them, row by row."""
        definition = built_in("gwy-2021")
        model = build_grid(definition.tables[table], definition.formulas.keys())
        return [[str(self.document["cells"][ref]) for ref in row.cells] for row in model.rows]

    def _disclosure(self) -> None:
        """Part two, digit by digit."""
        terminal = self.terminal
        terminal.keys("M-3")
        self._shoot("三、第二部分，还没有填", "[3二空]")
        for number, value in enumerate(
            value for row in self._numbers("disclosure") for value in row
        ):
            terminal.type(value)
            if number == 5:
                self._shoot("四、直接输入数字，Tab 到下一格", "74 ]")
            terminal.keys("Tab")
        terminal.wait_for("[3二✓]")

    def _requests(self) -> None:
        """Part three, pasted from a spreadsheet with its totals."""
        terminal = self.terminal
        terminal.keys("M-4")
        terminal.wait_for("[4三空]")
        rows = self._numbers("requests")
        rows[0][0] = "５１０"
        terminal.paste("\n".join("\t".join(row) for row in rows))
        self._shoot("五、从 Excel 粘贴：先预览，总计只核对不写入", "粘贴预览", "全角", "Enter 写入")
        terminal.keys("Enter")
        self._shoot("六、写入以后：总计自动算出", "[4三✓]", "534", gone=("粘贴预览",))

    def _disputes(self) -> None:
        """Part four, with a slip that is mended."""
        terminal = self.terminal
        terminal.keys("M-5")
        terminal.wait_for("[5四空]")
        for row in self._numbers("disputes"):
            for value in row[:-1]:
                terminal.type(value)
                terminal.keys("Tab")
        terminal.wait_for("[5四✓]")
        terminal.keys("M-4")
        terminal.wait_for("[4三")
        terminal.keys("C-Home")
        terminal.type("501")
        terminal.keys("Enter")
        self._shoot("七、填错一个数：哪里不平、差多少，立刻看到", "差 9", "[4三✗")
        terminal.keys("C-z")
        terminal.wait_for("[4三✓]")

    def _narratives(self) -> None:
        """The four texts, pasted."""
        terminal, texts = self.terminal, self.document["narratives"]
        terminal.keys("M-2")
        terminal.wait_for("[2一空]")
        terminal.paste(texts["overview"])
        terminal.wait_for("1725 字")
        terminal.keys("C-Home")
        self._shoot("八、文字部分：按中文规则换行", "2024 年，罗湖区", "[2一")
        for key, page, text in (("M-6", "[6五", "problems"), ("M-7", "[7六", "other")):
            terminal.keys(key)
            terminal.wait_for(f"{page}空]")
            terminal.paste(texts[text])
            terminal.wait_for(f"{page}✓]")
        terminal.keys("M-1")
        terminal.wait_for("[1基本")
        terminal.keys("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
        terminal.paste(texts["preamble"])
        terminal.wait_for("[1基本!1]")
        terminal.keys("M-8")
        self._shoot("九、校验：还有什么要看", "0 个错误", "T504", "T505")

    def _finish(self) -> None:
        terminal = self.terminal
        terminal.keys("C-s")
        terminal.wait_for("已保存")
        terminal.keys("F10")
        self._shoot("十、完成：将写出什么、写到哪里", "完成填报", "将写出", "│ ▸! T504")
        terminal.keys("F10")
        self._shoot("十一、写出了", "已经写出")
        terminal.keys("Escape")
        terminal.wait_for("[8校验]", gone=("已经写出", "完成填报"))
        terminal.keys("C-q")
        self._shoot("十二、回到开始，报告在最近的一列里", "最近的报告", REPORT)


def main() -> None:
    """Play the tour and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(play(Path(folder)), encoding="utf-8")


def play(folder: Path) -> str:
    """The page, with the folder's own name left out."""
    return Tour(folder).play().replace(str(folder.resolve()), "…").replace(str(folder), "…")


if __name__ == "__main__":
    main()
