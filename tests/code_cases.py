"""The cases of `tests/corpus/codes`: a valid parent, what happens to it, the file that results."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct, convert

from gaitui.finding import Finding
from gaitui.layout import layout_of
from gaitui.render.document import render_json
from gaitui.report import Report
from gaitui.values import Value, format_value
from gaitui.writing import write_workbook
from tests.check_cases import filled, zeros
from tests.edits import add_part, delete_sheet, edit_all, place_of, set_cell, set_value
from tests.foreign import sample, sample_2019, to_xlsx
from tests.hostile_cases import REFUSED
from tests.layout_faults import build
from tests.merged import merged
from tests.support import luohu, with_values

CORPUS = Path(__file__).parent / "corpus" / "codes"
PARENTS: dict[str, Callable[[], Report]] = {
    "luohu": luohu,
    "trial": sample_2019,
    "filled": filled,
    "filled-2019": lambda: filled("gwy-2019"),
    "zeros": zeros,
    "merged": merged,
    "layout": lambda: sample("gwy-2021"),
    "layout-2019": lambda: sample("gwy-2019"),
}
"""Valid reports by name. Of `filled`, `zeros` and `merged` nothing is to be said."""


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """`parent` with other numbers (`report`; "" for a blank), `narratives`, `unit` or `year`,
    written as a file of the type `kind`, or laid out foreignly with `faults`; then numbers or
    texts are `typed` into cells, results of formulas `stored`, `xml` replaced wherever it
    stands, a sheet dropped, a part added. Or `hostile`: a file of tests/hostile_cases.py.
    `prior` is last year's report. `findings` are all that is found."""

    name: str
    findings: list[str]
    parent: str = "filled"
    kind: str = "xlsx"
    report: dict[str, int | str] = {}
    narratives: dict[str, str] = {}
    unit: str | None = None
    year: int | None = None
    faults: list[str] | None = None
    typed: dict[str, int | str] = {}
    stored: dict[str, int] = {}
    xml: list[tuple[str, str]] = []
    drop_sheet: str = ""
    add_part: str = ""
    hostile: str = ""
    prior: dict[str, Any] = {}


def cases() -> dict[str, Case]:
    """All cases by code and name."""
    found = {}
    for folder in sorted(CORPUS.iterdir()):
        document = tomli.loads((folder / "cases.toml").read_text(encoding="utf-8"))
        for item in convert(document["cases"], list[Case]):
            found[f"{folder.name}: {item.name}"] = item
    return found


def _value(written: int | str) -> Value | None:
    """A number as a case writes it: decimals are texts, a blank is the empty one."""
    if isinstance(written, int):
        return written
    return Decimal(written) if written else None


def report_of_case(case: Case) -> Report:
    """The parent with its changes."""
    report = PARENTS[case.parent]()
    values = {ref: _value(value) for ref, value in case.report.items()}
    report = with_values(report, values)
    narratives: Mapping[str, str] = {**report.narratives, **case.narratives}
    return replace(
        report,
        narratives={key: text for key, text in narratives.items() if text},
        unit=report.unit if case.unit is None else case.unit,
        year=case.year or report.year,
    )


def _replaced(data: bytes, old: str, new: str) -> bytes:
    changed = edit_all(data, lambda _, text: text.replace(old, new))
    assert changed != data, old
    return changed


def file_of(case: Case) -> bytes:
    """The file of a case."""
    if case.hostile:
        return REFUSED[case.hostile][0]()
    report = report_of_case(case)
    if case.kind == "json":
        return render_json(report).encode()
    if case.faults is not None:
        data = to_xlsx(build(report, case.faults))
    else:
        data = write_workbook(report)
    definition = report.definition
    places = {**layout_of(definition).meta, **layout_of(definition).narratives}
    for ref, value in case.typed.items():
        data = set_cell(data, places.get(ref) or place_of(definition, ref), value)
    for ref, value in case.stored.items():
        data = set_value(data, place_of(definition, ref), value)
    for old, new in case.xml:
        data = _replaced(data, old, new)
    if case.drop_sheet:
        data = delete_sheet(data, case.drop_sheet)
    return add_part(data, case.add_part, b"x") if case.add_part else data


def prior_of(case: Case) -> bytes | None:
    """Last year's report as a file, where there is one."""
    if not case.prior:
        return None
    return file_of(convert({"name": "prior", "findings": [], **case.prior}, Case))


def line(finding: Finding) -> str:
    """A finding as the corpus writes it: code, severity, what it points at, and the numbers."""
    place = f"{finding.sheet or '-'}!{finding.address or '-'}"
    numbers = (finding.expected, finding.actual, finding.delta)
    shown = (item if isinstance(item, str | None) else format_value(item) for item in numbers)
    words = " ".join(str(item) for item in shown) if finding.expected is not None else ""
    return f"{finding.code} {finding.severity} {finding.ref} {place} {words}".rstrip()
