"""Finishing: what is open, what will be written and where; errors need mending or a reason."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from gaitui.commands import Format, render_report, save
from gaitui.errors import GaituiError
from gaitui.finding import Finding, Severity
from gaitui.session import Session
from gaitui.tui.messages import SessionSaved
from gaitui.tui.paths import shown
from gaitui.tui.screens.ask import AskScreen, InputScreen
from gaitui.tui.screens.open import PathScreen
from gaitui.tui.widgets.review import FindingList
from gaitui.tui.wording import verdict_line

OUTPUTS = (Format.XLSX, Format.TXT)
_LIST_ROWS, _OTHER_ROWS = 8, 16
"""Most rows of the list, and those that everything around it may need."""


class FinishScreen(ModalScreen[Finding | None]):
    """Returns the finding to go to, or None when it is done or left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("f10", "write", show=False, priority=True),
        Binding("d", "folder", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.folder = session.path.parent

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide-dialog"):
            yield Static("完成填报", classes="dialog-title", markup=False)
            yield Static("", id="finish-verdict", markup=False)
            yield FindingList(id="finish-list")
            yield Static("", id="finish-files", markup=False)
            yield Static("", id="finish-keys", classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._leave_room()
        self._show()

    def on_resize(self) -> None:
        self._leave_room()

    def _leave_room(self) -> None:
        """Leave files and keys their rows on small terminals, so that these are always seen."""
        rows = max(2, min(_LIST_ROWS, self.app.size.height - _OTHER_ROWS))
        self.query_one(FindingList).styles.max_height = rows

    @property
    def targets(self) -> list[Path]:
        """What will be written."""
        name = self.session.report.title.replace("/", "／")
        return [self.folder / f"{name}.{suffix}" for suffix in OUTPUTS]

    def on_finding_list_chosen(self, event: FindingList.Chosen) -> None:
        event.stop()
        self.dismiss(event.finding)

    def action_explain(self) -> None:
        finding = self.query_one(FindingList).current
        if finding is None:
            return

        def given(text: str | None) -> None:
            if text is not None:
                self.session.set_explanation(finding, text.strip())
                self._show()

        present = self.session.explanation(finding)
        screen = InputScreen("说明理由（保存在工作簿里）", finding.message, present)
        self.app.push_screen(screen, given)

    def action_folder(self) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self.folder = path if path.is_dir() else path.parent
                self._show()

        proposed = str(self.targets[0])
        self.app.push_screen(PathScreen("写到哪里", proposed, must_exist=False), chosen)

    def action_write(self) -> None:
        """Write the outputs and save the report, or say what stands in the way."""
        open_errors = self.session.unexplained_errors
        if open_errors:
            text = (
                f"还有 {len(open_errors)} 个错误没有改正，也没有说明理由。\n\n"
                "在列表里按 Enter 去修改，或按 e 写明理由（理由保存在工作簿里）。"
            )
            self.app.push_screen(AskScreen("还不能写出", text))
            return
        try:
            self._write()
        except GaituiError as error:
            self.app.push_screen(
                AskScreen("没有写出", f"{error}\n\n修改都还在，可以换个位置再试。")
            )
            return
        self.app.post_message(SessionSaved())
        written = "\n".join(f"  {path.name}" for path in self.targets)
        text = f"报告已经写出，位置：{_where(self.folder)}\n\n{written}"
        done = AskScreen("已经写出", text, escape="完成")
        self.app.push_screen(done, lambda _: self.dismiss(None))

    def _write(self) -> None:
        if not self.session.read_only and self.session.is_dirty:
            self.session.save()
        report = self.session.report
        for path, target in zip(self.targets, OUTPUTS, strict=True):
            if path != self.session.path:
                data = render_report(report, self.session.findings, target)
                self.folder.mkdir(parents=True, exist_ok=True)
                save(path, data, target)

    def _show(self) -> None:
        session = self.session
        findings = [item for item in session.findings if item.severity is not Severity.INFO]
        explained = [session.explanation(finding) for finding in findings]
        self.query_one("#finish-verdict", Static).update(verdict_line(session))
        self.query_one(FindingList).show(findings, explained)
        mend = "↑↓ 选择   Enter 去修改   e 说明理由   " if findings else ""
        keys = f"F10 写出   {mend}d 改位置   Esc 返回"
        self.query_one("#finish-keys", Static).update(keys)
        names = "\n".join(f"   {path.name}" for path in self.targets)
        files = f"将写出：\n{names}\n   位置：{_where(self.folder)}"
        self.query_one("#finish-files", Static).update(files)


def _where(folder: Path) -> str:
    """A folder in words for those who do not read `./`."""
    path = shown(folder)
    return "当前文件夹（打开本程序时所在的文件夹）" if path == "./" else path
