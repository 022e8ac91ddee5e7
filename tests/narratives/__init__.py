"""Sentences with the claims that are read in them and the findings that they must have."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from gaitui.checks import run_checks
from gaitui.checks.claims import Claim, read_claims
from gaitui.finding import Finding
from gaitui.report import Report
from gaitui.values import Value
from tests.support import balanced, edition

HERE = Path(__file__).parent
KINDS = ("counts", "changes", "traps")


class Tables(Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers a sentence stands beside; cells left out are 0, totals are computed."""

    definition: str
    unit: str
    year: int
    cells: dict[str, int | str]


class Sentence(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence, what it claims (`subject number scope year`) and what is found."""

    text: str
    table: str = "bureau"
    prior: bool = False
    claims: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


@cache
def tables(name: str) -> Report:
    """A report with one of the sets of tables and no texts."""
    document = tomllib.loads((HERE / "tables.toml").read_text(encoding="utf-8"))
    source = convert(document, dict[str, Tables])[name]
    inputs: dict[str, Value] = {
        ref: Decimal(value) if isinstance(value, str) else value
        for ref, value in source.cells.items()
    }
    report = balanced(edition(source.definition), inputs)
    return replace(report, unit=source.unit, year=source.year)


def sentences(kind: str) -> Iterator[Sentence]:
    """The sentences of one file."""
    source = tomllib.loads((HERE / f"{kind}.toml").read_text(encoding="utf-8"))
    yield from convert(source["cases"], tuple[Sentence, ...])


def told(report: Report, text: str) -> Report:
    """The report with a text as its overview and no other."""
    return replace(report, narratives={"overview": text})


def claims_of(report: Report) -> list[str]:
    """The claims of the overview as a case writes them."""
    return [_words(claim) for claim in read_claims(report, "overview").claims]


def _words(claim: Claim) -> str:
    number = "none" if claim.is_none else f"{claim.number.normalize():f}"
    year = "" if claim.year == "本年" else claim.year
    return " ".join(filter(None, ("+".join(claim.subjects), number, claim.scope, year)))


def contradictions(report: Report, prior: Report | None = None) -> list[Finding]:
    """The findings on texts against tables."""
    return [item for item in run_checks(report, prior).findings if item.code.startswith("N3")]
