"""Alt with a digit, as terminals on Linux send it.

Textual takes Esc followed by a digit for what one Mac terminal means by it (a pilcrow for
Alt+7), and a sequence it does not know for the keys it consists of: over a slow line, where
Alt+6 and an arrow come together, the digit would be typed into the current cell. Here those
sequences are keys of their own, which go to the parts of the report.
"""

from typing import cast

from msgspec import Struct
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


class _Key(Struct, frozen=True):
    """What Textual's table holds for a sequence: something with the key's name as `value`."""

    value: str


def restore_alt_digits() -> None:
    """Let Alt+0 to Alt+9 reach the key bindings under their own names."""
    sequences = cast(dict[str, object], ANSI_SEQUENCES_KEYS)
    for digit in "0123456789":
        sequences[f"\x1b{digit}"] = (_Key(f"alt+{digit}"),)
