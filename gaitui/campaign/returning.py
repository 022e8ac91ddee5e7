"""What is wrong goes back: the department's own workbook with the findings on its cells, and a
notice."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gaitui.annotation.annotate import annotate
from gaitui.campaign.events import Returned
from gaitui.campaign.folder import RETURNED, Campaign, CampaignError, digest
from gaitui.campaign.names import file_name
from gaitui.campaign.state import Stage, Standing, Version
from gaitui.campaign.versions import read_version
from gaitui.render.notice import render_notice


class Returning(Struct, frozen=True):
    """What was written for a department, by path in the campaign; `lost` says what of its file
    the annotated copy could not keep."""

    department: str
    version: int
    files: tuple[str, ...]
    lost: tuple[str, ...]


def return_versions(campaign: Campaign, departments: Sequence[str] = ()) -> Iterator[Returning]:
    """Return the latest version of each department named, or of all that have something wrong
    and were not told yet, in a campaign that is open for changes."""
    if departments:
        standings = campaign.chosen(departments)
    else:
        standings = campaign.state.in_stage(Stage.FAULTY, Stage.DOUBTFUL)
    for standing in standings:
        if standing.latest is None:
            raise CampaignError(f"“{standing.name}”还没有报来，没有可以退回的。")
        yield _return(campaign, standing, standing.latest)


def _return(campaign: Campaign, standing: Standing, version: Version) -> Returning:
    intake = read_version(campaign, standing.department, version)
    deadline = campaign.settings.deadline
    data = campaign.recorded(version.file)
    copy = annotate(data, intake.report, intake.findings, version.original, deadline)
    stem = f"{RETURNED}/{file_name(standing.name)}/{version.number:02}"
    notice = render_notice(
        intake.report,
        intake.findings,
        version.original,
        deadline,
        has_copy=copy.data is not None,
        lost=copy.lost,
    ).encode()
    files = {f"{stem}-校验意见{copy.suffix}": copy.data} if copy.data is not None else {}
    files[f"{stem}-退回通知.txt"] = notice
    names = campaign.place(files)
    written = {names[name]: digest(data) for name, data in files.items()}
    campaign.record(Returned(standing.name, version.number, written))
    return Returning(standing.name, version.number, tuple(written), copy.lost)
