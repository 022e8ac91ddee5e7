"""What a clerk decides: a version accepted with a reason, a number changed, a total decided."""

from msgspec.structs import replace

from gaitui.campaign.decisions import merged_report
from gaitui.campaign.events import Accepted, Amended
from gaitui.campaign.folder import Campaign, CampaignError
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import Stage, Standing, Version
from gaitui.campaign.versions import amended, read_received
from gaitui.cell import CellRef
from gaitui.finding import Severity, count_by_severity
from gaitui.merge import sum_cells
from gaitui.report import Report
from gaitui.trace import find_cell
from gaitui.values import format_value, read_text


def accept(campaign: Campaign, standing: Standing, reason: str) -> Version:
    """Let a department's latest version count in spite of its errors or unasked changes."""
    version = _latest(standing)
    if not reason.strip():
        raise CampaignError("请写明理由：--reason “…”。")
    if version.stage is Stage.ACCEPTED:
        raise CampaignError(f"“{standing.name}”第 {version.number} 次报的已经合格，不用再确认。")
    campaign.record(Accepted(standing.name, version.number, reason.strip()))
    return version


def amend(campaign: Campaign, standing: Standing, ref: str, text: str, reason: str) -> Amended:
    """Change a number of a department's latest version; the file received stays as it came."""
    version = _latest(standing)
    prior = prior_of(campaign, standing.department)
    intake = read_received(campaign, campaign.recorded(version.file), version.original, prior)
    before = amended(intake, version, prior).report
    if before is None:
        raise CampaignError(f"{campaign.path(version.file)} 现在读不出来，没有改动。")
    key = _cell(before, ref, text, reason)
    old = before.cell(key).shown
    change = Amended(standing.name, version.number, key, old, text.strip(), reason.strip())
    after = replace(version, amendments={**version.amendments, key: change})
    counts = count_by_severity(amended(intake, after, prior).findings)
    change = replace(change, errors=counts[Severity.ERROR], warnings=counts[Severity.WARNING])
    campaign.record(change)
    return change


def decide(campaign: Campaign, ref: str, text: str | None, reason: str) -> Amended:
    """Set a number of the merged report that cannot simply be added up; without a text, the sum
    as it stands is confirmed."""
    report = merged_report(campaign)
    added = sum_cells(part.cells for part in report.parts).get(find_cell(report, ref))
    new = text if text is not None else format_value(added)
    key = _cell(report, ref, new, reason)
    change = Amended("", 0, key, format_value(added), new.strip(), reason.strip())
    campaign.record(change)
    return change


def _latest(standing: Standing) -> Version:
    if standing.latest is None:
        raise CampaignError(f"“{standing.name}”还没有报来，没有可以改的。")
    return standing.latest


def _cell(report: Report, ref: str, text: str, reason: str) -> CellRef:
    """The key of a number that is to be changed, named as `find_cell` takes it, once all that is
    asked for makes sense."""
    key = find_cell(report, ref)
    if report.definition.is_computed(key):
        raise CampaignError(f"{ref} 是总计，由各格相加得出。请改它的组成部分。")
    spec = report.definition.cells[key]
    if not reason.strip():
        raise CampaignError("请写明理由：--reason “…”。")
    if read_text(text, spec.kind, spec.unit).value is None:
        raise CampaignError(f"“{text}”不是这一格能用的数，没有改动。")
    return key
