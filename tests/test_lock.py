"""One editor at a time, and nobody is kept out by one that is dead."""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gaitui.files.editor import Editor
from gaitui.files.lock import LockedError, acquire, is_locked, lock_path
from tests.support import ROOT

SINCE = datetime(2025, 1, 20, 10, 32, tzinfo=UTC)
EDITOR = Editor("gk01", "gw1", 4711, SINCE)
HOLDER = """
import sys
from pathlib import Path
from gaitui.files.lock import acquire
lock = acquire(Path(sys.argv[1]))
print(lock.is_held, flush=True)
sys.stdin.read()
"""


def start_holder(path: Path) -> subprocess.Popen[str]:
    """A living process that has the lock."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None and child.stdout.readline() == "True\n"
    return child


def test_the_lock_says_who_edits_and_goes_with_the_editor(folder: Path) -> None:
    report = folder / "report.xlsx"
    lock = acquire(report, EDITOR)
    assert lock.is_held and lock.problem is None and is_locked(report)
    assert lock_path(report) == folder / ".report.xlsx.gaitui-lock"
    assert json.loads(lock_path(report).read_text()) == {
        "user": "gk01",
        "host": "gw1",
        "pid": 4711,
        "since": "2025-01-20T10:32:00Z",
    }
    lock.release()
    lock.release()
    assert not lock.is_held and not is_locked(report)
    assert list(folder.iterdir()) == []


def test_a_second_editor_sees_who_and_since_when(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = folder / "report.xlsx"
    lock = acquire(report, EDITOR)
    with pytest.raises(LockedError) as refused:
        acquire(report)
    assert refused.value.holder == EDITOR
    message = str(refused.value)
    for words in ("report.xlsx", "gk01", "gw1", "4711", "只读"):
        assert words in message
    lock.release()
    acquire(report).release()


def test_two_reports_in_a_folder_have_a_lock_each(folder: Path) -> None:
    first, second = acquire(folder / "a.xlsx"), acquire(folder / "b.xlsx")
    assert first.is_held and second.is_held
    first.release()
    second.release()


def test_another_process_has_it_until_it_is_killed(folder: Path) -> None:
    report = folder / "report.xlsx"
    child = start_holder(report)
    with pytest.raises(LockedError) as refused:
        acquire(report)
    assert refused.value.holder is not None and refused.value.holder.pid == child.pid
    assert is_locked(report)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert lock_path(report).exists() and not is_locked(report)
    lock = acquire(report, EDITOR)
    assert lock.is_held and json.loads(lock_path(report).read_text())["user"] == "gk01"
    lock.release()


def test_a_lock_that_does_not_say_who_is_a_lock(folder: Path) -> None:
    report = folder / "report.xlsx"
    lock = acquire(report, EDITOR)
    lock_path(report).write_bytes(b"\xff{")
    with pytest.raises(LockedError) as refused:
        acquire(report)
    assert refused.value.holder is None and "（" not in str(refused.value)
    lock.release()


def test_what_a_dead_editor_left_is_written_over(folder: Path) -> None:
    report = folder / "report.xlsx"
    lock_path(report).write_text('{"user":"someone with a very long name","host":' + "x" * 500)
    lock = acquire(report, EDITOR)
    assert json.loads(lock_path(report).read_text())["host"] == "gw1"
    lock.release()


def test_the_lock_of_a_removed_file_is_taken_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody lets go between our opening the file and locking it: the name is free then."""
    report = folder / "report.xlsx"
    real = fcntl.flock
    calls: list[int] = []

    def flock(handle: int, operation: int) -> None:
        if not calls:
            lock_path(report).unlink()
        calls.append(operation)
        real(handle, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    lock = acquire(report, EDITOR)
    assert len(calls) == 2 and lock.is_held and lock_path(report).exists()
    lock.release()


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.ENAMETOOLONG])
def test_a_folder_that_takes_no_lock_is_said_and_not_fatal(
    number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    lock = acquire(folder / "report.xlsx")
    assert not lock.is_held and lock.problem is not None and "同时编辑" in lock.problem
    lock.release()


def test_a_folder_without_the_right_to_write_is_called_that(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user was told that the folder did not exist: there was no lock to open instead."""
    real = os.open

    def guarded(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", guarded)
    problem = acquire(folder / "report.xlsx").problem
    assert problem is not None and "没有写入权限" in problem


def test_a_disk_without_locks_is_said_and_not_fatal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    lock = acquire(folder / "report.xlsx")
    assert not lock.is_held and lock.problem
    assert not is_locked(folder / "report.xlsx")
    lock.release()


def test_a_link_in_the_locks_place_is_not_followed(folder: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("important")
    lock_path(folder / "report.xlsx").symlink_to(victim)
    lock = acquire(folder / "report.xlsx")
    assert not lock.is_held and victim.read_text() == "important"
    lock.release()


def test_a_lock_another_user_left_can_be_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = folder / "report.xlsx"
    lock_path(report).write_text("{}")
    real = os.open

    def without_writing(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", without_writing)
    lock = acquire(report)
    assert lock.is_held and is_locked(report)
    lock.release()
