"""The numbers behind a cell of a merged report that were changed in its campaign."""

from collections.abc import Iterator
from pathlib import Path

from gaitui.campaign import settings
from gaitui.campaign.events import Amended
from gaitui.campaign.folder import Campaign
from gaitui.cell import CellRef
from gaitui.merge import leaves
from gaitui.render.trace import Amendment


def amendments_behind(folder: Path, ref: CellRef) -> tuple[Amendment, ...]:
    """What the ledger says of a cell and of the inputs it is the sum of: changes of versions that
    count now, and decisions; nothing where the folder is no campaign."""
    if not (folder / settings.FILE).is_file():
        return ()
    campaign = Campaign(folder)
    if ref not in campaign.definition.cells:
        return ()
    return tuple(_amendments(campaign, {ref, *leaves(campaign.definition, ref)}))


def _amendments(campaign: Campaign, refs: set[CellRef]) -> Iterator[Amendment]:
    for entry in campaign.ledger.entries:
        event = entry.event
        if isinstance(event, Amended) and event.ref in refs and _counts(campaign, event):
            label = " › ".join(campaign.definition.cells[CellRef(event.ref)].path[-2:])
            at = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
            yield Amendment(
                event.department,
                CellRef(event.ref),
                label,
                event.old,
                event.new,
                event.reason,
                entry.who,
                at,
            )


def _counts(campaign: Campaign, event: Amended) -> bool:
    """Whether a change is of a version that counts, and no later one took its place."""
    state = campaign.state
    if not event.department:
        return state.decisions.get(event.ref) == event
    version = state.version(event.department, event.version)
    is_latest = version is not None and version == state.latest(event.department)
    return version is not None and is_latest and version.amendments.get(event.ref) == event
