"""One unit's report of one year: frozen, with what was received beside what was understood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.values import Reading, Value, format_value

META_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "published": "发布日期",
        "drafter": "填报人",
        "reviewer": "审核人",
        "contact": "联系方式",
    }
)
"""Optional metadata with their labels, in the order shown; `unit` and `year` are the report's
own fields."""
META_FIELDS = tuple(META_LABELS)
FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {"unit": "机关名称", "year": "年度", **META_LABELS}
)
"""All metadata with their labels, in the order shown."""


def explanation_key(code: str, ref: str | None) -> str:
    """The key of the reason given for a finding: its code and what it points at."""
    return f"{code} {ref or ''}"


def is_explanation_key(definition: Definition, key: str) -> bool:
    """Whether a key can be that of a finding on this edition of the form."""
    code, space, ref = key.partition(" ")
    known = ref in definition.cells or ref in definition.narratives
    known = known or ref in ("", "unit", "year", *META_FIELDS)
    return bool(re.fullmatch(r"[A-Z][0-9]{3}", code, re.ASCII) and space and known)


class Origin(Struct, frozen=True):
    """Where a cell stands in the workbook it came from."""

    sheet: str
    address: str


class Cell(Struct, frozen=True, gc=False):
    """One number of a report.

    `raw` is the text received (None for a blank), `value` what it was understood as (None for
    a blank or a `problem`), `rules` the conversions made between the two. `group_value` is the
    number received for a whole group of cells whose first this is: sums use it in their place.
    """

    raw: str | None = None
    value: Value | None = None
    rules: tuple[str, ...] = ()
    problem: str | None = None
    does_not_apply: bool = False
    origin: Origin | None = None
    group_value: Value | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing there: no value and nothing that failed to parse."""
        return self.value is None and self.problem is None

    @property
    def amount(self) -> Value | None:
        """What the cell adds to a sum: its value, or that of its group; None for a blank."""
        return self.value if self.value is not None else self.group_value

    @property
    def shown(self) -> str:
        """The value, or the text received where it was not understood."""
        return format_value(self.value) if self.value is not None else self.raw or ""


BLANK = Cell()


def cell_from_reading(raw: str, reading: Reading, origin: Origin | None = None) -> Cell:
    """A cell that keeps the received text beside what it was read as."""
    return Cell(raw, reading.value, reading.rules, reading.problem, reading.does_not_apply, origin)


def cell_from_value(value: Value | None) -> Cell:
    """A cell whose value is known, as when computed or carried over."""
    return Cell(format_value(value), value) if value is not None else BLANK


class Source(Struct, frozen=True):
    """A received file behind a part: whose it is, where it lies (posix, relative to the merged
    report's folder), and its sha256."""

    unit: str
    path: str = ""
    sha256: str = ""


class Part(Struct, frozen=True):
    """What one department, or several together, contributes to a merged report. `cells` holds
    the values of input cells, never computed ones; blanks are absent."""

    name: str
    cells: Mapping[CellRef, Value]
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The document. `cells` holds only known cells of `definition`; narratives are texts whose
    paragraphs are separated by line feeds; `places` says where narratives and metadata stood;
    `explanations` are reasons given for findings left as they are, by `explanation_key`;
    `tables_only` says that what was received has no place for texts or metadata at all; `parts`
    are what a merged report was added up from, none for any other."""

    definition: Definition
    unit: str = ""
    year: int | None = None
    cells: Mapping[CellRef, Cell] = field(default_factory=lambda: MappingProxyType({}))
    narratives: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))
    explanations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tables_only: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def title(self) -> str:
        return self.definition.report_title(self.unit, self.year)

    def cell(self, ref: CellRef) -> Cell:
        """The cell, blank if nothing was received for it."""
        return self.cells.get(ref, BLANK)

    def value(self, ref: CellRef) -> Value | None:
        """The cell's value, None for a blank."""
        return self.cells.get(ref, BLANK).value

    def total(self, refs: Iterable[CellRef]) -> Value:
        """Sum of cells; a blank counts as 0, a group's number as its cells."""
        known = self.cells
        return sum([known[ref].amount or 0 for ref in refs if ref in known], 0)

    def describe(self, key: str | None) -> str:
        """A place in the form's own words, short (`三 › （一）予以公开 › 自然人`): of a cell, a
        text part or a field; "" for none."""
        definition = self.definition
        if key is None:
            return ""
        if key in definition.cells:
            spec = definition.cells[CellRef(key)]
            part = definition.section_of(spec.table)
            labels = (*(spec.row_path[1:] or spec.row_path), *spec.column_path)
            words = (re.sub(r"(?<=.)（.*", "", label) for label in labels)
            return " › ".join((*((part.number,) if part else ()), *words))
        if key in definition.narratives:
            section = definition.section_of(key)
            return section.heading if section else definition.narratives[key].label
        return FIELD_LABELS.get(key, "")

    def computed(self, ref: CellRef) -> Value | None:
        """What a computed cell's formula gives: the sum of its parts, blank while all are."""
        parts = self.definition.formulas[ref].right
        if all(self.cell(part).amount is None for part in parts):
            return None
        return self.total(parts)
