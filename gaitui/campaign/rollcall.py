"""Who has reported and who has not: the figures of a campaign, for every way of showing them."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from gaitui.campaign.folder import Campaign
from gaitui.campaign.state import Stage, Standing

STAGES = (Stage.MISSING, Stage.FAULTY, Stage.DOUBTFUL, Stage.RETURNED, Stage.ACCEPTED)


class Line(Struct, frozen=True):
    """One department: how far it is, how many versions it sent, and what its last one came to;
    None where nothing came."""

    department: str
    kind: str
    contact: str
    stage: Stage
    versions: int
    errors: int | None
    warnings: int | None
    received: datetime | None
    is_sent: bool
    amendments: int
    reason: str


class RollCall(Struct, frozen=True):
    """A campaign's figures on a day. `days_left` is negative once the deadline has passed."""

    unit: str
    year: int
    deadline: date
    days_left: int
    counts: Mapping[str, int]
    lines: tuple[Line, ...]
    merged: datetime | None
    merged_departments: int
    merged_is_stale: bool = False

    @property
    def deadline_words(self) -> str:
        """`截止 2025-01-31，还有 9 天`."""
        if self.days_left > 0:
            left = f"还有 {self.days_left} 天"
        else:
            left = f"已过 {-self.days_left} 天" if self.days_left else "今天截止"
        return f"截止 {self.deadline.isoformat()}，{left}"


def roll_call(campaign: Campaign, today: date) -> RollCall:
    """The figures as they are today."""
    state, settings = campaign.state, campaign.settings
    lines = tuple(_line(standing) for standing in state.standings.values())
    reported = sum(line.versions > 0 for line in lines)
    by_stage = {str(stage): sum(line.stage is stage for line in lines) for stage in STAGES}
    return RollCall(
        settings.unit,
        settings.year,
        settings.deadline,
        (settings.deadline - today).days,
        {"应报": len(lines), "已报": reported, **by_stage},
        lines,
        state.merged_at,
        len(state.merged.versions) if state.merged else 0,
        state.is_stale,
    )


def _line(standing: Standing) -> Line:
    latest = standing.latest
    return Line(
        standing.name,
        standing.department.kind,
        standing.department.contact,
        standing.stage,
        len(standing.versions),
        latest.errors if latest else None,
        latest.warnings if latest else None,
        latest.at if latest else None,
        standing.sent is not None,
        len(latest.amendments) if latest else 0,
        (latest.reason or "") if latest else "",
    )
