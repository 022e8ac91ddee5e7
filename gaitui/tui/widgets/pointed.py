"""A list whose current line is pointed at, for terminals where colour does not tell it."""

from collections.abc import Iterable

from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gaitui.errors import printable


class PointedList(OptionList):
    """Lines to choose from by ↑↓ while a field above keeps the focus."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(markup=False, compact=True, id=id)
        self.can_focus = False
        self._texts: list[str] = []
        self._pointed: int | None = None

    def show(self, options: Iterable[tuple[str, str]], nothing: str, at: int | None = 0) -> None:
        """List values with their texts, the one at a place current, or none of them yet;
        `nothing` where there are no values."""
        self.clear_options()
        self._pointed = None
        self._texts = []
        for value, text in options:
            self._texts.append(printable(text))
            self.add_option(Option(f"  {self._texts[-1]}", id=value))
        if self._texts:
            self.highlighted = at
        else:
            self.add_option(Option(f"  {nothing}", disabled=True))

    @property
    def value(self) -> str | None:
        """The current line's value."""
        if not self._texts or self.highlighted is None:
            return None
        return self.get_option_at_index(self.highlighted).id

    def move(self, step: int) -> None:
        """Make another line current, from the last on to the first."""
        if self._texts:
            before = -1 if step > 0 else 0
            at = before if self.highlighted is None else self.highlighted
            self.highlighted = (at + step) % len(self._texts)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        left, at = self._pointed, self.highlighted
        if left is not None and left != at and left < len(self._texts):
            self.replace_option_prompt_at_index(left, f"  {self._texts[left]}")
        if at is not None and at < len(self._texts):
            self.replace_option_prompt_at_index(at, f"▸ {self._texts[at]}")
            self._pointed = at
