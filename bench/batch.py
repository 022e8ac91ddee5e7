"""Many workbooks through `gaitui check`, each run a process of its own: how the rate grows with
processes and with the number of files, how much memory it takes at most, and how long
LibreOffice needs merely to convert some of them.

`GAITUI_BENCH_FILES` sets how many there are (600); 10000 takes some minutes.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.timing import ROOT, WORKBOOK, Row, show

COUNT = int(os.environ.get("GAITUI_BENCH_FILES", "600"))
CONVERTED = 24
ROUNDS = 3
UNIT = "深圳市罗湖区人民政府"


class Outcome(NamedTuple):
    """Seconds a run took, and the most memory its processes had together, in KiB, what they
    share counted once."""

    seconds: float
    memory: int


def measure() -> list[Row]:
    """Rates as milliseconds a file; the peaks of memory are printed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = list(_copies(folder, COUNT))
        rows = [_by_jobs(paths), _by_count(paths)]
        _tell_memory(paths)
        if shutil.which("soffice"):
            rows.append(_against_libreoffice(paths[:CONVERTED], folder))
        return rows


def _by_jobs(paths: list[Path]) -> Row:
    """Two processes against one; each first in every other round."""
    times: list[tuple[float, float]] = []
    for number in range(ROUNDS):
        order = (2, 1) if number % 2 else (1, 2)
        taken = {jobs: _checked(paths, jobs).seconds for jobs in order}
        times.append((taken[2], taken[1]))
    two, one = (1000 * median(pair[side] for pair in times) / len(paths) for side in (0, 1))
    ratio = median(pair[0] / pair[1] for pair in times)
    names = (f"check {len(paths)} files, 2 jobs, each", "1 job, each")
    return Row(names[0], two, names[1], one, ratio, 1 / 1.7)


def _by_count(paths: list[Path]) -> Row:
    """All files against a tenth of them, a file each; the start counts for both."""
    tenth = paths[: max(len(paths) // 10, 20)]
    all_, few = (1000 * _checked(some, 2).seconds / len(some) for some in (paths, tenth))
    names = (f"check {len(paths)} files, each", f"{len(tenth)} files, each")
    return Row(names[0], all_, names[1], few, all_ / few, 1.1)


def _tell_memory(paths: list[Path]) -> None:
    most, few = (_checked(some, 2, watch=True).memory for some in (paths, paths[:100]))
    print(
        f"peak memory of all processes: {most / 1024:.0f} MiB with {len(paths)} files, "
        f"{few / 1024:.0f} MiB with 100, ratio {most / few:.2f} (goal ≤ 1.2)"
    )


def _against_libreoffice(paths: list[Path], folder: Path) -> Row:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv", "--outdir"]
    start = time.perf_counter()
    subprocess.run(
        [*command, str(folder / "out"), *map(str, paths)], capture_output=True, check=True
    )
    theirs = 1000 * (time.perf_counter() - start) / len(paths)
    ours = 1000 * _checked(paths, 1).seconds / len(paths)
    return Row(f"check {len(paths)} files, each", ours, "soffice to csv", theirs, ours / theirs)


def _checked(paths: list[Path], jobs: int, watch: bool = False) -> Outcome:
    """One run over a folder that holds links to just these files; `watch` its memory, which
    takes time of its own."""
    with tempfile.TemporaryDirectory(dir=paths[0].parent.parent) as folder:
        for path in paths:
            os.link(path, Path(folder, path.name))
        command = [sys.executable, "-m", "gaitui", "check", folder, "--jobs", str(jobs)]
        start = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
            memory = 0
            while watch and process.poll() is None:
                memory = max(memory, _memory(process.pid))
                time.sleep(0.05)
            process.wait()
            return Outcome(time.perf_counter() - start, memory)


def _memory(pid: int) -> int:
    """KiB of a process and its children, shared pages counted in parts."""
    total = 0
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with contextlib.suppress(OSError):
                rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
                total += int(rollup.partition("\nPss:")[2].split()[0])
    return total


def _copies(folder: Path, count: int) -> Iterator[Path]:
    """As many workbooks, no two of them alike: each of another unit."""
    (folder / "in").mkdir()
    with zipfile.ZipFile(WORKBOOK) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    for number in range(count):
        path = folder / "in" / f"{number:05}.xlsx"
        unit = f"测试市第{number:05}号机关".encode()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, data in parts.items():
                package.writestr(name, data.replace(UNIT.encode(), unit))
        path.write_bytes(out.getvalue())
        yield path


if __name__ == "__main__":
    raise SystemExit(show(measure()))
