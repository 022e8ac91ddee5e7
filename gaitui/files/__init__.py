"""Files on disk: read with a cap, written whole; one editor at a time, every change on record.

Lock and journal are imported from their own modules: only editing needs them.
"""

from gaitui.files.atomic import (
    MAX_INPUT,
    read_input,
    write_atomic,
    write_parts,
    write_together,
)

__all__ = ["MAX_INPUT", "read_input", "write_atomic", "write_parts", "write_together"]
