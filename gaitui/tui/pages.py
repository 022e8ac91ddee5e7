"""The pages of the edit screen: basic data, the form's parts, and the list of all findings."""

from enum import StrEnum

from msgspec import Struct

from gaitui.definition import Definition


class PageKind(StrEnum):
    """What a page shows."""

    BASICS = "basics"
    TABLE = "table"
    TEXT = "text"
    REVIEW = "review"


class Page(Struct, frozen=True):
    """One page: `key` is the table's, narrative's or the page's own id."""

    number: int
    kind: PageKind
    key: str
    short: str
    title: str


def pages_of(definition: Definition) -> tuple[Page, ...]:
    """The pages of an edition, in order."""
    pages = [(PageKind.BASICS, "basics", "基本", "基本信息和导语")]
    for section in definition.sections:
        kind = PageKind.TABLE if section.table else PageKind.TEXT
        key = section.table or section.narrative or section.id
        pages.append((kind, key, section.number, section.heading))
    pages.append((PageKind.REVIEW, "review", "校验", "校验：全部问题"))
    return tuple(
        Page(number, kind, key, short, title)
        for number, (kind, key, short, title) in enumerate(pages, start=1)
    )


def page_for(pages: tuple[Page, ...], definition: Definition, key: str | None) -> Page:
    """The page that shows a cell, narrative or metadata field; the first for anything else."""
    if key in definition.cells:
        key = key.partition(".")[0] if key else key
    for page in pages:
        if page.key == key:
            return page
    return pages[0]
