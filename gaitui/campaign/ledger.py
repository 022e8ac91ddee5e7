"""`ledger.jsonl`: everything done in a campaign, each line chained to the one before.

`{"hash": …, "entry": {…}}` a line; the hash runs over the entry's bytes, which hold the hash of the
line before. A last line without its end was being written when the process died: it was never
acknowledged.
"""

import errno
import os
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from gaitui.campaign.events import Event
from gaitui.errors import GaituiError, OutputError, UnreadableError
from gaitui.files.atomic import reason
from gaitui.files.editor import this_editor

FILE = "ledger.jsonl"
START = "0" * 64
"""What the first entry names as the hash before it."""


class LedgerError(GaituiError):
    """The ledger is damaged or was changed by hand; the message names the line."""


class Entry(Struct, frozen=True):
    """One line: its number from 1 on, the hash of the line before, when, who, and what."""

    number: int
    before: str
    at: datetime
    who: str
    event: Event


class Ledger(Struct):
    """The entries of a whole chain, and the hash of the last of them. `torn` counts the bytes of
    a line that was never finished. `append` and `trim` keep it as the file is."""

    entries: list[Entry]
    head: str
    torn: int = 0


class _Line(Struct, forbid_unknown_fields=True):
    hash: str
    entry: Raw


def read_ledger(path: Path) -> Ledger:
    """The whole ledger; `LedgerError` where the chain does not hold."""
    if path.exists() and not path.is_file():
        raise UnreadableError(f"账本 {path} 不是普通的文件。请从备份恢复。")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError(f"账本 {path} 不见了。请从备份恢复。") from error
    except OSError as error:
        raise UnreadableError(f"账本 {path} 读不出来：{error.strerror or error}。") from error
    return parse_ledger(data)


def parse_ledger(data: bytes) -> Ledger:
    """The same from the file's bytes."""
    *lines, rest = data.split(b"\n")
    entries: list[Entry] = []
    head = START
    for number, text in enumerate(lines, start=1):
        try:
            line = msgspec.json.decode(text, type=_Line)
            entry = msgspec.json.decode(line.entry, type=Entry)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise LedgerError(f"账本第 {number} 行读不出来，{_ADVICE}") from error
        if sha256(bytes(line.entry)).hexdigest() != line.hash:
            raise LedgerError(f"账本第 {number} 行的内容与它的校验码不符，{_ADVICE}")
        if entry.before != head or entry.number != number:
            raise LedgerError(f"账本第 {number} 行与上一行接不上（有行被删改或调换），{_ADVICE}")
        entries.append(entry)
        head = line.hash
    return Ledger(entries, head, len(rest))


_ADVICE = "它被改动过或损坏了。请从备份恢复 ledger.jsonl，不要手改。"


def append(path: Path, ledger: Ledger, events: Sequence[Event], now: datetime) -> list[Entry]:
    """Add events after the ledger as it was read, on disk when this returns, and give their
    entries; a torn last line is cut off first. `OutputError` where the disk refuses: then
    nothing was added."""
    editor = this_editor(now)
    entries, lines, head = [], [], ledger.head
    for number, event in enumerate(events, start=len(ledger.entries) + 1):
        entry = Entry(number, head, now, f"{editor.user}@{editor.host}", event)
        data = msgspec.json.encode(entry)
        head = sha256(data).hexdigest()
        entries.append(entry)
        lines.append(msgspec.json.encode(_Line(head, Raw(data))) + b"\n")
    _write(path, b"".join(lines), ledger.torn)
    ledger.entries += entries
    ledger.head, ledger.torn = head, 0
    return entries


def trim(path: Path, ledger: Ledger) -> None:
    """Cut a torn last line off."""
    _write(path, b"", ledger.torn)
    ledger.torn = 0


def _write(path: Path, data: bytes, torn: int) -> None:
    """Append whole or not at all, after cutting off a torn line."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            end = os.fstat(handle).st_size - torn
            os.ftruncate(handle, end)
            _append(handle, data, end)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(f"写不了账本 {path}：{reason(error)}") from error


def _append(handle: int, data: bytes, end: int) -> None:
    try:
        if os.pwrite(handle, data, end) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, end)
        raise
