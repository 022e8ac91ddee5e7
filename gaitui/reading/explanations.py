"""The reasons given for findings left as they are, from below the list of checks."""

from gaitui.grid import Grid, to_address
from gaitui.layout import EXPLANATION_COLUMNS


def read_explanations(grid: Grid, row: int) -> dict[str, str]:
    """Explanations by key from `row` on, down to the first row without a key."""
    text_column, key_column = EXPLANATION_COLUMNS
    found: dict[str, str] = {}
    while (key := grid.cells.get(to_address(row, key_column))) is not None and key.text:
        text = grid.cells.get(to_address(row, text_column))
        found[key.text] = (text.text if text else None) or ""
        row += 1
    return found
