"""What stands around the page of the edit screen: header, sections, status, findings, keys."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.screen import Screen

from gaitui.cell import CellRef
from gaitui.render.wrap import wrap
from gaitui.session import Session
from gaitui.tui.actions import ACTIONS, EDIT, GRID, footer_text
from gaitui.tui.pages import Page, PageKind
from gaitui.tui.widgets.lines import Line, Lines
from gaitui.tui.wording import (
    ASIDE,
    cell_lines,
    header_line,
    list_lines,
    list_width,
    page_hint,
    panel_lines,
    side_lines,
    side_width,
    strip_line,
)

WIDE = 100
"""Columns from which the sections stand beside the page; from `ASIDE` on the findings too."""
PANEL_ROWS = 3
_ROWS_AROUND = 4
"""Rows of header, status and footer."""


class Surrounded(Screen[None]):
    """A screen with a page in the middle and everything about it around it."""

    def __init__(self, session: Session, pages: Sequence[Page], page: Page) -> None:
        super().__init__()
        self.session = session
        self.pages = tuple(pages)
        self.page = page
        self.place: str | None = None
        self.notice = ""
        self.panel_open = True

    def compose(self) -> ComposeResult:
        yield Lines(id="header")
        yield Lines(id="strip")
        with Horizontal(id="body"):
            yield Lines(id="sections")
            yield Container(id="page")
            yield Lines(id="side")
        yield Lines(id="status")
        yield Lines(id="panel")
        yield Lines(id="footer")

    def on_resize(self, event: events.Resize) -> None:
        width = event.size.width
        self.set_class(width >= WIDE, "wide")
        self.set_class(width >= ASIDE, "aside")
        self.query_one("#sections").styles.width = list_width(width) + 1
        self.query_one("#side").styles.width = side_width(width) + 1
        self.call_after_refresh(self.refresh_surroundings)

    def say(self, message: str) -> None:
        """Say something in the status area, until the cursor moves or a change is made: it
        covers nothing that is being worked on and needs no timer."""
        self.notice = message
        self.refresh_place()

    def refresh_surroundings(self) -> None:
        """Repaint header, sections, status, findings and footer where they differ."""
        width = self.size.width
        session = self.session
        self.query_one("#header", Lines).show([header_line(session, width)])
        if self.has_class("wide"):
            lines = list_lines(session, self.pages, self.page, list_width(width))
            self.query_one("#sections", Lines).show(lines)
        else:
            self.query_one("#strip", Lines).show(
                [strip_line(session, self.pages, self.page, width)]
            )
        self.refresh_place()
        self.query_one("#footer", Lines).show([[(self.footer(width), "dim")]])

    def footer(self, width: int) -> str:
        """The keys that matter here."""
        groups = (EDIT, GRID) if self.page.kind is PageKind.TABLE else (EDIT,)
        return footer_text(ACTIONS, groups, width)

    def refresh_place(self) -> None:
        """Repaint what follows the cursor: the status area and the findings."""
        session, width = self.session, self.size.width
        if self.place is not None and self.place in session.report.definition.cells:
            where, what = self.cell_lines(CellRef(self.place), width)
        else:
            where, what = [(f" {self.page.title}", "accent")], [(page_hint(self.page), "dim")]
        said = [[(f" {line}", "warning")] for line in wrap(self.notice, width - 1)[:2]]
        self.query_one("#status", Lines).show([where, *said][-2:] if said else [where, what])
        self._refresh_findings()

    def cell_lines(self, ref: CellRef, width: int) -> list[Line]:
        """Where a cell stands, and what there is to know about it."""
        return cell_lines(self.session, ref, width)

    def _refresh_findings(self) -> None:
        """Repaint the findings, on wide screens at the right of the page, else below it."""
        session, width = self.session, self.size.width
        panel, side = self.query_one("#panel", Lines), self.query_one("#side", Lines)
        shown = self.panel_open and self.page.kind is not PageKind.REVIEW
        aside = self.has_class("aside")
        panel.display, side.display = shown and not aside, shown and aside
        if panel.display:
            panel.show(panel_lines(session, self.page, self.place, PANEL_ROWS, width))
        elif side.display:
            rows = self.size.height - _ROWS_AROUND
            side.show(side_lines(session, self.page, self.place, rows, side_width(width)))
