"""Reading a file with a cap, and writing one whole or not at all, the old one kept."""

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gaitui.errors import OutputError, UnreadableError

MAX_INPUT = 32 << 20


def read_input(path: Path) -> bytes:
    """A received file's bytes; `UnreadableError` says why it cannot be read."""
    try:
        if path.is_dir():
            raise UnreadableError("这是文件夹，不是文件。")
        with path.open("rb") as stream:
            # Pipes and devices state no size, so what is read counts.
            data = stream.read(MAX_INPUT + 1)
    except FileNotFoundError as error:
        raise UnreadableError("文件不存在。请核对文件名和所在的文件夹。") from error
    except PermissionError as error:
        raise UnreadableError("没有读取这个文件的权限。") from error
    except OSError as error:
        raise UnreadableError(f"文件读不出来：{error.strerror or error}。") from error
    except ValueError as error:
        raise UnreadableError("文件读不出来：文件名不对。") from error
    if len(data) > MAX_INPUT:
        raise UnreadableError(f"文件超过 {MAX_INPUT >> 20} MiB，不像是年度报告，没有打开。")
    return data


def write_atomic(path: Path, data: bytes, keep_old: bool = False) -> Path | None:
    """Write a file whole: to a temporary one beside it, synced, then renamed over.

    With `keep_old` a file already there with other content is kept as a numbered backup, whose
    path is returned. `OutputError` says what went wrong; then the old file is as it was.
    A link is followed, and what is no file (`/dev/stdout`) is written to as it is.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return None
        if path.is_symlink():
            path = Path(os.path.realpath(path))
        _refuse_if_open(path)
        with _temporary(path) as temporary:
            with open(temporary, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            backup = _back_up(path, data) if keep_old and path.exists() else None
            os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"写不了 {path}：{reason(error)}") from error
    return backup


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole from parts, where it is too long to be held in memory."""
    try:
        _refuse_if_open(path)
        with _temporary(path) as temporary:
            with open(temporary, "wb") as stream:
                stream.writelines(parts)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"写不了 {path}：{reason(error)}") from error


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files, each whole, and put them on disk in one go: much sooner done than one
    after the other. `OutputError` names the first that could not be written."""
    with contextlib.ExitStack() as written:
        ready: list[tuple[str, Path]] = []
        streams = []
        for path, data in files.items():
            try:
                _refuse_if_open(path)
                name = written.enter_context(_temporary(path))
                stream = written.enter_context(open(name, "wb"))
                stream.write(data)
                stream.flush()
            except OSError as error:
                raise OutputError(f"写不了 {path}：{reason(error)}") from error
            ready.append((name, path))
            streams.append(stream)
        for stream, (name, path) in zip(streams, ready, strict=True):
            try:
                os.fsync(stream.fileno())
                os.replace(name, path)
            except OSError as error:
                raise OutputError(f"写不了 {path}：{reason(error)}") from error
    for folder in {path.parent for path in files}:
        sync_folder(folder)


def reason(error: OSError) -> str:
    """Why a file could not be written and what to do, in Chinese."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "磁盘满了。请腾出空间后重试；原来的文件没有改动。"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "没有写入权限，或磁盘是只读的。请换一个文件夹。"
        case errno.ENOENT | errno.ENOTDIR:
            return "文件夹不存在。请先建立文件夹，或换一个位置。"
        case errno.EISDIR:
            return "这是文件夹，不是文件名。"
        case errno.ENAMETOOLONG:
            return "文件名太长。请换一个短一些的文件名。"
    return f"{error.strerror or error}。"


def _refuse_if_open(path: Path) -> None:
    """Office programs leave a lock file beside a document that is open in them."""
    for lock in (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}")):
        with contextlib.suppress(OSError):
            if lock.exists():
                raise OutputError(
                    f"写不了 {path}：它正在别的程序里打开。请关闭后重试；"
                    f"如果没有打开，请删除 {lock.name}。"
                )


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[str]:
    """A temporary file in the target's folder with a new file's usual permissions."""
    import tempfile

    handle, name = tempfile.mkstemp(prefix=".gaitui-", suffix=".tmp", dir=path.parent)
    os.close(handle)
    try:
        os.chmod(name, file_mode(path))
        yield name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def file_mode(path: Path) -> int:
    """The old file's permissions, else what the umask leaves of rw-rw-rw-."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _back_up(path: Path, data: bytes) -> Path | None:
    old = path.read_bytes()
    if old == data:
        return None
    number = 1
    while (backup := path.with_name(f"{path.stem}.备份{number}{path.suffix}")).exists():
        number += 1
    try:
        os.link(path, backup)
    except OSError:
        backup.write_bytes(old)
    return backup


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
