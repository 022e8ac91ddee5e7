"""What the campaign board's keys do; their names and labels are in `tui.actions`."""

from functools import partial
from pathlib import Path

from gaitui.campaign.folder import REPORT
from gaitui.campaign.notes import reminder
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import Stage, Standing
from gaitui.errors import GaituiError
from gaitui.session import look_at
from gaitui.tui.actions import BOARD_ACTIONS
from gaitui.tui.board.guide import guide_text
from gaitui.tui.board.jobs import last_notice
from gaitui.tui.messages import BoardLeft, LookAsked, OpenAsked, ThemeAsked
from gaitui.tui.screens.amend import Amendment, AmendScreen
from gaitui.tui.screens.ask import AskScreen, Choice, InputScreen
from gaitui.tui.screens.board_jobs import BoardJobs
from gaitui.tui.screens.help import board_keys_text
from gaitui.tui.screens.open import PathScreen
from gaitui.tui.screens.palette import PaletteScreen

_NOTHING_CAME = "还没有报来。i 收表，n 催报通知。"
_NAMED = 12


class BoardScreen(BoardJobs):
    """Runs one campaign by keys."""

    # The current department.

    def _came(self) -> Standing | None:
        """The current department, if it has sent something; else that is said."""
        current = self.board.current
        if current is None:
            return None
        if current.latest is None:
            self.say(_NOTHING_CAME)
            return None
        return current

    def action_look(self) -> None:
        current = self._came()
        if current is None or current.latest is None:
            return
        seen = self.seen_now(current)
        if seen.report is None or seen.received is None or seen.received.report is None:
            self.app.push_screen(AskScreen("打不开", seen.problem or "这份报告读不出来。"))
            return
        path = self.campaign.path(current.latest.file)
        session = look_at(path, seen.received, seen.report, seen.prior)
        self.is_away = True
        amendments = current.latest.amendments
        self.app.post_message(LookAsked(session, seen.received.report, amendments))

    def action_return(self) -> None:
        current = None if self.is_busy() else self._came()
        if current is None or current.latest is None:
            return
        if not current.latest.errors and not current.latest.silent:
            self.say("没有错误，不用退回。")
        elif current.latest.reason is not None:
            self.say("已经写明理由确认了，不用退回。")
        else:
            names = (current.name,)
            self.run("退回", partial(self.jobs.return_versions, names, self.tell))

    def action_return_all(self) -> None:
        if self.is_busy():
            return
        if self.board.call.counts[Stage.FAULTY] + self.board.call.counts[Stage.DOUBTFUL]:
            self.run("退回", partial(self.jobs.return_versions, (), self.tell))
        else:
            self.say("没有需要退回的部门：有误和待确认的都已经退回。")

    def action_notice(self) -> None:
        current = self.board.current
        try:
            text = last_notice(self.campaign, current.name) if current else ""
        except GaituiError as error:
            self.app.push_screen(AskScreen("打不开", str(error)))
            return
        if text:
            self.show_text("退回通知", text)
        else:
            self.say("这个部门还没有退回过。")

    def action_accept(self) -> None:
        current = None if self.is_busy() else self._came()
        if current is None or current.latest is None:
            return
        if current.stage is Stage.ACCEPTED:
            self.say("已经合格，不用再确认。")
            return
        latest, name = current.latest, current.name

        def given(reason: str | None) -> None:
            if reason is not None and reason.strip():
                self.run("确认", partial(self.jobs.accept, name, reason))
            elif reason is not None:
                self.say("没有写理由，没有确认。")

        text = (
            f"第 {latest.number} 次报的有 {latest.errors} 个错误、{latest.warnings} 个提醒、"
            f"{len(latest.silent)} 处没有要求的改动。\n为什么可以汇总？理由写进账本，以后可以查。"
        )
        self.app.push_screen(InputScreen(f"确认 {name}", text, enter="确认"), given)

    def action_amend(self) -> None:
        current = None if self.is_busy() else self._came()
        if current is None:
            return
        seen, name = self.seen_now(current), current.name
        if seen.report is None:
            self.app.push_screen(AskScreen("打不开", seen.problem or "这份报告读不出来。"))
            return

        def given(made: Amendment | None) -> None:
            if made is not None:
                job = partial(self.jobs.amend, name, made.ref, made.value, made.reason)
                self.run("改数", job)

        self.app.push_screen(AmendScreen(name, seen.report, seen.findings or ()), given)

    # The campaign.

    def action_receive(self) -> None:
        if self.is_busy():
            return

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.run("收表", partial(self.jobs.receive, path, None, self.tell))

        title = "收下报来的文件，或整个文件夹"
        self.app.push_screen(PathScreen(title, takes_folder=Path.is_dir), chosen)

    def action_send(self) -> None:
        if self.is_busy():
            return
        self.run("发表", partial(self.jobs.send, self.tell))

    def action_merge(self) -> None:
        if self.is_busy():
            return
        accepted = self.board.call.counts[Stage.ACCEPTED]
        missing = [item for item in self.board.standings if item.stage is not Stage.ACCEPTED]
        if not accepted:
            self.say("还没有合格的部门，没有可以汇总的。")
        elif not missing:
            self.run("汇总", partial(self.jobs.merge, False))
        else:
            self._ask_partial(accepted, missing)

    def _ask_partial(self, accepted: int, missing: list[Standing]) -> None:
        lines = [f"  {item.name}（{item.stage}）" for item in missing[:_NAMED]]
        lines += [f"  …另有 {len(missing) - _NAMED} 个"] if len(missing) > _NAMED else []
        text = "\n".join([f"还缺 {len(missing)} 个部门：", *lines])
        choices = (Choice("enter", f"先汇总合格的 {accepted} 个", "partial"),)

        def chosen(value: str | None) -> None:
            if value:
                self.run("汇总", partial(self.jobs.merge, True))

        self.app.push_screen(AskScreen("还没有收齐", text, choices), chosen)

    def action_open_report(self) -> None:
        path = self.campaign.folder / REPORT
        if path.is_file():
            self._open_report(path)
        else:
            self.say("还没有汇总报告。g 汇总。")

    def action_decide(self) -> None:
        if self.is_busy():
            return
        if (self.campaign.folder / REPORT).is_file():
            self.run("读汇总报告", self.jobs.look_up)
        else:
            self.say("还没有汇总报告。g 汇总。")

    def _open_report(self, path: Path) -> None:
        try:
            prior = prior_of(self.campaign, None)
        except GaituiError as error:
            self.app.push_screen(AskScreen("上年报告读不出来", str(error)))
            return
        self.is_away = True
        self.app.post_message(OpenAsked(path, prior, self.campaign.own_definition))

    def action_remind(self) -> None:
        late = self.campaign.state.in_stage(Stage.MISSING, Stage.RETURNED)
        today = self.campaign.clock().date()
        self.show_text("催报通知", reminder(self.campaign, late, today))

    def action_verify(self) -> None:
        if self.is_busy():
            return
        self.run("核对账本", partial(self.jobs.verify, False))

    def action_refresh(self) -> None:
        self.reload()
        self.show_results()
        if self.is_current:
            self.say("已重新读取。")

    # Looking up and leaving.

    def action_help(self) -> None:
        title, text = guide_text(self.board.current, self.campaign)
        self.app.push_screen(AskScreen(title, text))

    def action_keys(self) -> None:
        self.app.push_screen(AskScreen("键位一览", board_keys_text()))

    def action_palette(self) -> None:
        async def chosen(action: str | None) -> None:
            if action:
                await self.run_action(action)

        self.app.push_screen(PaletteScreen(BOARD_ACTIONS), chosen)

    def action_theme(self) -> None:
        self.app.post_message(ThemeAsked())

    def action_quit(self) -> None:
        if self.running and not self.is_leaving:
            self.is_leaving = True
            self.say(f"正在{self.running}，做完就离开；再按 ^Q 马上离开，不会只做一半。")
        else:
            self.app.post_message(BoardLeft())
