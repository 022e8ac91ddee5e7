"""An annotated copy of what a department sent: its own workbook with comments, fills and the list
of findings; a transcript where the file's format cannot be written."""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from gaitui.annotation.lost import losses
from gaitui.annotation.planning import make_plan
from gaitui.annotation.transcript import is_modest, transcribe
from gaitui.errors import OutputError, UnreadableError
from gaitui.finding import Finding
from gaitui.grid import Grid
from gaitui.report import Report
from gaitui.sources.child import Limits, run_child
from gaitui.sources.legacy import LegacyWorkbook
from gaitui.sources.ods import OdsWorkbook
from gaitui.sources.open import Spreadsheet, open_source
from gaitui.sources.package import Package
from gaitui.sources.xlsx import Workbook

WRITING = Limits(12.0, 768 << 20)
"""Opening and saving a whole workbook takes some 0.2 s and 60 MB; four times the largest seen
stays below this."""
_JOB = "gaitui.annotation._openpyxl"
_NO_BOOK = "收到的是网页或文档，不是工作簿：没有标注副本，只有通知。"


class Annotated(Struct, frozen=True):
    """The copy (None where there can be none) and the suffix of its name; `lost` says in
    sentences what the received file has and the copy has not."""

    data: bytes | None
    suffix: str
    lost: tuple[str, ...]


def annotate(
    data: bytes,
    report: Report | None,
    findings: Sequence[Finding],
    name: str = "",
    deadline: date | None = None,
) -> Annotated:
    """Mark a received file: `report` and `findings` are what reading and checking it gave, `name`
    is what it is called. The received bytes are not touched; whatever is wrong with the file
    costs the copy at most."""
    try:
        source = _open(data)
        if source is None:
            return Annotated(None, "", (_NO_BOOK,))
        grids = [source.grid(sheet) for sheet in source.sheet_names]
    except UnreadableError as error:
        return Annotated(None, "", (f"没有标注副本：{error}",))

    def carry_out(workbook: bytes, lost: tuple[str, ...], seen: Sequence[Grid]) -> Annotated:
        plan = make_plan(report, findings, name, deadline, lost, seen)
        job = msgspec.json.encode(plan) + b"\0" + workbook
        return Annotated(run_child(_JOB, job, "工作簿", WRITING), ".xlsx", lost)

    if isinstance(source, Workbook) and all(map(is_modest, grids)):
        try:
            Package(data).check()
            return carry_out(data, losses(Package(data)), grids)
        except UnreadableError:
            pass  # our reader opens it and the library that writes does not
    try:
        copy = transcribe(grids, report, source)
        seen = Workbook(copy.data)
        return carry_out(copy.data, copy.lost, [seen.grid(sheet) for sheet in seen.sheet_names])
    except (UnreadableError, OutputError) as error:
        return Annotated(None, "", (f"没有标注副本：{error}",))


def _open(data: bytes) -> "Spreadsheet | None":
    """The received spreadsheet; None for pages and documents."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    source = open_source(data)
    return source if isinstance(source, Workbook | LegacyWorkbook | OdsWorkbook) else None
