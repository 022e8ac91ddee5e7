"""Changes as data: which keys get which states, and the report that results."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.report import BLANK, Cell, Report, cell_from_reading, cell_from_value
from gaitui.values import Value, read_text


class Part(StrEnum):
    """What a key is the key of."""

    CELL = "cell"
    NARRATIVE = "narrative"
    META = "meta"
    EXPLANATION = "explanation"


State: TypeAlias = Cell | str | None
"""A key's content: a cell, a text (the year as its digits), or None where there is nothing."""


class Setting(Struct, frozen=True):
    """A key with the state it gets."""

    part: Part
    key: str
    state: State


class Delta(Struct, frozen=True):
    """A key whose state changed."""

    part: Part
    key: str
    old: State
    new: State


class Step(Struct, frozen=True):
    """What one undo takes back: its name for the user and all it changed, totals included."""

    label: str
    deltas: tuple[Delta, ...] = ()

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The states after the step."""
        return tuple(Setting(item.part, item.key, item.new) for item in self.deltas)

    @property
    def inverse(self) -> "Step":
        """The step that takes this one back."""
        deltas = (Delta(item.part, item.key, item.new, item.old) for item in self.deltas)
        return Step(self.label, tuple(deltas))

    def keys(self, part: Part) -> tuple[str, ...]:
        """The changed keys of one kind."""
        return tuple(item.key for item in self.deltas if item.part is part)


class Differing(NamedTuple):
    """A total received otherwise than its parts add up; None is a blank or no number."""

    received: Value | None
    computed: Value | None


def plan(report: Report, label: str, settings: Iterable[Setting]) -> Step:
    """The step that gives keys their states and computes every total that depends on them."""
    wanted = {(item.part, item.key): item for item in settings}
    draft = applied(report, wanted.values())
    changed = {key for part, key in wanted if part is Part.CELL and _moves(report, draft, key)}
    for ref, cell in _totals(draft, changed):
        wanted[Part.CELL, ref] = Setting(Part.CELL, ref, cell)
    return step_between(report, label, wanted.values())


def step_between(report: Report, label: str, settings: Iterable[Setting]) -> Step:
    """The step that gives keys exactly these states, and what that changes."""
    deltas = []
    for item in settings:
        old = state_of(report, item.part, item.key)
        if old != item.state:
            deltas.append(Delta(item.part, item.key, old, item.state))
    return Step(label, tuple(deltas))


def applied(report: Report, settings: Iterable[Setting]) -> Report:
    """The report with keys in their new states; totals are left as they are."""
    groups = _groups(report)
    for item in settings:
        group = groups[item.part]
        if item.state is None:
            group.pop(item.key, None)
        else:
            group[item.key] = item.state
    meta = groups[Part.META]
    unit, year = meta.pop("unit", ""), meta.pop("year", "")
    return replace(
        report,
        unit=unit,
        year=int(year) if year else None,
        cells=groups[Part.CELL],
        narratives=groups[Part.NARRATIVE],
        meta=meta,
        explanations=groups[Part.EXPLANATION],
    )


def state_of(report: Report, part: Part, key: str) -> State:
    """A key's present state."""
    match part:
        case Part.CELL:
            return report.cells.get(CellRef(key))
        case Part.NARRATIVE:
            return report.narratives.get(key)
        case Part.EXPLANATION:
            return report.explanations.get(key)
    if key == "unit":
        return report.unit or None
    if key == "year":
        return str(report.year) if report.year is not None else None
    return report.meta.get(key)


def typed_cell(report: Report, ref: CellRef, text: str) -> Cell | None:
    """A cell with a text typed into it; what does not parse stays as typed."""
    spec = report.definition.cells[ref]
    origin = report.cell(ref).origin
    reading = read_text(text, spec.kind, spec.unit)
    if reading.is_blank:
        return _as_state(report, ref, Cell(origin=origin))
    return _as_state(report, ref, cell_from_reading(text, reading, origin))


def computed_cell(report: Report, ref: CellRef) -> Cell | None:
    """A total as its formula gives it."""
    cell = cell_from_value(report.computed(ref))
    return _as_state(report, ref, Cell(cell.raw, cell.value, origin=report.cell(ref).origin))


def accepted_totals(report: Report, label: str) -> Step:
    """The step that computes every total that differs, parts before the sums over them."""
    settings = []
    draft = report
    for ref in total_order(report.definition):
        if _differs(draft, ref):
            settings.append(Setting(Part.CELL, ref, computed_cell(draft, ref)))
            draft = applied(draft, settings[-1:])
    return step_between(report, label, settings)


def differing_totals(report: Report) -> Mapping[CellRef, Differing]:
    """Totals that are not what their parts add up to."""
    return {
        ref: Differing(report.value(ref), report.computed(ref))
        for ref in report.definition.formulas
        if _differs(report, ref)
    }


@cache
def total_order(definition: Definition) -> tuple[CellRef, ...]:
    """The computed cells, each after those it is a sum of."""
    order: dict[CellRef, None] = {}

    def visit(ref: CellRef, above: frozenset[CellRef]) -> None:
        for part in definition.formulas[ref].right:
            if part in definition.formulas and part not in order and part not in above:
                visit(part, above | {ref})
        order[ref] = None

    for ref in definition.formulas:
        if ref not in order:
            visit(ref, frozenset())
    return tuple(order)


def _differs(report: Report, ref: CellRef) -> bool:
    return report.cell(ref).problem is not None or report.value(ref) != report.computed(ref)


def _as_state(report: Report, ref: CellRef, cell: Cell) -> Cell | None:
    """A cell as a state; one that is what it was stays absent if it was."""
    if cell == report.cell(ref):
        return report.cells.get(ref)
    return None if cell == BLANK else cell


def _groups(report: Report) -> dict[Part, dict[Any, Any]]:
    meta = dict(report.meta)
    if report.unit:
        meta["unit"] = report.unit
    if report.year is not None:
        meta["year"] = str(report.year)
    return {
        Part.CELL: dict(report.cells),
        Part.NARRATIVE: dict(report.narratives),
        Part.META: meta,
        Part.EXPLANATION: dict(report.explanations),
    }


def _moves(before: Report, after: Report, key: str) -> bool:
    """Whether a cell's number changed, so that sums over it do too."""
    return before.value(CellRef(key)) != after.value(CellRef(key))


def _totals(draft: Report, changed: set[str]) -> Iterator[tuple[CellRef, Cell | None]]:
    """The totals over changed cells, in an order in which each finds its parts computed."""
    cells = dict(draft.cells)
    draft = replace(draft, cells=cells)
    changed = set(changed)
    for ref in total_order(draft.definition):
        if changed.isdisjoint(draft.definition.formulas[ref].right):
            continue
        cell = computed_cell(draft, ref)
        if cell == cells.get(ref):
            continue
        changed.add(ref)
        if cell is None:
            cells.pop(ref, None)
        else:
            cells[ref] = cell
        yield ref, cell
