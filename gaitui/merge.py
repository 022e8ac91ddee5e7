"""The district's report as the sum of its departments': cell by cell, blank being no number.

What is done here is arithmetic only. Which departments take part, and what becomes of the cells
that no sum can give, is decided elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from gaitui.cell import CellRef, cell_ref
from gaitui.definition import Definition
from gaitui.report import Part, Report, Source, cell_from_value
from gaitui.values import MAX_SIGNIFICANT, Value

MAX_PARTS = 150
"""Parts a merged report is made of at most: a workbook has a sheet for each, is unwieldy with
more, and our own reader takes no more than 200 sheets."""
_NOISE = Decimal("0.0000005")
"""Less than the form can say: what adding up fractions as a spreadsheet does may leave."""


def sum_cells(parts: Iterable[Mapping[CellRef, Value]]) -> dict[CellRef, Value]:
    """The sum of each cell. A blank adds nothing: blank and blank is blank, 0 and blank is 0."""
    total: dict[CellRef, Value] = {}
    for cells in parts:
        for ref, value in cells.items():
            total[ref] = total[ref] + value if ref in total else value
    return total


def merge(
    definition: Definition,
    unit: str,
    year: int | None,
    parts: Iterable[Part],
    base: Report | None = None,
) -> Report:
    """The report whose inputs are the sums of the parts, with every total computed. Its texts,
    metadata and explanations are those of `base`, the report as it stands. Parts that are too
    many for one workbook are put together."""
    kept = grouped(tuple(parts))
    values = with_totals(definition, held(sum_cells(part.cells for part in kept)))
    return Report(
        definition,
        unit,
        year,
        {ref: cell_from_value(values[ref]) for ref in definition.cells if ref in values},
        base.narratives if base else {},
        base.meta if base else {},
        explanations=base.explanations if base else {},
        parts=kept,
    )


def part_of(report: Report, source: Source) -> Part:
    """What a department's report contributes; its totals do not."""
    definition = report.definition
    values = {ref: report.value(ref) for ref in definition.cells if not definition.is_computed(ref)}
    cells = {ref: value for ref, value in values.items() if value is not None}
    return Part(source.unit, cells, (source,))


def obstacles(report: Report, definition: Definition | None = None) -> tuple[str, ...]:
    """Why a department's report cannot be added up, in Chinese; `definition` is the edition of
    the report it would become part of."""
    if definition is not None and report.definition.id != definition.id:
        return (f"格式是“{report.definition.name}”，汇总用的是“{definition.name}”，不能相加",)
    return tuple(_obstacles(report))


def _obstacles(report: Report) -> Iterator[str]:
    for ref in report.definition.cells:
        cell = report.cell(ref)
        if report.definition.is_computed(ref) or (
            cell.problem is None and cell.group_value is None
        ):
            continue
        origin = cell.origin
        place = f"（{origin.sheet}!{origin.address}）" if origin else ""
        words = f"{report.definition.describe(ref)}{place}"
        if cell.group_value is not None:
            yield f"{words}：只给了整组的数，没有分项"
        else:
            yield f"{words}：“{(cell.raw or '')[:40]}”不是能用的数字"


@cache
def undecided(definition: Definition) -> tuple[CellRef, ...]:
    """Stocks, which departments may hold in common, so that no sum gives them: what the year
    ends with has to be decided."""
    return tuple(
        cell_ref(rule.table, row, rule.stock)
        for rule in definition.continuities
        for row in rule.rows
    )


def grouped(parts: Sequence[Part], limit: int = MAX_PARTS) -> tuple[Part, ...]:
    """At most `limit` parts: where there are more, neighbours are put together, evenly."""
    if len(parts) <= limit:
        return tuple(parts)
    ends = [len(parts) * number // limit for number in range(limit + 1)]
    return tuple(_together(parts[start:end]) for start, end in pairwise(ends))


def _together(parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    sources = tuple(source for part in parts for source in part.sources)
    first = parts[0].sources[0].unit if parts[0].sources else parts[0].name
    count = sum(len(part.sources) or 1 for part in parts)
    cells = held(sum_cells(part.cells for part in parts))
    return Part(f"{first}等 {count} 个部门", cells, sources)


def held(cells: Mapping[CellRef, Value]) -> dict[CellRef, Value]:
    """Sums as a spreadsheet holds them: no more significant digits than it keeps."""
    return {ref: _held(value) for ref, value in cells.items()}


def _held(value: Value) -> Value:
    if isinstance(value, int):
        return value
    if len(value.as_tuple().digits) > MAX_SIGNIFICANT:
        value = Decimal(f"{value:.{MAX_SIGNIFICANT}g}")
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


def is_sum(value: Value | None, total: Value | None) -> bool:
    """Whether a cell holds the sum of its parts, as far as the form can tell."""
    if value is None or total is None:
        return value is total
    return max(value - total, total - value) < _NOISE


@cache
def leaves(definition: Definition, ref: CellRef) -> tuple[CellRef, ...]:
    """The input cells that a cell is, in the end, the sum of: itself, unless it is computed."""
    return tuple(_leaves(definition, ref, frozenset()))


def _leaves(definition: Definition, ref: CellRef, above: frozenset[CellRef]) -> Iterator[CellRef]:
    if ref not in definition.formulas:
        yield ref
    elif ref not in above:
        for part in definition.formulas[ref].right:
            yield from _leaves(definition, part, above | {ref})


def value_in(part: Part, definition: Definition, ref: CellRef) -> Value | None:
    """A part's number for any cell: its own, or the total of its own."""
    values = [part.cells[leaf] for leaf in leaves(definition, ref) if leaf in part.cells]
    return sum(values[1:], values[0]) if values else None


def with_totals(definition: Definition, cells: Mapping[CellRef, Value]) -> dict[CellRef, Value]:
    """Input values with the totals over them; a total over blanks is blank."""
    part = Part("", cells)
    totals = {ref: value_in(part, definition, ref) for ref in definition.formulas}
    return {**cells, **{ref: total for ref, total in totals.items() if total is not None}}


def contributions(report: Report, ref: CellRef) -> tuple[tuple[Part, Value | None], ...]:
    """The parts of a merged report with their number for a cell, the largest first."""
    found = [(part, value_in(part, report.definition, ref)) for part in report.parts]
    return tuple(sorted(found, key=lambda item: _size(item[1]), reverse=True))


def _size(value: Value | None) -> Value:
    return max(value, -value) if value else 0
