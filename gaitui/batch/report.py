"""The HTML page of a batch: gathered on disk while results pass by, put in order at the end."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gaitui.errors import OutputError
from gaitui.files import write_parts
from gaitui.files.atomic import reason
from gaitui.finding import Severity, count_by_severity
from gaitui.render.outcome import FileResult
from gaitui.render.page import (
    GENERATOR,
    page_findings,
    page_foot,
    page_head,
    page_middle,
    page_row,
)
from gaitui.render.tally import Tally


class _Place(NamedTuple):
    """Where a file's row and its findings lie in the gathered bytes, and what they sort by."""

    errors: int
    warnings: int
    number: int
    start: int
    row: int
    findings: int

    @property
    def rank(self) -> tuple[int, int, int]:
        return -self.errors, -self.warnings, self.number


class ReportFolder:
    """`index.html` in a folder, which is made if need be. `OutputError` where it cannot be
    written, or where another page of that name is there."""

    def __init__(self, folder: Path) -> None:
        self.page = folder / "index.html"
        self._tally = Tally()
        self._places: list[_Place] = []
        self._end = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _refuse_foreign(self.page)
            self._gathered = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        except OSError as error:
            raise OutputError(f"写不了 {folder}：{reason(error)}") from error

    def add(self, result: FileResult) -> None:
        """Gather one file's result."""
        self._tally.add(result)
        number = self._tally.files
        counts = count_by_severity(result.findings)
        row = page_row(result, number).encode("utf-8", "replace")
        findings = page_findings(result, number).encode("utf-8", "replace")
        try:
            self._gathered.write(row + findings)
        except OSError as error:
            raise OutputError(f"写不了 {self.page}：{reason(error)}") from error
        self._places.append(
            _Place(
                counts[Severity.ERROR],
                counts[Severity.WARNING],
                number,
                self._end,
                len(row),
                len(findings),
            )
        )
        self._end += len(row) + len(findings)

    def write(self, is_whole: bool) -> None:
        """Write the page, most errors first."""
        self._places.sort(key=lambda place: place.rank)
        try:
            self._gathered.flush()
        except OSError as error:
            raise OutputError(f"写不了 {self.page}：{reason(error)}") from error
        write_parts(self.page, self._parts(is_whole))

    def close(self) -> None:
        """Let go of what was gathered."""
        self._gathered.close()

    def _parts(self, is_whole: bool) -> Iterator[bytes]:
        yield page_head(self._tally, is_whole).encode()
        for place in self._places:
            yield self._read(place.start, place.row)
        yield page_middle().encode()
        for place in self._places:
            yield self._read(place.start + place.row, place.findings)
        yield page_foot(self._tally).encode()

    def _read(self, start: int, length: int) -> bytes:
        self._gathered.seek(start)
        return self._gathered.read(length)


def _refuse_foreign(page: Path) -> None:
    """A page that is not ours is somebody's work."""
    if not page.is_file():
        return
    with page.open("rb") as stream:
        ours = GENERATOR.encode() in stream.read(1024)
    if not ours:
        raise OutputError(f"{page} 已经存在，不是核对结果，没有覆盖。请换一个文件夹。")
