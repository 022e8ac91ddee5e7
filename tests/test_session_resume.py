"""What an editing that did not end well leaves: shown, restored with its undo, or put aside."""

import errno
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from gaitui.cell import CellRef
from gaitui.errors import UnreadableError
from gaitui.files.journal import Journal, fallback_path, journal_path, read_journal
from gaitui.files.lock import is_locked
from gaitui.report import Report
from gaitui.session import (
    ChangedOnDiskError,
    LockedError,
    NotOursError,
    Pending,
    PendingError,
    Session,
    discard_pending,
    pending_changes,
)
from gaitui.writing import write_workbook
from tests.editing import NAME, clock, content, names, ref, run_script, sample_file
from tests.support import ROOT, edition, luohu, with_values

HELD = ref("unavailable_not_held.natural_person")
GRANTED = ref("granted.other_org")


def pending_at(path: Path) -> Pending:
    pending = pending_changes(path)
    assert pending is not None
    return pending


def leave(path: Path) -> Session:
    """Edit the sample and go without saving."""
    session = Session.open(path, clock=clock())
    session.set_cell(HELD, "101")
    session.set_cell(GRANTED, "0")
    text = session.report.narratives["overview"]
    session.set_narrative("overview", text.replace("无法提供 124 件", "无法提供 142 件"))
    session.close()
    return session


def test_what_was_not_saved_is_shown(folder: Path) -> None:
    path = sample_file(folder)
    assert pending_changes(path) is None
    left = leave(path)
    pending = pending_at(path)
    shown = [(item.place, item.summary) for item in pending.changes]
    assert shown == [
        ("三 › （四）1. › 自然人", "110 → 101"),
        ("三 › （一）予以公开 › 其他", "1 → 0"),
        ("一、总体情况", "第 6 段，改 2 字"),
    ]
    assert [item.at.minute for item in pending.changes] == [31, 32, 33]
    assert pending.last_at == pending.changes[-1].at
    assert pending.editor is not None and pending.editor.pid == os.getpid()
    assert pending.base_matches and not pending.is_new and pending.damage is None
    assert pending.path == path and pending.saved_at is not None
    assert (pending.changes[0].old, pending.changes[0].new) == ("110", "101")
    assert left.report != Session.open(path, read_only=True).report


def test_opening_waits_for_a_decision(folder: Path) -> None:
    path = sample_file(folder)
    leave(path)
    before = journal_path(path).read_bytes()
    with pytest.raises(PendingError, match="3 处修改") as refused:
        Session.open(path)
    assert refused.value.pending == pending_at(path)
    assert journal_path(path).read_bytes() == before and not is_locked(path)


def test_resuming_restores_all_and_its_undo(folder: Path) -> None:
    path = sample_file(folder)
    left = leave(path)
    with Session.resume(path) as session:
        assert session.report == left.report and session.findings == left.findings
        assert session.is_dirty and pending_changes(path) is None
        assert session.undo_label == "一、总体情况"
        while session.undo():
            pass
        assert not session.is_dirty and session.redo_label == "三 › （四）1. › 自然人"
        while session.redo():
            pass
        assert session.report == left.report
        session.save()
    assert pending_changes(path) is None and not journal_path(path).exists()


def test_resuming_twice_is_as_good_as_once(folder: Path) -> None:
    path = sample_file(folder)
    leave(path)
    session = Session.resume(path)
    session.undo()
    session.set_cell(HELD, "99")
    session.close()
    with Session.resume(path) as again:
        assert again.report == session.report
        for value in (101, 101, 110):
            again.undo()
            assert again.report.value(HELD) == value
        assert not again.is_dirty


def test_resuming_keeps_redo(folder: Path) -> None:
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(HELD, "101")
    session.set_cell(HELD, "102")
    session.undo()
    session.close()
    with Session.resume(path) as resumed:
        assert resumed.redo() is not None and resumed.report.value(HELD) == 102


def test_without_a_journal_resuming_is_opening(folder: Path) -> None:
    with Session.resume(sample_file(folder)) as session:
        assert not session.is_dirty and session.undo_label is None


def test_what_is_given_up_is_kept(folder: Path) -> None:
    path = sample_file(folder)
    for number in (1, 2):
        leave(path)
        before = journal_path(path).read_bytes()
        aside = discard_pending(path)
        assert aside == folder / f"{journal_path(path).name}.{number}"
        assert aside.read_bytes() == before
    assert discard_pending(path) is None and pending_changes(path) is None
    with Session.open(path) as session:
        assert session.report == luohu_report(path)


def luohu_report(path: Path) -> Report:
    with Session.open(path, read_only=True) as session:
        return session.report


def test_an_edit_in_progress_is_not_pending(folder: Path) -> None:
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(HELD, "101")
    assert pending_changes(path) is None
    for attempt in (Session.resume, discard_pending):
        with pytest.raises(LockedError):
            attempt(path)
    session.close()
    assert pending_changes(path) is not None


def test_changes_taken_back_leave_nothing_to_ask(folder: Path) -> None:
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(HELD, "101")
    session.undo()
    recorded = journal_path(path).read_bytes()
    session.close()
    assert not journal_path(path).exists()
    journal_path(path).write_bytes(recorded)
    assert pending_changes(path) is None
    with Session.open(path) as session:
        assert not session.is_dirty and not journal_path(path).exists()


def test_a_kill_between_saving_and_the_journal_shows_nothing_saved(folder: Path) -> None:
    """The workbook is new, the journal still old: its mark of the save tells them apart."""
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(HELD, "１０１")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "start", refuse_start)
        session.save()
    saved_only = journal_path(path).read_bytes()
    session.set_cell(GRANTED, "0")
    and_more = journal_path(path).read_bytes()
    session.close()
    journal_path(path).write_bytes(saved_only)
    assert pending_changes(path) is None
    journal_path(path).write_bytes(and_more)
    pending = pending_at(path)
    assert [item.place for item in pending.changes] == ["三 › （一）予以公开 › 其他"]
    assert pending.base_matches
    with Session.resume(path) as resumed:
        assert content(resumed.report) == content(session.report)


def refuse_start(*args: object) -> Journal:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_save_that_did_not_happen_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the journal's mark, before the workbook was put in place."""
    path = sample_file(folder)
    received = path.read_bytes()
    session = Session.open(path)
    session.set_cell(HELD, "101")
    session.save()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda *args: refuse_start())
        session.set_cell(GRANTED, "0")
        with pytest.raises(Exception, match="写不了"):
            session.save()
    session.close()
    pending = pending_at(path)
    assert pending.base_matches and [item.new for item in pending.changes] == ["0"]
    assert path.read_bytes() != received
    with Session.resume(path) as resumed:
        assert resumed.report == session.report


def test_on_a_file_changed_since_totals_are_computed_anew(folder: Path) -> None:
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(HELD, "101")
    session.set_cell(GRANTED, "0")
    session.undo()
    session.close()
    other = with_values(luohu(), {ref("granted.natural_person"): 133})
    path.write_bytes(write_workbook(other))
    pending = pending_at(path)
    assert not pending.base_matches
    assert [item.summary for item in pending.changes] == ["110 → 101"]
    with Session.resume(path) as resumed:
        assert resumed.report.value(HELD) == 101
        assert resumed.report.value(ref("granted.natural_person")) == 133
        handled = ref("handled.natural_person")
        assert resumed.report.value(handled) == resumed.report.computed(handled)
        while resumed.undo():
            pass
        assert resumed.report == luohu_report(path)
        while resumed.redo():
            pass
    again = pending_at(path)
    assert again.base_matches and len(again.changes) == 1


def test_a_report_never_saved_comes_back(folder: Path) -> None:
    path = folder / "new.xlsx"
    report = with_values(Report(edition("gwy-2021"), "某局", 2024), {ref("carried_in.business"): 3})
    session = Session.create(path, report)
    session.close()
    pending = pending_at(path)
    assert pending.is_new and pending.changes == () and pending.base_matches
    with pytest.raises(PendingError):
        Session.create(path, report)
    session = Session.resume(path)
    assert session.report == report and session.is_dirty
    session.set_cell(HELD, "5")
    session.set_explanation(session.findings[0], "待补")
    session.close()
    pending = pending_at(path)
    assert pending.is_new and len(pending.changes) == 2
    with Session.resume(path) as resumed:
        assert resumed.report == session.report
        resumed.save()
    assert names(folder) == {"new.xlsx"}


def test_a_file_that_is_gone_comes_back(folder: Path) -> None:
    path = sample_file(folder)
    left = leave(path)
    path.unlink()
    pending = pending_at(path)
    assert not pending.base_matches and not pending.is_new and len(pending.changes) == 3
    with Session.resume(path) as resumed:
        assert content(resumed.report) == content(left.report)
        resumed.save()
    assert path.read_bytes() == write_workbook(left.report)


def test_a_file_that_is_no_report_any_more_is_left_alone(folder: Path) -> None:
    path = sample_file(folder)
    left = leave(path)
    path.write_bytes(b"something else")
    assert not pending_at(path).base_matches
    with Session.resume(path) as resumed:
        assert content(resumed.report) == content(left.report)
        with pytest.raises(NotOursError):
            resumed.save()
        resumed.save_as(folder / "rescued.xlsx")
    assert path.read_bytes() == b"something else"


def test_a_damaged_journal_restores_what_is_whole_and_is_kept(folder: Path) -> None:
    path = sample_file(folder)
    leave(path)
    journal = journal_path(path)
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"change"', b'"chance"')
    journal.write_bytes(b"".join(lines))
    damaged = journal.read_bytes()
    pending = pending_at(path)
    assert pending.damage == "日志第 3 行损坏，从这一行起的 2 行没有采用"
    assert [item.summary for item in pending.changes] == ["110 → 101"]
    session = Session.resume(path)
    assert journal.with_name(f"{journal.name}.1").read_bytes() == damaged
    session.set_cell(GRANTED, "0")
    session.close()
    assert pending_at(path).damage is None and len(pending_at(path).changes) == 2


def test_a_journal_of_no_use_is_said_and_put_aside(folder: Path) -> None:
    path = sample_file(folder)
    journal_path(path).write_bytes(b"\x00" * 100 + b"\n")
    pending = pending_at(path)
    assert pending.changes == () and pending.editor is None
    assert pending.damage is not None and "没有可以恢复的内容" in pending.damage
    with Session.resume(path) as session:
        assert not session.is_dirty
    assert names(folder) == {NAME, f"{journal_path(path).name}.1"}
    assert pending_changes(path) is None


def test_neither_file_nor_journal(folder: Path) -> None:
    path = folder / NAME
    journal_path(path).write_bytes(b"nothing\n")
    for attempt in (pending_changes, Session.resume, Session.open):
        with pytest.raises(UnreadableError, match="都读不出来"):
            attempt(path)
    assert not is_locked(path)


def test_entries_of_a_later_version_are_not_guessed_at(folder: Path) -> None:
    """A whole line that says what this version does not know ends the replay."""
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(HELD, "101")
    session.close()
    recorded = read_journal(journal_path(path))
    assert recorded.header is not None
    strange = json.dumps({"at": "2025-01-20T10:00:00Z", "kind": "merge"}).encode()
    entries = (*recorded.entries, strange, recorded.entries[0])
    Journal.start(journal_path(path), recorded.header, entries).close()
    pending = pending_at(path)
    assert len(pending.changes) == 1
    assert pending.damage == "日志第 3 行看不懂，从这一行起的 2 行没有采用"


def test_a_key_the_form_does_not_have_is_left_out(folder: Path) -> None:
    """The file on disk was exchanged for one of another edition."""
    path = sample_file(folder)
    session = Session.open(path)
    session.set_cell(ref("other_rest.business"), "7")
    session.set_cell(HELD, "101")
    session.close()
    path.write_bytes(write_workbook(Report(edition("gwy-2019"), "某局", 2020)))
    assert [item.summary for item in pending_at(path).changes] == ["空 → 101"]
    with Session.resume(path) as resumed:
        assert resumed.report.value(ref("handled.natural_person")) == 101


def test_totals_that_follow_are_not_listed_accepted_ones_are(folder: Path) -> None:
    handled = ref("handled.natural_person")
    report = with_values(luohu(), {handled: 530, ref("handled.total"): 560})
    path = sample_file(folder, write_workbook(report))
    session = Session.open(path)
    session.accept_computed(handled)
    session.set_meta("year", "2023")
    session.set_meta("drafter", "张三")
    session.set_explanation(session.findings[0], "说明")
    session.close()
    shown = [(item.place, item.summary) for item in pending_at(path).changes]
    assert shown[:3] == [
        ("三 › （七）总计 › 自然人", "530 → 528"),
        ("年度", "2024 → 2023"),
        ("填报人", "新写 2 字"),
    ]
    assert shown[3][0].endswith("的说明") or "的说明（" in shown[3][0]


def test_a_journal_in_the_state_folder_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edited while the folder took no files; when it does again, nothing is left behind."""
    path = sample_file(folder)
    real = os.open

    def guarded(name: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(name).parent == folder and flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(name, flags, mode)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", guarded)
        left = leave(path)
    assert fallback_path(path).exists() and names(folder) == {NAME}
    assert len(pending_at(path).changes) == 3
    session = Session.resume(path)
    assert session.report == left.report
    assert journal_path(path).exists() and not fallback_path(path).exists()
    session.save()
    session.close()
    assert names(folder) >= {NAME} and not journal_path(path).exists()


def test_what_another_changed_after_a_resume_is_noticed(folder: Path) -> None:
    path = sample_file(folder)
    leave(path)
    with Session.resume(path) as session:
        path.write_bytes(write_workbook(replace(luohu(), unit="别的机关")))
        with pytest.raises(ChangedOnDiskError):
            session.save()


# Killed at any moment.


class Expected(NamedTuple):
    """What a script's report holds after each of its steps, and the files it puts in place."""

    contents: list[str]
    files: list[bytes]


STEPS = 30
KILLS = 200
GROUPS = 4


@cache
def expected(seed: int) -> Expected:
    """The script run to its end without being killed; `files` is the file after each step."""
    with TemporaryDirectory() as folder:
        path = sample_file(Path(folder))
        contents, files = [content(luohu_report(path))], [path.read_bytes()]
        for session in run_script(path, seed, STEPS):
            contents.append(content(session.report))
            files.append(path.read_bytes())
    return Expected(contents, files)


def kill_during(path: Path, seed: int, random: Random) -> int:
    """Run the script in a process that is killed somewhere; how many steps it had said done."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.editing", path, str(seed), str(STEPS)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(random.randrange(STEPS))]
    # Somewhere within the next step or two, saving included, without a clock.
    for _ in range(random.randrange(10 ** random.randrange(1, 6))):
        pass
    child.send_signal(signal.SIGKILL)
    said += child.communicate()[0].splitlines(keepends=True)
    done = [json.loads(line) for line in said if line.endswith(b"\n")]
    assert [item["step"] for item in done] == list(range(len(done)))
    assert all(item["problem"] is None for item in done)
    return len(done)


@pytest.mark.parametrize("group", range(GROUPS))
def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    group: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    random = Random(group)
    reached = set()
    for number in range(KILLS // GROUPS):
        folder = tmp_path_factory.mktemp(f"kill{number}")
        path = sample_file(folder)
        done = kill_during(path, group, random)
        reached.add(done)
        contents, files = expected(group)
        possible = slice(done, done + 2)
        assert path.read_bytes() in files[possible]
        pending = pending_changes(path)
        assert pending is None or (pending.base_matches and pending.damage is None)
        with Session.resume(path) as session:
            assert content(session.report) in contents[possible]
            assert session.is_dirty == (pending is not None)
            session.set_cell(CellRef("disclosure.fees.amount"), "1.5")
            session.save()
        assert pending_changes(path) is None and not journal_path(path).exists()
    assert len(reached) > 3


def test_the_script_that_is_killed_does_everything(folder: Path) -> None:
    """The kill test is only worth something if its scripts edit, undo and save."""
    for seed in range(GROUPS):
        contents, files = expected(seed)
        assert len(contents) == STEPS + 1
        assert len(set(contents)) > STEPS // 2 and len(set(files)) > 2
