"""Changes against last year, as clauses say them: `同比增长1.05%`, `较上年528件增加6件`."""

import re
from collections.abc import Sequence
from decimal import Decimal

from gaitui.checks.claims.figures import Figure
from gaitui.checks.claims.model import Claim, Growth
from gaitui.checks.claims.text import Clause

_RISING = "增长|上升|增加|提高|提升|增多|增幅为?|多"
_FALLING = "下降|减少|降低|回落|下滑|降幅为?|少"
_TURNS = frozenset("增升高多降少落滑")
"""One character of each word for a change."""
_GROWTH = (
    r"(?:数量|总量|申请量|件数|申请数量)?(?:(?P<against>同比|与上年(?:同期)?(?:相比|比)"
    r"|[较比](?:上年|去年)(?:同期)?(?:度)?(?:的)?(?P<previous>[0-9,]{1,9})?[件宗条起次份个]?(?:相比)?)"
    r"(?:略有|有所|大幅|共)?)?"
    rf"(?:(?P<up>{_RISING})|(?P<down>{_FALLING}))(?:了|至)?"
    r"(?P<amount>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?P<unit>%|[件宗条起次份个])"
)


def read_growth(
    clause: Clause,
    found: Sequence[Figure],
    claim: Claim | None,
    former: Claim | None,
    before: Sequence[Growth],
) -> Growth | None:
    """The change a clause states for the claim right before it; None where it is no change, or
    not certain of what. `former` is last year's number in the same sentence; a clause without
    同比 must follow it, or a clause that has it, and a rate may follow the difference."""
    if not found or claim is None or claim.is_none or claim.year != "本年":
        return None
    match = None if _TURNS.isdisjoint(clause.words) else re.fullmatch(_GROWTH, clause.words)
    if match is None:
        return None
    last = before[-1] if before and before[-1].claim is claim else None
    if former is not None and former.subjects != claim.subjects:
        former = None
    if not match["against"] and last is None and former is None:
        return None
    if match["against"] and last is not None and (last.is_rate or match["previous"]):
        return None
    stated = match["previous"]
    previous = Decimal(stated.replace(",", "")) if stated else (last.previous if last else None)
    if previous is None and former is not None:
        previous = former.number
    amount = Decimal(match["amount"])
    is_rate = match["unit"] == "%"
    change = None
    if last is not None and not last.is_rate:
        change = last.amount if last.rising else -last.amount
    return Growth(
        clause.quote,
        claim,
        match["up"] is not None,
        amount,
        len(match["amount"].partition(".")[2]),
        is_rate,
        previous,
        change,
    )
