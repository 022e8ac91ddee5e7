"""Ways of writing that are made plain before reading: `甲、乙分别为1件和2件`, `甲：1件`."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gaitui.checks.claims.figures import figures
from gaitui.checks.claims.text import Clause

_EACH = "分别(?:为|是|有)?(?=[0-9〇零一二三四五六七八九十百千万两])"
_AND = re.compile(r"(?:以及|和|及|与)")
_NUMBERED = re.compile(r"[0-9]{1,2}\.(?![0-9])")
_MOST = 8


def plain_clauses(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses of a sentence with each number right behind what it counts."""
    return _labelled(_respective(clauses))


def _respective(clauses: Sequence[Clause]) -> list[Clause]:
    """`甲、乙分别为1件和2件` as `甲1件、乙2件`, where there are as many names as numbers."""
    for place, clause in enumerate(clauses):
        each = re.search(_EACH, clause.words) if "分别" in clause.words else None
        if each is None:
            continue
        first = _first_name(clauses, place)
        names = [item.words for item in clauses[first:place]] + [clause.words[: each.start()]]
        last = _last_number(clauses, place)
        numbers = [clause.words[each.end() :], *(c.words for c in clauses[place + 1 : last + 1])]
        counts = [part for words in numbers for part in _AND.split(words)]
        for known in (names, [part for words in names for part in _AND.split(words)]):
            if len(known) == len(counts) >= 2 and all(known) and all(map(_is_count, counts)):
                quote = "、".join(item.quote for item in clauses[first : last + 1])
                spread = [
                    Clause(quote, f"{name}{count}", "、" if index else clauses[first].before,
                           clause.depth)
                    for index, (name, count) in enumerate(zip(known, counts, strict=True))
                ]  # fmt: skip
                return [*clauses[:first], *spread, *_respective(clauses[last + 1 :])]
    return list(clauses)


def _first_name(clauses: Sequence[Clause], place: int) -> int:
    """Where the names begin that end in a clause."""
    first = place
    while first and clauses[first].before == "、" and place - first < _MOST:
        if clauses[first - 1].depth != clauses[place].depth or figures(clauses[first - 1].words):
            break
        first -= 1
    return first


def _last_number(clauses: Sequence[Clause], place: int) -> int:
    """Where the numbers end that begin in a clause: at the last one joined by 、."""
    last = place
    for clause in clauses[place + 1 : place + _MOST]:
        if clause.before != "、" or not all(map(_is_count, _AND.split(clause.words))):
            break
        last += 1
    return last


def _is_count(words: str) -> bool:
    """Whether words are one number with its unit and nothing else."""
    found = figures(words)
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(words))


def _labelled(clauses: Sequence[Clause]) -> list[Clause]:
    """`甲：1件` as `甲1件`."""
    merged: list[Clause] = []
    for clause in clauses:
        label = merged[-1] if merged else None
        if (
            label is not None
            and clause.before in ("：", ":")
            and clause.depth == label.depth
            and _is_count(clause.words)
            and not figures(label.words)
        ):
            name = _NUMBERED.sub("", label.words, count=1)
            quote = f"{label.quote}：{clause.quote}"
            merged[-1] = replace(label, quote=quote, words=f"{name}{clause.words}")
        else:
            merged.append(clause)
    return merged
