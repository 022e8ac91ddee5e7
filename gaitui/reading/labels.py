"""Whether the labels around the numbers still say what the template said."""

from collections.abc import Iterator

from gaitui.finding import Finding, Severity
from gaitui.grid import Grid
from gaitui.layout import Layout


def review_labels(layout: Layout, table: str, grid: Grid) -> Iterator[Finding]:
    """W606 where labels of a table differ from the form's: its numbers may mean something else."""
    changed = []
    for label in layout.definition.tables[table].labels:
        place = layout.table_place(table, label.box)
        stored = grid.cells.get(place.address)
        text = (stored.text if stored else None) or ""
        if text != label.text and "".join(text.split()) != "".join(label.text.split()):
            changed.append((place, label.text, text))
    if changed:
        place, expected, actual = changed[0]
        more = f"，另有 {len(changed) - 1} 处" if len(changed) > 1 else ""
        yield Finding(
            "W606",
            Severity.WARNING,
            f"工作表“{place.sheet}”的标题文字与格式不同：应为“{expected}”，"
            f"表中为“{actual[:60] or '空'}”{more}",
            sheet=place.sheet,
            address=place.address,
            expected=expected,
            actual=actual[:200],
            hint="请核对行和列有没有错位；官方格式的标题文字不要改动。",
        )
