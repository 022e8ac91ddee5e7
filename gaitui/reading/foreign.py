"""A received workbook in a layout of its own: its tables recognised, its words read around them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from msgspec import structs

from gaitui.definition import Definition, built_in, built_in_ids
from gaitui.grid import Grid
from gaitui.layout import OPINIONS_SHEET
from gaitui.reading.own import ReadResult, Source, read_year
from gaitui.reading.published import read_published
from gaitui.reading.recognise.assemble import Recognised
from gaitui.reading.recognise.canonical import REMEMBERED, canonical, known_label
from gaitui.reading.recognise.foreign import Foreign, read_foreign
from gaitui.reading.recognise.view import View, view_of
from gaitui.report import Report
from gaitui.sources.page import Page

MAX_PARAGRAPHS = 5_000
MAX_STATED = 120
"""Longer texts state neither unit nor year."""
HEAD_ROWS = 4
"""Rows above a table's first numbers that its heads may take."""
_UNIT = re.compile(r"(?:机关|单位|填报单位|报送单位|填报机关|报告单位)(?:名称)?[:：]?(.{0,100})")
_YEAR = re.compile(r"(?:报告|填报)?(?:年度|年份)[:：]?(.{0,12})")


def read_foreign_workbook(
    source: Source, own: Definition | None, select: str | None = None
) -> ReadResult:
    """Read a workbook that is not of our template; `own` is a user's own edition, tried alone;
    `select` names one report of several."""
    grids = [source.grid(sheet) for sheet in source.sheet_names]
    views = [view_of(grid) for grid in grids if not _is_opinions(grid)]
    foreign = read_foreign(views, editions(own), select)
    if foreign.recognised is None:
        return foreign.result
    parts = list(_parts(views, foreign))
    result = with_words(foreign.result, Page(tuple(_blocks(parts, foreign.recognised))))
    assert result.report is not None
    others = [view for view in views if all(part.sheet is not view for part in parts)]
    return structs.replace(result, report=_named(result.report, [*parts, *others]))


def _is_opinions(grid: Grid) -> bool:
    """Whether a sheet is what a return put on top: it quotes the tables and is none of them."""
    first = grid.cells.get("A1")
    is_titled = first is not None and first.text == OPINIONS_SHEET
    return is_titled and grid.name.startswith(OPINIONS_SHEET)


def editions(own: Definition | None) -> list[Definition]:
    """The editions to try: a user's own alone, else all that are shipped, newest first."""
    return [own] if own is not None else [built_in(item) for item in built_in_ids()]


def with_words(result: ReadResult, page: Page) -> ReadResult:
    """A report of tables with the words of the page they stand on; where the page has no texts
    of the parts at all, only tables were sent."""
    assert result.report is not None
    words = read_published(page, result.report.definition)
    parts = {key for key in words.narratives if result.report.definition.section_of(key)}
    report = replace(
        result.report,
        unit=words.unit,
        year=result.report.year or words.year,
        narratives=words.narratives if parts else {},
        meta=words.meta,
        tables_only=not parts,
    )
    findings = (*result.findings, *words.findings) if parts else result.findings
    return ReadResult(report, findings, result.checks_run)


def _parts(views: Sequence[View], foreign: Foreign) -> Iterator[View]:
    """Where the words of the report stand: on all sheets that are shown, or with several reports
    in the file, where its own tables stand."""
    assert foreign.recognised is not None
    found = foreign.recognised.tables.values()
    for view in views:
        own = dict.fromkeys(item.view for item in found if item.view.sheet is view)
        if foreign.is_one_of_several:
            yield from own
        elif own or not view.hidden:
            yield view


def _blocks(parts: Sequence[View], recognised: Recognised) -> Iterator[str | Grid]:
    """The sheets of the report as a page: texts in reading order, a table for each one found."""
    found = list(recognised.tables.values())
    headings = _headings(recognised.definition)
    paragraphs = 0
    for part in parts:
        here = [item for item in found if part in (item.view, item.view.sheet)]
        tops = {item.top for item in here}
        for row, columns in part.by_row.items():
            if row in tops:
                yield Grid(part.name, {})
            near = [item for item in here if item.top - HEAD_ROWS <= row <= item.bottom]
            for column in columns:
                text = part.texts.get((row, column))
                if text is None or paragraphs >= MAX_PARAGRAPHS:
                    continue
                inside = any(column in item.view.columns for item in near)
                if not inside or known_label(text, headings):
                    paragraphs += 1
                    yield from filter(str.strip, text.splitlines())


@cache
def _headings(definition: Definition) -> frozenset[str]:
    """The titles of the parts, canonical."""
    sections = definition.sections
    return frozenset(canonical(text) for item in sections for text in (item.title, *item.aliases))


def _named(report: Report, views: Sequence[View]) -> Report:
    """The report with unit and year where labelled cells state them: `机关名称：` and its value,
    in the same cell or the next."""
    unit, year = report.unit, report.year
    for view in views:
        for (row, column), text in view.texts.items():
            if unit and year is not None:
                return replace(report, unit=unit, year=year)
            stated = _stated(text) if len(text) <= MAX_STATED else {}
            if "unit" in stated and not unit:
                unit = stated["unit"] or "".join(view.text_at((row, column + 1)).split())
            if "year" in stated and year is None:
                beside = view.cell((row, column + 1))
                year = read_year(stated["year"] or (beside.text or "" if beside else ""))
    return replace(report, unit=unit, year=year)


@lru_cache(maxsize=REMEMBERED)
def _stated(text: str) -> Mapping[str, str]:
    """Which of unit and year a text is the label of, and what it says itself."""
    tight = "".join(text.split())
    matches = {"unit": _UNIT.fullmatch(tight), "year": _YEAR.fullmatch(tight)}
    return {key: match[1] for key, match in matches.items() if match}
