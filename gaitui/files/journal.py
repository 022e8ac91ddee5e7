"""What an editor did since the last save, on disk before it is acknowledged.

One JSON line an entry, `{"sum": …, "entry": …}`; each sum runs over its entry and the sum before
it, so that a lost, damaged or reordered line is noticed. What entries mean is the session's
affair. The file is locked while a living process writes it.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from gaitui.errors import UnreadableError
from gaitui.files.atomic import file_mode, sync_folder
from gaitui.files.editor import Editor
from gaitui.files.lock import is_flocked

SCHEMA = 1


class Header(Struct, frozen=True):
    """A journal's first line: the report, the file it started from (its sha256, None for a
    report not yet on disk), who writes, and the report itself as its JSON document."""

    schema: int
    path: str
    base: str | None
    started: datetime
    user: str
    host: str
    pid: int
    document: Raw

    @property
    def editor(self) -> Editor:
        return Editor(self.user, self.host, self.pid, self.started)


class Recorded(Struct, frozen=True):
    """A journal as found on disk: its whole entries, and what is wrong with it, if anything.
    `header` is None where even the first line is of no use."""

    path: Path
    header: Header | None
    entries: tuple[bytes, ...]
    damage: str | None = None


class _Line(Struct):
    sum: str
    entry: Raw


class Journal:
    """A journal being written. Methods raise OSError where the disk refuses; what was written
    before then stays whole."""

    def __init__(self, path: Path, handle: int, size: int, checksum: int) -> None:
        self.path = path
        self._handle = handle
        self._size = size
        self._sum = checksum

    @classmethod
    def start(cls, path: Path, header: Header, entries: Iterable[bytes] = ()) -> "Journal":
        """A new journal, in place of one already at `path` in one step."""
        lines, checksum = _lines((msgspec.json.encode(header), *entries), 0)
        temporary = path.with_name(f"{path.name}.tmp")
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW
        handle = os.open(temporary, flags, 0o600)
        try:
            os.fchmod(handle, file_mode(Path(header.path)))
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _write(handle, lines)
            os.replace(temporary, path)
        except OSError:
            os.close(handle)
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        sync_folder(path.parent)
        return cls(path, handle, len(lines), checksum)

    @property
    def is_gone(self) -> bool:
        """Whether somebody removed the file."""
        return os.fstat(self._handle).st_nlink == 0

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries: one write, on disk when this returns. A failed write is taken back."""
        lines, checksum = _lines(entries, self._sum)
        if os.fstat(self._handle).st_size != self._size:
            os.ftruncate(self._handle, self._size)
        _write(self._handle, lines)
        self._size += len(lines)
        self._sum = checksum

    def close(self) -> None:
        """Stop writing; the file stays."""
        os.close(self._handle)

    def remove(self) -> None:
        """Stop writing; nothing is left to restore."""
        with contextlib.suppress(OSError):
            os.unlink(self.path)
        os.close(self._handle)


def journal_path(path: Path) -> Path:
    """Where a report's journal belongs."""
    return path.with_name(f".{path.name}.gaitui-journal")


def fallback_path(path: Path) -> Path:
    """Where it goes if the report's folder takes none: the user's state folder."""
    import platformdirs

    folder = Path(platformdirs.user_state_dir("gaitui")) / "journals"
    return folder / f"{sha256(os.fsencode(path)).hexdigest()[:32]}.gaitui-journal"


def start_journal(path: Path, header: Header, entries: Iterable[bytes] = ()) -> Journal:
    """Start a report's journal beside it, or in the user's state folder if that cannot be."""
    entries = tuple(entries)
    beside, fallback = journal_path(path), fallback_path(path)
    try:
        return Journal.start(beside, header, entries)
    except OSError:
        if _exists(beside):
            raise
    fallback.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Journal.start(fallback, header, entries)


def find_journal(path: Path) -> Path | None:
    """The journal left for a report, if there is one."""
    return next(filter(_exists, (journal_path(path), fallback_path(path))), None)


def read_journal(journal: Path) -> Recorded:
    """A journal's entries up to the first damaged line. A last line without its end was being
    written when the process died: it was never acknowledged and is left out.
    `UnreadableError` if the file cannot be read."""
    try:
        data = journal.read_bytes()
    except OSError as error:
        raise UnreadableError(f"编辑日志 {journal} 读不出来：{error.strerror}。") from error
    lines = data.split(b"\n")[:-1]
    whole = _whole(lines)
    header, problem = _header(whole)
    if header is None:
        return Recorded(journal, None, (), problem)
    damage = None
    if len(whole) < len(lines):
        damage = (
            f"日志第 {len(whole) + 1} 行损坏，从这一行起的 {len(lines) - len(whole)} 行没有采用"
        )
    return Recorded(journal, header, tuple(whole[1:]), damage)


def is_live(journal: Path) -> bool:
    """Whether a living process is writing the journal."""
    return is_flocked(journal)


def put_aside(journal: Path) -> Path:
    """Rename a journal that was given up to a free number; it is never deleted."""
    aside = _free(journal)
    os.rename(journal, aside)
    sync_folder(journal.parent)
    return aside


def keep_copy(journal: Path) -> Path:
    """Keep a damaged journal under a free number as well, before it is replaced."""
    copy = _free(journal)
    try:
        os.link(journal, copy)
    except OSError:
        copy.write_bytes(journal.read_bytes())
    return copy


def _free(journal: Path) -> Path:
    number = 1
    while _exists(free := journal.with_name(f"{journal.name}.{number}")):
        number += 1
    return free


def _lines(entries: Iterable[bytes], checksum: int) -> tuple[bytes, int]:
    lines = []
    for entry in entries:
        checksum = crc32(entry, checksum)
        lines.append(b'{"sum":"%08x","entry":%b}\n' % (checksum, entry))
    return b"".join(lines), checksum


def _write(handle: int, lines: bytes) -> None:
    written = os.write(handle, lines)
    if written < len(lines):
        # A nearly full disk takes a part; the rest says why.
        written += os.write(handle, lines[written:])
    if written < len(lines):
        raise OSError("short write")
    os.fsync(handle)


def _whole(lines: Iterable[bytes]) -> list[bytes]:
    """The entries whose sums are right, up to the first that is not."""
    entries: list[bytes] = []
    checksum = 0
    for line in lines:
        try:
            decoded = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            break
        entry = bytes(decoded.entry)
        checksum = crc32(entry, checksum)
        if decoded.sum != f"{checksum:08x}":
            break
        entries.append(entry)
    return entries


def _header(entries: list[bytes]) -> tuple[Header | None, str]:
    try:
        header = msgspec.json.decode(entries[0], type=Header)
    except (IndexError, msgspec.DecodeError):
        return None, "日志的开头损坏，没有可以恢复的内容"
    if header.schema != SCHEMA:
        return None, f"日志由另一版本的 gaitui 写成（格式 {header.schema}），这一版本读不了"
    return header, ""


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
