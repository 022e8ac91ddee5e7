"""The line being typed into a cell: text and caret, every change a new value."""

from msgspec import Struct
from rich.cells import cell_len, get_character_cell_size


class Editor(Struct, frozen=True):
    """Text with a caret before its character `caret`.

    `typed` is set where typing began it, replacing the cell: arrows then leave the cell. Without
    it, arrows move the caret.
    """

    text: str = ""
    caret: int = 0
    typed: bool = False

    def insert(self, text: str) -> "Editor":
        """Text put in at the caret."""
        before, after = self.text[: self.caret], self.text[self.caret :]
        return Editor(before + text + after, self.caret + len(text), self.typed)

    def delete_left(self) -> "Editor":
        """The character before the caret taken out."""
        if not self.caret:
            return self
        before, after = self.text[: self.caret - 1], self.text[self.caret :]
        return Editor(before + after, self.caret - 1, self.typed)

    def delete_right(self) -> "Editor":
        """The character behind the caret taken out."""
        before, after = self.text[: self.caret], self.text[self.caret + 1 :]
        return Editor(before + after, self.caret, self.typed)

    def move(self, characters: int) -> "Editor":
        """The caret moved, as far as the text goes."""
        caret = max(0, min(self.caret + characters, len(self.text)))
        return Editor(self.text, caret, self.typed)

    def window(self, width: int) -> tuple[str, str, str]:
        """What fits in `width` cells, to the right: before, under and behind the caret.

        The caret at the end of the text stands on a blank.
        """
        under = self.text[self.caret : self.caret + 1] or " "
        room = width - cell_len(under)
        before = _last(self.text[: self.caret], room)
        after = _first(self.text[self.caret + 1 :], room - cell_len(before))
        return " " * (room - cell_len(before + after)) + before, under, after


def _last(text: str, room: int) -> str:
    """The end of the text that fits."""
    return _first(text[::-1], room)[::-1]


def _first(text: str, room: int) -> str:
    """The beginning of the text that fits."""
    for place, character in enumerate(text):
        room -= get_character_cell_size(character)
        if room < 0:
            return text[:place]
    return text
