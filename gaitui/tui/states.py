"""A cell of the session as the grid shows it."""

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.session import Session
from gaitui.tui.grid.state import CellState
from gaitui.values import format_value


def cell_state(session: Session, ref: CellRef) -> CellState:
    """A cell's text, what is wrong there, and a received total that differs beside its own."""
    cell = session.report.cell(ref)
    computed = session.report.definition.is_computed(ref)
    differing = session.differing_totals.get(ref) if computed else None
    severities = [finding.severity for finding in session.findings_at(ref)]
    severity = min(severities, key=list(Severity).index, default=None)
    if differing is not None:
        return CellState(
            format_value(differing.computed), severity, True, struck=cell.shown or "空"
        )
    return CellState(cell.shown, severity, computed)
