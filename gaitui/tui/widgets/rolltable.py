"""The board's table: lines that can also be pointed at with the mouse."""

from textual import events
from textual.message import Message

from gaitui.tui.widgets.lines import Lines


class RollTable(Lines):
    """Lines of the roll call; posts which one was clicked, and how far the wheel turned."""

    class Picked(Message):
        """A line was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class Turned(Message):
        """The wheel was turned by a notch, down or (-1) up."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Picked(event.y))

    def on_mouse_scroll_down(self) -> None:
        self.post_message(self.Turned(1))

    def on_mouse_scroll_up(self) -> None:
        self.post_message(self.Turned(-1))
