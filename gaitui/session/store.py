"""A session's file on disk: its lock, its journal, and how it is saved without losing anything."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, structs

from gaitui.definition import Definition
from gaitui.errors import OutputError, UnreadableError
from gaitui.files import read_input, write_atomic
from gaitui.files.atomic import reason
from gaitui.files.editor import Editor
from gaitui.files.journal import find_journal, is_live, put_aside, read_journal
from gaitui.files.lock import Lock, LockedError, acquire
from gaitui.finding import Severity
from gaitui.intake import Intake, take_in_bytes
from gaitui.reading.own import is_own
from gaitui.report import Report
from gaitui.session.errors import (
    ChangedOnDiskError,
    NotOursError,
    ReadOnlyError,
    SessionError,
    TargetExistsError,
)
from gaitui.session.recorder import Recorder
from gaitui.sources.xlsx import Workbook

SUFFIXES = (".xlsx", ".json")
"""What a session saves as, by the file's name."""


class Source(Struct, frozen=True):
    """A report's file as read: what it holds, and whether saving may replace it."""

    intake: Intake
    sha256: str
    is_ours: bool

    @property
    def report(self) -> Report:
        """The report; `UnreadableError` where the file is none."""
        if self.intake.report is not None:
            return self.intake.report
        errors = (item for item in self.intake.findings if item.severity is Severity.ERROR)
        words = next((f"{item.message}{item.hint}" for item in errors), "读不出来。")
        raise UnreadableError(f"{self.intake.path}：{words}")


class Store:
    """Where a session's report is kept. `disk` is the sha256 of the file opened or last saved,
    None while there is none; without a lock it is only for reading."""

    def __init__(self, path: Path, lock: Lock | None, recorder: Recorder | None) -> None:
        self.path = path
        self.lock = lock
        self.recorder = recorder
        self.disk: str | None = None
        self.is_ours = True
        self._has_backup = False

    def save(self, report: Report, clock: Callable[[], datetime], overwrite: bool) -> Path | None:
        """Write the report in place of its file; the path of the backup, if one was made.
        Where an exception says that it cannot be, file and journal are as they were."""
        self._refuse(overwrite)
        data = rendered(report, self.path)
        digest = sha256(data).hexdigest()
        if self.recorder:
            self.recorder.mark_save(clock(), digest)
        backup = write_atomic(self.path, data, keep_old=overwrite or not self._has_backup)
        self.disk, self._has_backup = digest, True
        if self.recorder:
            self.recorder.reset(digest, report)
        return backup

    def close(self, keep_journal: bool) -> None:
        """Give the lock back; the journal is removed unless there is something to restore."""
        if self.recorder:
            self.recorder.close(keep_journal)
        if self.lock:
            self.lock.release()

    def _refuse(self, overwrite: bool) -> None:
        if not self.is_ours:
            raise NotOursError(
                f"{self.path.name} 不是 gaitui 写的文件，不会改动它。请另存为新的文件。"
            )
        if not _may_write(self.path):
            raise ReadOnlyError(f"{self.path.name} 是只读文件，没有改动它。请另存为新的文件。")
        found = sha256_of(self.path)
        if found == self.disk or overwrite:
            return
        if found is None:
            what = "在编辑期间被移走或删除了。可以重新写出，或另存为新的文件。"
        elif self.disk is None:
            raise TargetExistsError(self.path)
        else:
            what = "在编辑期间被别人改过。可以另存为新的文件，或覆盖它（它会留作备份）。"
        raise ChangedOnDiskError(f"{self.path.name} {what}")


def hold(path: Path, editor: Editor) -> Lock:
    """Lock a report; `LockedError` while somebody edits it."""
    lock = acquire(path, editor)
    journal = find_journal(path)
    # Where the folder takes no lock, the other one's journal tells.
    if journal is not None and is_live(journal):
        lock.release()
        header = read_journal(journal).header
        raise LockedError(path, header.editor if header else None)
    return lock


def new_store(path: Path, editor: Editor, report: Report, overwrite: bool = False) -> Store:
    """A store for a report that has no file at `path` yet; `TargetExistsError` if there is one
    and `overwrite` is not said. A journal left there by a dead editor is put aside."""
    require_suffix(path)
    if not path.parent.is_dir():
        raise SessionError(f"文件夹 {path.parent} 不存在。请先建立，或换一个位置。")
    if os.path.lexists(path) and not overwrite:
        raise TargetExistsError(path)
    lock = hold(path, editor)
    try:
        if journal := find_journal(path):
            put_aside(journal)
    except OSError as error:
        lock.release()
        raise OutputError(f"原来的编辑日志移不开：{reason(error)}") from error
    return Store(path, lock, Recorder(path, editor, None, report))


def read_source(path: Path, definition: Definition | None = None) -> Source:
    """Open, read and check a report's file; `UnreadableError` where there is nothing to read."""
    try:
        data = read_input(path)
    except UnreadableError as error:
        raise UnreadableError(f"{path}：{error}") from error
    intake = take_in_bytes(data, str(path), definition)
    is_ours = intake.report is not None and _is_ours(data, path.suffix.lower())
    if intake.report is not None and intake.report.tables_only:
        # Whoever edits it makes a whole report of it, texts and all.
        intake = structs.replace(intake, report=replace(intake.report, tables_only=False))
    return Source(intake, sha256(data).hexdigest(), is_ours)


def rendered(report: Report, path: Path) -> bytes:
    """The report in the format that its file's name asks for."""
    require_suffix(path)
    if path.suffix.lower() == ".json":
        from gaitui.render.document import render_json

        return render_json(report).encode()
    # The workbook's library is slow to load, and first needed here.
    from gaitui.writing import write_workbook

    return write_workbook(report)


def require_suffix(path: Path) -> None:
    """Refuse a name that no output format goes with."""
    if path.suffix.lower() not in SUFFIXES:
        raise SessionError(f"只能保存为 .xlsx 或 .json 文件：{path.name}。请改文件名。")


def sha256_of(path: Path) -> str | None:
    """A file's sha256; None if there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"不能核对磁盘上的 {path}：{error.strerror}。") from error


def _is_ours(data: bytes, suffix: str) -> bool:
    if data.startswith(b"PK"):
        return suffix == ".xlsx" and is_own(Workbook(data))
    return suffix == ".json"


def _may_write(path: Path) -> bool:
    """Renaming over a file needs no right to write it, so that right is looked at here."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return True
    return bool(mode & 0o222) and os.access(path, os.W_OK)
