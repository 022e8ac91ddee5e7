"""The edit screen: one page of the report at a time, everything about it around it.

The session is the document. Pages post what the user did; this screen hands it to the session
and repaints what the answering Change names.
"""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.css.query import NoMatches
from textual.widget import Widget

from gaitui.cell import CellRef
from gaitui.errors import GaituiError
from gaitui.finding import Finding
from gaitui.session import Change, Session
from gaitui.tui.actions import ACTIONS
from gaitui.tui.grid import messages as grid
from gaitui.tui.grid.model import build_grid
from gaitui.tui.grid.state import CellState
from gaitui.tui.grid.widget import TableGrid
from gaitui.tui.pages import Page, PageKind, page_for, pages_of
from gaitui.tui.screens.surrounded import Surrounded
from gaitui.tui.states import cell_state, worst_severities
from gaitui.tui.widgets.basics import BasicsPage
from gaitui.tui.widgets.narrative import NarrativeArea
from gaitui.tui.widgets.review import FindingList, ReviewPage
from gaitui.tui.widgets.textpage import TextPage
from gaitui.tui.wording import verdict_line


class EditView(Surrounded):
    """Shows one session."""

    REFUSED: ClassVar[str] = "只读打开，不能修改；F12 另存为一份再改。"

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(",".join(action.keys), action.id, action.label, show=False, priority=True)
            for action in ACTIONS
            if action.keys
        ),
        Binding("escape", "leave_page", show=False),
    ]

    def __init__(self, session: Session, start: str | None = None) -> None:
        definition = session.report.definition
        pages = pages_of(definition)
        super().__init__(session, pages, page_for(pages, definition, start))
        self.worst = worst_severities(session)

    # What is on the screen.

    async def on_mount(self) -> None:
        await self.show_page(self.page)
        await self.greet()

    async def greet(self) -> None:
        """Say what is to be known first, once the first page is shown."""

    async def show_page(self, page: Page) -> None:
        """Bring a page to the front, making it when it is first asked for."""
        self.commit_pending()
        self.page = page
        self.place = None
        self.notice = ""
        holder = self.query_one("#page", Container)
        widget = self._page_widget(page)
        if widget is None:
            widget = self._make_page(page)
            await holder.mount(widget)
        for other in holder.children:
            other.display = other is widget
        self._refresh_page(widget)
        self._focus_page(widget)
        self.refresh_surroundings()

    def _page_widget(self, page: Page) -> Widget | None:
        try:
            return self.query_one(f"#page-{page.key}", Widget)
        except NoMatches:
            return None

    def _make_page(self, page: Page) -> Widget:
        session = self.session
        match page.kind:
            case PageKind.BASICS:
                return BasicsPage(session.report, session.read_only)
            case PageKind.REVIEW:
                return ReviewPage()
            case PageKind.TEXT:
                return TextPage(session.report, page.key, session.read_only)
        definition = session.definition
        return TableGrid(
            build_grid(definition.tables[page.key], definition.formulas.keys()),
            self.cell_state,
            title=page.title,
            read_only=session.read_only,
            id=f"page-{page.key}",
        )

    def cell_state(self, ref: CellRef) -> CellState:
        """What the grid shows of a cell."""
        return cell_state(self.session, self.worst, ref)

    def _focus_page(self, widget: Widget) -> None:
        if widget.can_focus:
            widget.focus()
        else:
            inner = next((item for item in widget.query("*") if item.focusable), None)
            if inner is not None:
                inner.focus()
        if isinstance(widget, TableGrid):
            self.place = widget.cursor
        elif self.page.kind in (PageKind.TEXT, PageKind.BASICS):
            self.place = self.page.key

    # Repainting.

    def changed(self, change: Change | None) -> None:
        """Repaint what a change touched."""
        if change is None:
            return
        before, self.worst = self.worst, worst_severities(self.session)
        widget = self._page_widget(self.page)
        if isinstance(widget, TableGrid):
            turned = {ref for ref, _ in before.items() ^ self.worst.items()}
            table = self.session.definition.tables[self.page.key]
            widget.refresh_cells(
                cell.ref for cell in table.cells if cell.ref in turned or cell.ref in change.cells
            )
        elif widget is not None:
            self._refresh_page(widget)
        self.refresh_surroundings()

    def _refresh_page(self, widget: Widget) -> None:
        session = self.session
        if isinstance(widget, TableGrid):
            widget.refresh_table()
        elif isinstance(widget, BasicsPage | TextPage):
            widget.show(session.report)
            self._refresh_narratives(widget.query(NarrativeArea))
        elif isinstance(widget, ReviewPage):
            explained = [session.explanation(finding) for finding in session.findings]
            widget.show(verdict_line(session), session.findings, explained)

    def _refresh_narratives(self, areas: Iterable[NarrativeArea]) -> None:
        for area in areas:
            area.show(self.session.report.narratives.get(area.key, ""))
            found = self.session.findings_at(area.key)
            area.mark([item.actual for item in found if isinstance(item.actual, str)])

    # What the user did.

    def edit(self, change: Callable[[], Change]) -> None:
        """Ask the session for a change; what it refuses is said, and nothing is lost."""
        self.notice = ""
        try:
            self.changed(change())
        except GaituiError as error:
            self.say(str(error))

    def refuses(self) -> bool:
        """Whether nothing can be changed here, which is said then."""
        if self.session.read_only:
            self.say(self.REFUSED)
        return self.session.read_only

    def commit_pending(self) -> None:
        """Hand what was typed into a field or cell but not left yet to the session."""
        grid_shown = self._page_widget(self.page)
        if isinstance(grid_shown, TableGrid) and grid_shown.editing is not None:
            ref, text = grid_shown.cursor, grid_shown.editing
            grid_shown.cancel_edit()
            self.edit(lambda: self.session.set_cell(ref, text))
        self.commit_fields()

    def commit_fields(self) -> None:
        """Hand over fields alone; a number half typed when the line drops is no number yet."""
        for page in self.query(BasicsPage):
            page.commit()

    def on_cursor_moved(self, event: grid.CursorMoved) -> None:
        if event.ref != self.place:
            self.notice = ""
        self.place = event.ref
        self.refresh_place()

    def on_cell_committed(self, event: grid.CellCommitted) -> None:
        self.edit(lambda: self.session.set_cell(event.ref, event.text))

    def on_cell_cleared(self, event: grid.CellCleared) -> None:
        self.edit(lambda: self.session.set_cell(event.ref, ""))

    def on_total_refused(self, event: grid.TotalRefused) -> None:
        self.say("总计自动计算，不能改写。")

    def on_read_only_refused(self, event: grid.ReadOnlyRefused) -> None:
        self.say(self.REFUSED)

    def on_basics_page_field_committed(self, event: BasicsPage.FieldCommitted) -> None:
        self.edit(lambda: self.session.set_meta(event.key, event.text))

    def on_narrative_area_edited(self, event: NarrativeArea.Edited) -> None:
        self.edit(lambda: self.session.set_narrative(event.key, event.text, continue_edit=True))

    async def on_finding_list_chosen(self, event: FindingList.Chosen) -> None:
        await self.go_to(event.finding)

    async def show_change(self, change: Change) -> None:
        """Repaint what a change touched, on the page where it is, the cursor there too."""
        computed = self.session.definition.is_computed
        inputs = [ref for ref in change.cells if not computed(ref)]
        keys = [*inputs, *change.narratives, *change.meta]
        if keys and page_for(self.pages, self.session.definition, keys[0]) is not self.page:
            await self.show_page(page_for(self.pages, self.session.definition, keys[0]))
        widget = self._page_widget(self.page)
        if isinstance(widget, TableGrid) and inputs and widget.cursor not in inputs:
            widget.move_to(inputs[0])
            self.place = inputs[0]
        self.changed(change)

    async def go_to(self, finding: Finding) -> None:
        """Go to the place of a finding."""
        await self.go_to_key(finding.ref)
        widget = self._page_widget(self.page)
        if isinstance(finding.actual, str) and widget is not None:
            for area in widget.query(NarrativeArea):
                if area.key == finding.ref:
                    area.go_to(finding.actual)

    async def go_to_key(self, key: str | None) -> None:
        """Go to a cell, a text or a field."""
        self.notice = ""
        definition = self.session.report.definition
        page = page_for(self.pages, definition, key)
        if page is not self.page or self._page_widget(page) is None:
            await self.show_page(page)
        widget = self._page_widget(page)
        if isinstance(widget, TableGrid) and key is not None and key in definition.cells:
            widget.move_to(CellRef(key))
            self.place = key
        elif isinstance(widget, BasicsPage) and key:
            widget.go_to(key)
            self.place = key
        self.refresh_place()
