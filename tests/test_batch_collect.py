"""Which files folders and patterns mean."""

import os
from pathlib import Path

import pytest

from gaitui.batch.collect import collect


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as departments and programs leave it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    (folder / "b" / "c").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in (
        *("2.xlsx", "10.XLSX", "b/3.json", "b/c/4.xls", "a.et", "-x.xlsx", "[1].xlsx"),
        *("~$2.xlsx", ".2.xlsx.gaitui-lock", ".hidden/5.xlsx", "2.备份1.xlsx", "说明.txt"),
    ):
        (folder / name).write_bytes(b"{}")
    (folder / "from mail").write_bytes(b"PK\x03\x04")
    (folder / "letter.docx").write_bytes(b"PK\x03\x04")
    (folder / "old.dat").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    os.mkfifo(folder / "pipe.xlsx")
    return folder


FOUND = [
    *("in/-x.xlsx", "in/10.XLSX", "in/2.xlsx", "in/[1].xlsx", "in/a.et", "in/from mail"),
    *("in/old.dat", "in/b/3.json", "in/b/c/4.xls"),
]


def test_a_folder_means_the_reports_in_it_and_below(inbox: Path) -> None:
    assert collect(["in"]) == FOUND


def test_links_that_go_round_end(inbox: Path) -> None:
    (inbox / "b" / "up").symlink_to(inbox)
    (inbox / "b" / "self").symlink_to("self")
    assert sorted(collect(["in"])) == sorted(FOUND)


def test_a_linked_folder_is_looked_into_once(inbox: Path) -> None:
    (inbox.parent / "other").mkdir()
    (inbox.parent / "other" / "9.xlsx").write_bytes(b"")
    (inbox / "z1").symlink_to(inbox.parent / "other")
    (inbox / "z2").symlink_to(inbox.parent / "other")
    assert collect(["in"]) == [*FOUND, "in/z1/9.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["in/*.xlsx"], ["in/-x.xlsx", "in/2.xlsx", "in/[1].xlsx", "in/pipe.xlsx"]),
        (["in/~$2.xlsx", "in/2.备份1.xlsx"], ["in/2.备份1.xlsx"]),
        (["in/**/*.xls"], ["in/b/c/4.xls"]),
        (["in/[1].xlsx"], ["in/[1].xlsx"]),
        (["in/*.pdf"], ["in/*.pdf"]),
        (["missing.xlsx", "in/b", "-"], ["missing.xlsx", "in/b/3.json", "in/b/c/4.xls", "-"]),
        (["in/说明.txt", "in/说明.txt"], ["in/说明.txt", "in/说明.txt"]),
        (["in/.hidden"], ["in/.hidden/5.xlsx"]),
    ],
)
def test_patterns_and_names(arguments: list[str], found: list[str], inbox: Path) -> None:
    assert collect(arguments) == found


def test_a_folder_that_cannot_be_listed_stands_for_itself(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path == "in/b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    # The tests may run as root, whom no permission stops.
    monkeypatch.setattr("gaitui.batch.collect.os.scandir", refuse)
    assert collect(["in"]) == [*FOUND[:7], "in/b"]


def test_names_of_any_bytes_are_kept(tmp_path: Path) -> None:
    names = [
        b"\xff\xfe.xlsx",
        b"a\nb.xlsx",
        b"[b].xlsx",
        "长".encode() * 83 + b".json",
        b"\x1b[31m.xlsx",
    ]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):
            pass
    found = collect([str(tmp_path)])
    assert sorted(os.fsencode(os.path.basename(path)) for path in found) == sorted(names)
