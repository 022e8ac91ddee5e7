"""Last year's reports in a campaign: taken from last year's campaign or from its merged report,
kept as JSON documents so that the folder stands alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from gaitui.campaign.corrected import corrected, with_totals
from gaitui.campaign.folder import PRIOR, REPORT, Campaign, CampaignError
from gaitui.campaign.names import canonical_name, file_name
from gaitui.campaign.roster import Department
from gaitui.campaign.state import Stage
from gaitui.definition import Definition, built_in
from gaitui.errors import UnreadableError
from gaitui.intake import take_in, take_in_bytes
from gaitui.reading.document import read_document
from gaitui.render.document import render_json
from gaitui.report import Report, cell_from_value

_DISTRICT = f"{PRIOR}/@report.json"


def prior_of(campaign: Campaign, department: Department | None) -> Report | None:
    """A department's report of last year, or with None the collecting unit's own, where known;
    `CampaignError` where its file was changed. One that was renamed is found by its old name."""
    names = (department.name, *department.aliases) if department else ("",)
    for path in map(_path, names):
        if path in campaign.state.files:
            return read_document(campaign.recorded(path), partial(_definition, campaign))
    return None


def last_reports(
    source: Path, year: int, departments: Sequence[Department]
) -> dict[str, tuple[str, bytes]]:
    """Last year's reports for a campaign of `year`, from a campaign's folder or a report: for each
    found, by the path it is kept under, whose it is ("" for the collecting unit) and its JSON."""
    reports = _from_campaign(source) if source.is_dir() else _from_report(source)
    by_name = {name: item for item in departments for name in item.names}
    kept = {}
    for name, report in reports.items():
        department = by_name.get(canonical_name(name))
        if name and department is None:
            continue
        _require_year(report, year - 1, name)
        owner = department if name else None
        document = render_json(replace(report, parts=())).encode()
        whose = owner.name if owner else ""
        kept[_path(whose)] = whose, document
    return kept


def _path(name: str) -> str:
    return f"{PRIOR}/{file_name(name)}.json" if name else _DISTRICT


def _definition(campaign: Campaign, name: str, year: int | None) -> Definition:
    own = campaign.own_definition
    return own if own is not None and own.id == name else built_in(name)


def _require_year(report: Report, year: int, name: str) -> None:
    if report.year is not None and report.year != year:
        who = f"（{name}）" if name else ""
        raise CampaignError(
            f"上年报告{who}是 {report.year} 年度的，不是 {year} 年度的。请核对 --prior。"
        )


def _from_campaign(folder: Path) -> Mapping[str, Report]:
    """The accepted reports of a campaign, and its merged one under ""."""
    last = Campaign(folder)
    return dict(_reports_of(last))


def _reports_of(last: Campaign) -> Iterator[tuple[str, Report]]:
    merged = last.path(REPORT)
    if merged.is_file():
        yield "", _readable(merged)
    for standing in last.state.in_stage(Stage.ACCEPTED):
        version = standing.versions[-1]
        intake = take_in_bytes(last.recorded(version.file), version.original, last.own_definition)
        if intake.report is not None:
            yield standing.name, corrected(intake.report, version.amendments)


def _from_report(path: Path) -> Mapping[str, Report]:
    """A report under "", and the departments it was added up from."""
    report = _readable(path)
    reports = {"": report}
    for part in report.parts:
        cells = {ref: cell_from_value(value) for ref, value in part.cells.items()}
        reports[part.name] = with_totals(Report(report.definition, part.name, report.year, cells))
    return reports


def _readable(path: Path) -> Report:
    intake = take_in(path)
    if intake.report is None:
        raise UnreadableError(f"上年报告 {path} 读不出来：{intake.findings[0].message}")
    return intake.report
