"""The words of a definition as tokens: a clause counts only where it knows them all."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from gaitui.checks.claims.words import ALL_OF, FILLERS, NONE, OWN, OWN_NAME, SCOPE, SEAT
from gaitui.definition import Definition

JOINS = frozenset({"和", "及", "与", "或", "以及", "或者", "、", "跟"})
_PLACE = re.compile(r"[^省市区县州旗]{1,12}(?:省|市|自治区|区|县|州|旗)")


class Tokens(Struct, frozen=True):
    """What a stretch of words consists of, where all of them are known: subject ids by word,
    object groups by word, and whether words join, deny, or name a scope."""

    subjects: tuple[tuple[str, ...], ...] = ()
    objects: tuple[tuple[str, frozenset[str]], ...] = ()
    words: tuple[str, ...] = ()
    joined: bool = False
    denied: bool = False
    scope: str = ""


_NO_TOKENS = Tokens()


class Vocabulary:
    """The words of one edition: which subjects and object groups each may mean."""

    def __init__(self, definition: Definition) -> None:
        subjects: dict[str, list[str]] = {}
        for subject in definition.subjects.values():
            for word in subject.rule.words:
                subjects.setdefault(word, []).append(subject.id)
        objects: dict[str, set[str]] = {}
        for group, members in definition.objects.items():
            for word in members:
                objects.setdefault(word, set()).add(group)
        self.subjects = {word: tuple(ids) for word, ids in subjects.items()}
        self.objects = {word: frozenset(groups) for word, groups in objects.items()}
        self.subject = re.compile(_alternatives(_beginnings(subjects)))
        self.object = re.compile(_alternatives(objects))
        self._known: dict[str, list[str]] = {}
        for word in _longest_first({*subjects, *objects, *FILLERS, *JOINS, *NONE}):
            self._known.setdefault(word[:1], []).append(word)

    def word_at(self, words: str, place: int) -> str:
        """The longest known word that begins at a place; empty where none does."""
        known = self._known.get(words[place], ())
        return next((word for word in known if words.startswith(word, place)), "")


class Lexicon:
    """The words of an edition, and the names of the reporting unit."""

    def __init__(self, vocabulary: Vocabulary, unit: str) -> None:
        self._vocabulary = vocabulary
        self.is_government = "政府" in unit or bool(_PLACE.fullmatch(unit))
        self.names = _own_names(unit)

    def without_names(self, words: str) -> str:
        """Words with the unit's names replaced by one sign."""
        for name in self.names:
            words = words.replace(name, OWN_NAME)
        return words

    def has_subject(self, words: str) -> bool:
        """Whether words speak of anything that the tables count."""
        return self._vocabulary.subject.search(words) is not None

    def object_end(self, words: str, place: int) -> int:
        """Where the objects end that begin at a place: the place itself where none do."""
        match = self._vocabulary.object.match(words, place)
        return match.end() if match else place

    def groups(self, words: str) -> set[str]:
        """Object groups that some words mention."""
        found = self._vocabulary.object.findall(words)
        return {group for word in found for group in self._vocabulary.objects[word]}

    def tokens(self, words: str) -> Tokens | None:
        """The tokens of some words, or None where one of them is not known."""
        if not words:
            return _NO_TOKENS
        known: list[str] = []
        scope, place = "", 0
        words = self.without_names(words)
        while place < len(words):
            if seat := SEAT.match(words, place):
                if not self.is_government:
                    return None
                place, scope = seat.end(), scope or seat[0].removeprefix(OWN_NAME)
            elif words[place] == OWN_NAME:
                place += 1
            elif own := OWN.match(words, place):
                place = own.end()
            elif circle := SCOPE.match(words, place):
                place = circle.end()
                scope = scope or ("" if self.is_own_scope(circle[0]) else circle[0])
            elif word := self._vocabulary.word_at(words, place):
                place += len(word)
                known.append(word)
            else:
                return None
        return self._tokens(known, scope)

    def _tokens(self, known: Sequence[str], scope: str) -> Tokens:
        subjects, objects = self._vocabulary.subjects, self._vocabulary.objects
        words = tuple(word for word in known if word not in NONE)
        return Tokens(
            tuple(subjects[word] for word in words if word in subjects),
            tuple((word, objects[word]) for word in words if word in objects),
            words,
            not JOINS.isdisjoint(words),
            len(words) < len(known),
            scope,
        )

    def is_own_scope(self, word: str) -> bool:
        """Whether a scope word names all that the report covers anyway."""
        return self.is_government and word.startswith(tuple(ALL_OF))

    def scope_of(self, plain: str) -> str:
        """The scope that a stretch of words names, of which not all are known; the unit's names
        are taken out of them already."""
        seat = SEAT.search(plain) if self.is_government else None
        if seat is not None:
            return seat[0].removeprefix(OWN_NAME)
        scope = SCOPE.search(OWN.sub("", plain))
        return scope[0] if scope and not self.is_own_scope(scope[0]) else ""


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, _longest_first(words))) or r"(?!)"


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _beginnings(words: Iterable[str]) -> list[str]:
    """The words without those that begin with another one."""
    shortest: list[str] = []
    for word in sorted(words):
        if not shortest or not word.startswith(shortest[-1]):
            shortest.append(word)
    return shortest


def _own_names(unit: str) -> list[str]:
    """The unit's name and what remains of it without the places before: `深圳市罗湖区教育局` is
    also 罗湖区教育局, 区教育局, 教育局; `深圳市罗湖区人民政府` is also 罗湖区 and 区政府."""
    plain = "".join(unit.split())[:100]
    places = [match.end() for match in _PLACE.finditer(plain)]
    names = {plain}
    for end in (0, *places):
        names |= {plain[end:], plain[max(0, end - 1) :] if end else ""}
    if places and plain[places[-1] :] in ("", "人民政府", "政府"):
        start = places[-2] if len(places) > 1 else 0
        names |= {plain[start : places[-1]], plain[start : places[-1]] + "政府"}
        names |= {plain[: places[-1]]}
    names |= {name.replace("人民政府", "政府") for name in names}
    return sorted((name for name in names if len(name) >= 2), key=len, reverse=True)


@lru_cache(maxsize=8)
def vocabulary_of(definition: Definition) -> Vocabulary:
    """The vocabulary of an edition, made once."""
    return Vocabulary(definition)


@lru_cache(maxsize=32)
def lexicon_for(definition: Definition, unit: str) -> Lexicon:
    """The lexicon of an edition and a reporting unit."""
    return Lexicon(vocabulary_of(definition), unit)
