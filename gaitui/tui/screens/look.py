"""A received report to be looked at: what departments sent is never changed. Where a number was
changed here with a reason, what counts stands beside what was received."""

from collections.abc import Mapping

from msgspec.structs import replace

from gaitui.campaign.events import Amended
from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.render.wrap import one_line
from gaitui.report import Report
from gaitui.session import Session
from gaitui.session.survey import next_key
from gaitui.tui.actions import ACTIONS, EDIT, footer_text
from gaitui.tui.grid.state import CellState
from gaitui.tui.messages import SessionLeft
from gaitui.tui.screens.ask import AskScreen
from gaitui.tui.screens.edit import EditScreen
from gaitui.tui.screens.received import describe_received
from gaitui.tui.widgets.lines import Line
from gaitui.tui.wording import cell_lines

_KEPT = "收到的文件不改。Esc 回到看板：r 退回改正，m 改数并写明理由。"
_BACK = " Esc 回看板"
_WRITING = ("save", "undo", "finish")


class LookScreen(EditScreen):
    """The edit screen without what would write. The session has the report as it counts,
    `received` is as it came, `amendments` why they differ. It opens at the first error, else at
    the first amendment; Esc goes back to where it was opened."""

    REFUSED = _KEPT

    def __init__(
        self, session: Session, received: Report, amendments: Mapping[str, Amended]
    ) -> None:
        self.received = received
        self.amendments = amendments
        errors = (item.ref for item in session.findings if item.severity is Severity.ERROR)
        others = (item.ref for item in session.findings)
        self.first = next(filter(None, (*errors, *amendments, *others)), None)
        super().__init__(session, self.first)

    async def greet(self) -> None:
        if self.first is not None:
            await self.go_to_key(self.first)
        if self.amendments:
            self.say(f"这里改过 {len(self.amendments)} 处：箭头左边是收到的，右边是改后的。")

    def cell_state(self, ref: CellRef) -> CellState:
        state = super().cell_state(ref)
        if self._differs(ref):
            return replace(state, struck=self.received.cell(ref).shown or "空", amended=True)
        return replace(state, changed=ref in self.amendments)

    def cell_lines(self, ref: CellRef, width: int) -> list[Line]:
        return cell_lines(self.session, ref, width, self._told(ref))

    def _differs(self, ref: CellRef) -> bool:
        return self.received.cell(ref).shown != self.session.report.cell(ref).shown

    def _told(self, ref: CellRef) -> str:
        """What was received and what counts in its place, where that is not the same."""
        amendment = self.amendments.get(ref)
        came = one_line(self.received.cell(ref).shown) or "空"
        if amendment is not None:
            change = f"收到 {came}，改为" if self._differs(ref) else "确认为"
            return f"{change} {one_line(amendment.new)}（{one_line(amendment.reason)}）"
        counts = self.session.report.cell(ref).shown
        return f"收到 {came}，改数后合计 {counts}" if self._differs(ref) else ""

    async def _to_finding(self, step: int) -> None:
        """Go to the next finding or amendment."""
        session = self.session
        keys = (*(item.ref for item in session.findings), *self.amendments)
        key = next_key(session.definition, keys, self.place, step)
        finding = next((item for item in session.findings if item.ref == key), None)
        if finding is not None and key is not None:
            await self.go_to(finding)
        elif key is not None:
            await self.go_to_key(key)
        else:
            self.say("没有发现问题，也没有改过数。")

    def footer(self, width: int) -> str:
        kept = [action for action in ACTIONS if action.id not in _WRITING]
        return _BACK + footer_text(kept, (EDIT,), width - len(_BACK) - 3)

    def action_save(self) -> None:
        self.say(_KEPT)

    def action_save_as(self) -> None:
        self.say(_KEPT)

    def action_finish(self) -> None:
        self.say(_KEPT)

    def action_received(self) -> None:
        title, text = describe_received(self.session, self.received)
        self.app.push_screen(AskScreen(title, text))

    def action_leave_page(self) -> None:
        self.app.post_message(SessionLeft())
