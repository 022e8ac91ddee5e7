"""The one way a received file becomes a report with findings, for every face of gaitui."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, structs

from gaitui.checks import run_checks
from gaitui.definition import Definition, built_in, for_year
from gaitui.errors import EditionError, UnreadableError
from gaitui.files import MAX_INPUT, read_input
from gaitui.finding import Finding, Severity
from gaitui.reading.own import ReadResult, is_own, read_own
from gaitui.report import Report
from gaitui.sources.open import Spreadsheet, open_source
from gaitui.sources.page import Page


class Intake(Struct, frozen=True):
    """One received file, opened, read and checked. `report` is None where it could not be
    understood as one; the findings then say why. `stamp` is what a workbook of ours says of
    itself where users do not see it."""

    path: str
    sha256: str | None
    report: Report | None
    findings: tuple[Finding, ...]
    checks_run: int
    stamp: Mapping[str, str] = MappingProxyType({})

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing could be read at all."""
        return self.report is None


def take_in(
    path: Path,
    definition: Definition | None = None,
    prior: Report | None = None,
    select: str | None = None,
) -> Intake:
    """Open, read and check a file; `definition` is a user's own edition, used where a file
    names it; `prior` is last year's report, to check against; `select` names one of several
    reports in the file. Whatever is wrong with the file becomes findings."""
    try:
        data = read_input(path)
    except UnreadableError as error:
        return Intake(str(path), None, None, (_unreadable(str(error)),), 1)
    return take_in_bytes(data, str(path), definition, prior, select)


def take_in_bytes(
    data: bytes,
    name: str,
    definition: Definition | None = None,
    prior: Report | None = None,
    select: str | None = None,
) -> Intake:
    """The same for bytes already in memory; `name` stands for the path."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        result = _read(data, definition, select)
    except UnreadableError as error:
        return Intake(name, digest, None, (_unreadable(str(error)),), 1)
    except EditionError as error:
        finding = Finding("W602", Severity.ERROR, str(error), "year")
        return Intake(name, digest, None, (finding,), 1)
    if result.report is None:
        return Intake(name, digest, None, result.findings, result.checks_run, result.stamp)
    checked = run_checks(result.report, prior)
    return Intake(
        name,
        digest,
        result.report,
        sort_findings(result.report, (*result.findings, *checked.findings)),
        result.checks_run + checked.checks_run,
        result.stamp,
    )


def sort_findings(report: Report, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by place in the form, then by code. Those with one cause (one hint)
    stay together where the first imbalance of them stands, and end with what texts say."""
    order = {severity: index for index, severity in enumerate(Severity)}
    places: dict[str | None, int] = {
        ref: index for index, ref in enumerate(report.definition.cells)
    }

    def place(item: Finding) -> tuple[int, int, str]:
        return order[item.severity], places.get(item.ref, -1), item.code

    def within(item: Finding) -> tuple[bool, tuple[int, int, str]]:
        return item.ref not in places, place(item)

    leaders: dict[str, tuple[int, int, str]] = {}
    for item in sorted(findings, key=within):
        leaders.setdefault(item.cause, place(item))
    leading = {id(item): leaders[item.cause] if item.cause else place(item) for item in findings}
    return tuple(sorted(findings, key=lambda item: (leading[id(item)], within(item))))


def _unreadable(message: str) -> Finding:
    return Finding("W601", Severity.ERROR, message)


def _by_id(own: Definition | None, definition_id: str) -> Definition:
    """The user's own definition where it is the one named, else the shipped edition."""
    if own is not None and definition_id in (own.id, ""):
        return own
    return built_in(definition_id)


def _by_id_or_year(own: Definition | None, definition_id: str, year: int | None) -> Definition:
    if definition_id or own is not None:
        return _by_id(own, definition_id)
    if year is None:
        raise UnreadableError("JSON 没有写明年度（year），也没有写明格式（definition）。")
    return for_year(year)


def _read(data: bytes, own: Definition | None, select: str | None) -> ReadResult:
    if len(data) > MAX_INPUT:
        raise UnreadableError(f"文件超过 {MAX_INPUT >> 20} MiB，不像是年度报告，没有打开。")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and not head.startswith(b"{\\rtf"):
        # Imported here, as for pages and foreign workbooks: most files are none of these.
        from gaitui.reading.document import read_document

        return ReadResult(read_document(data, partial(_by_id_or_year, own)))
    source = open_source(data)
    if isinstance(source, Page):
        from gaitui.reading.pages import read_page

        return read_page(source, own, select)
    return _read_workbook(source, own, select)


def _read_workbook(workbook: Spreadsheet, own: Definition | None, select: str | None) -> ReadResult:
    findings = tuple(_active_content(workbook))
    if not is_own(workbook):
        # Imported here, as for pages: recognition is a third of all that a start loads.
        from gaitui.reading.foreign import read_foreign_workbook

        result = read_foreign_workbook(workbook, own, select)
        return ReadResult(result.report, (*findings, *result.findings), result.checks_run + 2)
    result = read_own(workbook, partial(_by_id, own))
    return structs.replace(
        result, findings=(*findings, *result.findings), checks_run=result.checks_run + 2
    )


def _active_content(workbook: Spreadsheet) -> list[Finding]:
    found = []
    if workbook.has_macros:
        found.append("宏")
    if workbook.has_external_links:
        found.append("指向其他文件的链接")
    return [
        Finding(
            "W608",
            Severity.WARNING,
            f"工作簿带有{what}；读取时没有运行，也没有跟随",
            hint="请报送单位去掉后另存为 .xlsx；来历不明的文件不要用 Excel 打开。",
        )
        for what in found
    ]
