"""Lists that say what they add up to: `25件，其中A1件、B2件`, `A1件、B2件，共3件`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from gaitui.checks.claims.figures import figures
from gaitui.checks.claims.model import Claim, Item, Listing
from gaitui.checks.claims.text import Clause
from gaitui.checks.claims.words import COMPARED, OTHER_TIME

_OPENS = re.compile(r"其中(?:包括|包含|有)?|包括|包含")
_CLOSES = re.compile(r"[，,](?:[0-9]{1,2}\.)?(?:共|合计|总计|总共)")
_SUM = re.compile(r"(?:共|共计|合计|总计|总共)(?:为|有)?")
_REST = re.compile(r"(?:其余|剩余|其他|其它)(?:为|的)?(?:其他)?")
_NOT_A_PART = re.compile(
    r"另|平均|最|占|同时|共计|合计|总计|累计|超|约|近|(?<![其剩])余|以上|人均|第|每|分别"
)
_LONGEST_LABEL = 14


class Told(Struct, frozen=True):
    """A sentence that was read: its clauses, and the claims by the place of their clause."""

    clauses: Sequence[Clause] = ()
    claims: Mapping[int, Claim] = {}


class Entry(Struct, frozen=True):
    """A clause that holds just one exact count, and the claim it is, if any."""

    clause: Clause
    item: Item
    tail: str


def may_list(words: str) -> bool:
    """Whether a sentence can hold a list that says what it adds up to."""
    return bool(_OPENS.search(words) or _CLOSES.search(words))


def read_listings(sentence: Told, before: Told) -> Iterator[Listing]:
    """The lists of a sentence. One that begins with 其中 takes apart a number of the sentence
    before."""
    entries = _entries(sentence)
    outside: list[Entry] = []
    if sentence.clauses and _OPENS.match(sentence.clauses[0].words):
        outside = [item for item in _entries(before) if item and item.clause.depth == 0]
    yield from _opened(sentence.clauses, entries, outside)
    yield from _closed(entries)


def _entries(sentence: Told) -> list[Entry | None]:
    return [
        _entry(clause, sentence.claims.get(place)) for place, clause in enumerate(sentence.clauses)
    ]


def _entry(clause: Clause, claim: Claim | None) -> Entry | None:
    numbers = figures(clause.words)
    if len(numbers) != 1 or not numbers[0].exact or not numbers[0].is_count:
        return None
    words, figure = clause.words, numbers[0]
    if COMPARED.search(words) or OTHER_TIME.search(words.replace("上年结转", "")):
        return None
    label = _OPENS.sub("", words[: figure.start], count=1)
    subject = claim.subjects[0] if claim and len(claim.subjects) == 1 else ""
    return Entry(clause, Item(label, figure, subject), words[figure.end :])


def _opened(
    sentence: Sequence[Clause], entries: Sequence[Entry | None], before: Sequence[Entry]
) -> Iterator[Listing]:
    """Lists that follow their total: 其中, 包括."""
    for place, clause in enumerate(sentence):
        opening = _OPENS.match(clause.words)
        if opening is None:
            continue
        last = before[-1] if before else None
        total = _last_entry(sentence, entries, place) if place else last
        first = place if entries[place] else place + 1
        if total is None or (first > place and clause.words != opening[0]):
            continue
        items = _items(sentence, entries, first, total)
        if items:
            quote = "，".join(dict.fromkeys(entry.clause.quote for entry in (total, *items)))
            parts = tuple(entry.item for entry in items)
            complete = bool(_REST.fullmatch(parts[-1].label)) and len(parts) > 1
            others = _others(entries[:place] if place else before, total)
            yield Listing(
                quote, total.item.figure.value, total.item.subject, parts, complete, others
            )


def _last_entry(
    sentence: Sequence[Clause], entries: Sequence[Entry | None], place: int
) -> Entry | None:
    """The number right before a list; a bracket in between is a remark on it."""
    depth = sentence[place].depth
    if sentence[place].before in ("；", ";", "、"):
        return None
    for index in range(place - 1, max(-1, place - 8), -1):
        if sentence[index].depth <= depth:
            return entries[index]
    return None


def _items(
    sentence: Sequence[Clause], entries: Sequence[Entry | None], first: int, total: Entry
) -> list[Entry]:
    """The entries of a list from its first on: same unit, same brackets, joined alike."""
    items: list[Entry] = []
    if first >= len(sentence):
        return items
    depth, joint = sentence[first].depth, ""
    for clause, entry in zip(sentence[first:], entries[first:], strict=True):
        if clause.depth > depth:
            continue
        if items:
            joint = joint or clause.before
            if clause.before != joint or joint not in ("、", "，", ","):
                break
        if entry is None or clause.depth < depth or _NOT_A_PART.search(clause.words):
            break
        if items and _OPENS.match(clause.words):
            break
        if entry.item.figure.unit != total.item.figure.unit:
            break
        items.append(entry)
    return items


def _others(entries: Sequence[Entry | None], total: Entry) -> tuple[Decimal, ...]:
    """What else the list may take apart: numbers before its total, alone and with it."""
    values = [
        entry.item.figure.value
        for entry in entries
        if entry and entry is not total and entry.item.figure.unit == total.item.figure.unit
    ]
    return (*values, *(value + total.item.figure.value for value in values))


def _closed(entries: Sequence[Entry | None]) -> Iterator[Listing]:
    """Lists that their total follows: 共计, 合计."""
    for place, total in enumerate(entries):
        if total is None or not _SUM.fullmatch(total.item.label) or total.tail:
            continue
        items: list[Entry] = []
        for entry in reversed(entries[max(0, place - 20) : place]):
            if entry is None or entry.item.figure.unit != total.item.figure.unit:
                break
            items.insert(0, entry)
            if entry.clause.before != "、":
                break
        if len(items) >= 2 and total.clause.before in ("，", ","):
            quote = "，".join(entry.clause.quote for entry in (*items, total))
            parts = tuple(entry.item for entry in items)
            yield Listing(quote, total.item.figure.value, "", parts, True)


def is_short(item: Item) -> bool:
    """Whether an entry's name is short enough to be a mere name."""
    return len(item.label) <= _LONGEST_LABEL
