"""Read a workbook that our writer made, wherever its cells have moved since.

Cells are found by their defined names, which follow them when rows are inserted or sheets
renamed; the layout serves where a name is gone. Nothing is guessed: what was not found is said.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol, TypeAlias

from msgspec import Struct, structs

from gaitui.cell import CellRef, Kind
from gaitui.definition import Definition, built_in, built_in_ids
from gaitui.errors import EditionError
from gaitui.finding import Finding, Severity
from gaitui.grid import Grid, GridCell, to_position
from gaitui.layout import EXPLANATIONS, STAMP_SHEET, Layout, Place, layout_of, named_places
from gaitui.part_layout import MERGED
from gaitui.reading.cells import read_cell
from gaitui.reading.explanations import read_explanations
from gaitui.reading.formulas import review_formulas
from gaitui.reading.labels import review_labels
from gaitui.reading.parts import is_merged, read_parts
from gaitui.reading.texts import read_narrative
from gaitui.report import META_FIELDS, Cell, Origin, Report
from gaitui.values import read_number, read_text

NAMED = 0.9
"""The share of our cells' names that makes a workbook without a stamp ours."""


class Source(Protocol):
    """An opened spreadsheet file, as the sources offer it. Without `has_formulas` it cannot tell
    a formula from a number."""

    @property
    def sheet_names(self) -> tuple[str, ...]: ...
    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def has_formulas(self) -> bool: ...
    def grid(self, sheet: str) -> Grid: ...


class ReadResult(Struct, frozen=True):
    """What was read: a report unless the file is not one, what reading found, how many points
    were checked on the way, and the stamp of a workbook that has one."""

    report: Report | None
    findings: tuple[Finding, ...] = ()
    checks_run: int = 0
    stamp: Mapping[str, str] = MappingProxyType({})


Anchor: TypeAlias = Origin
"""Where a cell stands in this file."""


def is_own(source: Source) -> bool:
    """Whether the workbook carries our stamp, or, that lost, the names of our cells."""
    return STAMP_SHEET in source.sheet_names or bool(_named_edition(source.names))


def _named_edition(names: Mapping[str, str]) -> str:
    """The shipped edition whose cells' names a workbook has; empty if it has not most of them."""
    if not names:
        return ""
    for definition_id in built_in_ids():
        layout = layout_of(built_in(definition_id))
        known = sum(layout.name(ref) in names for ref in layout.cells)
        if known >= NAMED * len(layout.cells):
            return definition_id
    return ""


def read_own(source: Source, definition_for: Callable[[str], Definition]) -> ReadResult:
    """Read a stamped workbook; `definition_for` finds a definition by id."""
    stamped = STAMP_SHEET in source.sheet_names
    stamp = _read_stamp(source.grid(STAMP_SHEET)) if stamped else {}
    try:
        definition = definition_for(stamp.get("definition") or _named_edition(source.names))
    except EditionError as error:
        finding = Finding("W602", Severity.ERROR, str(error), sheet=STAMP_SHEET)
        return ReadResult(None, (finding,), 1, stamp)
    reader = _Reader(source, layout_of(definition), MERGED in stamp)
    return structs.replace(reader.read(), stamp=stamp)


def _read_stamp(grid: Grid) -> dict[str, str]:
    stamp = {}
    for row in range(1, 9):
        key, value = (grid.cells.get(f"{column}{row}") for column in "AB")
        if key and key.text:
            stamp[key.text] = (value.text if value else None) or ""
    return stamp


class _Reader:
    def __init__(self, source: Source, layout: Layout, says_merged: bool) -> None:
        self.source = source
        self.is_merged = is_merged(says_merged, source.sheet_names)
        self.layout = layout
        self.definition = layout.definition
        self.grids: dict[str, Grid] = {}
        self.moved: dict[str, list[str]] = {}
        self.lost: dict[str, list[str]] = {}

    def read(self) -> ReadResult:
        anchors = dict(self._anchors())
        stored = {key: self._stored(anchors[key]) for key in self.definition.cells}
        cells = {
            ref: read_cell(stored[ref], spec, anchors[ref])
            for ref, spec in self.definition.cells.items()
        }
        report = self._report(anchors, cells)
        findings = list(self._placement())
        if self.is_merged:
            found = read_parts(
                self.definition, self.source.sheet_names, self.source.names, self._grid
            )
            report = replace(report, parts=found.parts)
            findings += found.findings
        if self.source.has_formulas:
            report, formula_findings = review_formulas(report, self.layout, stored)
            findings += formula_findings
        for table in self.definition.tables:
            standing = self._standing(table, anchors)
            if standing is not None:
                findings += review_labels(self.layout, table, *standing)
        return ReadResult(report, tuple(findings), len(self.definition.tables) + len(anchors))

    def _anchors(self) -> Iterator[tuple[str, Anchor | None]]:
        """Each key's place: where its name points, else where the layout has it."""
        names, known = self.source.names, set(self.source.sheet_names)
        for key, name, place in named_places(self.layout):
            target = names.get(name)
            if target is None and place.sheet in known:
                yield key, place.origin
                continue
            anchor = _anchor(target, place)
            if anchor is None and key in self.layout.narratives and place.sheet in known:
                # The first paragraph's row was deleted; the next ones have moved up to its place.
                self.moved.setdefault(place.sheet, []).append(key)
                yield key, place.origin
                continue
            if anchor is None or anchor.sheet not in known:
                self.lost.setdefault(place.sheet, []).append(key)
                yield key, None
                continue
            if anchor.address != place.address or anchor.sheet != place.sheet:
                self.moved.setdefault(place.sheet, []).append(key)
            yield key, anchor

    def _standing(
        self, table: str, anchors: Mapping[str, Anchor | None]
    ) -> tuple[Grid, int, int] | None:
        """The sheet that holds a table's numbers, and by how many rows and columns they stand
        elsewhere than in the template; None where they did not move as one."""
        sheet = self.layout.table_sheet(table)
        if sheet not in self.moved and sheet not in self.lost:
            return self._grid(sheet), 0, 0
        moves = set()
        for spec in self.definition.tables[table].cells:
            anchor, place = anchors[spec.ref], self.layout.cells[spec.ref]
            row, column = (to_position(anchor.address) if anchor else None) or (0, 0)
            moves.add((anchor.sheet if anchor else "", row - place.row, column - place.column))
        sheet, rows, columns = moves.pop()
        return (self._grid(sheet), rows, columns) if sheet and not moves else None

    def _grid(self, sheet: str) -> Grid:
        if sheet not in self.grids:
            self.grids[sheet] = self.source.grid(sheet)
        return self.grids[sheet]

    def _stored(self, anchor: Anchor | None) -> GridCell | None:
        return self._grid(anchor.sheet).cells.get(anchor.address) if anchor else None

    def _report(
        self, anchors: Mapping[str, Anchor | None], cells: Mapping[CellRef, Cell]
    ) -> Report:
        texts = {}
        for key in self.definition.narratives:
            anchor = anchors[key]
            texts[key] = read_narrative(self._grid(anchor.sheet), anchor.address) if anchor else ""
        meta = {}
        for key in ("unit", "year", *META_FIELDS):
            stored = self._stored(anchors[key])
            meta[key] = (stored.text or "") if stored else ""
        unit, year = meta.pop("unit"), meta.pop("year")
        places = {key: anchor for key, anchor in anchors.items() if anchor and key not in cells}
        return Report(
            self.definition,
            unit,
            read_year(year),
            cells,
            {key: text for key, text in texts.items() if text},
            {key: text for key, text in meta.items() if text},
            places,
            self._explanations(),
        )

    def _explanations(self) -> dict[str, str]:
        place = self.layout.explanations
        anchor = _anchor(self.source.names.get(EXPLANATIONS), place)
        if not self.source.names:
            anchor = place.origin
        if anchor is None or anchor.sheet not in self.source.sheet_names:
            return {}
        position = to_position(anchor.address)
        if position is None:
            return {}
        return read_explanations(self._grid(anchor.sheet), position[0], self.definition)

    def _placement(self) -> Iterator[Finding]:
        """What stood elsewhere than in the template, and what was not found at all."""
        for sheet, keys in self.moved.items():
            yield Finding(
                "W606",
                Severity.INFO,
                f"工作表“{sheet}”的版式与模板不同：{len(keys)} 个格子移动了位置，已按名称读取",
                sheet=sheet,
                hint="请抽查该表读出的数字；如果不是有意改动版式，可以用空白模板重新填写。",
            )
        for sheet, keys in self.lost.items():
            expected = [key for key, place in self.layout.places if place.sheet == sheet]
            if len(keys) == len(expected) and sheet not in self.source.sheet_names:
                yield Finding(
                    "W603",
                    Severity.ERROR,
                    f"找不到工作表“{sheet}”",
                    sheet=sheet,
                    hint="请从模板恢复这张工作表，填好后重新报送。",
                )
                continue
            words = "、".join(self._describe(key) for key in keys[:5])
            yield Finding(
                "W606",
                Severity.WARNING,
                f"工作表“{sheet}”有 {len(keys)} 个格子被删除：{words}" + "等" * (len(keys) > 5),
                sheet=sheet,
                hint="请从模板恢复被删除的行或列，填好后重新报送。",
            )

    def _describe(self, key: str) -> str:
        if key in self.definition.cells:
            return " › ".join(self.definition.cells[CellRef(key)].path[-2:])
        return key


def read_year(text: str) -> int | None:
    """A year as typed; `2024年` and full-width digits are understood."""
    text = text.strip().removesuffix("年度").removesuffix("年")
    for read in (read_text, read_number):
        value = read(text, Kind.COUNT).value
        if isinstance(value, int) and value < 10_000:
            return value
    return None


def _anchor(target: str | None, place: Place) -> Anchor | None:
    """Where a defined name points; None where it is gone or broken (`#REF!`)."""
    if target is None:
        return None
    if target == place.absolute:
        return place.origin
    sheet, _, cells = target.rpartition("!")
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    address = cells.partition(":")[0].replace("$", "")
    return Anchor(sheet, address) if to_position(address) else None
