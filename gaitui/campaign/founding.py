"""A new campaign: its settings, its roster, and last year's reports taken in."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from gaitui.campaign.folder import OWN_DEFINITION, Campaign, CampaignError, create
from gaitui.campaign.priors import last_reports
from gaitui.campaign.roster import read_roster
from gaitui.campaign.settings import Settings, usual_deadline
from gaitui.checks.basics import unit_problem
from gaitui.definition import built_in_ids, find, for_year
from gaitui.errors import UnreadableError
from gaitui.files import read_input


class Founded(Struct, frozen=True):
    """A new campaign; `priors` are those whose last report was found, `without_prior` the
    departments whose was not."""

    campaign: Campaign
    priors: tuple[str, ...] = ()
    without_prior: tuple[str, ...] = ()


def found(
    folder: Path,
    unit: str,
    year: int,
    roster: Path,
    deadline: date | None = None,
    definition: str | None = None,
    allow_similar: bool = False,
    prior: Path | None = None,
) -> Founded:
    """Make a campaign's folder. `prior` is last year's campaign or merged report; `definition`
    an edition's id or a file of the user's, which is copied in."""
    if problem := unit_problem(unit):
        raise CampaignError(f"机关名称{problem}。")
    edition = find(definition) if definition else for_year(year)
    if not edition.covers(year):
        raise CampaignError(f"“{edition.name}”不用于 {year} 年度。请核对年份或格式。")
    files = {_roster_name(roster): _read_roster_file(roster)}
    departments = read_roster(files[_roster_name(roster)], roster.name, allow_similar)
    is_own = definition is not None and edition.id not in built_in_ids()
    if is_own and definition is not None:
        files[OWN_DEFINITION] = Path(definition).read_bytes()
    priors = last_reports(prior, year, departments) if prior is not None else {}
    settings = Settings(
        unit,
        year,
        deadline or usual_deadline(year),
        _roster_name(roster),
        OWN_DEFINITION if is_own else edition.id,
        allow_similar,
    )
    documents = {path: document for path, (_, document) in priors.items()}
    campaign = create(folder, settings, files, documents)
    owners = tuple(owner for owner, _ in priors.values())
    without = (item.name for item in campaign.departments if item.name not in owners)
    return Founded(campaign, owners, tuple(without) if prior else ())


def _roster_name(roster: Path) -> str:
    suffix = roster.suffix.lower()
    return f"roster{suffix if suffix in ('.xlsx', '.xls', '.ods') else '.csv'}"


def _read_roster_file(roster: Path) -> bytes:
    try:
        return read_input(roster)
    except UnreadableError as error:
        raise UnreadableError(f"部门名单 {roster}：{error}") from error
