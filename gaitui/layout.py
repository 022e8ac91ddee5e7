"""Where every cell of a report stands in the workbook; writer and reader both ask here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Box, Definition, LabelBox
from gaitui.definition.schema import Section
from gaitui.grid import column_letters, to_address
from gaitui.report import Origin

LAYOUT_VERSION = 1
GUIDE_SHEET, BASICS_SHEET, CHECKS_SHEET = "填报说明", "基本信息", "校验"
CHARTS_SHEET, STAMP_SHEET = "图表", "_gaitui"
PRIOR_SHEET = "上年数据"
OPINIONS_SHEET = "校验意见"
"""The sheet a return puts on top of a department's own workbook; its first cell says so too."""
TABLE_TOP = 3
"""First row of a table on its sheet, below title and note."""
TEXT_TOP, TEXT_COLUMN, MARK_COLUMN = 4, 2, 1
"""Where paragraphs begin on a narrative's sheet; the mark column stands beside them."""
BASICS_TEXT_TOP = 14
MAX_PARAGRAPH = 32_000
"""Longest text put in one cell (a cell holds 32,767 UTF-16 units); longer ones run on."""
CONTINUED, EMPTY = "续", "空"
"""Marks beside a paragraph: continues the row above; blank on purpose at the text's end."""
CHECKS_TOP = 5
"""First row of the list of checks on 校验."""
EXPLANATION_COLUMNS = 4, 10
"""On 校验, the columns of an explanation's text and of the key of what it explains."""
EXPLANATIONS = "explanations"
"""Defined name of the first explanation's code; there only where something is explained."""


class Place(Struct, frozen=True, dict=True):
    """A rectangle on a sheet; row and column are 1-based."""

    sheet: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @cached_property
    def address(self) -> str:
        """A1 address of the top-left cell."""
        return to_address(self.row, self.column)

    @cached_property
    def origin(self) -> Origin:
        """The top-left cell as the place that something was read from."""
        return Origin(self.sheet, self.address)

    @cached_property
    def absolute(self) -> str:
        """Sheet-qualified absolute address: `'三、依申请'!$D$6`."""
        return f"{quote_sheet(self.sheet)}!${column_letters(self.column)}${self.row}"


BASICS: Mapping[str, int] = {
    "unit": 4,
    "year": 5,
    "published": 6,
    "drafter": 7,
    "reviewer": 8,
    "contact": 9,
}
"""Rows of the metadata on 基本信息; the value stands in column B."""


class Layout(Struct, frozen=True, eq=False):
    """Places of one definition's cells, narratives and metadata."""

    definition: Definition
    cells: Mapping[CellRef, Place]
    narratives: Mapping[str, Place]
    meta: Mapping[str, Place]

    def table_place(self, table: str, box: Box) -> Place:
        """A box of a table as a place on its sheet."""
        sheet = self.table_sheet(table)
        return Place(sheet, TABLE_TOP + box.row, 1 + box.column, box.rows, box.columns)

    def table_sheet(self, table: str) -> str:
        """The sheet a table stands on."""
        return section_sheet(self.section(table))

    def section(self, table: str) -> Section:
        """The part that holds a table."""
        section = self.definition.section_of(table)
        if section is None:
            raise LookupError(table)
        return section

    @property
    def explanations(self) -> Place:
        """The first explanation's code, below the list of checks; its key stands in column 10."""
        return Place(CHECKS_SHEET, CHECKS_TOP + len(self.definition.equations) + 2, 2)

    def name(self, key: str) -> str:
        """The defined name of a cell, narrative or metadata field."""
        if key in self.cells:
            return key.replace(".", "_")
        return f"narrative_{key}" if key in self.narratives else f"meta_{key}"

    @property
    def places(self) -> Iterator[tuple[str, Place]]:
        """Every cell, narrative and metadata field with its place."""
        for group in (self.cells, self.narratives, self.meta):
            yield from group.items()


@cache
def layout_of(definition: Definition) -> Layout:
    """The layout of a definition, worked out once."""
    empty = Layout(definition, {}, {}, {})
    cells = {
        spec.ref: empty.table_place(table.id, spec.box)
        for table in definition.tables.values()
        if definition.section_of(table.id)
        for spec in table.cells
    }
    narratives = {}
    for narrative in definition.narratives:
        section = definition.section_of(narrative)
        sheet = section_sheet(section) if section else BASICS_SHEET
        top = TEXT_TOP if section else BASICS_TEXT_TOP
        narratives[narrative] = Place(sheet, top, TEXT_COLUMN)
    meta = {key: Place(BASICS_SHEET, row, 2) for key, row in BASICS.items()}
    return Layout(definition, cells, narratives, meta)


@cache
def named_places(layout: Layout) -> tuple[tuple[str, str, Place], ...]:
    """Every cell, narrative and metadata field with its defined name and its place."""
    return tuple((key, layout.name(key), place) for key, place in layout.places)


@cache
def label_places(layout: Layout, table: str) -> tuple[tuple[LabelBox, Place], ...]:
    """A table's labels and their places."""
    labels = layout.definition.tables[table].labels
    return tuple((label, layout.table_place(table, label.box)) for label in labels)


def section_sheet(section: Section) -> str:
    """The name of a part's sheet: `三、依申请`."""
    return f"{section.number}、{section.short}"


def quote_sheet(sheet: str) -> str:
    """A sheet's name as it stands in a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def sum_formula(
    places: Iterable[Place], from_sheet: str | None = None, absolute: bool = False
) -> str:
    """`=SUM(…)` over places in order, neighbours joined into ranges; references name the sheet
    unless the formula stands on `from_sheet`."""
    runs: list[tuple[Place, Place]] = []
    for place in places:
        if runs and _follows(*runs[-1], place):
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    ranges = (_range(first, last, from_sheet, absolute) for first, last in runs)
    return f"=SUM({','.join(ranges)})"


def _follows(first: Place, last: Place, place: Place) -> bool:
    if place.sheet != last.sheet:
        return False
    right = (last.row, last.column + last.columns) == (place.row, place.column)
    below = (last.row + 1, last.column) == (place.row, place.column)
    return (right and first.row == last.row) or (below and first.column == last.column)


def _range(first: Place, last: Place, from_sheet: str | None, absolute: bool) -> str:
    prefix = "" if first.sheet == from_sheet else quote_sheet(first.sheet) + "!"
    ends = [first] if first == last else [first, last]
    if absolute:
        return prefix + ":".join(f"${column_letters(end.column)}${end.row}" for end in ends)
    return prefix + ":".join(end.address for end in ends)


@cache
def total_formula(layout: Layout, ref: CellRef) -> str:
    """The formula of a computed cell: the sum of its parts, empty while all of them are."""
    equation = layout.definition.formulas[ref]
    return blank_or_sum([layout.cells[part] for part in equation.right])


def blank_or_sum(places: Sequence[Place]) -> str:
    """The sum of cells on the formula's own sheet, empty while all of them are."""
    parts = sum_formula(places, from_sheet=places[0].sheet).removeprefix("=SUM")
    return f'=IF(COUNT{parts}=0,"",SUM{parts})'
