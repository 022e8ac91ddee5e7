"""What the edit screen's actions do; their names, keys and labels are in `tui.actions`."""

from collections.abc import Mapping
from pathlib import Path

from gaitui.cell import CellRef
from gaitui.errors import GaituiError
from gaitui.finding import Finding
from gaitui.session import Change, ChangedOnDiskError, NotOursError, ReadOnlyError
from gaitui.tui.actions import ACTIONS
from gaitui.tui.grid import messages as grid
from gaitui.tui.grid.widget import TableGrid
from gaitui.tui.messages import SessionLeft, SessionSaved, ThemeAsked
from gaitui.tui.paste import differing_totals, plan_paste
from gaitui.tui.paths import shown
from gaitui.tui.screens.ask import AskScreen, Choice, InputScreen
from gaitui.tui.screens.edit_view import EditView
from gaitui.tui.screens.finish import FinishScreen
from gaitui.tui.screens.help import help_text, keys_text
from gaitui.tui.screens.open import PathScreen
from gaitui.tui.screens.palette import PaletteScreen
from gaitui.tui.screens.paste import PasteScreen
from gaitui.tui.screens.received import describe_received
from gaitui.tui.widgets.narrative import NarrativeArea
from gaitui.tui.widgets.review import FindingList


class EditScreen(EditView):
    """Edits one session by keys."""

    # Saving and leaving.

    def action_save(self) -> None:
        self.save()

    def save(self, overwrite: bool = False) -> bool:
        """Save; what stands in the way is asked about. Whether it was saved at once."""
        self.commit_pending()
        try:
            self.session.save(overwrite=overwrite)
        except ChangedOnDiskError as error:
            self._ask_conflict(str(error))
        except (ReadOnlyError, NotOursError) as error:
            self.say(str(error))
            self.action_save_as()
        except GaituiError as error:
            self.app.push_screen(AskScreen("没有保存", f"{error}\n\n修改都还在，可以继续编辑。"))
        else:
            self.app.post_message(SessionSaved())
            return True
        return False

    def _ask_conflict(self, message: str) -> None:
        choices = (
            Choice("f12", "另存为", "save_as"),
            Choice("o", "覆盖（磁盘上的留作备份）", "overwrite"),
        )

        def chosen(value: str | None) -> None:
            if value == "save_as":
                self.action_save_as()
            elif value == "overwrite":
                self.save(overwrite=True)

        self.app.push_screen(AskScreen("文件被别人改过", message, choices), chosen)

    def action_save_as(self) -> None:
        def chosen(path: Path | None) -> None:
            if path is None:
                return
            try:
                self.session.save_as(path)
            except GaituiError as error:
                self.say(str(error))
            else:
                self.say(f"已保存到 {shown(path)}")
                self.app.post_message(SessionSaved())

        self.commit_pending()
        proposed = str(self.session.proposed_path)
        self.app.push_screen(PathScreen("另存为", proposed, must_exist=False), chosen)

    def action_received(self) -> None:
        title, text = describe_received(self.session)
        self.app.push_screen(AskScreen(title, text))

    def action_quit(self) -> None:
        self.commit_pending()
        if not self.session.is_dirty:
            self.app.post_message(SessionLeft())
            return
        choices = (
            Choice("ctrl+s", "保存后退出", "save"),
            Choice("d", "不保存，退出（修改留在日志里，下次可恢复）", "leave"),
        )

        def chosen(value: str | None) -> None:
            if value == "leave" or (value == "save" and self.save()):
                self.app.post_message(SessionLeft())

        self.app.push_screen(AskScreen("有修改没有保存", "要怎么办？", choices, "继续编辑"), chosen)

    def action_finish(self) -> None:
        self.commit_pending()

        async def closed(finding: Finding | None) -> None:
            self.refresh_surroundings()
            if finding is not None:
                await self.go_to(finding)

        self.app.push_screen(FinishScreen(self.session), closed)

    # Editing.

    async def action_undo(self) -> None:
        self.commit_pending()
        await self._step_back(self.session.undo(), "已撤销", "没有可以撤销的修改。")

    async def action_redo(self) -> None:
        await self._step_back(self.session.redo(), "已重做", "没有可以重做的修改。")

    async def _step_back(self, change: Change | None, done: str, nothing: str) -> None:
        """Show what was taken back or made again, and where: it may be on another page."""
        if change is None:
            self.say(nothing)
            return
        await self.show_change(change)
        self.say(f"{done}：{change.label}")

    def action_fill_zeros(self) -> None:
        table = self.page.key
        if table not in self.session.report.definition.tables or self.refuses():
            return
        blanks = self.session.blank_inputs(table)
        if not blanks:
            self.say("本表没有空格。")
            return

        def chosen(value: str | None) -> None:
            if value:
                self.edit(lambda: self.session.fill_zeros(table))

        text = f"{self.page.title}有 {len(blanks)} 格空着，全部填 0？可以撤销。"
        self.app.push_screen(AskScreen("补零", text, (Choice("enter", "填 0", "yes"),)), chosen)

    def action_accept_totals(self) -> None:
        if self.refuses():
            return
        if self.session.differing_totals:
            self.edit(self.session.accept_all_computed)
        else:
            self.say("总计都与自动合计一致。")

    def action_insert_heading(self) -> None:
        areas = [area for area in self.query(NarrativeArea) if area.has_focus]
        if not areas or self.refuses():
            return
        area = areas[0]
        outline = self.session.report.definition.narratives[area.key].outline
        missing = [heading for heading in outline if heading not in area.text]
        if not missing:
            self.say("惯用小标题都有了。")
            return
        _, column = area.cursor_location
        lead = "\n" if column else ""
        area.insert(f"{lead}{missing[0]}\n")

    def on_pasted(self, event: grid.Pasted) -> None:
        if self.session.read_only:
            self.on_read_only_refused(grid.ReadOnlyRefused(event.ref))
            return
        definition = self.session.report.definition
        spec = definition.cells[event.ref]
        table = definition.tables[spec.table]
        widget = self.query_one(f"#page-{table.id}", TableGrid)
        rows = [row.cells for row in widget.model.rows]
        plan = plan_paste(definition, table, rows, event.ref, event.text)
        after = self.session.preview({cell.ref: cell.text for cell in plan.cells})
        screen = PasteScreen(plan, " › ".join(spec.path[-2:]), len(differing_totals(plan, after)))

        def chosen(texts: Mapping[CellRef, str] | None) -> None:
            if texts:
                self.edit(lambda: self.session.set_cells(texts, f"粘贴 {len(texts)} 格"))

        self.app.push_screen(screen, chosen)

    def on_copy_requested(self, event: grid.CopyRequested) -> None:
        report = self.session.report
        text = "\n".join("\t".join(report.cell(ref).shown for ref in row) for row in event.refs)
        self.app.copy_to_clipboard(text)
        count = sum(map(len, event.refs))
        self.say(f"已复制 {count} 格（终端支持时可以贴到 Excel）。")

    # Moving.

    async def action_section(self, number: int) -> None:
        if number < len(self.pages):
            await self.show_page(self.pages[number])

    async def action_next_section(self) -> None:
        await self._turn(1)

    async def action_previous_section(self) -> None:
        await self._turn(-1)

    async def _turn(self, step: int) -> None:
        at = self.pages.index(self.page)
        await self.show_page(self.pages[(at + step) % len(self.pages)])

    async def action_next_finding(self) -> None:
        await self._to_finding(1)

    async def action_previous_finding(self) -> None:
        await self._to_finding(-1)

    async def _to_finding(self, step: int) -> None:
        """Go to the next place that something is the matter with."""
        finding = self.session.next_finding(self.place, step)
        if finding is None:
            self.say("没有发现问题。")
        else:
            await self.go_to(finding)

    # Looking up.

    def action_help(self) -> None:
        listed = [item for item in self.query(FindingList) if item.has_focus]
        finding = listed[0].current if listed else None
        title, text = help_text(self.session, self.page, self.place, finding)
        self.app.push_screen(AskScreen(title, text))

    def action_keys(self) -> None:
        self.app.push_screen(AskScreen("键位一览", keys_text()))

    def action_toggle_findings(self) -> None:
        self.panel_open = not self.panel_open
        self.refresh_surroundings()

    def action_palette(self) -> None:
        async def chosen(action: str | None) -> None:
            if action:
                await self.run_action(action)

        self.app.push_screen(PaletteScreen(ACTIONS), chosen)

    def action_theme(self) -> None:
        self.app.post_message(ThemeAsked())

    def action_explain(self) -> None:
        """Give the highlighted error a written reason."""
        listed = [item for item in self.query(FindingList) if item.has_focus]
        finding = listed[0].current if listed else None
        if finding is None or self.refuses():
            return

        def given(text: str | None) -> None:
            if text is not None:
                self.edit(lambda: self.session.set_explanation(finding, text))

        present = self.session.explanation(finding)
        screen = InputScreen("说明理由（保存在工作簿里）", finding.message, present)
        self.app.push_screen(screen, given)

    def action_leave_page(self) -> None:
        """Esc goes out: from a page to nothing further; the way out is Ctrl+Q."""
        self.say("F6 下一部分，Alt+1 至 Alt+8 直接前往，Ctrl+Q 退出。")
