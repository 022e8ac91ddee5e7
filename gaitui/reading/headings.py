"""The parts of a report by their headings, however these are numbered."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from gaitui.definition import Definition
from gaitui.definition.schema import Section

MAX_HEADING = 60
"""Characters of the longest heading, with its number."""
REMEMBERED = 4_096
"""Paragraphs whose beginning is remembered: labels and headings come in file after file."""

_NUMBER = re.compile(
    r"[（(]?(?:第?([一二三四五六])(?:部分)?|([1-6]))[）)]?[、.．,，:：]?(?=[^0-9年月日件])"
)
_DIGITS = "一二三四五六"
_NOT_WORDS = re.compile(r"[\s、，,。.：:；;和与及（）()“”\"]")
_RUN_IN = re.compile(r"[。：:]")


class Heading(Struct, frozen=True):
    """A paragraph that opens a part; `rest` is text that runs on in the same paragraph."""

    section: Section
    place: int
    rest: str = ""


def find_headings(
    paragraphs: Iterable[Sequence[str]], definition: Definition
) -> Mapping[str, Heading]:
    """Each part's heading by section id; `paragraphs` has for each place the texts that may be
    one. Of several candidates the last counts that stands before the next part, so that a table
    of contents is passed over."""
    sections = _by_name(definition.sections)
    found: dict[str, list[Heading]] = {}
    for place, texts in enumerate(paragraphs):
        for text in texts:
            for heading in _read(text, place, sections):
                found.setdefault(heading.section.id, []).append(heading)
    chosen: dict[str, Heading] = {}
    limit = math.inf
    for section in reversed(definition.sections):
        before = [item for item in found.get(section.id, ()) if item.place < limit]
        if before:
            chosen[section.id] = before[-1]
            limit = before[-1].place
    return chosen


def _by_name(sections: Sequence[Section]) -> dict[str, list[Section]]:
    """The parts that have a name, plain, as title or alias."""
    named: dict[str, list[Section]] = {}
    for section in sections:
        for name in {_plain(name) for name in (section.title, *section.aliases)}:
            named.setdefault(name, []).append(section)
    return named


def _plain(text: str) -> str:
    """A title without what is written this way or that: blanks, punctuation, 和 与 及."""
    return _NOT_WORDS.sub("", text)


def _read(text: str, place: int, sections: Mapping[str, Sequence[Section]]) -> Iterator[Heading]:
    """A paragraph as a heading: number and title, or the title alone."""
    stated, title, rest = _opening(text[: MAX_HEADING * 2])
    for section in sections.get(title, ()):
        if stated in ("", section.number) and (stated or not rest):
            yield Heading(section, place, _cut(text)[2].strip() if rest else "")


@lru_cache(maxsize=REMEMBERED)
def _opening(head: str) -> tuple[str, str, str]:
    """The number at a paragraph's beginning, the title, plain, and what runs on behind it; no
    title where it is too long for one."""
    tight = "".join(head.split())
    number = _NUMBER.match(tight)
    stated = (number[1] or _DIGITS[int(number[2]) - 1]) if number else ""
    title, _, rest = _cut(tight[number.end() :] if number else tight)
    return stated, _plain(title) if len(title) <= MAX_HEADING else "", rest


def _cut(text: str) -> tuple[str, str, str]:
    """A text before, at and after the first full stop or colon beyond its number."""
    mark = _RUN_IN.search(text, 2)
    return (text[: mark.start()], mark[0], text[mark.end() :]) if mark else (text, "", "")
