"""T504: the notice and the regulations a report cites, by number."""

import re
from collections.abc import Iterator, Sequence

from gaitui.checks.findings import narrative_label, text_finding
from gaitui.checks.periods import plain
from gaitui.definition.schema import Document
from gaitui.finding import Finding, Severity
from gaitui.report import Report

_OPEN, _CLOSE = r"[〔\[【（(﹝［]", r"[〕\]】）)﹞］]"
_NUMBER = re.compile(rf"(国办\w{{0,8}}?函){_OPEN}([0-9]{{4}}){_CLOSE}([0-9]{{1,4}})号")
_ORDER = re.compile(r"国务院令(?:第)?([0-9]{3})号")
_KNOWN = re.compile(r"(.+?)〔([0-9]{4})〕([0-9]+)号")


def check_citations(report: Report) -> Iterator[Sequence[Finding]]:
    """One point for each document number cited in a text."""
    for key in report.definition.narratives:
        text = plain(report.narratives.get(key, ""))
        seen: set[str] = set()
        for match in (*_NUMBER.finditer(text), *_ORDER.finditer(text)):
            if match[0] not in seen:
                seen.add(match[0])
                yield tuple(_judge(report, key, match, text))


def _judge(report: Report, key: str, match: re.Match[str], text: str) -> Iterator[Finding]:
    document, exact = _document(report, match)
    if document is None or (exact and document.role == "form"):
        return
    superseded = document.role == "superseded"
    if superseded and document.replaced_by and document.replaced_by in text:
        return  # Named beside what replaced it, the old one is history and no mistake.
    expected = document.replaced_by if superseded and document.replaced_by else document.number
    why = f"已被 {expected} 取代" if superseded else f"应为 {expected}"
    yield text_finding(
        report,
        "T504",
        Severity.WARNING,
        key,
        f"{narrative_label(report, key)}：发文字号“{match[0]}”{why}",
        f"请改为 {expected}。",
        expected=expected,
        actual=match[0],
    )


def _document(report: Report, match: re.Match[str]) -> tuple[Document | None, bool]:
    """The known document a number means, and whether it is cited letter by letter; a number
    with the right year and serial but other words before them is a misspelling of it."""
    for document in report.definition.documents:
        known = _KNOWN.fullmatch(document.number)
        if known is None:
            if match.re is _ORDER and document.number == f"国务院令第{match[1]}号":
                return document, True
        elif (
            match.re is _NUMBER and known.groups()[1:] == match.groups()[1:] and "公开" in match[1]
        ):
            return document, known[1] == match[1]
    return None, False
