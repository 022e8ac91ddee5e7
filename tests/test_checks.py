"""Every check has bitten: each code of the families A, V, N, Y and T has clean, failing and
boundary cases, and every finding in them says what, where, by how much and how to mend it."""

import re
from collections.abc import Iterator

import pytest

from gaitui.cell import CellRef
from gaitui.definition.catalogue import catalogue
from gaitui.finding import Finding
from gaitui.intake import take_in_bytes
from gaitui.report import Report
from gaitui.values import format_value
from gaitui.writing import write_workbook
from tests import (
    test_checks_arithmetic,
    test_checks_claims,
    test_checks_parts,
    test_checks_texts,
    test_checks_values,
    test_checks_years,
)
from tests.check_cases import findings_of, keys_of

CASES = (
    test_checks_arithmetic.CASES
    | test_checks_parts.CASES
    | test_checks_values.CASES
    | test_checks_claims.CASES
    | test_checks_texts.CASES
    | test_checks_years.CASES
)
NAMED = {
    f"{code} {name}": (code, name, case) for code in CASES for name, case in CASES[code].all.items()
}
FAMILIES = ("A1", "V2", "N3", "Y4", "T5")


def test_every_code_has_clean_failing_and_boundary_cases() -> None:
    wanted = [code for code in catalogue() if code[:2] in FAMILIES]
    assert sorted(CASES) == sorted(wanted)
    lacking = [
        f"{code} {kind}"
        for code, cases in CASES.items()
        for kind in ("clean", "failing", "boundary")
        if not getattr(cases, kind)
    ]
    assert not lacking


@pytest.mark.parametrize("name", NAMED)
def test_a_case_has_all_its_findings_and_no_other(name: str) -> None:
    code, kind, case = NAMED[name]
    assert keys_of(findings_of(case.report, case.prior)) == sorted(case.found)
    bitten = any(found.startswith(code) for found in case.found)
    assert bitten or not kind.startswith("failing")
    assert not bitten or not kind.startswith("clean")


def emitted() -> Iterator[tuple[str, Report, Finding]]:
    """Every finding of every case."""
    for name, (_, _, case) in NAMED.items():
        for finding in findings_of(case.report, case.prior):
            yield name, case.report, finding


EMITTED = {
    f"{name} → {finding.code} {finding.ref}": (report, finding)
    for name, report, finding in emitted()
}


@pytest.mark.parametrize("name", EMITTED)
def test_a_finding_is_of_a_listed_severity_and_speaks_the_form_s_words(name: str) -> None:
    report, finding = EMITTED[name]
    assert finding.severity in catalogue()[finding.code].severities
    assert re.search(r"[\u4e00-\u9fff]{4}", finding.hint) and finding.hint.endswith("。")
    assert finding.ref
    assert all(words in finding.message for words in place_words(report, finding))
    assert not re.search(r"[a-z_]+\.[a-z_]+", finding.message)


def place_words(report: Report, finding: Finding) -> Iterator[str]:
    """What a message must name: the part, and the row and column as far as one is meant."""
    definition, ref = report.definition, str(finding.ref)
    spec = definition.cells.get(CellRef(ref))
    if spec is None:
        fields = {"unit": "机关名称", "year": "年度"}
        section = definition.section_of(ref)
        yield fields.get(ref) or (section.heading if section else "导语")
        return
    section = definition.section_of(spec.table)
    assert section
    yield section.heading
    if finding.code in ("A101", "A104"):
        yield (spec.row_path or spec.column_path[:-1])[-1]
        yield spec.column_path[-1]
    elif finding.code in ("A102", "A103"):
        yield f"{spec.column_path[-1]}列"
    elif "整张表" not in finding.message:
        yield from (*spec.row_path[-1:], spec.column_path[-1])


COMPARED = [
    name
    for name, (_, finding) in EMITTED.items()
    if finding.code.startswith("A1")
    or finding.code in ("T505", "Y401", "Y402")
    or (finding.code == "V208" and finding.expected is not None)
]


@pytest.mark.parametrize("name", COMPARED)
def test_where_numbers_are_compared_both_and_the_difference_are_told(name: str) -> None:
    _, finding = EMITTED[name]
    expected, actual, delta = finding.expected, finding.actual, finding.delta
    assert not isinstance(expected, str | None) and not isinstance(actual, str | None)
    assert delta is not None and delta == actual - expected != 0
    for number in (expected, actual, -delta if delta < 0 else delta):
        assert f" {format_value(number)}" in finding.message.replace("：", "： ")


# A workbook holds numbers as numbers: how they were typed (V205) is gone once they are written.
WRITTEN = {
    name: case
    for name, (_, _, case) in NAMED.items()
    if not any(key.startswith("V205") for key in case.found)
}


@pytest.mark.parametrize("name", WRITTEN)
def test_through_a_workbook_a_case_has_the_same_findings_with_their_addresses(name: str) -> None:
    case = WRITTEN[name]
    intake = take_in_bytes(write_workbook(case.report), "case.xlsx", prior=case.prior)
    findings = tuple(item for item in intake.findings if item.code[:2] in FAMILIES)
    assert keys_of(findings) == sorted(case.found)
    for finding in findings:
        assert finding.sheet and re.fullmatch(r"[A-Z]+[0-9]+", finding.address or "")
