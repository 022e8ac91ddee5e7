"""What an editor that did not end well left behind: shown, restored or put aside."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.errors import UnreadableError
from gaitui.files.editor import Editor, this_editor
from gaitui.files.journal import Recorded, find_journal, is_live, put_aside, read_journal
from gaitui.files.lock import is_locked
from gaitui.intake import take_in_bytes
from gaitui.report import Cell, Report
from gaitui.session.edits import Delta, Part, State, state_of
from gaitui.session.errors import SessionError
from gaitui.session.recorder import Entry
from gaitui.session.replay import Replayed, applicable, replay
from gaitui.session.store import Source, hold, read_source
from gaitui.session.words import explain_change, place_of


class PendingChange(Struct, frozen=True):
    """One key that a journal would change: when, where in the form's words, and what. `old` is
    what the file on disk has, `summary` says both in one line."""

    at: datetime
    part: Part
    key: str
    place: str
    old: str
    new: str
    summary: str


class Pending(Struct, frozen=True):
    """An unfinished journal. `base_matches` is whether the file on disk is still the one that
    was edited; `is_new` that it was never saved; `saved_at` when the file was; `last_at` when the
    last change was; `damage` what of the journal is lost."""

    path: Path
    journal: Path
    editor: Editor | None
    last_at: datetime | None
    saved_at: datetime | None
    base_matches: bool
    is_new: bool
    changes: tuple[PendingChange, ...]
    damage: str | None = None


class PendingError(SessionError):
    """There is an unfinished journal, which must be resumed or given up first."""

    def __init__(self, pending: Pending) -> None:
        super().__init__(
            f"{pending.path.name} 上次编辑没有正常结束，有 {len(pending.changes)} 处修改没有保存。"
            "请先恢复，或放弃（日志另存，不删除）。"
        )
        self.pending = pending


class Recovery(Struct, frozen=True):
    """A dead editor's journal with the report it leads to. `source` is the file on disk, None
    where that is gone or no report; then the journal's own copy is the base."""

    recorded: Recorded
    source: Source | None
    sha256: str | None
    base: Report
    base_matches: bool
    replayed: Replayed


def pending_changes(path: Path, definition: Definition | None = None) -> Pending | None:
    """What the last editing of a report left unsaved, if it did not end well; None too while
    somebody is editing it. `UnreadableError` where neither file nor journal can be read."""
    path = Path(os.path.realpath(path))
    journal = find_journal(path)
    if journal is None or is_live(journal) or is_locked(path):
        return None
    return pending_in(path, recover(path, journal, definition))


def discard_pending(path: Path) -> Path | None:
    """Put a report's unfinished journal aside; where it is now. `LockedError` while somebody is
    editing the report."""
    path = Path(os.path.realpath(path))
    lock = hold(path, this_editor())
    try:
        journal = find_journal(path)
        return put_aside(journal) if journal else None
    except OSError as error:
        raise SessionError(f"编辑日志 {journal} 移不开：{error.strerror}。") from error
    finally:
        lock.release()


def recover(path: Path, journal: Path, definition: Definition | None) -> Recovery:
    """Read a journal and make its changes again, in memory."""
    recorded = read_journal(journal)
    header = recorded.header
    source = _source(path, definition)
    digest = source.sha256 if source else None
    entries, damage = _entries(recorded)
    if source is not None and source.intake.report is not None:
        base = source.report
        entries, is_exact = applicable(entries, header.base if header else digest, digest)
        base_matches = is_exact
    elif header is not None:
        base = _copy(bytes(header.document), path, definition)
        is_exact, base_matches = True, header.base == digest
    else:
        raise UnreadableError(f"{path}：报告和它的编辑日志都读不出来。{recorded.damage}。")
    recorded = Recorded(journal, header, recorded.entries, damage)
    replayed = replay(base, entries, is_exact)
    return Recovery(recorded, source, digest, base, base_matches, replayed)


def pending_in(path: Path, recovery: Recovery) -> Pending | None:
    """What a recovery would restore; None where the file on disk has all of it."""
    recorded, header = recovery.recorded, recovery.recorded.header
    changes = tuple(sorted(_changes(recovery), key=lambda item: item.at))
    is_new = header is not None and header.base is None and recovery.sha256 is None
    if not (changes or is_new or recorded.damage):
        return None
    times = [at.astimezone() for at in recovery.replayed.times.values()]
    return Pending(
        path,
        recorded.path,
        header.editor if header else None,
        max(times, default=header.started if header else None),
        _saved_at(path),
        recovery.base_matches,
        is_new,
        changes,
        recorded.damage,
    )


def _saved_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None


def _source(path: Path, definition: Definition | None) -> Source | None:
    try:
        return read_source(path, definition)
    except UnreadableError:
        return None


def _copy(document: bytes, path: Path, definition: Definition | None) -> Report:
    """The report as the journal has it."""
    intake = take_in_bytes(document, str(path), definition)
    return Source(intake, "", False).report


def _entries(recorded: Recorded) -> tuple[Sequence[Entry], str | None]:
    entries = []
    for line, data in enumerate(recorded.entries, start=2):
        try:
            entries.append(msgspec.json.decode(data, type=Entry))
        except msgspec.DecodeError:
            lost = len(recorded.entries) + 2 - line
            return entries, f"日志第 {line} 行看不懂，从这一行起的 {lost} 行没有采用"
    return entries, recorded.damage


def _changes(recovery: Recovery) -> Iterator[PendingChange]:
    """The keys whose content differs in the end. Totals that follow from others are left out."""
    definition = recovery.base.definition
    after = recovery.replayed.report
    times = recovery.replayed.times
    for part, key in times:
        delta = Delta(part, key, state_of(recovery.base, part, key), state_of(after, part, key))
        if _content(delta.old) == _content(delta.new):
            continue
        formula = definition.formulas.get(CellRef(key)) if part is Part.CELL else None
        if formula is not None and any((Part.CELL, ref) in times for ref in formula.right):
            continue
        yield PendingChange(
            times[part, key].astimezone(),
            part,
            key,
            place_of(definition, part, key),
            _content(delta.old),
            _content(delta.new),
            explain_change(delta),
        )


def _content(state: State) -> str:
    return state.shown if isinstance(state, Cell) else state or ""
