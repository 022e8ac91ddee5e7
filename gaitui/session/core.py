"""An edit in progress: changes to a report, undo, and the file it is saved to."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.errors import nearest
from gaitui.files.editor import this_editor
from gaitui.finding import Finding
from gaitui.report import META_FIELDS, Report, explanation_key
from gaitui.session.change import Change, change_of
from gaitui.session.edits import (
    Part,
    Setting,
    Step,
    accepted_totals,
    applied,
    computed_cell,
    plan,
    typed_cell,
)
from gaitui.session.errors import ReadOnlyError, SessionError
from gaitui.session.history import Kind
from gaitui.session.opening import Clock, Opened, create_report, open_report, resume_report
from gaitui.session.recorder import Entry
from gaitui.session.store import new_store
from gaitui.session.typed import clean, read_year
from gaitui.session.view import View, look
from gaitui.session.words import place_of

MAX_EXPLANATION = 2_000
"""Longest reason for leaving a finding as it is, in characters."""


def now() -> datetime:
    return datetime.now().astimezone()


def _real(path: Path) -> Path:
    """A path with links followed: lock and journal belong to the file, not to a name for it."""
    return Path(os.path.realpath(path))


class Session(View):
    """One report being edited by one person; begun by `open`, `create` or `resume`.

    Each edit is one undo step and is in the journal when it returns. One that is refused raises
    `SessionError` and changes nothing.
    """

    def __init__(self, opened: Opened, prior: Report | None, clock: Clock) -> None:
        seen = look(opened.report, prior, opened.received, opened.received_checks)
        super().__init__(seen, prior)
        self.saved_at: datetime | None = None
        self._saved = opened.saved
        self._history = opened.history
        self._store = opened.store
        self._clock = clock

    @classmethod
    def open(
        cls,
        path: Path,
        prior: Report | None = None,
        read_only: bool = False,
        *,
        definition: Definition | None = None,
        clock: Clock = now,
    ) -> Self:
        """Edit a report's file, or only look at it. Raises `LockedError` while somebody else
        edits it, `PendingError` where an unfinished journal waits to be resumed or discarded,
        `UnreadableError` where the file is no report."""
        return cls(open_report(_real(path), definition, clock, read_only), prior, clock)

    @classmethod
    def create(
        cls, path: Path, report: Report, prior: Report | None = None, *, clock: Clock = now
    ) -> Self:
        """Edit a new report that `save` will put at `path`. Raises `TargetExistsError` where
        something is there already."""
        return cls(create_report(_real(path), report, clock), prior, clock)

    @classmethod
    def resume(
        cls,
        path: Path,
        prior: Report | None = None,
        *,
        definition: Definition | None = None,
        clock: Clock = now,
    ) -> Self:
        """Go on with what `pending_changes` shows, its undo steps included."""
        return cls(resume_report(_real(path), definition, clock), prior, clock)

    @property
    def path(self) -> Path:
        """The report's file, links followed."""
        return self._store.path

    @property
    def is_received(self) -> bool:
        """Whether the file is somebody else's, read into our form and never written over."""
        return not self._store.is_ours

    @property
    def proposed_path(self) -> Path:
        """Where to save the report anew: a received file keeps its place and its name."""
        path = self.path.with_suffix(".xlsx")
        if not self.is_received:
            return path
        stem = f"{self.path.stem}-标准版式"
        names = (f"{stem}{n if n > 1 else ''}.xlsx" for n in count(1))
        return next(new for name in names if not (new := path.with_name(name)).exists())

    @property
    def is_dirty(self) -> bool:
        """Whether the report was changed and differs from its file."""
        is_same = self.report is self._saved or self.report == self._saved
        return not (self.read_only or is_same)

    @property
    def read_only(self) -> bool:
        """Whether edits are refused; `save_as` goes on with a copy that can be edited."""
        return self._store.recorder is None

    @property
    def journal_problem(self) -> str | None:
        """Why edits are not on record on disk, in Chinese."""
        return self._store.recorder.problem if self._store.recorder else None

    @property
    def lock_problem(self) -> str | None:
        """Why others are not kept from editing the report too, in Chinese."""
        return self._store.lock.problem if self._store.lock else None

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back."""
        return self._history.done[-1].label if self._history.done else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would make again."""
        return self._history.undone[-1].label if self._history.undone else None

    def set_cell(self, ref: CellRef, text: str) -> Change:
        """Type a text into a cell; the empty text clears it, what is no number stays as typed.
        The totals that depend on it follow."""
        return self.set_cells({ref: text}, self.place(ref))

    def set_cells(self, texts: Mapping[CellRef, str], label: str) -> Change:
        """Type into several cells as one step."""
        return self._commit(Kind.CHANGE, self._typed(texts, label))

    def preview(self, texts: Mapping[CellRef, str]) -> Report:
        """The report as `set_cells` would leave it; nothing is changed."""
        return applied(self.report, self._typed(texts, "").settings)

    def fill_zeros(self, table: str) -> Change:
        """Put 0 into every blank cell of a table that is to be filled in."""
        blanks = dict.fromkeys(self.blank_inputs(table), "0")
        section = self.definition.section_of(table)
        return self.set_cells(blanks, f"{section.number if section else table} › 空格填 0")

    def set_narrative(self, key: str, text: str, *, continue_edit: bool = False) -> Change:
        """Put a text in place; with `continue_edit` it is one undo step with the last edit, if
        that was of this text."""
        self._require(key, self.definition.narratives, "文字部分")
        return self._set_text(Part.NARRATIVE, key, text, continue_edit)

    def set_meta(self, key: str, text: str) -> Change:
        """Fill in the unit, the year (four digits) or one of META_FIELDS."""
        self._require(key, ("unit", "year", *META_FIELDS), "基本信息")
        if key == "year":
            text = read_year(text)
        return self._set_text(Part.META, key, text)

    def set_explanation(self, finding: Finding, text: str) -> Change:
        """Give the reason for leaving a finding as it is; the empty text takes it back."""
        if len(text) > MAX_EXPLANATION:
            raise SessionError(f"说明有 {len(text)} 个字，请写在 {MAX_EXPLANATION} 个字以内。")
        key = explanation_key(finding.code, finding.ref)
        return self._set_text(Part.EXPLANATION, key, text.strip())

    def accept_computed(self, ref: CellRef) -> Change:
        """Replace a total that was received otherwise by the sum of its parts."""
        self._require(ref, self.definition.formulas, "合计")
        setting = Setting(Part.CELL, ref, computed_cell(self.report, ref))
        label = f"{self.place(ref)} 改用自动合计"
        return self._commit(Kind.CHANGE, plan(self.report, label, [setting]))

    def accept_all_computed(self) -> Change:
        """Replace every total that differs by the sum of its parts."""
        return self._commit(Kind.CHANGE, accepted_totals(self.report, "总计改用自动合计"))

    def undo(self) -> Change | None:
        """Take the last step back; None where there is none."""
        if not self._history.done:
            return None
        return self._commit(Kind.UNDO, self._history.done[-1].inverse)

    def redo(self) -> Change | None:
        """Make the step last taken back again; None where there is none."""
        if not self._history.undone:
            return None
        return self._commit(Kind.REDO, self._history.undone[-1])

    def save(self, overwrite: bool = False) -> Path | None:
        """Write the report to its file; where what it replaced is kept, if it is. The first
        save of a session keeps it, and so does `overwrite`, which goes over a file that was
        changed by others. Raises `ChangedOnDiskError`, `NotOursError`, `ReadOnlyError` or
        `OutputError`; then file, report and journal are as they were."""
        if self.read_only:
            raise ReadOnlyError("报告是只读打开的，不能保存。请另存为新的文件。")
        backup = self._store.save(self.report, self._clock, overwrite)
        self._note_saved()
        return backup

    def save_as(self, path: Path, overwrite: bool = False) -> Path | None:
        """Write the report to another file and go on with that one. Raises `TargetExistsError`
        where something is there and `overwrite` (which keeps it as a backup) is not said."""
        path = _real(path)
        if path == self.path and not self.read_only:
            return self.save(overwrite)
        editor = this_editor(self._clock())
        store = new_store(path, editor, self.report, overwrite)
        try:
            backup = store.save(self.report, self._clock, overwrite)
        except BaseException:
            store.close(keep_journal=False)
            raise
        self._store.close(keep_journal=False)
        self._store = store
        self._note_saved()
        return backup

    def close(self) -> None:
        """Let others edit. What is not saved stays in the journal for `resume`."""
        self._store.close(keep_journal=self.is_dirty)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _typed(self, texts: Mapping[CellRef, str], label: str) -> Step:
        for ref in texts:
            self._require(ref, self.definition.cells, "单元格")
            if self.definition.is_computed(ref):
                raise SessionError(f"{self.place(ref)} 是自动合计，不能填写。请修改它的各个分项。")
        settings = (
            Setting(Part.CELL, ref, typed_cell(self.report, ref, clean(text)))
            for ref, text in texts.items()
        )
        return plan(self.report, label, settings)

    def _set_text(self, part: Part, key: str, text: str, continue_edit: bool = False) -> Change:
        setting = Setting(part, key, clean(text) or None)
        step = plan(self.report, place_of(self.definition, part, key), [setting])
        goes_on = continue_edit and self._history.continues(step)
        return self._commit(Kind.CONTINUE if goes_on else Kind.CHANGE, step)

    def _commit(self, kind: Kind, step: Step) -> Change:
        """The one place where the report changes."""
        if self._store.recorder is None:
            raise ReadOnlyError("报告是只读打开的，不能修改。请先另存为新的文件。")
        if not step.deltas:
            return Change(step.label)
        before = self._seen
        report = applied(self.report, step.settings)
        seen = look(report, self.prior, before.received, before.received_checks)
        self._store.recorder.record(Entry(self._clock(), kind, step.label, step.settings))
        self._history.take(kind, step)
        self._seen = seen
        return change_of(step, before, seen)

    def _note_saved(self) -> None:
        """The file is ours now: what was found on the received one no longer is so."""
        self._saved = self.report
        self.saved_at = self._clock()
        self._seen = look(self.report, self.prior)

    def _require(self, key: str, known: Iterable[str], what: str) -> None:
        known = tuple(known)
        if key not in known:
            raise SessionError(f"没有“{key}”这个{what}{nearest(key, known)}。")
