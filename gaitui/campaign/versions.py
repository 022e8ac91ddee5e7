"""A version of a department's report as it counts: read from its file, with what was changed here,
and checked beside last year's."""

from gaitui.campaign.corrected import corrected
from gaitui.campaign.folder import Campaign
from gaitui.campaign.priors import prior_of
from gaitui.campaign.roster import Department
from gaitui.campaign.state import Version
from gaitui.checks import run_checks
from gaitui.intake import Intake, sort_findings, take_in_bytes
from gaitui.report import Report

ABOUT_FILE = "W6"
"""Findings of this family speak of the file and not of the report in it."""


def read_received(campaign: Campaign, data: bytes, name: str, prior: Report | None) -> Intake:
    """A file read and checked; of several reports in it, the one of the campaign's year."""
    own = campaign.own_definition
    intake = take_in_bytes(data, name, own, prior)
    if any(finding.code == "W609" for finding in intake.findings):
        chosen = take_in_bytes(data, name, own, prior, str(campaign.settings.year))
        return chosen if chosen.report is not None else intake
    return intake


def read_version(campaign: Campaign, department: Department, version: Version) -> Intake:
    """A version with its amendments; `CampaignError` if its file is not what was received."""
    data = campaign.recorded(version.file)
    prior = prior_of(campaign, department)
    intake = read_received(campaign, data, version.original, prior)
    return amended(intake, version, prior)


def amended(intake: Intake, version: Version, prior: Report | None) -> Intake:
    """An intake with the numbers that were changed here, checked again."""
    if intake.report is None or not version.amendments:
        return intake
    report = corrected(intake.report, version.amendments)
    checked = run_checks(report, prior)
    about_file = (item for item in intake.findings if item.code.startswith(ABOUT_FILE))
    return Intake(
        intake.path,
        intake.sha256,
        report,
        sort_findings(report, (*about_file, *checked.findings)),
        intake.checks_run,
        intake.stamp,
    )
