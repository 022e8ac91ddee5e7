"""The words of a definition as a token pattern: a clause counts only where it knows them all."""

import re
from collections.abc import Iterable
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


class Vocabulary:
    """The words of one edition: which subjects and object groups each may mean."""

    def __init__(self, definition: Definition) -> None:
        self.subjects: dict[str, list[str]] = {}
        for subject in definition.subjects.values():
            for word in subject.rule.words:
                self.subjects.setdefault(word, []).append(subject.id)
        self.objects: dict[str, set[str]] = {}
        for group, members in definition.objects.items():
            for word in members:
                self.objects.setdefault(word, set()).add(group)
        words = {*self.subjects, *self.objects, *FILLERS, *JOINS}
        self.token = re.compile(
            f"(?P<seat>{SEAT.pattern})|(?P<own>{OWN.pattern}|{OWN_NAME})|(?P<scope>{SCOPE.pattern})"
            f"|(?P<word>{_alternatives(words)})|(?P<none>{NONE.pattern})"
        )
        self.object = re.compile(_alternatives(self.objects) or r"(?!)")


class Lexicon:
    """The words of an edition, and the names of the reporting unit."""

    def __init__(self, vocabulary: Vocabulary, unit: str) -> None:
        self.subjects, self.objects = vocabulary.subjects, vocabulary.objects
        self.object, self._token = vocabulary.object, vocabulary.token
        self.is_government = "政府" in unit or bool(_PLACE.fullmatch(unit))
        self.names = _own_names(unit)
        self._name = re.compile(_alternatives(self.names) or r"(?!)")

    def without_names(self, words: str) -> str:
        """Words with the unit's names replaced by one sign."""
        if self._name.search(words) is None:
            return words
        for name in self.names:
            words = words.replace(name, OWN_NAME)
        return words

    def tokens(self, words: str) -> Tokens | None:
        """The tokens of some words, or None where one of them is not known."""
        subjects: list[tuple[str, ...]] = []
        objects: list[tuple[str, frozenset[str]]] = []
        known: list[str] = []
        denied, scope, place = False, "", 0
        words = self.without_names(words)
        while place < len(words):
            match = self._token.match(words, place)
            if match is None:
                return None
            place, word, kind = match.end(), match[0], match.lastgroup
            if kind == "seat":
                if not self.is_government:
                    return None
                scope = scope or word.removeprefix(OWN_NAME)
            elif kind == "scope":
                scope = scope or ("" if self.is_own_scope(word) else word)
            elif kind == "none":
                denied = True
            elif kind == "word":
                known.append(word)
                if word in self.subjects:
                    subjects.append(tuple(self.subjects[word]))
                if word in self.objects:
                    objects.append((word, frozenset(self.objects[word])))
        joined = not JOINS.isdisjoint(known)
        return Tokens(tuple(subjects), tuple(objects), tuple(known), joined, denied, scope)

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

    def groups(self, words: str) -> set[str]:
        """Object groups that some words mention."""
        return {group for match in self.object.finditer(words) for group in self.objects[match[0]]}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


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
    """The vocabulary of an edition, compiled once."""
    return Vocabulary(definition)


def lexicon_for(definition: Definition, unit: str) -> Lexicon:
    """The lexicon of an edition and a reporting unit."""
    return Lexicon(vocabulary_of(definition), unit)
