"""One writer for blank templates and finished reports: a template is a blank report."""

from collections.abc import Mapping
from types import MappingProxyType

from gaitui.definition import Definition
from gaitui.layout import LAYOUT_VERSION, STAMP_SHEET, Layout, layout_of, section_sheet
from gaitui.merge import grouped, sum_cells
from gaitui.part_layout import MERGED
from gaitui.report import Report
from gaitui.writing.basics import write_basics, write_guide
from gaitui.writing.book import Book
from gaitui.writing.parts import write_parts
from gaitui.writing.prior import write_prior
from gaitui.writing.review import write_charts, write_checks
from gaitui.writing.tables import write_table
from gaitui.writing.texts import write_text_sheet


def write_workbook(
    report: Report, stamp: Mapping[str, str] = MappingProxyType({}), prior: Report | None = None
) -> bytes:
    """The report as an .xlsx file; equal reports give equal bytes. `stamp` is what else the
    workbook is to say of itself where users do not see it; last year's report is listed beside
    it, for comparison."""
    layout = layout_of(report.definition)
    parts = grouped(report.parts)
    sums = sum_cells(part.cells for part in parts) if parts else None
    book = Book(report.title)
    write_guide(book, report)
    write_basics(book, layout, report)
    for section in report.definition.sections:
        sheet = book.sheet(section_sheet(section))
        if section.table:
            write_table(sheet, layout, report, section, sums)
        elif section.narrative:
            write_text_sheet(sheet, report, section)
    write_checks(book, layout, report)
    write_charts(book, layout, report)
    if prior is not None:
        write_prior(book, prior)
    _write_stamp(book, report, stamp)
    if parts:
        write_parts(book, report.definition, parts)
    _define_names(book, layout)
    return book.close()


def write_template(definition: Definition) -> bytes:
    """The blank workbook of an edition."""
    return write_workbook(Report(definition))


def _write_stamp(book: Book, report: Report, more: Mapping[str, str]) -> None:
    """What the workbook is, where users do not see it: edition, layout version, unit, year,
    and of how many parts a merged one is."""
    sheet = book.sheet(STAMP_SHEET)
    stamp = {
        "gaitui": str(LAYOUT_VERSION),
        "definition": report.definition.id,
        "unit": report.unit,
        "year": str(report.year or ""),
        **more,
    }
    if report.parts:
        stamp[MERGED] = str(len(report.parts))
    for row, (key, value) in enumerate(stamp.items(), start=1):
        sheet.text(row, 1, key, "plain")
        sheet.text(row, 2, value, "plain")
    sheet.raw.very_hidden()


def _define_names(book: Book, layout: Layout) -> None:
    for key, place in layout.places:
        book.define(layout.name(key), place.absolute)
