"""A message instead of a broken screen where the terminal is too small."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class TooSmallScreen(Screen[None]):
    """Covers everything until the terminal is large enough; nothing is lost under it."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__()
        self.text = f"请把窗口放大到 {columns}×{rows} 以上。修改都还在。"

    def compose(self) -> ComposeResult:
        yield Static(self.text, markup=False)
