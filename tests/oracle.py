"""LibreOffice as the oracle of the workbook tests: it opens, recalculates and converts files."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support import need_tool

TIMEOUT = 600
"""Seconds; starting takes 2 and a workbook 0.3 where nothing else runs."""

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""Always recalculate on loading; by default it shows what the file says."""


def convert(files: Sequence[Path], to: str, outdir: Path) -> list[Path]:
    """Convert files (with different stems) to the format `to`; the results, in order."""
    outdir.mkdir(parents=True, exist_ok=True)
    with _profile() as profile:
        _run(
            need_tool("soffice"),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(outdir),
            *map(str, files),
        )
    results = [outdir / f"{file.stem}.{to}" for file in files]
    missing = [result.name for result in results if not result.exists()]
    assert not missing, f"LibreOffice did not convert {missing}"
    return results


def convert_bytes(books: Sequence[bytes], to: str, folder: Path) -> list[bytes]:
    """The same for workbooks in memory; `folder` holds the files in between."""
    sources = folder / "in"
    sources.mkdir(parents=True, exist_ok=True)
    files = [sources / f"{number:03}.xlsx" for number in range(len(books))]
    for file, data in zip(files, books, strict=True):
        file.write_bytes(data)
    return [result.read_bytes() for result in convert(files, to, folder / "out")]


def _run(*command: str) -> None:
    """Run to the end; at the time limit its children are ended as well."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=TIMEOUT)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert process.returncode == 0, said
    assert "Error" not in said, said


@contextmanager
def _profile() -> Iterator[Path]:
    """A user profile of its own: no settings of the machine's user, no running instance."""
    with tempfile.TemporaryDirectory(prefix="gaitui-office-", ignore_cleanup_errors=True) as folder:
        user = Path(folder) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        yield Path(folder)
