"""Text to value and back, with a ledger: every conversion is named, nothing ambiguous is taken."""

from gaitui.values.reading import (
    BLANK_READING,
    MAX_DIGITS,
    MAX_SIGNIFICANT,
    Reading,
    Value,
    format_value,
    read_number,
    read_text,
)

__all__ = [
    "BLANK_READING",
    "MAX_DIGITS",
    "MAX_SIGNIFICANT",
    "Reading",
    "Value",
    "format_value",
    "read_number",
    "read_text",
]
