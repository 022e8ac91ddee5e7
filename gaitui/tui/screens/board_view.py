"""What the campaign board shows: header, figures, roll call, the current department, keys."""

from collections import OrderedDict
from datetime import datetime, tzinfo
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from gaitui.campaign.folder import Campaign
from gaitui.campaign.state import Standing
from gaitui.tui.actions import BOARD, BOARD_ACTIONS, LIST, footer_text
from gaitui.tui.board import drawing
from gaitui.tui.board.deciding import merged_words, waiting_in
from gaitui.tui.board.detail import Seen, Setting, detail_lines, hint_text
from gaitui.tui.board.model import Board, Filter, board_of
from gaitui.tui.board.reading import (
    Looked,
    Weighed,
    has_findings,
    merged_key,
    read_latest,
    version_key,
    weigh,
)
from gaitui.tui.widgets.lines import Lines
from gaitui.tui.widgets.rolltable import RollTable
from gaitui.tui.wording import ASIDE, cut

DETAIL_ROWS = 6
SIDE_COLUMNS = 44
_ROWS_AROUND = 5
"""Rows of header, figures, heads, message and footer."""
_READ_AFTER = 0.12
"""Seconds that the cursor rests on a department before its file is read: those it only passes
over cost nothing."""
FINDING = " Enter 只看这些   ↑↓ 换一个部门   F4 只看一种状态   Esc 看全部"
"""The keys while a text is being typed that narrows the list."""
_REMEMBERED = 32
"""Versions whose findings are kept."""


class BoardView(Screen[None]):
    """Shows one campaign and moves about in it."""

    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.id, action.label, show=False)
        for action in BOARD_ACTIONS
        if action.keys
    ]

    def __init__(self, campaign: Campaign) -> None:
        super().__init__()
        self.campaign = campaign
        self.board: Board = board_of(campaign, campaign.clock())
        self.notice = ""
        self.top = 0
        self._seen: OrderedDict[object, Seen] = OrderedDict()
        self._resting: Timer | None = None
        self._weighed: Weighed | None = None

    def compose(self) -> ComposeResult:
        yield Lines(id="header")
        yield Lines(id="figures")
        with Horizontal(id="body"):
            with Vertical(id="roll"):
                yield Lines(id="heads")
                yield RollTable(id="table")
            yield Lines(id="side")
        yield Lines(id="detail")
        yield Lines(id="message")
        yield Input(id="filter", compact=True, placeholder="部门名称、别名、联系人")
        yield Lines(id="footer")

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = False
        field.display = False
        self.weigh()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= ASIDE, "aside")
        self.call_after_refresh(self.repaint)

    # Painting.

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= ASIDE

    @property
    def _table_rows(self) -> int:
        around = _ROWS_AROUND + (0 if self._is_wide else DETAIL_ROWS)
        return max(1, self.size.height - around)

    @property
    def _zone(self) -> tzinfo | None:
        now: datetime = self.campaign.clock()
        return now.tzinfo

    def repaint(self) -> None:
        """Repaint everything where it differs."""
        width = self.size.width
        header = drawing.header_line(self.board.call, self._merged, width)
        self.query_one("#header", Lines).show([header])
        # Before there is a merged report nothing in it can be decided.
        offered = [item for item in BOARD_ACTIONS if item.id != "decide" or self._merged]
        is_finding = self.query_one(Input).display
        footer = FINDING if is_finding else footer_text(offered, (BOARD, LIST), width)
        self.query_one("#footer", Lines).show([[(footer, "dim")]])
        self.repaint_list()

    def repaint_list(self) -> None:
        """Repaint what depends on what is listed and current."""
        board, rows = self.board, self._table_rows
        width = self.size.width - (SIDE_COLUMNS + 1 if self._is_wide else 0)
        self.top = drawing.top_for(board, self.top, rows)
        self.query_one("#figures", Lines).show([drawing.figures_line(board, self.size.width)])
        self.query_one("#heads", Lines).show([drawing.heads_line(board, self.top, rows, width)])
        lines = drawing.table_lines(board, self.top, rows, width, self._zone)
        self.query_one("#table", Lines).show(lines)
        self.repaint_detail()

    def repaint_detail(self) -> None:
        """Repaint what is said of the current department, and have its file read if need be."""
        current = self.board.current
        seen = self._seen.get(version_key(current))
        if seen is None and has_findings(current):
            self._read_soon()
        width, rows = self.size.width, DETAIL_ROWS
        if self._is_wide:
            width, rows = SIDE_COLUMNS, self.size.height - 4
        where = Setting(width, rows, self._zone, self.campaign.definition)
        lines = detail_lines(current, seen or Seen(), where, self._is_wide)
        self.query_one("#side" if self._is_wide else "#detail", Lines).show(lines)
        self._repaint_message()

    def _repaint_message(self) -> None:
        said, tone = (self.notice, "warning") if self.notice else (self._hint(), "dim")
        self.query_one("#message", Lines).show([[(cut(f" {said}", self.size.width), tone)]])

    def _hint(self) -> str:
        return hint_text(self.board.current, self._merged)

    def say(self, message: str) -> None:
        """Say something on the line above the keys, until the next move."""
        self.notice = message
        self._repaint_message()

    # Reading what a department sent.

    def _read_soon(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_READ_AFTER, self._read)

    def _read(self) -> None:
        current = self.board.current
        key = version_key(current)
        if current is not None and key is not None and key not in self._seen:
            campaign = self.campaign

            def read() -> Looked:
                return Looked(key, read_latest(campaign, current))

            self.run_worker(read, thread=True, group="findings", exclusive=True)

    @property
    def is_settled(self) -> bool:
        """Whether what is said of the current department is all there is to say."""
        key = version_key(self.board.current)
        return key in self._seen or not has_findings(self.board.current)

    def take_seen(self, looked: Looked) -> None:
        """Keep what was read of a version, and show it where it is the current one's."""
        key = looked.key
        self._seen[key] = looked.seen
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        if key == version_key(self.board.current):
            self.repaint_detail()

    def seen_now(self, standing: Standing) -> Seen:
        """What a department sent last, read now where it was not yet."""
        key = version_key(standing)
        if key not in self._seen:
            self._seen[key] = read_latest(self.campaign, standing)
        return self._seen[key]

    # How the merged report stands.

    @property
    def _merged(self) -> str:
        weighed, campaign = self._weighed, self.campaign
        known = weighed is not None and weighed.key == merged_key(campaign)
        waiting = weighed.waiting if weighed and known else waiting_in(campaign)
        return merged_words(self.board.call, waiting)

    def weigh(self) -> None:
        """Count what waits for a clerk in the merged report, beside the screen: for sums that
        changed since they were decided it has to be read."""
        campaign, key = self.campaign, merged_key(self.campaign)
        if campaign.state.merged is None or (self._weighed and self._weighed.key == key):
            return

        def read() -> Weighed:
            return Weighed(key, weigh(campaign))

        self.run_worker(read, thread=True, group="weighing", exclusive=True)

    def take_weighed(self, weighed: Weighed) -> None:
        """Keep the count, and show it."""
        self._weighed = weighed
        self.repaint()

    # Moving and narrowing.

    def show_board(self, board: Board) -> None:
        """Show another list or another current department."""
        self.board, self.notice = board, ""
        self.repaint_list()

    def action_move(self, step: int) -> None:
        self.show_board(self.board.moved(self.board.at + step))

    def action_page(self, step: int) -> None:
        self.action_move(step * max(1, self._table_rows - 1))

    def action_first(self) -> None:
        self.show_board(self.board.moved(0))

    def action_last(self) -> None:
        self.show_board(self.board.moved(len(self.board.listed) - 1))

    def on_roll_table_picked(self, event: RollTable.Picked) -> None:
        if self.top + event.row < len(self.board.listed):
            self.show_board(self.board.moved(self.top + event.row))

    def on_roll_table_turned(self, event: RollTable.Turned) -> None:
        self.action_move(event.step)

    def action_next_stage(self) -> None:
        self.show_board(self.board.next_stage())

    def action_find(self) -> None:
        field = self.query_one(Input)
        field.display = True
        self.query_one("#message").display = False
        field.focus()
        self.repaint()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self.board.filter.text:
            narrowed = replace(self.board.filter, text=event.value)
            self.show_board(self.board.filtered(narrowed))

    def on_input_submitted(self) -> None:
        self._close_find()

    def action_show_all(self) -> None:
        """Esc: everything is listed again; where it is already, the way out is named."""
        was_open = self.board.filter.is_open and not self.query_one(Input).display
        self._close_find()
        self.query_one(Input).value = ""
        self.show_board(self.board.filtered(Filter()))
        if was_open:
            self.say("^Q 离开看板，F1 帮助，F11 全部键位。")

    def _close_find(self) -> None:
        field = self.query_one(Input)
        field.display = False
        self.query_one("#message").display = True
        self.set_focus(None)
        self.repaint()
