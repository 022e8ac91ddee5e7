"""A session's journal: what is recorded, and what happens when the disk will not take it."""

from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from gaitui.files.atomic import reason
from gaitui.files.editor import Editor
from gaitui.files.journal import SCHEMA, Header, Journal, start_journal
from gaitui.render.document import report_document
from gaitui.report import Report
from gaitui.session.edits import Setting
from gaitui.session.history import Kind


class Entry(Struct, frozen=True, omit_defaults=True):
    """One line of the journal: a change with the states it left behind, or, with `saved`, that
    a file with this sha256 was about to be put in place of the report's."""

    at: datetime
    kind: Kind | None = None
    label: str = ""
    settings: tuple[Setting, ...] = ()
    saved: str | None = None


class Recorder:
    """Writes entries to the journal as they come; the file is made with the first of them.

    A disk that refuses sets `problem`. The entries wait in memory, and the next one that can be
    written takes them along.
    """

    def __init__(self, path: Path, editor: Editor, base: str | None, report: Report) -> None:
        self.problem: str | None = None
        self._path = path
        self._editor = editor
        self._base = base
        self._report = report
        self._journal: Journal | None = None
        self._entries: list[Entry] = []
        self._written = 0

    @property
    def file(self) -> Path | None:
        """The journal's file, once there is one."""
        return self._journal.path if self._journal else None

    def record(self, *entries: Entry) -> None:
        """Put entries on disk; where that fails, `problem` says why."""
        self._entries += entries
        try:
            self._sync()
        except OSError as error:
            self.problem = (
                f"编辑日志写不了：{reason(error)}编辑可以继续，"
                "但连接中断会丢失没有保存的修改，请尽快保存。"
            )
        else:
            self.problem = None

    def mark_save(self, at: datetime, sha256: str) -> None:
        """Note that the report is about to be saved, if there is anything to tell apart."""
        if self._entries:
            self.record(Entry(at, saved=sha256))

    def reset(self, base: str, report: Report) -> None:
        """Start anew from a saved file. Where that fails, the old journal goes on: its mark of
        the save says which entries the file has."""
        if self._journal is not None:
            try:
                journal = Journal.start(self._journal.path, self._header(base, report))
            except OSError:
                return
            self._journal.close()
            self._journal = journal
        self.problem = None
        self._base, self._report = base, report
        self._entries, self._written = [], 0

    def close(self, keep: bool) -> None:
        """Stop; the journal stays for the next start, or is removed if all of it was saved."""
        if self._journal is not None:
            if keep:
                self._journal.close()
            else:
                self._journal.remove()
            self._journal = None

    def _sync(self) -> None:
        if self._journal is not None and self._journal.is_gone:
            self._journal.close()
            self._journal = None
        if self._journal is None:
            header = self._header(self._base, self._report)
            entries = map(msgspec.json.encode, self._entries)
            self._journal = start_journal(self._path, header, entries)
        elif self._written < len(self._entries):
            self._journal.append(map(msgspec.json.encode, self._entries[self._written :]))
        self._written = len(self._entries)

    def _header(self, base: str | None, report: Report) -> Header:
        editor = self._editor
        document = Raw(msgspec.json.encode(report_document(report)))
        return Header(
            SCHEMA,
            str(self._path),
            base,
            editor.since,
            editor.user,
            editor.host,
            editor.pid,
            document,
        )
