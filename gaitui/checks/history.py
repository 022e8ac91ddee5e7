"""V208: numbers that last year's make implausible. Information only: years do differ, so each
rule speaks where a slip of the pen is likelier than a change."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from gaitui.cell import CellRef, Kind, cell_ref
from gaitui.checks.findings import cell_finding
from gaitui.checks.years import follows, is_same_unit, prior_cell
from gaitui.definition import Definition, Table
from gaitui.finding import Finding, Severity
from gaitui.report import Report
from gaitui.values import Value, format_value

JUMP = 10
"""How many times as much as last year, or as little, is a jump."""
JUMP_FLOOR = 100
"""Smallest difference that is a jump; below it, small offices would hear of each change."""
SLIP = (1_000, 100_000)
"""Times last year's amount between which one in yuan, where 万元 is asked, must lie."""
SLIP_FLOOR = 1_000
"""Smallest amount taken for one in yuan."""
COPIED_CELLS = 4
"""Inputs other than 0 that a whole table must share with last year's to look copied."""
COPIED_FLOOR = 10
"""What the largest of them must reach: small numbers repeat themselves."""
MOVED_FLOOR = 50
"""Smallest total of a row whose main column, holding four fifths or more, is looked at."""


def check_history(report: Report, prior: Report | None) -> Iterator[Sequence[Finding]]:
    """One point for each number and each row compared with last year's, and for each table."""
    if prior is None or not (follows(report, prior) and is_same_unit(report, prior)):
        return
    compared = [ref for ref in _comparable(report.definition) if _both_known(report, prior, ref)]
    jumps = [ref for ref in compared if _is_jump(report, prior, ref)]
    for ref in compared:
        yield (_jump(report, prior, ref, jumps),) if ref in jumps else ()
    for ref in compared:
        if _is_carrying_row(report.definition, ref):
            yield tuple(_moved(report, prior, ref))
    for table in report.definition.tables.values():
        if all(spec.ref in prior.definition.cells for spec in table.cells):
            yield tuple(_copied(report, prior, table))


@cache
def _comparable(definition: Definition) -> tuple[CellRef, ...]:
    """Cells that history speaks of: counts and amounts in a stated unit that are part of no
    total, and that no other rule between the years settles."""
    parts = {part for rule in definition.equations if rule.computes for part in rule.right}
    settled = {(carry.table, carry.to_row) for carry in definition.carries}
    stocks = _stocks(definition)
    return tuple(
        ref
        for ref, spec in definition.cells.items()
        if ref not in parts
        and (spec.table, spec.row) not in settled
        and ref not in stocks
        and spec.kind is not Kind.CHANGE
        and (spec.kind is Kind.COUNT or spec.unit is not None)
    )


def _is_carrying_row(definition: Definition, ref: CellRef) -> bool:
    """Whether a cell is the total of a row of inputs, in a table that goes on from year to
    year: there, who asks is told column by column."""
    formula = definition.formulas.get(ref)
    return (
        formula is not None
        and definition.formulas.keys().isdisjoint(formula.right)
        and definition.cells[ref].table in {carry.table for carry in definition.carries}
    )


def _stocks(definition: Definition) -> set[CellRef]:
    return {
        cell_ref(rule.table, row, rule.stock)
        for rule in definition.continuities
        for row in rule.rows
    }


def _both_known(report: Report, prior: Report, ref: CellRef) -> bool:
    ours, theirs = report.definition.cells[ref], prior.definition.cells.get(ref)
    same = theirs is not None and (ours.kind, ours.unit) == (theirs.kind, theirs.unit)
    return same and report.value(ref) is not None and prior.value(ref) is not None


def _sizes(report: Report, prior: Report, ref: CellRef) -> tuple[Value, Value]:
    """The smaller and the larger of both years' numbers."""
    now, then = report.value(ref) or 0, prior.value(ref) or 0
    return min(now, then), max(now, then)


def _is_jump(report: Report, prior: Report, ref: CellRef) -> bool:
    less, more = _sizes(report, prior, ref)
    return more - less >= JUMP_FLOOR and more >= JUMP * less


def _jump(report: Report, prior: Report, ref: CellRef, jumps: Sequence[CellRef]) -> Finding:
    now, then = report.value(ref) or 0, prior.value(ref) or 0
    change = format_value(max(now - then, then - now))
    message = (
        f"{report.definition.describe(ref)} {format_value(now)}，"
        f"{prior_cell(prior, ref)} {format_value(then)}，"
        f"{'多' if now > then else '少'} {change}，相差在 {JUMP} 倍以上"
    )
    hint = _slip(report, prior, ref) or _swapped(report, prior, ref, jumps)
    hint += "请看是否多写、少写了数字，或填错了行列；确实如此的，不用处理。"
    return cell_finding(report, "V208", Severity.INFO, ref, message, hint, then, now)


def _slip(report: Report, prior: Report, ref: CellRef) -> str:
    """That one of the years may have given yuan where the form asks for 万元."""
    less, more = _sizes(report, prior, ref)
    spec = report.definition.cells[ref]
    lower, upper = SLIP
    if spec.unit != "万元" or more < SLIP_FLOOR or not lower * less <= more <= upper * less:
        return ""
    year = "本年" if report.value(ref) == more else "上年"
    return f"{year}的数可能以元计，合 {format_value(Decimal(more) / 10_000)} 万元。"


def _swapped(report: Report, prior: Report, ref: CellRef, jumps: Sequence[CellRef]) -> str:
    """That the number is near to what another cell, which has jumped too, had last year."""
    spec, now = report.definition.cells[ref], report.value(ref) or 0
    for other in jumps:
        place = report.definition.cells[other]
        then = prior.value(other) or 0
        near = now <= 2 * then and then <= 2 * now
        if other != ref and near and (place.table, place.column) == (spec.table, spec.column):
            return f"这个数与{prior_cell(prior, other)} {format_value(then)} 相近。"
    return ""


def _moved(report: Report, prior: Report, total: CellRef) -> Iterator[Finding]:
    """A row nearly all of which stands in another column than last year."""
    parts = report.definition.formulas[total].right
    if not all(part in prior.definition.cells for part in parts):
        return
    now, then = _main(report, total, parts), _main(prior, total, parts)
    if now is None or then is None or now == then:
        return
    columns = [report.definition.cells[ref].column_path[-1] for ref in (then, now)]
    message = (
        f"{report.definition.describe(now)} {format_value(report.value(now))} 占了绝大部分，"
        f"{prior_cell(prior, then)} {format_value(prior.value(then))} 占绝大部分"
    )
    hint = f"请看“{columns[0]}”的数是否错填到了“{columns[1]}”列；确实如此的，不用处理。"
    yield cell_finding(report, "V208", Severity.INFO, now, message, hint)


def _main(report: Report, total: CellRef, parts: Sequence[CellRef]) -> CellRef | None:
    """The one cell that holds four fifths of a row's total or more, where that is worth
    looking at."""
    whole = report.value(total) or 0
    if whole < MOVED_FLOOR:
        return None
    return next((ref for ref in parts if 5 * (report.value(ref) or 0) >= 4 * whole), None)


def _copied(report: Report, prior: Report, table: Table) -> Iterator[Finding]:
    """A whole table that is last year's, and not because there is hardly anything in it."""
    refs = [spec.ref for spec in table.cells]
    if any(report.value(ref) != prior.value(ref) for ref in refs):
        return
    fixed = _stocks(report.definition) | report.definition.formulas.keys()
    said = [ref for ref in refs if ref not in fixed and report.value(ref)]
    largest = max((report.value(ref) or 0 for ref in said), default=0)
    if len(said) >= COPIED_CELLS and largest >= COPIED_FLOOR:
        section = report.definition.section_of(table.id)
        heading = section.heading if section else table.id
        message = f"{heading}：整张表与 {prior.year} 年报告完全相同，可能是照抄"
        hint = "请对照本年的台账逐格核对；确实相同的，不用处理。"
        yield cell_finding(report, "V208", Severity.INFO, said[0], message, hint)
