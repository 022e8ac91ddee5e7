"""From tables found to reports: which tables belong together, of which year and edition."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from gaitui.definition import Definition
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.tables import find_tables
from gaitui.reading.recognise.view import View
from gaitui.reading.recognise.years import MAX_TITLE, stated_year, year_of

FAINT = 0.4
"""Tables found with less confidence than this are not taken for the form's."""
COVERS_YEAR = 0.5
"""What it counts for an edition that it is the one of the stated year."""


class Recognised(Struct, frozen=True):
    """The tables of one report in a file, with the year that is stated beside them."""

    definition: Definition
    tables: dict[str, Found]
    year: int | None

    @property
    def fit(self) -> float:
        """How well the edition fits: the shares found of its tables, and the year."""
        covers = self.year is not None and self.definition.covers(self.year)
        shares = sum(item.coverage for item in self.tables.values())
        return shares + (COVERS_YEAR if covers else 0)

    @property
    def is_complete(self) -> bool:
        """Whether every table is there, in every cell and beyond doubt."""
        wanted = [table for table in self.definition.tables if self.definition.section_of(table)]
        return all(
            table in self.tables
            and self.tables[table].confidence > 0.99
            and not self.tables[table].doubts
            and not self.tables[table].groups
            for table in wanted
        )

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets its tables stand on."""
        return tuple(dict.fromkeys(item.view.name for item in self.tables.values()))


def recognise(views: Sequence[View], definitions: Iterable[Definition]) -> list[Recognised]:
    """The reports on some sheets, each in the edition that fits it best; an edition given
    earlier wins where two fit as well."""
    best: list[Recognised] = []
    for definition in definitions:
        reports = _reports(views, definition)
        for report in reports:
            rivals = [other for other in best if _overlap(report, other)]
            if not rivals:
                best.append(report)
            elif report.fit > sum(rival.fit for rival in rivals):
                best[best.index(rivals[0])] = report
                best = [other for other in best if other not in rivals[1:]]
        if reports and all(report.is_complete for report in reports):
            break
    return best


def _overlap(one: Recognised, other: Recognised) -> bool:
    return any(
        mine.overlaps(theirs) for mine in one.tables.values() for theirs in other.tables.values()
    )


def _reports(views: Sequence[View], definition: Definition) -> list[Recognised]:
    shown = [view for view in views if not view.hidden]
    found = [item for item in find_tables(shown, definition) if item.confidence >= FAINT]
    if not found:
        hidden = [view for view in views if view.hidden]
        found = [item for item in find_tables(hidden, definition) if item.confidence >= FAINT]
    found = _without_copies(found)
    groups = _grouped(found)
    return [
        Recognised(definition, tables, _common_year(tables.values(), views, len(groups)))
        for tables in groups
    ]


def _without_copies(found: Sequence[Found]) -> list[Found]:
    """Tables that repeat another one cell for cell, of no other year, are left out."""
    kept: list[Found] = []
    for item in found:
        same = [other for other in kept if other.table == item.table]
        if not any(_is_copy(item, other) for other in same):
            kept.append(item)
    return kept


def _is_copy(one: Found, other: Found) -> bool:
    years = {year_of(one), year_of(other)} - {None}
    return len(years) < 2 and one.values() == other.values()


def _grouped(found: Sequence[Found]) -> list[dict[str, Found]]:
    """The tables by report: by the years stated where those tell them apart, else in the order
    they come, a new report beginning where a table comes again."""
    counts = Counter(item.table for item in found)
    if not found:
        return []
    if max(counts.values()) == 1:
        return [{item.table: item for item in found}]
    years = [year_of(item) for item in found]
    by_year: dict[int | None, dict[str, Found]] = {}
    for item, year in zip(found, years, strict=True):
        group = by_year.setdefault(year, {})
        if item.table in group:
            break
        group[item.table] = item
    else:
        if None not in by_year:
            return list(by_year.values())
    groups: list[dict[str, Found]] = []
    for item in found:
        if not groups or item.table in groups[-1]:
            groups.append({})
        groups[-1][item.table] = item
    return groups


def _common_year(tables: Iterable[Found], views: Sequence[View], reports: int) -> int | None:
    """The year that the tables of a report agree on; with one report in the file, titles
    anywhere in it speak for it too."""
    tables = list(tables)
    years = {year for item in tables if (year := year_of(item)) is not None}
    if len(years) == 1:
        return years.pop()
    if years or reports > 1:
        return None
    titles = {
        year
        for view in views
        for text in view.texts.values()
        if len(text) <= MAX_TITLE and (year := stated_year(text)) is not None
    }
    return titles.pop() if len(titles) == 1 else None
