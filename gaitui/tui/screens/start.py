"""The start screen: recent reports, a new one, or one to open."""

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gaitui.campaign.folder import is_campaign
from gaitui.errors import printable
from gaitui.tui.messages import CreateAsked, OpenAsked
from gaitui.tui.paths import shown
from gaitui.tui.recent import recent_reports
from gaitui.tui.screens.open import NewReport, NewScreen, PathScreen


class StartScreen(Screen[None]):
    """What to work on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", show=False),
        Binding("o", "open", show=False),
        Binding("j", "move('down')", show=False),
        Binding("k", "move('up')", show=False),
        Binding("ctrl+q,q,escape", "app.quit", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield Static("  政府信息公开工作年度报告 · 填报", id="start-title", markup=False)
        yield Static("", id="start-note", markup=False)
        yield OptionList(markup=False, compact=True)
        yield Static("", id="start-keys", markup=False)

    def on_screen_resume(self) -> None:
        self.show_recent()

    def show_recent(self) -> None:
        """List the recent reports as they are now."""
        recent = recent_reports()
        note = (
            "  最近的报告" if recent else "  还没有打开过报告。按 n 新建一份，或按 o 打开已有的。"
        )
        self.query_one("#start-note", Static).update(note)
        choose = "↑↓ 选择   Enter 继续填报   " if recent else ""
        self.query_one("#start-keys", Static).update(f"  n 新建   o 打开   {choose}q 退出")
        listed = self.query_one(OptionList)
        listed.clear_options()
        for item in recent:
            text = Text(f"  {printable(item.unit) or '（未填机关名称）'}")
            counts = f"   ✗{item.errors} !{item.warnings}"
            state = f"收集   {item.figures}" if item.figures else counts
            text.append(f" · {item.year or '—'} 年度{state}")
            text.append(f"\n      {printable(shown(Path(item.path)))}", "dim")
            listed.add_option(Option(text, id=item.path))
        if recent:
            listed.highlighted = 0
            listed.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.app.post_message(OpenAsked(Path(event.option.id)))

    def action_move(self, way: str) -> None:
        listed = self.query_one(OptionList)
        getattr(listed, f"action_cursor_{way}")()

    def action_new(self) -> None:
        def made(new: NewReport | None) -> None:
            if new is not None:
                self.app.post_message(CreateAsked(new))

        self.app.push_screen(NewScreen(), made)

    def action_open(self) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self.app.post_message(OpenAsked(path))

        title = "打开报告（.xlsx、.json）或收集文件夹"
        self.app.push_screen(PathScreen(title, takes_folder=is_campaign), chosen)
