"""The ledger: chained, torn lines left out, damage named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gaitui.campaign.events import Accepted, Event, Refused
from gaitui.campaign.ledger import START, LedgerError, append, parse_ledger, read_ledger

NOW = datetime(2025, 1, 20, 9, 30, tzinfo=UTC)
EVENTS: tuple[Event, ...] = (
    Accepted("教育局", 1, "已核实"),
    Refused("表.xlsx", "0" * 64, "读不出"),
    Accepted("民政局[/b]", 2, "“引号”\n换行"),
)


def ledger(folder: Path) -> Path:
    path = folder / "ledger.jsonl"
    path.write_bytes(b"")
    book = read_ledger(path)
    for event in EVENTS:
        append(path, book, (event,), NOW)
    return path


def test_entries_come_back_in_order_and_chained(tmp_path: Path) -> None:
    book = read_ledger(ledger(tmp_path))
    assert [entry.event for entry in book.entries] == list(EVENTS)
    assert [entry.number for entry in book.entries] == [1, 2, 3]
    assert book.entries[0].before == START
    assert {entry.at for entry in book.entries} == {NOW}
    assert "@" in book.entries[0].who


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_line_is_named(tmp_path: Path, line: int) -> None:
    path = ledger(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"event":', b'"event": ')
    with pytest.raises(LedgerError, match=f"第 {line + 1} 行的内容与它的校验码不符"):
        parse_ledger(b"".join(lines))


def test_a_line_taken_out_or_moved_is_noticed(tmp_path: Path) -> None:
    lines = ledger(tmp_path).read_bytes().splitlines(keepends=True)
    with pytest.raises(LedgerError, match="第 2 行与上一行接不上"):
        parse_ledger(lines[0] + lines[2])
    with pytest.raises(LedgerError, match="第 1 行与上一行接不上"):
        parse_ledger(lines[1] + lines[0] + lines[2])


def test_cutting_it_anywhere_never_gives_a_false_entry(tmp_path: Path) -> None:
    data = ledger(tmp_path).read_bytes()
    ends = [index + 1 for index, byte in enumerate(data) if byte == 10]
    for size in range(len(data)):
        book = parse_ledger(data[:size])
        assert len(book.entries) == sum(end <= size for end in ends)
        assert book.torn == size - max((end for end in ends if end <= size), default=0)


def test_the_next_entry_takes_the_place_of_a_torn_line(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"hash":"12')
    append(path, read_ledger(path), (EVENTS[0],), NOW)
    assert len(read_ledger(path).entries) == 4


def test_a_full_disk_leaves_the_ledger_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    path = ledger(tmp_path)
    before = path.read_bytes()
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda handle, data, at: real(handle, data[:20], at))
    with pytest.raises(Exception, match="写不了账本"):
        append(path, read_ledger(path), (EVENTS[0],), NOW)
    monkeypatch.undo()
    assert path.read_bytes() == before
