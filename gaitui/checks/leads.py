"""What else speaks for a repair: a number the texts state, or the one last year carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gaitui.cell import CellRef, cell_ref
from gaitui.checks.claims import Claim
from gaitui.checks.counts import (
    agrees,
    claims_of_this_year,
    quoted,
    reading_value,
    readings_of,
)
from gaitui.checks.culprit import Edit, Repair
from gaitui.checks.years import follows
from gaitui.definition import Term
from gaitui.report import Report
from gaitui.values import Value, format_value

_PRIOR_GAIN, _TEXT_GAIN, _LOSS = 2.0, 1.0, 0.5


Statement: TypeAlias = tuple[str, Claim] | CellRef
"""What a text says, with the text's key; or a cell that last year's report has a number for."""


@dataclass(frozen=True)
class Lead:
    """A repair with what else speaks for it, in words, or whether something speaks against;
    `brings` is what did not agree with the tables and does so with it."""

    repair: Repair
    cost: float
    why: str = ""
    opposed: bool = False
    brings: tuple[Statement, ...] = ()

    @property
    def is_worth_naming(self) -> bool:
        """Where many cells would do, only what has support, or digits that nothing opposes."""
        needs_support = self.repair.needs_lead or bool(self.repair.totals and self.opposed)
        return bool(self.why) or not needs_support


@dataclass(frozen=True)
class Stated:
    """A number of a text with every sum it may be, and whether one of them is that number."""

    key: str
    claim: Claim
    readings: tuple[tuple[tuple[Term, ...], Value], ...]

    @property
    def agrees(self) -> bool:
        return any(agrees(self.claim, value) for _, value in self.readings)

    def agrees_after(self, steps: Mapping[CellRef, Value]) -> bool:
        """Whether it is one of the sums once the cells have changed by these steps."""
        return any(
            agrees(self.claim, value + _moved(reading, steps)) for reading, value in self.readings
        )


def stated_numbers(report: Report) -> list[Stated]:
    """The claims of all texts on this year's tables that are about the same offices."""
    found = []
    for key, claim in claims_of_this_year(report):
        if not claim.is_none and not claim.scope:
            readings = [
                (reading, value)
                for reading in readings_of(report.definition, claim)
                if (value := reading_value(report, reading)) is not None
            ]
            found.append(Stated(key, claim, tuple(readings)))
    return found


def ranked(
    report: Report, repairs: Sequence[Repair], prior: Report | None, stated: Sequence[Stated]
) -> list[Lead]:
    """Repairs worth naming, likeliest first."""
    last = prior if prior is not None and follows(report, prior) else None
    leads = [_lead(report, repair, last, stated) for repair in repairs]
    return sorted((lead for lead in leads if lead.is_worth_naming), key=lambda lead: lead.cost)


def _lead(report: Report, repair: Repair, prior: Report | None, stated: Sequence[Stated]) -> Lead:
    cost, reasons, opposed = repair.cost, [], False
    carried = [(_carried(report, prior, edit), edit) for edit in repair.edits] if prior else []
    if any(was is not None and was == edit.old for was, edit in carried):
        cost, opposed = cost + _PRIOR_GAIN, True
    elif carried and all(was == edit.new for was, edit in carried):
        cost -= _PRIOR_GAIN
        reasons.append(f"上年报告结转下年的正是 {format_value(repair.edits[0].new)}")
    edits = (*repair.edits, *repair.totals)
    brings: list[Statement] = [
        edit.ref for edit in edits if prior and _carried(report, prior, edit) == edit.new
    ]
    steps = {edit.ref: edit.new - (edit.old or 0) for edit in edits}
    for item in stated:
        if not any(_moved(reading, steps) for reading, _ in item.readings):
            continue
        before, after = item.agrees, item.agrees_after(steps)
        if after and not before:
            cost -= _TEXT_GAIN
            reasons.append(f"与正文“{quoted(item.claim.quote)}”一致")
            brings.append((item.key, item.claim))
        elif before and not after:
            cost, opposed = cost + _LOSS, True
    return Lead(repair, cost, "，".join(reasons[:1]), opposed, tuple(brings))


def _moved(reading: Sequence[Term], steps: Mapping[CellRef, Value]) -> Value:
    """By how much a sum changes."""
    return sum((term.sign * steps.get(ref, 0) for term in reading for ref in term.refs), 0)


def _carried(report: Report, prior: Report | None, edit: Edit) -> Value | None:
    """What last year's report carried into the cell; None where it says nothing of it."""
    spec = report.definition.cells[edit.ref]
    for carry in report.definition.carries:
        source = cell_ref(carry.table, carry.from_row, spec.column)
        known = prior is not None and source in prior.definition.cells
        if prior is not None and known and (carry.table, carry.to_row) == (spec.table, spec.row):
            return prior.value(source)
    return None
