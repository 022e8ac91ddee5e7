"""Opening reports and campaigns, and what stands in the way of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from gaitui.campaign.folder import Campaign, is_campaign
from gaitui.errors import GaituiError
from gaitui.files.lock import LockedError
from gaitui.finding import Severity
from gaitui.report import Report
from gaitui.session import Session, discard_pending, pending_changes
from gaitui.tui.grid.lean import LeanApp
from gaitui.tui.grid.ordered import OrderedKeys
from gaitui.tui.messages import CreateAsked, LookAsked, OpenAsked
from gaitui.tui.recent import Recent, remember
from gaitui.tui.screens.ask import AskScreen, Choice
from gaitui.tui.screens.board import BoardScreen
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.look import LookScreen
from gaitui.tui.screens.open import NewReport, NewScreen
from gaitui.tui.screens.received import describe_received
from gaitui.tui.screens.resume import describe_pending
from gaitui.tui.screens.start import StartScreen


class OpeningApp(LeanApp[None], OrderedKeys[None]):
    """An app with at most one report open, above the campaign it belongs to if there is one."""

    def __init__(self, prior: Path | None, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.prior_path = prior
        self.clock = clock
        self.session: Session | None = None

    def on_open_asked(self, event: OpenAsked) -> None:
        self.open_path(event)

    def on_create_asked(self, event: CreateAsked) -> None:
        self.create_report(event.new)

    def open_path(self, asked: OpenAsked) -> None:
        """Open a report or a campaign; unfinished changes and locks are asked about first."""
        if is_campaign(asked.path):
            self._open_campaign(asked.path)
            return
        try:
            pending = pending_changes(asked.path)
        except GaituiError as error:
            self._cannot_open(str(error))
            return
        if pending is None and not asked.path.exists():
            self._offer_new(asked.path)
            return
        if pending is None:
            self._open(asked)
            return
        choices = (
            Choice("enter", f"恢复这 {len(pending.changes)} 处", "resume"),
            Choice("d", "放弃（日志另存，不删除）", "discard"),
        )

        def chosen(value: str | None) -> None:
            if value == "resume":
                self._open(asked, resume=True)
            elif value == "discard":
                discard_pending(asked.path)
                self._open(asked)
            else:
                self._to_start()

        title, text = describe_pending(pending)
        self.push_screen(AskScreen(title, text, choices), chosen)

    def _open_campaign(self, folder: Path) -> None:
        try:
            campaign = Campaign(folder, self.clock)
            screen = BoardScreen(campaign)
        except GaituiError as error:
            self._cannot_open(str(error))
            return
        counts = screen.board.call.counts
        figures = f"应报 {counts['应报']}  已报 {counts['已报']}  合格 {counts['合格']}"
        settings = campaign.settings
        remember(Recent(str(folder.resolve()), settings.unit, settings.year, figures=figures))
        self.push_screen(screen)

    def create_report(self, new: NewReport) -> None:
        """Begin a new report."""
        try:
            prior = self._read_prior(new.prior)
            self._edit(Session.create(new.path, new.report, prior=prior))
        except GaituiError as error:
            self._cannot_open(str(error))

    def _open(self, asked: OpenAsked, resume: bool = False, read_only: bool = False) -> None:
        path, own = asked.path, asked.definition
        try:
            prior = asked.prior or self._read_prior(self.prior_path)
            if resume:
                session = Session.resume(path, prior=prior, definition=own)
            else:
                session = Session.open(path, prior=prior, read_only=read_only, definition=own)
        except LockedError as error:
            self._ask_locked(asked, str(error))
        except GaituiError as error:
            self._cannot_open(str(error))
        else:
            self._edit(session)

    def _read_prior(self, path: Path | None) -> Report | None:
        from gaitui.commands import readable

        return readable(path).report if path is not None else None

    def _ask_locked(self, asked: OpenAsked, message: str) -> None:
        choices = (Choice("enter", "只读打开", "read"),)

        def chosen(value: str | None) -> None:
            if value:
                self._open(asked, read_only=True)
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
        shown = (StartScreen, EditScreen, BoardScreen)
        if not any(isinstance(screen, shown) for screen in self.screen_stack):
            self.push_screen(StartScreen())

    @property
    def has_board(self) -> bool:
        """Whether a campaign is open."""
        return any(isinstance(screen, BoardScreen) for screen in self.screen_stack)

    def on_look_asked(self, event: LookAsked) -> None:
        """Show a received report."""
        self.session = event.session
        self.push_screen(LookScreen(event.session, event.received, event.amendments))

    def _edit(self, session: Session) -> None:
        self.session = session
        self.remember_report(session)
        self.push_screen(EditScreen(session))
        if session.is_received and not session.is_dirty:
            title, text = describe_received(session)
            self.push_screen(AskScreen(title, text, escape="开始填报"))

    def remember_report(self, session: Session) -> None:
        """Put a report at the top of those opened lately, as it stands."""
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
