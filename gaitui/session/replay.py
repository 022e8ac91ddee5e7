"""From a journal back to the report, with the undo history it led through."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.report import META_FIELDS, Report
from gaitui.session.edits import Part, Setting, Step, applied, plan, step_between
from gaitui.session.history import History, Kind
from gaitui.session.recorder import Entry


class Replayed(Struct, frozen=True):
    """Where a journal leads: the report, the steps to it, the entries as they apply to the base
    at hand, and when each key was last changed."""

    report: Report
    history: History
    entries: tuple[Entry, ...]
    times: dict[tuple[Part, str], datetime]


def applicable(
    entries: Sequence[Entry], base: str | None, disk: str | None
) -> tuple[Sequence[Entry], bool]:
    """The entries that the file on disk does not have yet, and whether it is a file that they
    started from. One that is not gets all of them."""
    for index in reversed(range(len(entries))):
        if disk is not None and entries[index].saved == disk:
            return entries[index + 1 :], True
    return entries, base == disk


def replay(report: Report, entries: Iterable[Entry], is_exact: bool) -> Replayed:
    """Make the journal's changes again. On another file than they were made on, totals are
    computed anew rather than taken from the journal."""
    history = History()
    times: dict[tuple[Part, str], datetime] = {}
    taken = []
    for entry in entries:
        if entry.kind is None:
            continue
        step = _step(report, entry, is_exact)
        if not step.deltas:
            continue
        report = applied(report, step.settings)
        kind = entry.kind if is_exact else Kind.CHANGE
        history.take(kind, step)
        taken.append(Entry(entry.at, kind, entry.label, step.settings))
        times |= {(item.part, item.key): entry.at for item in step.deltas}
    return Replayed(report, history, tuple(taken), times)


def _step(report: Report, entry: Entry, is_exact: bool) -> Step:
    settings = [item for item in entry.settings if _is_known(report, item)]
    if is_exact:
        return step_between(report, entry.label, settings)
    typed = (
        item
        for item in settings
        if item.part is not Part.CELL or not report.definition.is_computed(CellRef(item.key))
    )
    return plan(report, entry.label, typed)


def _is_known(report: Report, setting: Setting) -> bool:
    """Whether the form at hand has the key: another edition may not."""
    if setting.part is Part.CELL:
        return setting.key in report.definition.cells
    if setting.part is Part.NARRATIVE:
        return setting.key in report.definition.narratives
    return setting.part is Part.EXPLANATION or setting.key in ("unit", "year", *META_FIELDS)
