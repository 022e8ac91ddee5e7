"""What a returned workbook is expected to be read as, for the tests of what users do to one."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from gaitui.finding import Finding
from gaitui.intake import take_in_bytes
from gaitui.layout import Place
from gaitui.render.document import render_json
from tests.edits import place_of
from tests.support import luohu, luohu_document, luohu_workbook, report_of, take_in_document

TOTAL = "requests.new.total"


@cache
def known() -> Counter[str]:
    """What is to be said about the sample itself."""
    return Counter(map(kind, take_in_bytes(luohu_workbook(), "test.xlsx").findings))


def kind(finding: Finding) -> str:
    return f"{finding.code} {finding.severity}"


def check(
    workbook: bytes, said: str = "", no_longer: str = "", **changes: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """The workbook holds the sample with some `cells` or `narratives` changed (None: blank), and
    just these kinds of findings (`V204 error, …`) came up; they are returned."""
    intake = take_in_bytes(workbook, "test.xlsx")
    document = luohu_document()
    for group, items in changes.items():
        document[group] |= items
        document[group] = {key: item for key, item in document[group].items() if item is not None}
    assert render_json(report_of(intake)) == render_json(report_of(take_in_document(document)))
    found = Counter(map(kind, intake.findings))
    assert found - known() == Counter(said.split(", ") if said else ())
    assert known() - found == Counter(no_longer.split(", ") if no_longer else ())
    return tuple(item for item in intake.findings if kind(item) not in known())


def at(ref: str) -> Place:
    return place_of(luohu().definition, ref)


def blank_cells(start: str) -> dict[str, None]:
    return {str(ref): None for ref in luohu().cells if ref.startswith(start)}
