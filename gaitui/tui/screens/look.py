"""A received report to be looked at: what departments sent is never changed."""

from gaitui.session import Session
from gaitui.tui.actions import ACTIONS, EDIT, footer_text
from gaitui.tui.messages import SessionLeft
from gaitui.tui.screens.edit import EditScreen

_KEPT = "收到的文件不改。Esc 回到看板：r 退回改正，m 改数并写明理由。"
_BACK = " Esc 回看板"
_WRITING = ("save", "undo", "finish")


class LookScreen(EditScreen):
    """The edit screen without what would write; it opens where the worst finding is, and Esc
    goes back to where it was opened."""

    REFUSED = _KEPT

    def __init__(self, session: Session) -> None:
        first = next((item.ref for item in session.findings if item.ref), None)
        super().__init__(session, first)

    def footer(self, width: int) -> str:
        kept = [action for action in ACTIONS if action.id not in _WRITING]
        return _BACK + footer_text(kept, (EDIT,), width - len(_BACK) - 3)

    def action_save(self) -> None:
        self.say(_KEPT)

    def action_save_as(self) -> None:
        self.say(_KEPT)

    def action_finish(self) -> None:
        self.say(_KEPT)

    def action_leave_page(self) -> None:
        self.app.post_message(SessionLeft())
