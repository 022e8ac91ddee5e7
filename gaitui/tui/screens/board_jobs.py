"""Jobs of the campaign board: run beside the screen one at a time; what one comes to is shown
once the board is in front again."""

from collections.abc import Callable
from functools import partial

from textual.message import Message
from textual.worker import Worker, WorkerState

from gaitui.campaign.folder import Campaign
from gaitui.errors import GaituiError
from gaitui.tui.board.deciding import Deciding
from gaitui.tui.board.jobs import Doubt, Jobs, Told
from gaitui.tui.board.reading import Looked, Weighed
from gaitui.tui.messages import BoardLeft
from gaitui.tui.screens.amend import Amendment, AmendScreen
from gaitui.tui.screens.ask import AskScreen, Choice
from gaitui.tui.screens.board_view import BoardView
from gaitui.tui.screens.choose import ChooseScreen
from gaitui.tui.screens.decide import MERGE, OTHER, Decided, DecideScreen, DecisionsScreen


class BoardJobs(BoardView):
    """Runs jobs on one campaign."""

    class Progress(Message):
        """How far a job has come."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(campaign)
        self.jobs = Jobs(campaign.folder, campaign.clock)
        self.running = ""
        self._words = ""
        self._results: list[Told | GaituiError] = []
        self._doubts: list[Doubt] = []
        self.is_away = False
        self.is_leaving = False

    def run(self, name: str, job: Callable[[], Told]) -> None:
        """Run a job beside the screen, one at a time."""
        if self.is_busy():
            return
        self.running, self._words = name, f"正在{name}…"
        self.say("")

        def guarded() -> Told | GaituiError:
            try:
                return job()
            except GaituiError as error:
                return error

        self.run_worker(guarded, thread=True, group="jobs")

    def is_busy(self) -> bool:
        """Whether a job runs, which is said then: nothing is asked that could not be done."""
        if self.running:
            self.say(f"正在{self.running}，请等它完成。")
        return bool(self.running)

    def tell(self, words: str) -> None:
        """Say how far a job has come; called from beside the screen."""
        self.post_message(self.Progress(words))

    def on_board_jobs_progress(self, event: Progress) -> None:
        if self.running:
            self._words = f"正在{event.words}…"
            self._repaint_message()

    def _hint(self) -> str:
        return self._words if self.running else super()._hint()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is not WorkerState.SUCCESS:
            return
        result = event.worker.result
        if isinstance(result, Looked):
            self.take_seen(result)
        elif isinstance(result, Weighed):
            self.take_weighed(result)
        elif isinstance(result, Told | GaituiError):
            self._end_job(result)

    def _end_job(self, result: Told | GaituiError) -> None:
        self.running = ""
        is_well = isinstance(result, Told) and not result.doubts
        if self.is_leaving and self.is_current and is_well:
            self.app.post_message(BoardLeft())
            return
        self.is_leaving = False
        self.reload()
        self._results.append(result)
        if self.is_current:
            self.show_results()

    def on_screen_resume(self) -> None:
        if self.is_away:
            self.is_away = False
            self.reload()
        self.show_results()

    def reload(self) -> None:
        """Show the campaign as it is on disk now; the last view stays where it is damaged."""
        try:
            self.campaign = self.jobs.open()
            self.board = self.board.renewed(self.campaign, self.campaign.clock())
        except GaituiError as error:
            self._results.append(error)
        self.weigh()
        self.repaint()

    def show_results(self) -> None:
        """Show what jobs came to, then ask about doubtful files, one after the other."""
        if self._results:
            result = self._results.pop(0)
            if isinstance(result, GaituiError):
                self.app.push_screen(AskScreen("没有完成", str(result)))
                return
            self._doubts += result.doubts
            self.say(result.said)
            if result.title:
                self._show_told(result)
            elif result.deciding:
                self.show_decisions(result.deciding, result.said)
            else:
                self.show_results()
        elif self._doubts and not self.running:
            self._ask_whose(self._doubts.pop(0))

    def _show_told(self, told: Told) -> None:
        choices = [Choice("enter", "看退回通知", "notice")] if told.notices else []
        waiting = told.deciding.waiting if told.deciding else 0
        choices += [Choice("d", f"定 {waiting} 个数", "decide")] if waiting else []
        choices += [Choice("o", "打开汇总报告", "report")] if told.report else []
        choices += [Choice("r", "补救", "repair")] if told.can_repair else []
        choices += [Choice("R", "全部退回", "return")] if told.can_return else []

        async def chosen(value: str | None) -> None:
            if value == "notice":
                self.show_text("退回通知", "\n\n".join(told.notices))
            elif value == "report":
                await self.run_action("open_report")
            elif value == "decide" and told.deciding:
                self.show_decisions(told.deciding)
            elif value == "return":
                await self.run_action("return_all")
            elif value == "repair":
                self.run("补救", partial(self.jobs.verify, True))

        self.app.push_screen(AskScreen(told.title, told.text, choices), chosen)

    def show_decisions(self, deciding: Deciding, said: str = "") -> None:
        """Show what no sum gives, with what was done last, and go on from there."""

        async def chosen(value: str | None) -> None:
            if value == MERGE:
                await self.run_action("merge")
            elif value == OTHER:
                self._amend_report(deciding)
            elif value is not None:
                self._decide(deciding, value)

        self.app.push_screen(DecisionsScreen(deciding, said), chosen)

    def _decide(self, deciding: Deciding, ref: str) -> None:
        item = next(item for item in deciding.decisions if item.ref == ref)

        def given(made: Decided | None) -> None:
            if made is None:
                self.show_decisions(deciding)
            else:
                self.run("定数", partial(self.jobs.decide, made.ref, made.value, made.reason))

        self.app.push_screen(DecideScreen(deciding, item), given)

    def _amend_report(self, deciding: Deciding) -> None:
        def given(made: Amendment | None) -> None:
            if made is None:
                self.show_decisions(deciding)
            else:
                self.run("定数", partial(self.jobs.decide, made.ref, made.value, made.reason))

        self.app.push_screen(AmendScreen("汇总报告", deciding.report, ()), given)

    def _ask_whose(self, doubt: Doubt) -> None:
        receipt = doubt.receipt
        names = [item.name for item in self.campaign.departments]
        likely = list(receipt.candidates)

        def chosen(name: str | None) -> None:
            if name is not None:
                self.run("收表", partial(self.jobs.receive, doubt.path, name, self.tell))
            else:
                self.say(f"没有收下 {receipt.original}。")

        title = f"{receipt.original} 是哪个部门的？"
        self.app.push_screen(ChooseScreen(title, f"{receipt.why}。", likely, names), chosen)

    def show_text(self, title: str, text: str) -> None:
        """Show a text to be sent, with a key to copy it."""

        def chosen(value: str | None) -> None:
            if value:
                self.app.copy_to_clipboard(text)
                self.say("已复制（终端支持时可以直接粘贴）。")

        copying = (Choice("c", "复制", "copy"),)
        self.app.push_screen(AskScreen(title, text.strip(), copying), chosen)
