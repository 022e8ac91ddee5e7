"""Outputs that cannot be written: said so, exit code 2, and what was there before stays."""

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pytest

from gaitui.errors import UnreadableError
from gaitui.files import MAX_INPUT, read_input, write_atomic
from tests.hostile import command
from tests.support import LUOHU_JSON, luohu_workbook, run_gaitui

SUFFIXES = ("xlsx", "json", "txt", "csv")


def export(target: Path, *options: str) -> tuple[int, str]:
    """Exit code and stderr of an export of the sample, with no traceback and no stdout."""
    outcome = command("export", LUOHU_JSON, target, "--draft", *options)
    assert outcome.out == "" and "Traceback" not in outcome.err
    return outcome.code, outcome.err


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def failing(number: int) -> Any:
    """A function that fails as the system does."""

    def fail(*args: object, **options: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_folder_is_named_and_not_made(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / "没有" / f"report.{suffix}"
    code, said = export(target)
    assert code == 2 and str(target) in said and "文件夹不存在" in said
    assert names(tmp_path) == set()


def test_a_folder_that_is_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, said = export(tmp_path / "file" / "report.json")
    assert code == 2 and "文件夹不存在" in said
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize("target", [".", "..", "/", "/tmp/", ""])
def test_a_folder_is_not_written_over(target: str) -> None:
    outcome = command("export", LUOHU_JSON, target, "--to", "json")
    assert outcome.code == 2 and "这是文件夹" in outcome.err


def test_a_name_too_long_is_said_to_be(tmp_path: Path) -> None:
    code, said = export(tmp_path / f"{'长' * 100}.json")
    assert code == 2 and "文件名太长" in said
    assert names(tmp_path) == set()


def test_an_unknown_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    code, said = export(tmp_path / "report.doc")
    assert code == 2 and "report.doc" in said and ".xlsx" in said
    assert names(tmp_path) == set()


FAILURES = {
    "read-only folder": (tempfile, "mkstemp", errno.EACCES, "没有写入权限"),
    "read-only disk": (tempfile, "mkstemp", errno.EROFS, "磁盘是只读的"),
    "no room for a file": (tempfile, "mkstemp", errno.ENOSPC, "磁盘满了"),
    "no room for its content": (os, "fsync", errno.ENOSPC, "磁盘满了"),
    "over quota": (os, "fsync", errno.EDQUOT, "磁盘满了"),
    "disk fails": (os, "fsync", errno.EIO, os.strerror(errno.EIO)),
    "not allowed to replace": (os, "replace", errno.EPERM, "没有写入权限"),
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", FAILURES)
def test_a_failed_write_leaves_the_old_file_as_it_was(
    name: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, function, number, words = FAILURES[name]
    target = tmp_path / f"report.{suffix}"
    target.write_bytes(b"last year's work")
    before = target.stat()
    monkeypatch.setattr(module, function, failing(number))
    code, said = export(target)
    monkeypatch.undo()
    assert code == 2 and str(target) in said and words in said
    assert target.read_bytes() == b"last year's work"
    after = target.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    left = names(tmp_path) - {target.name}
    assert not left or function == "replace"
    for backup in left:
        assert (tmp_path / backup).read_bytes() == b"last year's work"


def test_a_device_without_room_says_so_and_stays_a_device() -> None:
    for suffix in SUFFIXES:
        code, said = export(Path("/dev/full"), "--to", suffix)
        assert code == 2 and "磁盘满了" in said
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_devices_and_pipes_are_written_to_as_they_are(tmp_path: Path) -> None:
    assert write_atomic(Path("/dev/null"), b"data", keep_old=True) is None
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    result = run_gaitui("export", LUOHU_JSON, "/dev/stdout", "--to", "json", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, LUOHU_JSON.read_bytes())


@pytest.mark.parametrize("lock", [".~lock.report.xlsx#", "~$report.xlsx"])
def test_a_file_open_in_an_office_program_is_not_replaced(lock: str, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"being edited")
    (tmp_path / lock).write_text(",gk01,gw1,2025-01-06")
    code, said = export(target)
    assert code == 2 and "正在别的程序里打开" in said and lock in said
    assert target.read_bytes() == b"being edited"
    assert names(tmp_path) == {target.name, lock}
    (tmp_path / lock).unlink()
    assert export(target)[0] == 0


def test_what_is_replaced_is_kept_under_the_next_free_number(tmp_path: Path) -> None:
    target = tmp_path / "报告.2024.json"
    for content in (b"first", b"second", b"third"):
        target.write_bytes(content)
        code, said = export(target)
        assert code == 0
    assert "原来的文件保存为 报告.2024.备份3.json" in said
    backups = {f"报告.2024.备份{number}.json" for number in (1, 2, 3)}
    assert names(tmp_path) == {target.name, *backups}
    kept = [(tmp_path / f"报告.2024.备份{number}.json").read_bytes() for number in (1, 2, 3)]
    assert kept == [b"first", b"second", b"third"]
    (tmp_path / "报告.2024.备份2.json").unlink()
    target.write_bytes(b"fourth")
    assert "备份2.json" in export(target)[1]


def test_nothing_is_kept_of_a_file_that_does_not_change(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    for _ in range(3):
        assert export(target)[0] == 0
    assert names(tmp_path) == {"report.json"}


def test_where_files_cannot_be_linked_the_old_one_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.json"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    assert export(target)[0] == 0
    assert (tmp_path / "report.备份1.json").read_bytes() == b"old"
    assert target.read_bytes() == LUOHU_JSON.read_bytes()


def test_printed_outputs_leave_no_backups(tmp_path: Path) -> None:
    for suffix in ("txt", "csv"):
        (tmp_path / f"report.{suffix}").write_text("old")
        assert export(tmp_path / f"report.{suffix}")[0] == 0
    assert names(tmp_path) == {"report.txt", "report.csv"}


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    target, link = tmp_path / "shared" / "report.json", tmp_path / "report.json"
    target.write_bytes(b"old")
    link.symlink_to(target)
    assert export(link)[0] == 0
    assert link.is_symlink() and target.read_bytes() == LUOHU_JSON.read_bytes()
    assert names(tmp_path / "shared") == {"report.json", "report.备份1.json"}


def test_permissions_of_the_old_file_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_bytes(b"old")
    target.chmod(0o640)
    assert export(target)[0] == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_new_does_not_replace_a_file(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"old")
    outcome = command("new", target, "--unit", "某某局", "--year", 2024)
    assert outcome.code == 2 and "已经存在，没有覆盖" in outcome.err
    assert target.read_bytes() == b"old" and names(tmp_path) == {"report.xlsx"}


def test_an_unreadable_source_writes_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "cut.xlsx", tmp_path / "out.json"
    source.write_bytes(luohu_workbook()[:1000])
    target.write_bytes(b"old")
    outcome = command("export", source, target)
    assert outcome.code == 2 and str(source) in outcome.err and "压缩包没有结尾" in outcome.err
    assert target.read_bytes() == b"old" and names(tmp_path) == {"cut.xlsx", "out.json"}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "文件不存在"),
        (lambda path: path.write_bytes(bytes(MAX_INPUT + 1)), "超过 32 MiB"),
        (lambda path: path.symlink_to(path), os.strerror(errno.ELOOP)),
    ],
    ids=["missing", "too large", "loop"],
)
def test_a_source_that_cannot_be_read_says_why(make: Any, words: str, tmp_path: Path) -> None:
    source = tmp_path / "source.xlsx"
    make(source)
    outcome = command("check", source)
    assert outcome.code == 2 and "W601" in outcome.out and words in outcome.out


def test_a_folder_without_reports_says_so(tmp_path: Path) -> None:
    outcome = command("check", tmp_path)
    assert outcome.code == 2 and "没有可以核对的文件" in outcome.err


def test_a_source_without_permission_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", failing(errno.EACCES))
    with pytest.raises(UnreadableError, match="没有读取这个文件的权限"):
        read_input(LUOHU_JSON)


def test_a_name_no_system_has_is_refused() -> None:
    with pytest.raises(UnreadableError):
        read_input(Path("a\0b"))
