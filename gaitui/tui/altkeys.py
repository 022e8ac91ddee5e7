"""Alt with a digit, as terminals on Linux send it.

Textual takes Esc followed by a digit for what one Mac terminal means by it (a pilcrow for
Alt+7); here those keys go to the parts of the report.
"""

from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


def restore_alt_digits() -> None:
    """Let Alt+0 to Alt+9 reach the key bindings under their own names."""
    sequences = cast(dict[str, object], ANSI_SEQUENCES_KEYS)
    for digit in "0123456789":
        sequences.pop(f"\x1b{digit}", None)
