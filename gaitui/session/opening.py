"""How a session begins: from a file, from a new report, or from what a journal restores."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from gaitui.checks import run_checks
from gaitui.definition import Definition
from gaitui.files.editor import this_editor
from gaitui.files.journal import find_journal, keep_copy
from gaitui.finding import Finding
from gaitui.report import Report
from gaitui.session.history import History
from gaitui.session.pending import PendingError, Recovery, pending_changes, pending_in, recover
from gaitui.session.recorder import Recorder
from gaitui.session.store import Source, Store, hold, new_store, read_source

Clock: TypeAlias = Callable[[], datetime]


class Opened(Struct, frozen=True):
    """What a session starts with. `saved` is the report as its file has it, None where there
    is none; `received` are the findings on the file rather than on the report."""

    store: Store
    report: Report
    saved: Report | None
    history: History
    received: tuple[Finding, ...] = ()
    received_checks: int = 0


def open_report(path: Path, definition: Definition | None, clock: Clock, read_only: bool) -> Opened:
    """Open a report's file. `LockedError` while somebody edits it, `PendingError` where an
    unfinished journal waits, `UnreadableError` where the file is no report."""
    if read_only:
        source = read_source(path, definition)
        return opened(Store(path, None, None), source, source.report, History())
    editor = this_editor(clock())
    lock = hold(path, editor)
    try:
        if journal := find_journal(path):
            if pending := pending_in(path, recover(path, journal, definition)):
                raise PendingError(pending)
            journal.unlink(missing_ok=True)
        source = read_source(path, definition)
        recorder = Recorder(path, editor, source.sha256, source.report)
    except BaseException:
        lock.release()
        raise
    return opened(Store(path, lock, recorder), source, source.report, History())


def create_report(path: Path, report: Report, clock: Clock) -> Opened:
    """Begin a report that has no file yet; it is on record in the journal at once."""
    if pending := pending_changes(path):
        raise PendingError(pending)
    store = new_store(path, this_editor(clock()), report)
    if store.recorder:
        store.recorder.record()
    return Opened(store, report, None, History())


def resume_report(path: Path, definition: Definition | None, clock: Clock) -> Opened:
    """Go on where a dead editor stopped; without a journal, simply open the file."""
    editor = this_editor(clock())
    lock = hold(path, editor)
    try:
        journal = find_journal(path)
        if journal is not None:
            recovery = recover(path, journal, definition)
            recorder = Recorder(path, editor, recovery.sha256, recovery.base)
            if recovery.recorded.damage:
                keep_copy(journal)
            recorder.record(*recovery.replayed.entries)
            if recorder.file not in (None, journal):
                journal.unlink(missing_ok=True)
            return _resumed(Store(path, lock, recorder), recovery)
    except BaseException:
        lock.release()
        raise
    lock.release()
    return open_report(path, definition, clock, False)


def _resumed(store: Store, recovery: Recovery) -> Opened:
    replayed, source = recovery.replayed, recovery.source
    if source is not None and source.intake.report is not None:
        return opened(store, source, replayed.report, replayed.history)
    # The file is gone, or no report any more: what is there now is left alone.
    store.disk, store.is_ours = recovery.sha256, source is None
    return Opened(store, replayed.report, None, replayed.history)


def opened(
    store: Store, source: Source, report: Report, history: History, prior: Report | None = None
) -> Opened:
    """What a session starts with that shows `report` in place of what is in a file."""
    store.disk, store.is_ours = source.sha256, source.is_ours
    live = run_checks(source.report, prior)
    counted = source.intake.checks_run - live.checks_run
    received = tuple(
        finding
        for finding in source.intake.findings
        if finding.code.startswith("W6") and finding not in live.findings
    )
    return Opened(store, report, source.report, history, received, max(0, counted))
