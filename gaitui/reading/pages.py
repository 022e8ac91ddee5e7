"""A published page, its words and its tables, to a report."""

from collections.abc import Iterator

from gaitui.definition import Definition, built_in, built_in_ids, for_year
from gaitui.grid import Grid, to_address, to_position
from gaitui.reading.foreign import editions, with_words
from gaitui.reading.own import ReadResult
from gaitui.reading.printed import read_printed
from gaitui.reading.published import read_published, read_title
from gaitui.reading.recognise.foreign import read_foreign
from gaitui.reading.recognise.view import view_of
from gaitui.report import Report
from gaitui.sources.page import Page


def read_page(page: Page, own: Definition | None, select: str | None = None) -> ReadResult:
    """Read a page: tables in the official layout of some edition as they stand, others as they
    are recognised. `own` is a user's own definition, tried alone; `select` names one report of
    several."""
    year = read_title(page).year
    grids = [block for block in page.blocks if isinstance(block, Grid)]
    for definition in _editions(year, own):
        cells = read_printed(grids, definition)
        if cells is not None:
            checks_run = len(definition.tables) + len(definition.narratives)
            report = Report(definition, cells=cells)
            return with_words(ReadResult(report, (), checks_run), page)
    foreign = read_foreign(list(map(view_of, joined(page))), editions(own), select)
    if foreign.report is None:
        words = read_published(page, own or _of_year(year))
        result = foreign.result
        return ReadResult(None, (*words.findings, *result.findings), result.checks_run)
    return with_words(foreign.result, page)


def joined(page: Page) -> list[Grid]:
    """The tables of a page; those with nothing between them are one table that a page break or
    a careless paste cut up."""
    grids: list[Grid] = []
    before: str | Grid = ""
    for block in page.blocks:
        if isinstance(block, Grid):
            if isinstance(before, Grid):
                grids[-1] = _below(grids[-1], block)
            else:
                grids.append(block)
        before = block
    return grids


def _below(upper: Grid, lower: Grid) -> Grid:
    """Two tables as one, the second below the first."""
    down = max((at[0] for address in upper.cells if (at := to_position(address))), default=0)

    def moved(address: str) -> str:
        row, column = to_position(address) or (1, 1)
        return to_address(row + down, column)

    cells = {moved(address): cell for address, cell in lower.cells.items()}
    merges = (":".join(map(moved, merge.split(":"))) for merge in lower.merges)
    return Grid(upper.name, upper.cells | cells, (*upper.merges, *merges), upper.hidden)


def _editions(year: int | None, own: Definition | None) -> Iterator[Definition]:
    """The user's own, else the year's edition before the others."""
    if own is not None:
        yield own
        return
    yield (first := _of_year(year))
    for definition_id in built_in_ids():
        if definition_id != first.id:
            yield built_in(definition_id)


def _of_year(year: int | None) -> Definition:
    return for_year(year) if year is not None else built_in(built_in_ids()[0])
