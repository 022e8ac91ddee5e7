"""Labels as they are written in received files, made comparable: numbering, brackets, quotation
marks, white space, width and traditional characters do not tell labels apart."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from msgspec import Struct

MAX_LABEL = 80
"""Longer texts are sentences, not labels."""
EXACT = 1.0
"""The score of a label that says what the form says."""
REMEMBERED = 8_192
"""Texts whose reading is remembered: the same labels come in file after file."""
WEAKEST = 0.55
"""Scores below this are no match."""
SHARED = 0.6
"""The share of its characters that the shorter of two labels has in common with the longer."""

_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十0-9]{1,3}\)"
    r"|[0-9]{1,2}[、.,):]|[0-9]{1,2}(?=[^\W\d]))"
)
_BRACKETS = re.compile(r"[(\[〔【][^()\[\]〔〕【】]{0,80}[)\]〕】]")
_MARKS = re.compile(r"[\W_]")
_FOR_NAMES = frozenset("乾菸薹捱摺吒後徵夥甯榘於麴醣麽")
"""Traditional characters that GB 2312 has beside the simplified ones."""


def plain_width(text: str) -> str:
    """Text without white space, in the ordinary width: `㈠` is `(一)`, `：` is `:`."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=REMEMBERED)
def canonical(text: str) -> str:
    """A label without its numbering, its explanation in brackets, and all marks."""
    text = _without_number(text)
    bare = _MARKS.sub("", _BRACKETS.sub("", text))
    return bare or _MARKS.sub("", text)


def _without_number(text: str) -> str:
    text = plain_width(text)
    return _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text


@cache
def _converter() -> Any:
    # Imported here: few files need it.
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=REMEMBERED)
def simplified(text: str) -> str:
    """A canonical text in simplified characters."""
    return str(_converter().convert(text)) if _may_be_traditional(text) else text


def _may_be_traditional(text: str) -> bool:
    """Whether a character is not in the standard of simplified ones, or in it only for names."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return not _FOR_NAMES.isdisjoint(text)


def known_label(text: str, known: frozenset[str]) -> str | None:
    """The one of some canonical labels that a text is, in whatever characters; None if it is
    none of them."""
    return _known_label(text, known) if text and len(text) <= MAX_LABEL else None


@lru_cache(maxsize=REMEMBERED)
def _known_label(text: str, known: frozenset[str]) -> str | None:
    label = canonical(text)
    if label not in known:
        label = simplified(label)
    return label if label in known else None


class Match(Struct, frozen=True, gc=False):
    """A label of the form that a text may stand for: its index on the axis, and how well the
    text fits (1 is its very words)."""

    index: int
    score: float


class Axis:
    """The labels along one side of a table, in the form's order, each in all its wordings."""

    def __init__(
        self, wordings: Sequence[Sequence[str]], others: Iterable[str] = frozenset()
    ) -> None:
        """`others` are canonical labels that stand among these and are none of them."""
        self.size = len(wordings)
        self._others = frozenset(others)
        self._forms: dict[str, list[int]] = {}
        for index, texts in enumerate(wordings):
            for form in {canonical(text) for text in texts}:
                self._forms.setdefault(form, []).append(index)
        self._known = [(form, len({*form})) for form in self._forms]
        self._having: dict[str, list[int]] = {}
        for place, (form, _) in enumerate(self._known):
            for character in {*form}:
                self._having.setdefault(character, []).append(place)

    def match(self, text: str, only_exact: bool = False) -> tuple[Match, ...]:
        """The labels that a text may stand for, best first; none where it resembles no label, or
        with `only_exact` where it is none in its very words."""
        if not text or len(text) > MAX_LABEL:
            return ()
        if only_exact:
            exact = self._forms.get(canonical(text), ())
            return tuple(Match(index, EXACT) for index in exact)
        return _matches(self, text)

    def has_form(self, text: str) -> bool:
        """Whether a text is a canonical label."""
        return text in self._forms

    def has(self, text: str, below: str, only_exact: bool = False) -> bool:
        """Whether a text may stand for a label, by itself or with the one below it."""
        return _has(self, text[: MAX_LABEL + 1], below[: MAX_LABEL + 1], only_exact)

    def resembling(self, text: str) -> Iterator[Match]:
        """The labels that a canonical text may stand for, best first."""
        exact = self._forms.get(text)
        if exact is None:
            text = simplified(text)
            exact = self._forms.get(text)
        if exact is not None:
            yield from (Match(index, EXACT) for index in exact)
            return
        if text in self._others:
            return
        best: dict[int, float] = {}
        for form in self._near(text):
            score = resemblance(text, form)
            if score >= WEAKEST:
                for index in self._forms[form]:
                    best[index] = max(score, best.get(index, 0))
        top = max(best.values(), default=0)
        ranked = sorted(best.items(), key=lambda item: -item[1])
        yield from (Match(index, score) for index, score in ranked if score >= top - 0.2)

    def _near(self, text: str) -> Iterator[str]:
        """The wordings that share enough characters with a text to resemble it."""
        characters = {*text}
        having = chain.from_iterable([self._having.get(item, ()) for item in characters])
        for place, count in sorted(Counter(having).items()):
            form, size = self._known[place]
            if count >= SHARED * min(len(characters), size):
                yield form


@lru_cache(maxsize=REMEMBERED)
def _matches(axis: Axis, text: str) -> tuple[Match, ...]:
    whole = _MARKS.sub("", _without_number(text))
    return tuple(axis.resembling(whole if axis.has_form(whole) else canonical(text)))


@lru_cache(maxsize=REMEMBERED)
def _has(axis: Axis, text: str, below: str, only_exact: bool) -> bool:
    return bool(axis.match(text, only_exact) or (below and axis.match(text + below)))


def resemblance(text: str, form: str) -> float:
    """How well a shortened, cut or mistyped label fits a wording of the form, from 0 to 1."""
    shorter, longer = sorted((text, form), key=len)
    if len(shorter) < 3 or len(set(shorter) & set(longer)) < SHARED * len(set(shorter)):
        return 0
    share = len(shorter) / len(longer)
    if longer.startswith(shorter) and share >= 0.25:
        return 0.85 + 0.1 * share
    if shorter in longer and share >= 0.3:
        return 0.75 + 0.15 * share
    if share >= 0.5 and _is_subsequence(shorter, longer):
        return 0.7 + 0.2 * share
    if len(shorter) < 6:
        return 0
    ratio = SequenceMatcher(None, text, form, autojunk=False).ratio()
    return 0.9 * ratio if ratio >= 0.7 else 0


def _is_subsequence(shorter: str, longer: str) -> bool:
    rest = iter(longer)
    return all(char in rest for char in shorter)
