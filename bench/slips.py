"""Reports with one slip of a clerk's hand each, and the numbers that were right."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import TypeAlias

from gaitui.cell import CellRef, cell_ref
from gaitui.checks.culprit.effects import followers
from gaitui.definition import built_in
from gaitui.report import Report
from gaitui.values import Value
from tests.strategies import balance, random_report
from tests.support import with_values

Change: TypeAlias = dict[CellRef, Value | None]
Slip: TypeAlias = Callable[[Report, CellRef, Random], Change]
"""The cells as a slip at this cell leaves them; nothing where it cannot happen there."""
Population: TypeAlias = Callable[[str, Random], Report]
_FLOW = ("new", "carried_in", "handled", "carried_out")


def realistic(edition: str, random: Random) -> Report:
    """Small numbers, most of them 0, as published reports have; everything balances."""
    inputs: dict[str, Value] = {}
    definition = built_in(edition)
    for ref, spec in definition.cells.items():
        if definition.is_computed(ref) or spec.table == "disclosure":
            continue
        often = {"natural_person": 0.6, "business": 0.35}.get(spec.column, 0.15)
        if spec.table == "disputes" or random.random() < often:
            top = 150 if spec.column == "natural_person" else 20
            inputs[ref] = int(top * random.random() ** 2)
    return balance(definition, inputs)


def dense(edition: str, random: Random) -> Report:
    """Half the cells filled, with numbers of up to ten digits."""
    report = random_report(built_in(edition), random.randrange(10**6), False)
    return replace(report, narratives={})


def with_text(edition: str, random: Random) -> Report:
    """As published: the text states the flow, the applicants and the outcome groups."""
    report = replace(realistic(edition, random), unit="测试市某某局", year=2024)
    groups = ("granted", "partly_granted", "refused", "unavailable", "declined")
    rows = report.definition.tables["requests"].groups

    def total(row: str) -> Value:
        parts = rows.get(row, (row,))
        return report.total(cell_ref("requests", part, "total") for part in parts)

    names = ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理")
    listed = "，".join(f"{name}{total(row)}件" for name, row in zip(names, groups, strict=True))
    text = (
        f"全年共新收政府信息公开申请{total('new')}件，上年结转政府信息公开申请"
        f"{total('carried_in')}件。处理结果中，{listed}，结转下年度办理{total('carried_out')}件。"
    )
    return replace(report, narratives={"overview": text})


def _retyped(report: Report, ref: CellRef, text: str) -> Change:
    return {ref: int(text)} if text and report.value(ref) else {}


def digit(report: Report, ref: CellRef, random: Random) -> Change:
    text = str(report.value(ref) or 0)
    place = random.randrange(len(text))
    return _retyped(report, ref, text[:place] + random.choice("0123456789") + text[place + 1 :])


def transposed(report: Report, ref: CellRef, random: Random) -> Change:
    text = str(report.value(ref) or 0)
    place = random.randrange(len(text))
    return _retyped(
        report, ref, text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]
    )


def dropped(report: Report, ref: CellRef, random: Random) -> Change:
    text = str(report.value(ref) or 0)
    place = random.randrange(len(text))
    return _retyped(report, ref, text[:place] + text[place + 1 :])


def doubled(report: Report, ref: CellRef, random: Random) -> Change:
    text = str(report.value(ref) or 0)
    place = random.randrange(len(text))
    return _retyped(report, ref, text[: place + 1] + text[place:])


def left_blank(report: Report, ref: CellRef, random: Random) -> Change:
    return {ref: None} if not report.definition.is_computed(ref) else {}


def _total_less(report: Report, ref: CellRef, share: float, random: Random) -> Change:
    formula = report.definition.formulas.get(ref)
    part = report.value(random.choice(formula.right)) or 0 if formula else 0
    less = part if share == 1 else int(float(part) * share)
    return {ref: (report.value(ref) or 0) - less} if part else {}


def left_out(report: Report, ref: CellRef, random: Random) -> Change:
    return _total_less(report, ref, 1, random)


def not_updated(report: Report, ref: CellRef, random: Random) -> Change:
    return _total_less(report, ref, random.random(), random)


def _lines(report: Report, ref: CellRef) -> tuple[list[CellRef], list[CellRef]]:
    """The row and the column through a cell, without the flow rows."""
    table, row, column = ref.split(".")
    spec = report.definition.tables[table]
    rows = [name for name in spec.rows if name not in _FLOW or name == row]
    return (
        [cell_ref(table, row, name) for name in spec.columns],
        [cell_ref(table, name, column) for name in rows],
    )


def _exchanged(report: Report, ref: CellRef, random: Random, empty: bool) -> Change:
    """Two numbers, or a number and a 0, change places: half of them neighbours, the rest in
    line or anywhere."""
    row, column = _lines(report, ref)
    line = random.choice((row, column))
    place = line.index(ref)
    anywhere = [item for item in report.definition.cells if item.startswith("requests.")]
    near = [line[(place + 1) % len(line)]]
    other = random.choice(random.choice((near, near, line, anywhere)))
    first, second = report.value(ref) or 0, report.value(other) or 0
    return {ref: second, other: first} if first and bool(second) != empty else {}


def swapped(report: Report, ref: CellRef, random: Random) -> Change:
    return _exchanged(report, ref, random, False)


def moved(report: Report, ref: CellRef, random: Random) -> Change:
    return _exchanged(report, ref, random, True)


def _slipped(report: Report, line: list[CellRef], random: Random) -> Change:
    """A block of the line pasted one cell on or back; what it leaves behind is a 0 or the old
    number, what stood where it ends is lost."""
    if random.random() < 0.5:
        line = line[::-1]
    start, end = sorted(random.sample(range(len(line)), 2))
    block = [report.value(ref) or 0 for ref in line[start:end]]
    if sum(1 for value in block if value) < 2:
        return {}
    behind = random.choice((0, block[0]))
    return dict(zip(line[start : end + 1], (behind, *block), strict=True))


def slipped_row(report: Report, ref: CellRef, random: Random) -> Change:
    return _slipped(report, _lines(report, ref)[0][:-1], random)


def slipped_column(report: Report, ref: CellRef, random: Random) -> Change:
    return _slipped(report, _lines(report, ref)[1], random)


def slipped(report: Report, ref: CellRef, random: Random) -> Change:
    return random.choice((slipped_row, slipped_column))(report, ref, random)


POINT_5: Mapping[str, Slip] = {
    "one digit": digit,
    "transposed digits": transposed,
    "two cells swapped": swapped,
    "row or column slipped": slipped,
    "an addend left out": left_out,
    "a total not updated": not_updated,
}
"""The kinds that the headline figure is spread over."""
MORE: Mapping[str, Slip] = {
    "digit dropped": dropped,
    "digit doubled": doubled,
    "left blank": left_blank,
    "number in a wrong cell": moved,
    "row slipped": slipped_row,
    "column slipped": slipped_column,
}


def seeded(
    slip: Slip, population: Population, live: bool, random: Random, table: str = "requests"
) -> tuple[Report, dict[CellRef, Value]]:
    """A report with one slip that changes something, and the right numbers of its cells."""
    while True:
        report = population(random.choice(("gwy-2021", "gwy-2019")), random)
        cells = [ref for ref in report.definition.cells if ref.startswith(f"{table}.")]
        for _ in range(20):
            wrong = slip(report, random.choice(cells), random)
            right = {ref: report.value(ref) or 0 for ref in wrong}
            right = {ref: value for ref, value in right.items() if value != (wrong[ref] or 0)}
            if right and not (live and _is_over_formulas(report, slip, right)):
                totals = _followed(report, wrong) if live else {}
                changed: dict[str, Value | None] = dict((*totals.items(), *wrong.items()))
                return with_values(report, changed), right


def _is_over_formulas(report: Report, slip: Slip, right: Mapping[CellRef, Value]) -> bool:
    """Whether live totals leave no room for the slip."""
    typed_over = slip in (left_out, not_updated)
    return not typed_over and any(report.definition.is_computed(ref) for ref in right)


def _followed(report: Report, wrong: Mapping[CellRef, Value | None]) -> Change:
    """The totals as their formulas make them of the wrong numbers."""
    totals: Change = {}
    for ref, value in wrong.items():
        step = (value or 0) - (report.value(ref) or 0)
        for total, times in followers(report.definition, ref).items():
            if total not in wrong:
                before = totals.get(total, report.value(total)) or 0
                totals[total] = before + times * step
    return totals
