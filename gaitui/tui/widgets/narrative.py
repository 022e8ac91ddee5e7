"""The text area for narratives: wrapped by Chinese rules, with the words that a finding speaks
of marked in the text itself."""

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.document._document import DocumentBase, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.message import Message
from textual.widgets import TextArea

from gaitui.render.wrap import line_ends


class ChineseWrapping(WrappedDocument):
    """A wrapped document whose lines break by the rules of Chinese punctuation."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap every paragraph; a report's texts are short enough to do it at each edit."""
        super().wrap(0, tab_width)
        self._width = width
        if not width:
            return
        self._wrap_offsets = [line_ends(line, width) for line in self.document.lines]
        self._offset_to_line_info = []
        self._line_index_to_offsets = []
        for index, ends in enumerate(self._wrap_offsets):
            first = len(self._offset_to_line_info)
            sections = range(len(ends) + 1)
            self._offset_to_line_info += [(index, section) for section in sections]
            self._line_index_to_offsets.append([first + section for section in sections])

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        self.wrap(self._width)


class NarrativeArea(TextArea):
    """A narrative being edited; posts `Edited` when its text changed by the user's hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "text_start", show=False),
        Binding("ctrl+end", "text_end", show=False),
    ]

    class Edited(Message):
        """The user changed the text."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    def __init__(self, key: str, text: str, read_only: bool = False) -> None:
        super().__init__(
            soft_wrap=True,
            read_only=read_only,
            highlight_cursor_line=False,
            id=f"narrative-{key}",
        )
        self.key = key
        self.cursor_blink = False
        self._marked: tuple[re.Pattern[str], ...] = ()
        self._shown = text
        self.load_text(text)

    def show(self, text: str) -> None:
        """Show a text that changed elsewhere (undo, resume), the cursor where it differs."""
        if text == self.text:
            return
        place = _first_difference(self.text, text)
        self._shown = text
        self.load_text(text)
        before = text[:place]
        self.move_cursor((before.count("\n"), len(before.rpartition("\n")[2])))

    def mark(self, phrases: Sequence[str]) -> None:
        """Mark phrases in the text, white space between their characters aside."""
        patterns = tuple(
            re.compile(r"\s*".join(map(re.escape, phrase))) for phrase in phrases if phrase
        )
        if patterns != self._marked:
            self._marked = patterns
            self._line_cache.clear()
            self.refresh()

    def go_to(self, phrase: str) -> None:
        """Put the cursor on the first place a phrase stands at."""
        match = re.search(r"\s*".join(map(re.escape, phrase)), self.text) if phrase else None
        if match:
            before = self.text[: match.start()]
            self.move_cursor((before.count("\n"), len(before.rpartition("\n")[2])))

    def action_text_start(self) -> None:
        """Go to the beginning of the text."""
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for pattern in self._marked:
            for match in pattern.finditer(line.plain):
                line.stylize("bold underline reverse", *match.span())
        return line

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.text != self._shown:
            self._shown = self.text
            self.post_message(self.Edited(self.key, self.text))

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        document: DocumentBase = self.document
        self.wrapped_document = ChineseWrapping(document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()


def _first_difference(old: str, new: str) -> int:
    for index, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            return index
    return min(len(old), len(new))
