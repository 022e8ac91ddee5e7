"""The terminal app: which report is open, and what stands in the way of opening one."""

import signal
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.theme import Theme

from gaitui.errors import GaituiError
from gaitui.files.lock import LockedError
from gaitui.finding import Severity
from gaitui.report import Report
from gaitui.session import Session, discard_pending, pending_changes
from gaitui.tui.altkeys import restore_alt_digits
from gaitui.tui.grid.lean import LeanApp
from gaitui.tui.grid.ordered import OrderedKeys
from gaitui.tui.messages import CreateAsked, OpenAsked
from gaitui.tui.recent import Recent, remember
from gaitui.tui.screens.ask import AskScreen, Choice
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.open import NewReport, NewScreen
from gaitui.tui.screens.received import describe_received
from gaitui.tui.screens.resume import describe_pending
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


class GaituiApp(LeanApp[None], OrderedKeys[None]):
    """Edits annual reports."""

    CSS_PATH = "gaitui.tcss"
    ENABLE_COMMAND_PALETTE = False
    INLINE_PADDING = 0
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "pass", show=False)]

    def __init__(self, path: Path | None = None, prior: Path | None = None) -> None:
        restore_alt_digits()
        super().__init__()
        self.path = path
        self.prior_path = prior
        self.animation_level = "none"
        self.session: Session | None = None

    def on_mount(self) -> None:
        self.register_theme(CONTRAST)
        self.theme = "textual-dark"
        for number in (signal.SIGHUP, signal.SIGTERM):
            self._loop_signal(number)
        if self.path is None:
            self.push_screen(StartScreen())
        else:
            self.open_report(self.path)

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
        if self.session is not None:
            self._remember(self.session)
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

    # Opening.

    def on_open_asked(self, event: OpenAsked) -> None:
        self.open_report(event.path)

    def on_create_asked(self, event: CreateAsked) -> None:
        self.create_report(event.new)

    def open_report(self, path: Path) -> None:
        """Open a report for editing; unfinished changes and locks are asked about first."""
        try:
            pending = pending_changes(path)
        except GaituiError as error:
            self._cannot_open(str(error))
            return
        if pending is None and not path.exists():
            self._offer_new(path)
            return
        if pending is None:
            self._open(path)
            return
        choices = (
            Choice("enter", f"恢复这 {len(pending.changes)} 处", "resume"),
            Choice("d", "放弃（日志另存，不删除）", "discard"),
        )

        def chosen(value: str | None) -> None:
            if value == "resume":
                self._open(path, resume=True)
            elif value == "discard":
                discard_pending(path)
                self._open(path)
            else:
                self._to_start()

        title, text = describe_pending(pending)
        self.push_screen(AskScreen(title, text, choices), chosen)

    def create_report(self, new: NewReport) -> None:
        """Begin a new report."""
        try:
            prior = self._read_prior(new.prior)
            self._edit(Session.create(new.path, new.report, prior=prior))
        except GaituiError as error:
            self._cannot_open(str(error))

    def _open(self, path: Path, resume: bool = False, read_only: bool = False) -> None:
        try:
            prior = self._read_prior(self.prior_path)
            if resume:
                session = Session.resume(path, prior=prior)
            else:
                session = Session.open(path, prior=prior, read_only=read_only)
        except LockedError as error:
            self._ask_locked(path, str(error))
        except GaituiError as error:
            self._cannot_open(str(error))
        else:
            self._edit(session)

    def _read_prior(self, path: Path | None) -> Report | None:
        from gaitui.commands import readable

        return readable(path).report if path is not None else None

    def _ask_locked(self, path: Path, message: str) -> None:
        choices = (Choice("enter", "只读打开", "read"),)

        def chosen(value: str | None) -> None:
            if value:
                self._open(path, read_only=True)
            else:
                self._to_start()

        self.push_screen(AskScreen("这份报告正在别处编辑", message, choices), chosen)

    def _offer_new(self, path: Path) -> None:
        def made(new: NewReport | None) -> None:
            if new is not None:
                self.create_report(new)
            else:
                self._to_start()

        self.push_screen(NewScreen(str(path)), made)

    def _cannot_open(self, message: str) -> None:
        self.push_screen(AskScreen("打不开", message), lambda _: self._to_start())

    def _to_start(self) -> None:
        """Show the start screen where nothing else is left to show."""
        if not any(isinstance(screen, StartScreen | EditScreen) for screen in self.screen_stack):
            self.push_screen(StartScreen())

    def _edit(self, session: Session) -> None:
        self.session = session
        self._remember(session)
        self.push_screen(EditScreen(session))
        if session.is_received and not session.is_dirty:
            title, text = describe_received(session)
            self.push_screen(AskScreen(title, text, escape="开始填报"))

    # Leaving.

    async def action_quit(self) -> None:
        """Ctrl+Q, which Textual binds for the whole app: the edit screen asks first."""
        if isinstance(self.screen, EditScreen):
            self.screen.action_quit()
        elif self.session is None:
            self.exit()
        else:
            self.notify("先按 Esc 返回，再退出。", timeout=3, markup=False)

    def on_session_saved(self) -> None:
        """Show it, under a dialog too, and note what the start screen says of the report."""
        if self.session is not None:
            self._remember(self.session)
        for screen in self.screen_stack:
            if isinstance(screen, EditScreen):
                screen.refresh_surroundings()

    def on_session_left(self) -> None:
        """Close the open report and go back to the start, or end if it was named at the start."""
        session = self.session
        if session is not None:
            self._remember(session)
            session.close()
            self.session = None
        if self.path is not None:
            self.exit()
        else:
            self.pop_screen()

    def _remember(self, session: Session) -> None:
        counts = session.counts
        report = session.report
        remember(
            Recent(
                str(session.path),
                report.unit,
                report.year,
                counts[Severity.ERROR],
                counts[Severity.WARNING],
            )
        )

    def on_theme_asked(self) -> None:
        """Change to the next colour scheme."""
        at = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(at + 1) % len(THEMES)]
        self.notify(f"配色：{self.theme}", timeout=2, markup=False)

    def action_pass(self) -> None:
        """Ctrl+C copies or does nothing; it never ends the app."""
