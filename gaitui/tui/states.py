"""A cell of the session as the grid shows it."""

from collections.abc import Mapping

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.session import Session
from gaitui.tui.grid.state import CellState
from gaitui.values import format_value


def worst_severities(session: Session) -> dict[str, Severity]:
    """The worst finding's severity by the key it points at."""
    worst: dict[str, Severity] = {}
    for finding in session.findings:
        # Findings come with the worst first.
        if finding.ref is not None:
            worst.setdefault(finding.ref, finding.severity)
    return worst


def cell_state(session: Session, worst: Mapping[str, Severity], ref: CellRef) -> CellState:
    """A cell's text, what is wrong there, and a received total that differs beside its own."""
    cell = session.report.cell(ref)
    differing = session.differing_totals.get(ref)
    severity = worst.get(ref)
    if differing is not None:
        computed = format_value(differing.computed)
        return CellState(computed, severity, True, struck=cell.shown or "空")
    return CellState(cell.shown, severity, session.definition.is_computed(ref))
