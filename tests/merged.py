"""Merged reports for tests: departments from random reports, and small ones made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.merge import merge, part_of
from gaitui.report import Part, Report, Source
from gaitui.values import Value
from tests.check_cases import filled
from tests.strategies import random_report
from tests.support import balanced

DISTRICT = "测试市某某区人民政府"
SHA256 = "0123456789abcdef" * 4


def source(unit: str) -> Source:
    """A received file of a department."""
    return Source(unit, f"received/{unit}/1.xlsx", SHA256)


def departments(definition: Definition, count: int, broken: bool = False) -> tuple[Part, ...]:
    """Departments of the first seeds, their numbers small enough to be added up."""
    reports = (random_report(definition, seed, broken) for seed in range(count))
    parts = (part_of(report, source(f"第{number}局")) for number, report in enumerate(reports, 1))
    return tuple(Part(part.name, _small(part.cells), part.sources) for part in parts)


def _small(cells: Mapping[CellRef, Value]) -> dict[CellRef, Value]:
    return {
        ref: value % 1_000_000 if isinstance(value, Decimal) else int(value) % 10_000
        for ref, value in cells.items()
    }


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
