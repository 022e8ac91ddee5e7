"""Numbers of the merged report that no sum gives, because departments may hold things in common:
what speaks for which value, and what was decided."""

from collections.abc import Iterator

from msgspec import Struct

from gaitui.campaign.events import Amended
from gaitui.campaign.folder import REPORT, Campaign, CampaignError
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import State
from gaitui.cell import CellRef
from gaitui.intake import take_in
from gaitui.merge import sum_cells, undecided
from gaitui.report import Report
from gaitui.values import Value, format_value


class Decision(Struct, frozen=True):
    """A number that does not simply add up: what the departments' come to, what follows from last
    year's where that is known, and what was decided (None: nothing yet). One is stale where the
    departments' came to something else when it was decided."""

    ref: CellRef
    added: Value | None
    followed: Value | None
    decided: Amended | None
    is_stale: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for a clerk."""
        return self.decided is None or self.is_stale


def merged_report(campaign: Campaign) -> Report:
    """The merged report as it is on disk; `CampaignError` where there is none."""
    path = campaign.path(REPORT)
    report = take_in(path, campaign.own_definition).report if path.is_file() else None
    if report is None:
        raise CampaignError(f"还没有汇总报告 {REPORT}。请先运行 gaitui campaign merge。")
    return report


def decisions_of(campaign: Campaign) -> tuple[Report, tuple[Decision, ...]]:
    """The merged report with the numbers in it that do not simply add up."""
    merged = merged_report(campaign)
    return merged, tuple(decisions(campaign.state, merged, prior_of(campaign, None)))


def decisions(state: State, merged: Report, prior: Report | None) -> Iterator[Decision]:
    """The numbers of a merged report that do not simply add up, and those decided otherwise."""
    sums = sum_cells(part.cells for part in merged.parts)
    stocks = undecided(merged.definition)
    for ref in dict.fromkeys((*stocks, *map(CellRef, state.decisions))):
        added, decided = sums.get(ref), state.decisions.get(ref)
        is_stale = decided is not None and decided.old != format_value(added)
        yield Decision(ref, added, _followed(merged, prior, ref), decided, is_stale)


def _followed(merged: Report, prior: Report | None, ref: CellRef) -> Value | None:
    """A stock as it follows from last year's: plus what was added, less what was taken away."""
    if prior is None:
        return None
    table, row, column = ref.split(".")
    for rule in merged.definition.continuities:
        if rule.table == table and row in rule.rows and rule.stock == column:
            last = prior.value(ref)
            if last is None:
                return None
            came, went = (
                merged.total(CellRef(f"{table}.{row}.{item}") for item in items)
                for items in (rule.added, rule.removed)
            )
            return last + came - went
    return None
