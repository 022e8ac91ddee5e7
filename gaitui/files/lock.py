"""One editor at a time: a locked file beside the report that says who holds it.

The lock is the system's (flock), so a process that died never holds one; the file's content is
only for telling others.
"""

import contextlib
import fcntl
import os
from pathlib import Path

import msgspec

from gaitui.errors import GaituiError
from gaitui.files.atomic import reason
from gaitui.files.editor import Editor, this_editor

_TRIES = 5
"""A glance at a lock holds it for an instant; trying again tells that from an editor."""


class LockedError(GaituiError):
    """Somebody else is editing; `holder` is None where the lock does not say who."""

    def __init__(self, path: Path, holder: Editor | None) -> None:
        who = f"（{holder.words}，进程 {holder.pid}）" if holder else ""
        super().__init__(
            f"{path.name} 正在被另一个编辑者打开{who}。可以只读打开，或等对方退出后再打开。"
        )
        self.holder = holder


class Lock:
    """A hold on a report. Where none could be taken, `is_held` is False and `problem` says
    why: editing goes on, but others are not kept out."""

    def __init__(self, path: Path, handle: int | None, problem: str | None = None) -> None:
        self._path = path
        self._handle = handle
        self.problem = problem

    @property
    def is_held(self) -> bool:
        return self._handle is not None

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        if self._handle is not None:
            # Removed while held: whoever waits for it sees that its file is gone and tries anew.
            with contextlib.suppress(OSError):
                os.unlink(self._path)
            os.close(self._handle)
            self._handle = None


def lock_path(path: Path) -> Path:
    """Where a report's lock stands."""
    return path.with_name(f".{path.name}.gaitui-lock")


def acquire(path: Path, editor: Editor | None = None) -> Lock:
    """Lock a report for editing; `LockedError` while a living process has it."""
    target = lock_path(path)
    tries = 0
    while True:
        handle = None
        try:
            handle = _open(target)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_current(handle, target):
                _introduce(handle, editor or this_editor())
                return Lock(target, handle)
        except BlockingIOError as error:
            tries += 1
            if tries == _TRIES:
                raise LockedError(path, _holder(handle)) from error
            os.sched_yield()
        except OSError as error:
            if handle is not None:
                os.close(handle)
            problem = f"不能阻止别人同时编辑：{target.name} 写不了，{reason(error)}"
            return Lock(target, None, problem)
        if handle is not None:
            os.close(handle)


def is_locked(path: Path) -> bool:
    """Whether a living process is editing the report."""
    return is_flocked(lock_path(path))


def is_flocked(file: Path) -> bool:
    """Whether a living process has locked a file for itself."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _open(target: Path) -> int:
    try:
        handle = os.open(target, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    except PermissionError as refused:
        # What a dead process of another user left behind can still be locked.
        try:
            return os.open(target, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise refused from None
    # Whoever may write in the folder may be the next editor, whatever this one's umask.
    with contextlib.suppress(OSError):
        os.fchmod(handle, 0o666)
    return handle


def _is_current(handle: int, target: Path) -> bool:
    """Whether the locked file is still the one of that name, not one just removed."""
    try:
        there = os.stat(target, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(handle), there)


def _introduce(handle: int, editor: Editor) -> None:
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, msgspec.json.encode(editor), 0)


def _holder(handle: int | None) -> Editor | None:
    if handle is None:
        return None
    try:
        return msgspec.json.decode(os.pread(handle, 4096, 0), type=Editor)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    finally:
        os.close(handle)
