"""What the board lists: the departments a filter lets through, and the one that is current."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from gaitui.campaign.folder import Campaign
from gaitui.campaign.names import canonical_name
from gaitui.campaign.rollcall import STAGES, RollCall, roll_call
from gaitui.campaign.state import Stage, Standing


class Filter(Struct, frozen=True):
    """Which departments are listed: those of one stage, those a typed text speaks of."""

    stage: Stage | None = None
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Whether everything is listed."""
        return self.stage is None and not self.text.strip()

    def lets(self, standing: Standing) -> bool:
        """Whether a department is listed."""
        if self.stage is not None and standing.stage is not self.stage:
            return False
        wanted = canonical_name(self.text)
        department = standing.department
        others = map(canonical_name, (department.contact, department.kind))
        texts = (*department.names, *others)
        return any(wanted in text for text in texts)


class Board(Struct, frozen=True):
    """A campaign as the board shows it at a moment: all departments in the roster's order, those
    listed, and the current one's place among them."""

    call: RollCall
    standings: tuple[Standing, ...]
    filter: Filter
    listed: tuple[Standing, ...]
    at: int = 0

    @property
    def current(self) -> Standing | None:
        """The current department; None where none is listed."""
        return self.listed[self.at] if self.listed else None

    def moved(self, to: int) -> "Board":
        """The board with another place current, the nearest there is."""
        return replace(self, at=max(0, min(to, len(self.listed) - 1)))

    def filtered(self, by: Filter) -> "Board":
        """The board with another filter; the current department stays current where it is
        listed still, else the next one below it is."""
        return _placed(self, by, self.standings, self.call)

    def next_stage(self) -> "Board":
        """The board with the next stage alone that somebody is at, after the last all again."""
        present = [stage for stage in STAGES if self.call.counts[stage]]
        order = [None, *present]
        here = order.index(self.filter.stage) if self.filter.stage in order else 0
        return self.filtered(replace(self.filter, stage=order[(here + 1) % len(order)]))

    def renewed(self, campaign: Campaign, now: datetime) -> "Board":
        """The board of the campaign as it is now, with the same filter and department."""
        fresh = board_of(campaign, now)
        return _placed(self, self.filter, fresh.standings, fresh.call)


def board_of(campaign: Campaign, now: datetime) -> Board:
    """A campaign's board with everything listed."""
    standings = tuple(campaign.state.standings.values())
    return Board(roll_call(campaign, now.date()), standings, Filter(), standings)


def _placed(before: Board, by: Filter, standings: Sequence[Standing], call: RollCall) -> Board:
    listed = tuple(item for item in standings if by.lets(item))
    old = before.current
    order = {item.name: index for index, item in enumerate(standings)}
    wanted = order.get(old.name, 0) if old else 0
    at = next((i for i, item in enumerate(listed) if order[item.name] >= wanted), len(listed) - 1)
    return Board(call, tuple(standings), by, listed, max(0, at))
