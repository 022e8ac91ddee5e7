"""The findings catalogue: what each code means and how to mend it, written once for the
terminal and the documentation."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated

import msgspec
import tomli
from msgspec import Meta, Struct

from gaitui.definition.load import DATA
from gaitui.errors import DefinitionError, GaituiError, nearest
from gaitui.finding import Severity

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "A1": "勾稽关系",
        "V2": "数值",
        "N3": "文字与表格",
        "Y4": "年度衔接",
        "T5": "文字",
        "W6": "工作簿",
    }
)
"""Families of codes by their first two characters, in the order shown."""

Code = Annotated[str, Meta(pattern=f"^({'|'.join(FAMILIES)})[0-9]{{2}}$")]
Title = Annotated[str, Meta(min_length=1, max_length=14)]
Text = Annotated[str, Meta(min_length=1, pattern=r"^[^\r\n]*\Z")]
"""One paragraph, without line breaks."""


class CatalogueEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One code, for a clerk who knows Excel.

    `severities` are those a finding of this code may have, the worst first; `basis` is the
    law, the form or our own convention; `example` is a message as shown; `mend` are steps.
    """

    code: Code
    title: Title
    severities: Annotated[tuple[Severity, ...], Meta(min_length=1)]
    meaning: Text
    basis: Text
    example: Text
    mend: Annotated[tuple[Text, ...], Meta(min_length=1)]

    @property
    def family(self) -> str:
        """The key of `FAMILIES` this code belongs to."""
        return self.code[:2]


class _Source(Struct, frozen=True, forbid_unknown_fields=True):
    findings: tuple[CatalogueEntry, ...]


@cache
def catalogue() -> Mapping[str, CatalogueEntry]:
    """Every entry by code, in the order of families and numbers."""
    name = "findings.toml"
    return parse_catalogue((DATA / name).read_bytes(), name)


def explain_entry(code: str) -> CatalogueEntry:
    """The entry for a code as typed: lower case, full width and outer spaces are taken.

    Raises `GaituiError` for an unknown code, naming the nearest one.
    """
    entries = catalogue()
    wanted = unicodedata.normalize("NFKC", code).strip().upper()
    if wanted not in entries:
        raise GaituiError(
            f"没有编号为“{wanted}”的核对结果{nearest(wanted, entries)}。"
            f"可用的编号：{'、'.join(entries)}。"
        )
    return entries[wanted]


def parse_catalogue(data: bytes, name: str) -> Mapping[str, CatalogueEntry]:
    """Entries from TOML bytes; `DefinitionError` for anything but a complete catalogue without
    duplicates, in order."""
    try:
        source = msgspec.convert(tomli.loads(data.decode("utf-8")), _Source)
    except (UnicodeDecodeError, tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DefinitionError(f"核对结果目录 {name} 有误：{error}。") from error
    for entry in source.findings:
        _require_worst_first(entry, name)
    codes = [entry.code for entry in source.findings]
    for before, after in pairwise(codes):
        if _order(before) >= _order(after):
            raise DefinitionError(
                f"核对结果目录 {name} 有误：{after} 排在 {before} 之后，重复了或次序不对。"
            )
    return MappingProxyType({entry.code: entry for entry in source.findings})


def _order(code: str) -> tuple[int, str]:
    return list(FAMILIES).index(code[:2]), code


def _require_worst_first(entry: CatalogueEntry, name: str) -> None:
    ranks = [list(Severity).index(severity) for severity in entry.severities]
    if ranks != sorted(set(ranks)):
        raise DefinitionError(
            f"核对结果目录 {name} 有误：{entry.code} 的 severities 应当由重到轻，且不重复。"
        )
