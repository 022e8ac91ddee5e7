"""Whether the labels around the numbers still say what the template said."""

from collections.abc import Iterator

from gaitui.definition import Role
from gaitui.finding import Finding, Severity
from gaitui.grid import Grid, to_address
from gaitui.layout import Layout, label_places


def review_labels(
    layout: Layout, table: str, grid: Grid, rows: int = 0, columns: int = 0
) -> Iterator[Finding]:
    """W606 where labels of a table differ from the form's: its numbers may mean something else.

    The table's numbers stand `rows` and `columns` from where the template has them; heads may
    have stayed behind, when a row was inserted below them.
    """
    changed = []
    for label, place in label_places(layout, table):
        address = to_address(place.row + rows, place.column + columns)
        text = _text(grid, address)
        stayed = label.role is not Role.LABEL and _is_same(label.text, _text(grid, place.address))
        if not stayed and not _is_same(label.text, text):
            changed.append((address, label.text, text))
    if changed:
        address, expected, actual = changed[0]
        more = f"，另有 {len(changed) - 1} 处" if len(changed) > 1 else ""
        yield Finding(
            "W606",
            Severity.WARNING,
            f"工作表“{grid.name}”的标题文字与格式不同：应为“{expected}”，"
            f"表中为“{actual[:60] or '空'}”{more}",
            sheet=grid.name,
            address=address,
            expected=expected,
            actual=actual[:200],
            hint="请核对行和列有没有错位；官方格式的标题文字不要改动。",
        )


def _text(grid: Grid, address: str) -> str:
    stored = grid.cells.get(address)
    return (stored.text if stored else None) or ""


def _is_same(label: str, text: str) -> bool:
    return text == label or "".join(text.split()) == "".join(label.split())
