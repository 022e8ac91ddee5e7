"""How high a row must be for its text: some programs do not fit rows when they open a file."""

import unicodedata

MAX_POINTS = 409.0
"""The highest row a spreadsheet allows."""


def text_width(text: str) -> int:
    """Width in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def wrapped_lines(text: str, width: float) -> int:
    """Lines a text takes in a column of `width` half-width characters; at least one."""
    usable = max(int(width), 2)
    return sum(max(1, -(-text_width(line) // usable)) for line in text.split("\n"))


def row_points(text: str, width: float, line: float) -> float:
    """Height in points of a row that shows the text in lines of `line` points."""
    return min(MAX_POINTS, wrapped_lines(text, width) * line + 3)
