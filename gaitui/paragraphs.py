"""Which paragraphs of a text were added, left out or changed, and in which words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

ALIKE = 0.4
"""How alike two paragraphs must be for one to be the other, changed."""
SHORT = 2
"""Up to so many unchanged characters between two changes are shown as changed with them: a
sentence in shreds cannot be read."""
MAX_PARAGRAPHS, MAX_PAIRS, MAX_WORDS = 2_000, 2_500, 3_000
"""Beyond these a text, or a paragraph, counts as replaced whole: comparing takes time by the
square."""

_WORD = re.compile(r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*[%％]?|[A-Za-z]+|\s+|.", re.DOTALL)


class Kind(StrEnum):
    """What happened to a paragraph."""

    ADDED = "增"
    DELETED = "删"
    CHANGED = "改"


class Piece(Struct, frozen=True, array_like=True):
    """Words that stayed (`old` equals `new`), or those that took the place of others."""

    old: str
    new: str


class ParagraphChange(Struct, frozen=True):
    """One paragraph: its number (from 1) and text before and after, None where it was not.
    `pieces` are the words of a changed one."""

    kind: Kind
    old_number: int | None
    new_number: int | None
    old: str | None
    new: str | None
    pieces: tuple[Piece, ...] = ()


Span: TypeAlias = tuple[int, int]


def compare_paragraphs(old: str, new: str) -> tuple[ParagraphChange, ...]:
    """The paragraphs (separated by line feeds) that differ, in the order of reading."""
    before, after = _paragraphs(old), _paragraphs(new)
    changes: list[ParagraphChange] = []
    for (start, end), (first, last) in _replaced(before, after, MAX_PARAGRAPHS):
        changes += _pair(before, after, range(start, end), range(first, last))
    return tuple(changes)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the share of pairs of neighbouring characters that
    they have in common. It takes time by the length, not by its square."""
    return _shared(_neighbours(one), _neighbours(other))


def _paragraphs(text: str) -> list[str]:
    return text.split("\n") if text else []


def _replaced(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[tuple[Span, Span]]:
    """The stretches that differ; one whole stretch where there are more than `most` items
    between what both begin and end with."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if not left and not right:
        return
    if max(len(left), len(right)) > most or not left or not right:
        yield (start, start + len(left)), (start, start + len(right))
        return
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, one, two, three, four in matcher.get_opcodes():
        if tag != "equal":
            yield (start + one, start + two), (start + three, start + four)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _pair(
    before: Sequence[str], after: Sequence[str], olds: range, news: range
) -> Iterator[ParagraphChange]:
    """The paragraphs of a stretch, those that are alike as one that changed."""
    left, right = olds.start, news.start
    for old, new in (*_partners(before, after, olds, news), (olds.stop, news.stop)):
        yield from (_deleted(before, number) for number in range(left, old))
        yield from (_added(after, number) for number in range(right, new))
        if old < olds.stop and before[old] != after[new]:
            pieces = tuple(_pieces(before[old], after[new]))
            yield ParagraphChange(Kind.CHANGED, old + 1, new + 1, before[old], after[new], pieces)
        left, right = old + 1, new + 1


def _deleted(before: Sequence[str], number: int) -> ParagraphChange:
    return ParagraphChange(Kind.DELETED, number + 1, None, before[number], None)


def _added(after: Sequence[str], number: int) -> ParagraphChange:
    return ParagraphChange(Kind.ADDED, None, number + 1, None, after[number])


def _partners(
    before: Sequence[str], after: Sequence[str], olds: range, news: range
) -> Iterator[Span]:
    """For each new paragraph the first old one, after those taken, that it is like."""
    if len(olds) * len(news) > MAX_PAIRS:
        return
    words = {old: _neighbours(before[old]) for old in olds}
    left = olds.start
    for new in news:
        own = _neighbours(after[new])
        alike = (old for old in range(left, olds.stop) if _shared(words[old], own) >= ALIKE)
        old = next(alike, None)
        if old is not None:
            yield old, new
            left = old + 1


def _neighbours(text: str) -> "Counter[tuple[str, str]]":
    framed = f"\n{text}\n"
    return Counter(pairwise(framed))


def _shared(one: "Counter[tuple[str, str]]", other: "Counter[tuple[str, str]]") -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """The words of both texts in order, those that stayed between those that changed."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    left, right = 0, 0
    for (start, end), (first, last) in _joined(list(_replaced(before, after, MAX_WORDS)), before):
        if left < start:
            same = "".join(before[left:start])
            yield Piece(same, same)
        yield Piece("".join(before[start:end]), "".join(after[first:last]))
        left, right = end, last
    if left < len(before):
        rest = "".join(before[left:])
        yield Piece(rest, "".join(after[right:]))


def _joined(changes: list[tuple[Span, Span]], before: Sequence[str]) -> list[tuple[Span, Span]]:
    """The changes, those with next to nothing between them as one."""
    joined: list[tuple[Span, Span]] = []
    for (start, end), (first, last) in changes:
        if joined and len("".join(before[joined[-1][0][1] : start])) <= SHORT:
            (begin, _), (origin, _) = joined[-1]
            joined[-1] = (begin, end), (origin, last)
        else:
            joined.append(((start, end), (first, last)))
    return joined
