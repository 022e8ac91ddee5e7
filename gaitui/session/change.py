"""What an edit changed, for whoever has to show it."""

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.session.edits import Part, Step
from gaitui.session.survey import key_order
from gaitui.session.view import Seen


class Change(Struct, frozen=True):
    """What an edit, undo or redo changed: exactly the keys with other content, totals
    included. An edit that changed nothing names none."""

    label: str
    cells: tuple[CellRef, ...] = ()
    narratives: tuple[str, ...] = ()
    meta: tuple[str, ...] = ()
    explanations: tuple[str, ...] = ()
    findings_changed: bool = False


def change_of(step: Step, before: Seen, after: Seen) -> Change:
    """A step as a change, its cells in the form's order."""
    order = key_order(after.report.definition)
    return Change(
        step.label,
        tuple(sorted(map(CellRef, step.keys(Part.CELL)), key=lambda ref: order[ref])),
        step.keys(Part.NARRATIVE),
        step.keys(Part.META),
        step.keys(Part.EXPLANATION),
        before.findings != after.findings,
    )
