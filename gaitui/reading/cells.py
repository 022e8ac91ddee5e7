"""One stored cell to one Cell of a report: what was there beside what it means."""

from gaitui.definition import CellSpec
from gaitui.grid import GridCell, Type
from gaitui.report import Cell, Origin
from gaitui.values import Reading, read_number, read_text

_NUMBER = Type.NUMBER
_TEXT_NUMBER = "文本型数字"


def read_cell(stored: GridCell | None, spec: CellSpec, origin: Origin | None) -> Cell:
    """Understand a stored cell as the number `spec` asks for."""
    if stored is None or stored.text is None:
        return Cell(origin=origin)
    raw = stored.text
    if stored.type is _NUMBER:
        reading = read_number(raw, spec.kind)
    elif stored.type is Type.ERROR:
        reading = Reading(problem="V206")
    elif stored.type is Type.BOOLEAN:
        raw, reading = ("FALSE" if raw == "0" else "TRUE"), Reading(problem="V201")
    else:
        reading = read_text(raw, spec.kind, spec.unit)
        if reading.value is not None:
            reading = Reading(reading.value, (_TEXT_NUMBER, *reading.rules))
        elif reading.is_blank:
            return Cell(origin=origin)
    return Cell(raw, reading.value, reading.rules, reading.problem, reading.does_not_apply, origin)
