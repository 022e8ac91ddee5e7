"""Reports and campaigns opened lately, kept in the user's state folder."""

from pathlib import Path

import msgspec
from msgspec import Struct
from platformdirs import user_state_path

from gaitui.campaign.folder import is_campaign
from gaitui.errors import OutputError
from gaitui.files import write_atomic

KEPT = 12


class Recent(Struct, frozen=True):
    """One report opened lately, as it was when it was closed; or a campaign, with its figures
    as they were when it was opened."""

    path: str
    unit: str = ""
    year: int | None = None
    errors: int = 0
    warnings: int = 0
    figures: str = ""


def _store() -> Path:
    return user_state_path("gaitui") / "recent.json"


def recent_reports() -> list[Recent]:
    """The latest first; those that are gone are left out."""
    try:
        known = msgspec.json.decode(_store().read_bytes(), type=list[Recent])
    except (OSError, msgspec.DecodeError):
        return []
    return [item for item in known if Path(item.path).is_file() or is_campaign(Path(item.path))]


def remember(item: Recent) -> None:
    """Put a report at the top of the list; a state folder that cannot be written is no matter."""
    others = [other for other in recent_reports() if other.path != item.path]
    try:
        _store().parent.mkdir(parents=True, exist_ok=True)
        write_atomic(_store(), msgspec.json.encode([item, *others][:KEPT]))
    except (OSError, OutputError):
        return
