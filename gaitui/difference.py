"""What differs between two reports: cells, texts by paragraph, metadata.

Numbers are compared, not how they were written: `12件` and 12 are equal; a blank and 0 are not.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.paragraphs import ParagraphChange, compare_paragraphs
from gaitui.report import META_FIELDS, Cell, Report
from gaitui.values import Value


class CellChange(Struct, frozen=True):
    """One cell before and after."""

    ref: CellRef
    old: Cell
    new: Cell

    @property
    def delta(self) -> Value | None:
        """New − old where both are numbers."""
        if self.old.value is None or self.new.value is None:
            return None
        return self.new.value - self.old.value


class FieldChange(Struct, frozen=True):
    """Something that is one text: `unit`, `year`, `definition`, a field of the metadata, or the
    reason given for a finding; None where there is none."""

    key: str
    old: str | None
    new: str | None


class NarrativeChange(Struct, frozen=True):
    """One text part, by its paragraphs that differ."""

    key: str
    paragraphs: tuple[ParagraphChange, ...]


class Difference(Struct, frozen=True):
    """What differs, in the form's order. `only_old` and `only_new` are cells with something in
    them that the other report's edition does not have."""

    fields: tuple[FieldChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    narratives: tuple[NarrativeChange, ...] = ()
    explanations: tuple[FieldChange, ...] = ()
    only_old: tuple[CellRef, ...] = ()
    only_new: tuple[CellRef, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the reports say the same."""
        return self == Difference()


def compare(old: Report, new: Report) -> Difference:
    """What `new` has otherwise than `old`. Of different editions, what both forms have is
    compared, and what only one has is listed."""
    return Difference(
        tuple(_fields(old, new)),
        tuple(_cells(old, new)),
        tuple(_narratives(old, new)),
        tuple(_changed(old.explanations, new.explanations, _keys(old, new))),
        tuple(_only(old, new)),
        tuple(_only(new, old)),
    )


def stated(cell: Cell) -> tuple[Value | str | None, Value | None]:
    """What a cell says, however it is written: its number, or the text that is none; and the
    number given for its group."""
    if cell.value is not None:
        return cell.value, cell.group_value
    is_text = cell.problem is not None or cell.does_not_apply
    return (cell.raw if is_text else None), cell.group_value


def _cells(old: Report, new: Report) -> Iterator[CellChange]:
    for ref in old.definition.cells:
        if ref in new.definition.cells:
            before, after = old.cell(ref), new.cell(ref)
            if stated(before) != stated(after):
                yield CellChange(ref, before, after)


def _only(one: Report, other: Report) -> Iterator[CellRef]:
    if one.definition is other.definition:
        return
    for ref in one.definition.cells:
        if ref not in other.definition.cells and stated(one.cell(ref)) != (None, None):
            yield ref


def _fields(old: Report, new: Report) -> Iterator[FieldChange]:
    yield from _changed(_texts(old), _texts(new), ("definition", "unit", "year", *META_FIELDS))


def _texts(report: Report) -> dict[str, str]:
    year = str(report.year) if report.year is not None else ""
    return {"definition": report.definition.id, "unit": report.unit, "year": year, **report.meta}


def _keys(old: Report, new: Report) -> list[str]:
    return sorted({*old.explanations, *new.explanations})


def _changed(
    old: Mapping[str, str], new: Mapping[str, str], keys: Sequence[str]
) -> Iterator[FieldChange]:
    for key in keys:
        before, after = old.get(key) or None, new.get(key) or None
        if before != after:
            yield FieldChange(key, before, after)


def _narratives(old: Report, new: Report) -> Iterator[NarrativeChange]:
    for key in dict.fromkeys((*old.definition.narratives, *new.definition.narratives)):
        before, after = old.narratives.get(key, ""), new.narratives.get(key, "")
        if before != after:
            yield NarrativeChange(key, compare_paragraphs(before, after))
