"""What the grid shows for one cell, and how much room that takes."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from rich.cells import cell_len

from gaitui.finding import Severity
from gaitui.render.wrap import one_line

SIGNS: Mapping[Severity | None, str] = MappingProxyType(
    {Severity.ERROR: "✗", Severity.WARNING: "!"}
)
CHANGED, DIFFERS, AMENDED, MORE = "*", "≠", "→", "…"
"""Signs of a change, of a received total that differs, of a number that counts in place of the
one received, and of text cut."""


class CellState(Struct, frozen=True):
    """One cell as shown: its text, what is wrong with it, and whether it is a total.

    `struck` is what was received where `text` is something else: a total that differs from the
    computed one, or, where it is `amended`, what `text` counts in place of; `changed` marks a cell
    that the owner wants marked as changed. All text may come from outside.
    """

    text: str = ""
    severity: Severity | None = None
    computed: bool = False
    struck: str = ""
    changed: bool = False
    amended: bool = False

    @property
    def sign(self) -> str:
        """What stands before the text, so that colour is never needed."""
        if self.struck and not self.amended:
            return DIFFERS
        severe = SIGNS.get(self.severity, "")
        return AMENDED + severe if self.struck else severe or (CHANGED if self.changed else "")

    @property
    def needed(self) -> int:
        """Cells for the text and its sign."""
        return cell_len(self.sign + one_line(self.text))

    @property
    def wished(self) -> int:
        """Cells with which what is struck is shown too."""
        return self.needed + cell_len(one_line(self.struck))
