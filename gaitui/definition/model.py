"""The form, ready for use: every cell, label box and balance equation worked out once."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from gaitui.cell import CellRef, Kind
from gaitui.definition.schema import (
    Carry,
    Chart,
    CheckRule,
    ClaimRule,
    Continuity,
    Document,
    Narrative,
    Section,
)


class Role(StrEnum):
    """What a label box is in its table."""

    CAPTION = "caption"
    CORNER = "corner"
    HEAD = "head"
    LABEL = "label"


class Box(Struct, frozen=True):
    """A rectangle of a table, in table coordinates: 0-based top left, extent in grid cells."""

    row: int
    column: int
    rows: int
    columns: int


class LabelBox(Struct, frozen=True):
    """A printed label, verbatim, with the wordings also seen for it."""

    box: Box
    text: str
    role: Role
    aliases: tuple[str, ...] = ()


class CellSpec(Struct, frozen=True):
    """One number of the form: its key, kind, labels and place in its table.

    `row_path` and `column_path` run from the outermost label to the cell's own; `caption` is
    the block's caption row.
    """

    ref: CellRef
    table: str
    row: str
    column: str
    kind: Kind
    unit: str | None
    caption: str | None
    row_path: tuple[str, ...]
    column_path: tuple[str, ...]
    row_note: str
    column_note: str
    basis: str
    box: Box

    @property
    def path(self) -> tuple[str, ...]:
        """All labels from the block's caption down to the column, in the form's words."""
        caption = (self.caption,) if self.caption else ()
        return caption + self.row_path + self.column_path


class Equation(Struct, frozen=True):
    """One balance rule at one row or column: the sums of both sides must be equal.

    `subject` names the row or column (`自然人列`); `computes` is the cell whose formula is the
    right side, or None.
    """

    rule: CheckRule
    subject: str
    left: tuple[CellRef, ...]
    right: tuple[CellRef, ...]

    @property
    def computes(self) -> CellRef | None:
        return self.left[0] if self.rule.computes else None


class Table(Struct, frozen=True):
    """One table of the form: its extent in grid cells, labels and cells."""

    id: str
    width: int
    height: int
    labels: tuple[LabelBox, ...]
    cells: tuple[CellSpec, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    short_heads: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    group_labels: Mapping[str, str]


class Term(Struct, frozen=True):
    """Cells added up under one label, or taken away where `sign` is -1."""

    label: str
    refs: tuple[CellRef, ...]
    sign: int = 1


class Subject(Struct, frozen=True):
    """Something texts count: the words for it and the sums a number of it may be; each
    reading is a sum of terms."""

    rule: ClaimRule
    readings: tuple[tuple[Term, ...], ...]
    none: tuple[tuple[Term, ...], ...]

    @property
    def id(self) -> str:
        return self.rule.id


class Definition(Struct, frozen=True, eq=False):
    """One edition of the form. `formulas` maps each computed cell to the equation that
    computes it; where several do, the first declared."""

    id: str
    name: str
    first_year: int
    last_year: int | None
    title: str
    basis: str
    documents: tuple[Document, ...]
    narratives: Mapping[str, Narrative]
    sections: tuple[Section, ...]
    tables: Mapping[str, Table]
    cells: Mapping[CellRef, CellSpec]
    equations: tuple[Equation, ...]
    formulas: Mapping[CellRef, Equation]
    carries: tuple[Carry, ...]
    continuities: tuple[Continuity, ...]
    charts: tuple[Chart, ...]
    objects: Mapping[str, tuple[str, ...]]
    subjects: Mapping[str, Subject]

    def covers(self, year: int) -> bool:
        """Whether reports of `year` use this edition."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def is_computed(self, ref: CellRef) -> bool:
        """Whether a balance rule defines the cell: a total, which users do not type."""
        return ref in self.formulas

    def report_title(self, unit: str, year: int | None) -> str:
        """The report's title as printed."""
        return self.title.format(unit=unit or "（机关名称）", year=year or "（年份）")

    def section_of(self, table_or_narrative: str) -> Section | None:
        """The part that holds a table or narrative; None for the preamble."""
        for section in self.sections:
            if table_or_narrative in (section.table, section.narrative):
                return section
        return None

    def describe(self, ref: CellRef) -> str:
        """A cell in the form's own words: section, caption, row and column."""
        spec = self.cells[ref]
        section = self.section_of(spec.table)
        return " › ".join(((section.heading,) if section else ()) + spec.path)
