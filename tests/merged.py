"""Merged reports for tests: departments from random reports, and small ones made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from gaitui.definition import Definition
from gaitui.merge import merge, part_of
from gaitui.report import Part, Report, Source
from gaitui.values import Value
from tests.check_cases import filled
from tests.strategies import balance, random_report
from tests.support import balanced

DISTRICT = "测试市某某区人民政府"
SHA256 = "0123456789abcdef" * 4


def source(unit: str) -> Source:
    """A received file of a department."""
    return Source(unit, f"received/{unit}/1.xlsx", SHA256)


def departments(definition: Definition, count: int) -> tuple[Part, ...]:
    """Departments of the first seeds: balanced, some of their cells blank, and their numbers
    small enough to be added up."""
    return tuple(_department(definition, seed) for seed in range(count))


@cache
def _department(definition: Definition, seed: int) -> Part:
    received = source(f"第{seed + 1}局")
    known = part_of(random_report(definition, seed, False), received).cells
    report = balance(definition, {ref: _small(value) for ref, value in known.items()})
    part = part_of(report, received)
    cells = {ref: value for ref, value in part.cells.items() if value or ref in known}
    return Part(part.name, cells, part.sources)


def _small(value: Value) -> Value:
    return value % 1_000_000 if isinstance(value, Decimal) else value % 10_000


@cache
def merged() -> Report:
    """Two departments with the numbers of `filled`, one with 5 decisions on licences and nothing
    else, and the texts of `filled`."""
    base = replace(filled(), unit=DISTRICT)
    texts = {key: text.replace(filled().unit, DISTRICT) for key, text in base.narratives.items()}
    return merge(
        base.definition,
        DISTRICT,
        base.year,
        [
            part_of(filled(), source("教育局")),
            part_of(filled(), source("公安局")),
            only(base.definition, "统计局", disclosure__licensing__decisions=5),
        ],
        replace(base, narratives=texts),
    )


def with_parts(report: Report, parts: Sequence[Part]) -> Report:
    """The report as if it had been merged from these."""
    return replace(report, parts=tuple(parts))


def only(definition: Definition, name: str, **values: Value) -> Part:
    """A department with 0 everywhere but in some cells; `__` stands for the dots of a key."""
    report = balanced(definition, {key.replace("__", "."): value for key, value in values.items()})
    return part_of(report, source(name))
