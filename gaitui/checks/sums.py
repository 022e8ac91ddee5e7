"""N303: lists in the texts that do not add up to the number they take apart."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, groupby

from msgspec.structs import replace

from gaitui.checks.claims import Item, Listing, read_claims
from gaitui.checks.claims.lists import is_short
from gaitui.checks.counts import quoted, reading_value
from gaitui.checks.findings import narrative_label, text_finding
from gaitui.finding import Finding, Severity
from gaitui.report import Report

_KINDS = frozenset({"applicant", "outcome", "result", ""})


def check_sums(report: Report) -> Iterator[Sequence[Finding]]:
    """One point a list whose entries are certainly parts of one whole."""
    for key in report.definition.narratives:
        for listing in read_claims(report, key).listings:
            if listing.total_subject in ("carried_in", "carried_out"):
                continue
            groups = list(_groups(report, listing))
            for kind, items in groups:
                totals = _totals(report, listing)
                sums = list(accumulate(item.figure.value for item in items))
                wrong = _is_wrong(listing, kind, sums, totals, len(groups) == 1)
                yield (_unequal(report, key, listing, kind, sums[-1]),) if wrong else ()


def _groups(report: Report, listing: Listing) -> Iterator[tuple[str, list[Item]]]:
    """Runs of entries of one kind; those that overlap, or are no parts, are left out."""
    subjects = report.definition.subjects

    def kind(item: Item) -> str:
        return subjects[item.subject].rule.family if item.subject else ""

    for name, run in groupby(listing.items, kind):
        items = list(run)
        ids = [item.subject for item in items if item.subject]
        overlap = len(set(ids)) < len(ids) or any(
            other != name and other.startswith(f"{name}_") for name in ids for other in ids
        )
        if name not in _KINDS or overlap or ("organisation" in ids and len(ids) > 2):
            continue
        if name or all(map(is_short, items)):
            yield name, items


def _totals(report: Report, listing: Listing) -> list[Decimal]:
    """What the list may add up to: the number stated, those before it, and whatever
    else the tables have for that number."""
    totals = [listing.total, *listing.others]
    subject = report.definition.subjects.get(listing.total_subject)
    for reading in subject.readings if subject else ():
        value = reading_value(report, reading)
        totals += [Decimal(value)] if value is not None else []
    return totals


def _is_wrong(
    listing: Listing, kind: str, sums: list[Decimal], totals: list[Decimal], alone: bool
) -> bool:
    """More than the whole is always wrong, unless the list takes the whole apart twice; less
    only where the list says that it leaves nothing out."""
    if any(part in totals for part in sums):
        return False
    if sums[-1] > max(totals):
        return True
    return listing.complete and alone and kind in ("", "applicant")


def _unequal(report: Report, key: str, listing: Listing, kind: str, total: Decimal) -> Finding:
    message = (
        f"{narrative_label(report, key)}：“{quoted(listing.quote)}”各项相加是 {total}，"
        f"文中写的是 {listing.total}"
    )
    hint = "请逐项核对，改正写错的一项或总数。"
    severity = Severity.ERROR if kind else Severity.WARNING
    finding = text_finding(report, "N303", severity, key, message, hint)
    expected, actual = int(total), int(listing.total)
    return replace(finding, expected=expected, actual=actual, delta=actual - expected)
