"""What the board reads beside the screen: what departments sent, and the merged report."""

from msgspec import Struct

from gaitui.campaign.folder import Campaign
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import Standing
from gaitui.campaign.versions import amended, read_received
from gaitui.errors import GaituiError
from gaitui.tui.board.deciding import deciding_of, waiting_in
from gaitui.tui.board.detail import Seen


class Looked(Struct, frozen=True):
    """What was read of a version; `key` tells it from others."""

    key: object
    seen: Seen


class Weighed(Struct, frozen=True):
    """How many numbers of the merged report wait for a clerk; `key` tells it from others."""

    key: object
    waiting: int


def read_latest(campaign: Campaign, standing: Standing) -> Seen:
    """What a department sent last, read and checked as it counts."""
    assert standing.latest is not None
    version = standing.latest
    try:
        data = campaign.recorded(version.file)
        prior = prior_of(campaign, standing.department)
        received = read_received(campaign, data, version.original, prior)
        counts = amended(received, version, prior)
    except GaituiError as error:
        return Seen(problem=str(error))
    return Seen(counts.report, counts.findings, "", received, prior)


def weigh(campaign: Campaign) -> int:
    """How many numbers of the merged report wait for a clerk; as the ledger has it where the
    report cannot be read."""
    try:
        return deciding_of(campaign).waiting
    except GaituiError:
        return waiting_in(campaign)


def has_findings(standing: Standing | None) -> bool:
    """Whether there is something to read of a department's latest version."""
    latest = standing.latest if standing is not None else None
    return latest is not None and latest.errors + latest.warnings > 0


def merged_key(campaign: Campaign) -> object:
    """What tells a merging with the decisions made since from others."""
    state = campaign.state
    return state.merged, tuple(state.decisions.values())


def version_key(standing: Standing | None) -> object:
    """What tells a version with its amendments from others; None where there is none."""
    if standing is None or standing.latest is None:
        return None
    latest = standing.latest
    changes = tuple((change.ref, change.new) for change in latest.amendments.values())
    return standing.name, latest.number, latest.sha256, changes
