"""The reasons given for findings left as they are, from below the list of checks."""

from gaitui.definition import Definition
from gaitui.grid import Grid, to_address
from gaitui.layout import EXPLANATION_COLUMNS
from gaitui.report import is_explanation_key


def read_explanations(grid: Grid, row: int, definition: Definition) -> dict[str, str]:
    """Explanations by key from `row` on, down to the first row without a key; a key that comes
    again goes on with its text. What is no finding's key is left out."""
    text_column, key_column = EXPLANATION_COLUMNS
    found: dict[str, str] = {}
    while (key := grid.cells.get(to_address(row, key_column))) is not None and key.text:
        text = grid.cells.get(to_address(row, text_column))
        if is_explanation_key(definition, key.text):
            found[key.text] = found.get(key.text, "") + ((text.text if text else None) or "")
        row += 1
    return {key: text for key, text in found.items() if text}
