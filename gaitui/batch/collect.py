"""Which files the arguments of a batch mean: files, folders and patterns."""

import glob
import os
import re
from collections.abc import Iterable, Iterator

SPREADSHEETS = frozenset(
    f".{suffix}"
    for suffix in ("xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "xlsb", "et", "ods", "json")
)
"""What a report in a folder is called; a file named by itself may be called anything."""
_TEXTS = ("doc", "docx", "docm", "dot", "dotx", "wps", "odt", "ppt", "pptx", "odp", "msg")
_PACKAGES = ("zip", "jar", "apk", "epub", "msi")
_OTHERS = frozenset(f".{suffix}" for suffix in (*_TEXTS, *_PACKAGES))
"""Files that begin as spreadsheets do, and are none."""
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_BACKUP = re.compile(r"\.备份[0-9]{1,9}\Z", re.ASCII)


def collect(arguments: Iterable[str]) -> list[str]:
    """Paths to check, in the order given, a folder's in the order of their names.

    What does not exist stays as it is, to become that file's finding; a name is a pattern only
    where there is no such file. A folder without anything to check gives nothing.
    """
    return [path for argument in arguments for path in _meant(argument)]


def _meant(argument: str) -> Iterator[str]:
    if os.path.basename(argument).startswith("~$"):
        # Who owns an open document; a shell's `*` names it along with the document.
        return
    if argument != "-" and not os.path.lexists(argument) and glob.has_magic(argument):
        matches = sorted(glob.glob(argument, recursive=True))
        wanted = (match for match in matches if not _is_leftover(os.path.basename(match)))
        yield from (path for match in wanted for path in _within(match))
        if not matches:
            yield argument
    else:
        yield from _within(argument)


def _within(path: str) -> Iterator[str]:
    if path != "-" and os.path.isdir(path):
        yield from _walk(path)
    else:
        yield path


def _walk(top: str) -> Iterator[str]:
    """Files of a folder and those below it; one that cannot be listed stands for itself."""
    pending, seen = [top], set[tuple[int, int]]()
    while pending:
        folder = pending.pop()
        try:
            status = os.stat(folder)
            # A link may lead back to where we come from.
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield folder
            continue
        visible = [entry for entry in entries if not _is_leftover(entry.name)]
        yield from (entry.path for entry in visible if _is_report(entry))
        pending += [entry.path for entry in reversed(visible) if _is_folder(entry)]


def _is_leftover(name: str) -> bool:
    """Whether an office program or gaitui keeps a file for itself: locks, journals, backups."""
    return name.startswith((".", "~$")) or bool(_BACKUP.search(os.path.splitext(name)[0]))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_report(entry: os.DirEntry[str]) -> bool:
    """Whether a file in a folder is one to check, by its suffix or by how it begins."""
    suffix = os.path.splitext(entry.name)[1].lower()
    try:
        # Pipes and devices would have to be waited for.
        if not entry.is_file() or suffix in _OTHERS:
            return False
        if suffix in SPREADSHEETS:
            return True
        with open(entry.path, "rb") as stream:
            return stream.read(8).startswith(_SIGNATURES)
    except OSError:
        return False
