"""The journal: whole lines or none, damage noticed, nothing ever deleted by mistake."""

import errno
import fcntl
import json
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from gaitui.errors import UnreadableError
from gaitui.files import journal as module
from gaitui.files.journal import (
    SCHEMA,
    Header,
    Journal,
    fallback_path,
    find_journal,
    is_live,
    journal_path,
    keep_copy,
    put_aside,
    read_journal,
    start_journal,
)

STARTED = datetime(2025, 1, 20, 10, 32, tzinfo=UTC)
ENTRIES = [b'{"n":%d,"text":"\xe4\xb8\x80"}' % number for number in range(5)]


def header(path: Path, schema: int = SCHEMA) -> Header:
    return Header(schema, str(path), "ab12", STARTED, "gk01", "gw1", 4711, Raw(b"{}"))


def started(folder: Path, count: int = 5) -> tuple[Path, Journal]:
    """A journal with the first entries in it, and its file."""
    report = folder / "report.xlsx"
    journal = start_journal(report, header(report))
    for entry in ENTRIES[:count]:
        journal.append([entry])
    return journal.path, journal


def written(folder: Path) -> bytes:
    """A whole journal's bytes."""
    path, journal = started(folder)
    journal.close()
    return path.read_bytes()


def test_a_journal_is_json_lines_with_a_header(folder: Path) -> None:
    lines = [json.loads(line) for line in written(folder).splitlines()]
    assert all(set(line) == {"sum", "entry"} and len(line["sum"]) == 8 for line in lines)
    first = lines[0]["entry"]
    assert first["schema"] == SCHEMA and first["base"] == "ab12"
    assert (first["user"], first["host"], first["pid"]) == ("gk01", "gw1", 4711)
    assert first["started"] == "2025-01-20T10:32:00Z"
    assert [line["entry"]["n"] for line in lines[1:]] == [0, 1, 2, 3, 4]


def test_what_was_written_is_read(folder: Path) -> None:
    path, journal = started(folder)
    recorded = read_journal(path)
    assert recorded.header == header(folder / "report.xlsx")
    assert recorded.header.editor.user == "gk01" and recorded.header.editor.since == STARTED
    assert recorded.entries == tuple(ENTRIES) and recorded.damage is None
    journal.close()


def test_each_append_is_one_write_and_one_sync(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, journal = started(folder, 0)
    calls: list[str] = []

    def counted(name: str) -> Callable[..., object]:
        real = getattr(os, name)

        def call(*args: object) -> object:
            calls.append(name)
            return real(*args)

        return call

    for name in ("write", "fsync"):
        monkeypatch.setattr(os, name, counted(name))
    journal.append(ENTRIES[:1])
    assert calls == ["write", "fsync"]
    journal.append(ENTRIES[1:])
    assert calls == ["write", "fsync"] * 2
    assert read_journal(path).entries == tuple(ENTRIES)
    journal.close()


def test_a_torn_last_line_is_left_out_wherever_it_is_torn(folder: Path) -> None:
    data = written(folder)
    path = journal_path(folder / "report.xlsx")
    last = data.rindex(b"\n", 0, len(data) - 1) + 1
    for end in range(last, len(data)):
        path.write_bytes(data[:end])
        recorded = read_journal(path)
        assert recorded.entries == tuple(ENTRIES[:4]) and recorded.damage is None


def test_a_damaged_middle_line_ends_it_and_is_reported(folder: Path) -> None:
    data = written(folder).replace(b'"n":2', b'"n":7')
    path = journal_path(folder / "report.xlsx")
    path.write_bytes(data)
    recorded = read_journal(path)
    assert recorded.entries == tuple(ENTRIES[:2])
    assert recorded.damage == "日志第 4 行损坏，从这一行起的 3 行没有采用"


@pytest.mark.parametrize(
    "harm", [lambda lines: [*lines[:2], *lines[3:]], lambda lines: [*lines[:2], lines[3], lines[2]]]
)
def test_a_lost_or_moved_line_is_noticed(
    harm: Callable[[list[bytes]], list[bytes]], folder: Path
) -> None:
    lines = written(folder).splitlines(keepends=True)
    path = journal_path(folder / "report.xlsx")
    path.write_bytes(b"".join(harm(lines)))
    recorded = read_journal(path)
    assert recorded.entries == tuple(ENTRIES[:1]) and recorded.damage is not None


@pytest.mark.parametrize("data", [b"", b"\n", b"nonsense\n", b"\x00" * 4096, b'{"sum":"0"'])
def test_a_journal_without_a_beginning_restores_nothing(data: bytes, folder: Path) -> None:
    path = folder / "journal"
    path.write_bytes(data)
    recorded = read_journal(path)
    assert recorded.header is None and recorded.entries == ()
    assert recorded.damage is not None and "开头损坏" in recorded.damage


def test_another_versions_journal_is_not_guessed_at(folder: Path) -> None:
    journal = Journal.start(folder / "journal", header(folder / "r.xlsx", SCHEMA + 1), ENTRIES)
    journal.close()
    recorded = read_journal(folder / "journal")
    assert recorded.header is None and recorded.entries == ()
    assert recorded.damage is not None and "另一版本" in recorded.damage


@given(data=st.data())
def test_any_damage_leaves_a_true_beginning(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever happens to the bytes, what is restored was recorded, in that order."""
    folder = tmp_path_factory.mktemp("journal")
    # The path in the header is fixed: hypothesis needs the same bytes each time.
    Journal.start(folder / "journal", header(Path("/2024/report.xlsx")), ENTRIES).close()
    harmed = bytearray((folder / "journal").read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(harmed) - 1), max_size=3)):
        harmed[at] = data.draw(st.integers(0, 255))
    del harmed[data.draw(st.integers(0, len(harmed))) :]
    path = folder / "harmed"
    path.write_bytes(harmed)
    entries = read_journal(path).entries
    assert entries == tuple(ENTRIES[: len(entries)])


def test_a_write_that_failed_is_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, journal = started(folder, 2)
    real = os.write

    def full(handle: int, data: bytes) -> int:
        """A disk with room for ten more bytes."""
        if len(data) < 20:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, data[:10])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError):
            journal.append([b'{"lost":true}' * 3])
    assert read_journal(path).entries == tuple(ENTRIES[:2])
    journal.append(ENTRIES[2:])
    assert read_journal(path).entries == tuple(ENTRIES) and read_journal(path).damage is None
    journal.close()


def test_a_sync_that_failed_is_written_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, journal = started(folder, 2)

    def fail(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError):
            journal.append(ENTRIES[2:4])
    journal.append(ENTRIES[2:])
    assert read_journal(path).entries == tuple(ENTRIES)
    journal.close()


def test_starting_anew_is_one_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, journal = started(folder)

    def fail(*args: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(OSError):
            Journal.start(path, header(folder / "report.xlsx"))
    assert read_journal(path).entries == tuple(ENTRIES)
    assert {item.name for item in folder.iterdir()} == {path.name}
    fresh = Journal.start(path, header(folder / "report.xlsx"), ENTRIES[:1])
    assert journal.is_gone and not fresh.is_gone
    assert read_journal(path).entries == tuple(ENTRIES[:1])
    journal.close()
    fresh.remove()
    assert list(folder.iterdir()) == []


def test_what_a_killed_start_left_is_no_obstacle(folder: Path) -> None:
    report = folder / "report.xlsx"
    (folder / f"{journal_path(report).name}.tmp").write_bytes(b"half a journal")
    path, journal = started(folder)
    assert read_journal(path).entries == tuple(ENTRIES)
    journal.close()


def test_a_journal_is_live_while_somebody_writes_it(folder: Path) -> None:
    path, journal = started(folder)
    assert is_live(path)
    fresh = Journal.start(path, header(folder / "report.xlsx"))
    journal.close()
    assert is_live(path)
    fresh.close()
    assert not is_live(path) and not is_live(folder / "none")


def test_a_disk_without_locks_takes_a_journal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    path, journal = started(folder)
    assert read_journal(path).entries == tuple(ENTRIES) and not is_live(path)
    journal.close()


def test_a_journal_is_no_more_open_than_its_report(folder: Path) -> None:
    report = folder / "report.xlsx"
    report.touch()
    report.chmod(0o600)
    journal = start_journal(report, header(report))
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    journal.close()


def test_put_aside_never_writes_over(folder: Path) -> None:
    for number in (1, 2, 3):
        path, journal = started(folder, number)
        journal.close()
        assert put_aside(path) == folder / f".report.xlsx.gaitui-journal.{number}"
    kept = [read_journal(item).entries for item in sorted(folder.iterdir())]
    assert kept == [tuple(ENTRIES[:number]) for number in (1, 2, 3)]


def test_a_copy_is_kept_even_where_links_are_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, journal = started(folder)
    journal.close()

    def refuse(*args: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    linked = keep_copy(path)
    monkeypatch.setattr(os, "link", refuse)
    copied = keep_copy(path)
    assert linked != copied
    assert linked.read_bytes() == copied.read_bytes() == path.read_bytes()


def refuse_folder(folder: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Make a folder take no new files."""
    real = os.open

    def guarded(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).parent == folder and flags & os.O_CREAT:
            raise OSError(number, os.strerror(number))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", guarded)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENAMETOOLONG, errno.ENOSPC])
def test_a_folder_that_takes_none_has_it_in_the_state_folder(
    number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = folder / "report.xlsx"
    refuse_folder(folder, monkeypatch, number)
    path, journal = started(folder)
    assert path == fallback_path(report) == find_journal(report)
    assert str(path).startswith(os.environ["XDG_STATE_HOME"])
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_journal(path).entries == tuple(ENTRIES)
    assert fallback_path(folder / "other.xlsx") != path
    journal.remove()
    assert find_journal(report) is None and list(folder.iterdir()) == []


def test_two_places_never_compete(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal beside the report that cannot be replaced stays the one that counts."""
    path, journal = started(folder)
    refuse_folder(folder, monkeypatch, errno.ENOSPC)
    report = folder / "report.xlsx"
    with pytest.raises(OSError):
        start_journal(report, header(report))
    assert find_journal(report) == path and not fallback_path(report).exists()
    journal.close()


def test_a_journal_that_cannot_be_read_is_said(folder: Path) -> None:
    with pytest.raises(UnreadableError, match="编辑日志"):
        read_journal(folder / "none")
    assert module.find_journal(folder / "none") is None
