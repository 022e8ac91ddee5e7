"""The terminal app: its looks, its size, its end, and the way back from each screen."""

import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.theme import Theme

from gaitui.campaign.folder import this_moment
from gaitui.tui.altkeys import restore_alt_digits
from gaitui.tui.messages import OpenAsked
from gaitui.tui.opening import OpeningApp
from gaitui.tui.screens.board import BoardScreen
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.look import LookScreen
from gaitui.tui.screens.start import StartScreen
from gaitui.tui.widgets.toosmall import TooSmallScreen

MIN_COLUMNS, MIN_ROWS = 60, 20
CONTRAST = Theme(
    name="高对比",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    error="#ff5555",
    warning="#ffff00",
    success="#55ff55",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
)
THEMES = ("textual-ansi", "textual-dark", "textual-light", CONTRAST.name)


class GaituiApp(OpeningApp):
    """Edits annual reports and runs campaigns."""

    CSS_PATH = "gaitui.tcss"
    ENABLE_COMMAND_PALETTE = False
    INLINE_PADDING = 0
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "pass", show=False)]

    def __init__(
        self,
        path: Path | None = None,
        prior: Path | None = None,
        clock: Callable[[], datetime] = this_moment,
    ) -> None:
        restore_alt_digits()
        super().__init__(prior, clock)
        self.path = path
        self.animation_level = "none"

    def on_mount(self) -> None:
        self.register_theme(CONTRAST)
        self.theme = "textual-dark"
        for number in (signal.SIGHUP, signal.SIGTERM):
            self._loop_signal(number)
        if self.path is None:
            self.push_screen(StartScreen())
        else:
            self.open_path(OpenAsked(self.path))

    def _loop_signal(self, number: signal.Signals) -> None:
        """End in order when the connection drops or the host shuts down: what was committed is
        in the journal already."""
        import asyncio

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(number, self.end_at_once)

    def end_at_once(self) -> None:
        """Leave without asking; the journal keeps what was not saved."""
        screen = self.screen
        if isinstance(screen, EditScreen):
            screen.commit_fields()
        if self.session is not None and not isinstance(screen, LookScreen):
            self.remember_report(self.session)
        self.exit(return_code=0)

    def on_resize(self, _event: events.Resize) -> None:
        self.call_later(self._fit)

    def _fit(self) -> None:
        """Cover the screen with a message while the terminal is too small for it."""
        small = self.size.width < MIN_COLUMNS or self.size.height < MIN_ROWS
        covered = isinstance(self.screen, TooSmallScreen)
        if small and not covered:
            self.push_screen(TooSmallScreen(MIN_COLUMNS, MIN_ROWS))
        elif covered and not small:
            self.pop_screen()

    # Leaving.

    async def action_quit(self) -> None:
        """Ctrl+Q, which Textual binds for the whole app: the edit screen asks first."""
        if isinstance(self.screen, EditScreen | BoardScreen):
            self.screen.action_quit()
        elif self.session is None:
            self.exit()
        else:
            self.notify("先按 Esc 返回，再退出。", timeout=3, markup=False)

    def on_session_saved(self) -> None:
        """Show it, under a dialog too, and note what the start screen says of the report."""
        if self.session is not None:
            self.remember_report(self.session)
        for screen in self.screen_stack:
            if isinstance(screen, EditScreen):
                screen.refresh_surroundings()

    def on_session_left(self) -> None:
        """Close the open report and go back to the start, or end if it was named at the start."""
        session = self.session
        if session is not None:
            if not isinstance(self.screen, LookScreen):
                self.remember_report(session)
            session.close()
            self.session = None
        if self.path is not None and not self.has_board:
            self.exit()
        else:
            self.pop_screen()

    def on_board_left(self) -> None:
        """Go back to the start, or end if the campaign was named at the start."""
        if self.path is not None:
            self.exit()
        else:
            self.pop_screen()

    def on_theme_asked(self) -> None:
        """Change to the next colour scheme."""
        at = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(at + 1) % len(THEMES)]
        self.notify(f"配色：{self.theme}", timeout=2, markup=False)

    def action_pass(self) -> None:
        """Ctrl+C copies or does nothing; it never ends the app."""
