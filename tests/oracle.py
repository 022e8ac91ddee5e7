"""LibreOffice as the oracle of the workbook tests: it opens, recalculates and converts files."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.support import need_tool

PROCESSES = 2
"""Programs run beside each other, each with its own profile; one converts many files."""
WORTH_SPLITTING = 8
"""Fewer files than this are converted by one program: starting it takes 2 seconds."""
TIMEOUT = 300

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
    program = need_tool("soffice")
    outdir.mkdir(parents=True, exist_ok=True)
    count = PROCESSES if len(files) >= WORTH_SPLITTING else 1
    batches = [files[number::count] for number in range(count)]
    with ThreadPoolExecutor(count) as pool:
        for said in pool.map(lambda batch: _run(program, batch, to, outdir), batches):
            assert "Error" not in said, said
    results = [outdir / f"{file.stem}.{to}" for file in files]
    missing = [result.name for result in results if not result.exists()]
    assert not missing, f"LibreOffice did not convert {missing}"
    return results


def convert_bytes(books: Sequence[bytes], to: str, folder: Path) -> list[bytes]:
    """The same for workbooks in memory; `folder` holds the files in between."""
    files = []
    sources = folder / "in"
    sources.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(books):
        file = sources / f"{number:03}.xlsx"
        file.write_bytes(data)
        files.append(file)
    return [result.read_bytes() for result in convert(files, to, folder / "out")]


def _run(program: str, files: Sequence[Path], to: str, outdir: Path) -> str:
    with _profile() as profile:
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                to,
                "--outdir",
                str(outdir),
                *map(str, files),
            ],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@contextmanager
def _profile() -> Iterator[Path]:
    """A user profile of its own: no settings of the machine's user, no running instance."""
    with tempfile.TemporaryDirectory(prefix="gaitui-office-") as folder:
        user = Path(folder) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        yield Path(folder)
