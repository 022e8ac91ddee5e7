"""The suite notices every wrong rule and every wrong check.

The probes are the cases of all codes, each with all its findings, the sentences that must and
must not be taken for slips, and a few reports in which every number takes part. A mutant that no
probe notices fails the test, unless it is listed as equivalent, with the reason.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from types import ModuleType
from typing import NamedTuple

import pytest

from gaitui import checks
from gaitui.cell import CellRef, cell_ref
from gaitui.checks import CHECKS, YEAR_CHECKS
from gaitui.definition import Definition
from gaitui.finding import Finding
from gaitui.report import Cell, Report
from gaitui.values import Value, format_value
from tests.check_cases import before, blanked, filled, told
from tests.mutants import CodeMutant, check_modules, code_mutants, mutated, rule_mutants
from tests.support import EDITIONS, edition, with_values
from tests.test_checks import NAMED, place_words
from tests.test_checks_texts import INNOCENT, SLIPS, report_2024
from tests.test_definition import COLUMNS, ROWS

OLD_FORM = "国办公开办函〔2019〕60号"
SENTENCE_CODES = ("T502", "T503", "T504")


class Probe(NamedTuple):
    """A report and what must be found in it, as `CODE severity ref`; with `told`, expected and
    actual stand after that; with `codes`, only those are looked at. `words` must stand in a
    message."""

    name: str
    report: Report
    found: tuple[str, ...]
    prior: Report | None = None
    told: bool = False
    codes: tuple[str, ...] = ()
    words: str = ""


@cache
def probes() -> tuple[Probe, ...]:
    """All probes of both editions."""
    return (
        *(Probe(name, case.report, case.found, case.prior) for name, (_, _, case) in NAMED.items()),
        *(_sentence(part, words) for part, words in INNOCENT),
        *(_sentence(part, words, code) for code, part, words in SLIPS),
        *(probe for name in EDITIONS for probe in _of_edition(name)),
        *_worded(),
        *_received(),
    )


def _sentence(part: str, words: str, code: str = "") -> Probe:
    found = (f"{code} warning {part}",) if code else ()
    report = told(report_2024(), **{part: words})
    return Probe(f"{part}: {words}", report, found, codes=SENTENCE_CODES)


def _worded() -> Iterator[Probe]:
    """Findings whose words or numbers say more than their code."""
    this, last = filled(year=2022), replace(filled(), year=2020)
    trial = replace(told(filled("gwy-2019"), preamble="现公布。", overview="正常。"), year=2022)
    for report, found, words in (
        (replace(filled(), unit="某\n局"), "T508 error unit None 某\n局", "换行"),
        (told(filled(), overview="字" * 1001), "T505 info overview 1000 1001", "多 1 字"),
        (told(filled(), problems="一是\x0b"), "T507 error problems None None", "“一是”之后"),
        (told(filled(), preamble=f"{OLD_FORM}"), "T504 warning preamble 国办公开办函〔2021〕30号 "
         f"{OLD_FORM}", "已被"),
        (trial, "W602 error year None 2022", "至 2020 年度"),
        (told(filled(), preamble="国务院令第588号"), "", ""),
    ):  # fmt: skip
        yield Probe(words, report, (found,) if found else (), told=True, words=words)
    yield Probe("prior of 2020", this, ("Y403 warning year 2021 2020",), last, told=True)


def _received() -> Iterator[Probe]:
    """Reports as foreign layouts give them: a group in one row, tables without anything else."""
    rows = ("other_not_corrected", "other_fee_unpaid", "other_rest")
    cells = dict(filled().cells)
    for column in COLUMNS.split():
        group = [cell_ref("requests", row, column) for row in rows]
        number = _sum(filled(), group)
        cells = {ref: cell for ref, cell in cells.items() if ref not in group}
        cells[group[0]] = Cell(format_value(number), problem="W607", group_value=number)
    found = ("W607 error requests.other_not_corrected.natural_person",)
    unsplit = replace(filled(), cells=cells)
    yield Probe("a group in one row", unsplit, found, words=f"总计 {format_value(number)}）")
    bare = replace(filled(), tables_only=True, unit="", year=None)
    yield Probe("tables only", bare, ())
    yield Probe("without disputes", blanked(bare, "disputes."), ())
    refused = replace(bare, year=2019)
    yield Probe("tables of another year", refused, ("W602 error year",), codes=("W602",))
    found = ("V204 warning disputes.reconsideration.upheld",)
    partly = blanked(bare, "disputes.reconsideration.")
    yield Probe("some disputes", partly, found, codes=("V204",))


def _of_edition(name: str) -> Iterator[Probe]:
    yield _all_off(name)
    yield _missing(name, [f"requests.{row}.total" for row in _rows(name)])
    yield _missing(
        name,
        [
            *(f"requests.handled.{column}" for column in COLUMNS.split()[:-1]),
            *(f"disputes.{group}.total" for group in GROUPS),
        ],
    )
    for year in range(2018, 2023):
        fits = (year >= 2021) if name == "gwy-2021" else year in (2019, 2020)
        report = told(filled(name), preamble="现公布。", overview="工作正常。")
        yield Probe(
            f"{name} for {year}",
            replace(report, year=year),
            () if fits else (f"W602 error year None {year}",),
            told=True,
        )
    for length, found in ((1000, ()), (1001, ("T505 info overview 1000 1001",))):
        report = told(filled(name), overview="字" * length)
        yield Probe(f"{name} with {length} characters", report, found, told=True)
    yield from _citations(name)


def _citations(name: str) -> Iterator[Probe]:
    form, old = ("〔2021〕30号", "〔2019〕60号") if name == "gwy-2021" else ("〔2019〕60号", "")
    wrong = {
        "国务院令第492号": "国务院令第711号",
        f"国办政务公开办函{form}": f"国办公开办函{form}",
        f"国办公开办函{old}": f"国办公开办函{form}" if old else "",
    }
    for cited, expected in wrong.items():
        found = (f"T504 warning preamble {expected} {cited}",) if expected else ()
        yield Probe(f"{name} cites {cited}", told(filled(name), preamble=cited), found, told=True)


GROUPS = ("reconsideration", "litigation_direct", "litigation_after")


def _rows(name: str) -> list[str]:
    return ["new", "carried_in", *ROWS[name].split(), "handled", "carried_out"]


def _all_off(name: str) -> Probe:
    """A report of which no sum is right, so that every equation tells both its sides."""
    random = Random(name)
    report = with_values(
        filled(name),
        {
            ref: random.randrange(1, 10**6)
            for ref in filled(name).definition.cells
            if not ref.startswith("disclosure.")
        },
    )
    found = []
    for row in _rows(name):
        found.append(_said(report, "A101", [f"requests.{row}.total"], _row_parts(row)))
    for column in COLUMNS.split():
        outcomes = [f"requests.{row}.{column}" for row in ROWS[name].split()]
        found.append(_said(report, "A102", [f"requests.handled.{column}"], outcomes))
        came, went = ("new", "carried_in"), ("handled", "carried_out")
        sides = ([f"requests.{row}.{column}" for row in side] for side in (came, went))
        found.append(_said(report, "A103", *sides))
    for group in GROUPS:
        found.append(_said(report, "A104", [f"disputes.{group}.total"], _group_parts(group)))
    return Probe(f"{name} all off", report, tuple(found), told=True)


def _row_parts(row: str) -> list[str]:
    return [f"requests.{row}.{column}" for column in COLUMNS.split()[:-1]]


def _group_parts(group: str) -> list[str]:
    return [f"disputes.{group}.{part}" for part in ("upheld", "corrected", "other", "pending")]


def _sum(report: Report, refs: Sequence[str]) -> Value:
    return sum((report.value(CellRef(ref)) or 0 for ref in refs), 0)


def _said(report: Report, code: str, left: Sequence[str], right: Sequence[str]) -> str:
    return f"{code} error {left[0]} {_sum(report, right)} {_sum(report, left)}"


def _missing(name: str, totals: Sequence[str]) -> Probe:
    """A report without some totals; each is told what it should be."""
    report = filled(name)
    cells = {ref: cell for ref, cell in report.cells.items() if ref not in totals}
    found = []
    for ref in totals:
        table, row, column = ref.split(".")
        if table == "disputes":
            parts = _group_parts(row)
        elif column == "total":
            parts = _row_parts(row)
        else:
            parts = [f"requests.{name}.{column}" for name in ROWS[name].split()]
        found.append(f"V204 error {cell_ref(table, row, column)} {_sum(report, parts)} None")
    return Probe(f"{name} without {totals[0]}", replace(report, cells=cells), tuple(found),
                 told=True)  # fmt: skip


def is_noticed(probe: Probe, definition: Definition | None = None) -> bool:
    """Whether a probe is not as it should be; a crash is noticed too."""
    report = replace(probe.report, definition=definition) if definition else probe.report
    try:
        result = checks.run_checks(report, probe.prior)
        well_told = all(_is_well_told(probe.report, item) for item in result.findings)
    except Exception:
        return True
    found = (item for item in result.findings if not probe.codes or item.code in probe.codes)
    as_counted = definition is not None or result.checks_run == checks_run(probe)
    return not (
        sorted(_key(item, probe.told) for item in found) == sorted(probe.found)
        and well_told
        and as_counted
        and (not probe.words or any(probe.words in item.message for item in result.findings))
    )


def _key(finding: Finding, with_numbers: bool) -> str:
    key = f"{finding.code} {finding.severity} {finding.ref}"
    return f"{key} {finding.expected} {finding.actual}" if with_numbers else key


def _is_well_told(report: Report, finding: Finding) -> bool:
    """What tests/test_checks.py asks of every finding: the place in the form's words, and of
    two numbers both and their true difference."""
    placed = all(words in finding.message for words in place_words(report, finding))
    if not placed and not finding.code.startswith("W6"):
        return False
    expected, actual = finding.expected, finding.actual
    if isinstance(expected, str | None) or isinstance(actual, str | None):
        return finding.delta is None
    said = all(format_value(item) in finding.message for item in (expected, actual))
    untold = (None,) if finding.ref not in report.cells else ()
    return said and finding.delta in (actual - expected, *untold)


_COUNTS: dict[str, int] = {}


def checks_run(probe: Probe) -> int:
    """How many checks run over a probe while nothing is wrong with them."""
    return _COUNTS[probe.name]


@pytest.fixture(scope="module", autouse=True)
def counts() -> None:
    """Count the checks before any mutant runs."""
    for probe in probes():
        _COUNTS[probe.name] = checks.run_checks(probe.report, probe.prior).checks_run


class Noticing:
    """Probes, those that noticed the last mutants first."""

    def __init__(self, order: Sequence[Probe]) -> None:
        self.order = list(order)

    def notices(self, definition: Definition | None = None) -> bool:
        """Whether any probe is not as it should be."""
        for place, probe in enumerate(self.order):
            if is_noticed(probe, definition):
                self.order.insert(0, self.order.pop(place))
                return True
        return False


EQUIVALENT = {
    "arithmetic._gaps: Add in `left - right`": (
        "a gap's size only steers the search for culprits, which gives hints and no verdicts"
    ),
    "citations._judge: Or in `superseded and document.replaced_by`": (
        "every superseded document of both editions names what replaced it, and no form does"
    ),
    "history._moved: any for all in `all`": "both editions have the same columns of applicants",
}
"""Mutants that no report of either edition can tell from the original, with the reason."""


def test_no_two_probes_are_called_the_same() -> None:
    names = [probe.name for probe in probes()]
    assert len(set(names)) == len(names)


def test_without_a_fault_nothing_is_noticed() -> None:
    assert [probe.name for probe in probes() if is_noticed(probe)] == []


@pytest.mark.parametrize("module", check_modules(), ids=lambda module: module.__name__)
def test_a_module_swapped_for_itself_is_not_noticed(module: ModuleType) -> None:
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    with mutated(CodeMutant("itself", module, tree)):
        assert not Noticing(probes()).notices()


@pytest.mark.parametrize("name", EDITIONS)
def test_every_wrong_rule_is_noticed(name: str) -> None:
    noticing = Noticing([probe for probe in probes() if probe.report.definition.id == name])
    mutants = list(rule_mutants(name))
    accepted = [mutant for mutant in mutants if mutant.definition is not None]
    assert [item.name for item in accepted if not noticing.notices(item.definition)] == []
    kinds = {mutant.name.split()[0] for mutant in mutants}
    assert kinds >= {"checks", "carries", "documents", "narratives", "first_year"}
    assert len(accepted) >= 50 and len(mutants) >= 130


def test_every_wrong_check_is_noticed() -> None:
    noticing = Noticing(probes())
    survivors, count = set(), 0
    for module in check_modules():
        for mutant in code_mutants(module):
            count += 1
            with mutated(mutant):
                if not noticing.notices():
                    survivors.add(mutant.name)
    assert survivors == EQUIVALENT.keys()
    assert count >= 280


def test_superseded_documents_name_what_replaced_them() -> None:
    documents = [item for name in EDITIONS for item in edition(name).documents]
    assert all((item.role == "superseded") == bool(item.replaced_by) for item in documents)


def test_each_check_looks_at_each_of_its_points() -> None:
    report, prior = filled(year=2022), before(filled(year=2022))
    definition = report.definition
    looked_at = {check.__name__: len(list(check(report))) for check in CHECKS}
    looked_at |= {check.__name__: len(list(check(report, prior))) for check in YEAR_CHECKS}
    cells, tables = len(definition.cells), len(definition.tables)
    wanted = {
        "check_basics": 2,
        "check_cells": cells,
        "check_blanks": tables,
        "check_balances": 25 + 7 + 7 + 3,
        "check_prior": 2,
        "check_carries": 7,
        "check_continuities": 2,
        "check_history": 8 + 6 + 2 + tables,
    }
    assert {name: looked_at[name] for name in wanted} == wanted
