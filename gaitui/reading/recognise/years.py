"""The year of a report, as titles over its tables and names of sheets state it."""

import re
from functools import lru_cache

from gaitui.reading.recognise.canonical import REMEMBERED, plain_width
from gaitui.reading.recognise.found import Found

MAX_TITLE = 60
ROWS_ABOVE = 12
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DIGITS = "〇一二三四五六七八九"
_CHINESE_YEAR = re.compile(r"二[〇○零0]([〇○零0一二三四五六七八九]{2})(?=年)")
_TITLE_WORDS = re.compile(r"报告|年度|公开|统计|情况|汇总|年$|^20\d\d$")


def year_above(item: Found) -> int | None:
    """The year that the lines above a table state. A title that begins beside the table is over
    it if its cell is merged as far."""
    view = item.view
    left = min(column for _, column in item.cells.values())
    for row in range(item.top, max(0, item.top - ROWS_ABOVE), -1):
        texts = (view.texts.get((row, column), "") for column in view.by_row.get(row, ()))
        for text in (*texts, view.sheet.text_at((row, left))):
            year = stated_year(text)
            if year is not None:
                return year
    return None


def year_of(item: Found) -> int | None:
    """The year stated over a table, else by its sheet's name."""
    return item.year if item.year is not None else stated_year(item.view.name, is_title=True)


def stated_year(text: str, is_title: bool = False) -> int | None:
    """The one year that a title states; None where it is no title or names several."""
    return _stated_year(text[: MAX_TITLE + 1], is_title)


@lru_cache(maxsize=REMEMBERED)
def _stated_year(text: str, is_title: bool) -> int | None:
    text = plain_width(text)
    if len(text) > MAX_TITLE or not (is_title or _TITLE_WORDS.search(text)):
        return None
    years = {int(year) for year in _YEAR.findall(text)}
    for tail in _CHINESE_YEAR.findall(text):
        years.add(2000 + int("".join(str(max(0, _DIGITS.find(char))) for char in tail)))
    return years.pop() if len(years) == 1 else None
