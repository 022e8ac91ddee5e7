"""What the texts say about numbers, read once for all checks that compare it."""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from gaitui.checks.claims.lexicon import Lexicon, lexicon_for
from gaitui.checks.claims.lists import Told, may_list, read_listings
from gaitui.checks.claims.model import Claim, Growth, Item, Listing, Said
from gaitui.checks.claims.parse import SentenceReader
from gaitui.checks.claims.plain import plain_clauses
from gaitui.checks.claims.text import (
    MAX_LENGTH,
    clauses,
    may_tell,
    paragraphs,
    plain_signs,
    plain_years,
)
from gaitui.checks.claims.words import HEADING
from gaitui.definition import Definition
from gaitui.report import Report

__all__ = ["Claim", "Growth", "Item", "Listing", "Said", "read_claims", "read_text"]


class Sentence(Struct, frozen=True):
    """A sentence in plain signs, and what it may say; no text where it cannot say anything."""

    text: str = ""
    may_claim: bool = False
    may_list: bool = False


def read_claims(report: Report, key: str) -> Said:
    """What one narrative of a report says; as quick as a look-up while the text stays."""
    text = report.narratives.get(key, "")[:MAX_LENGTH]
    return read_text(report.definition, report.unit[:100], report.year, text)


@lru_cache(maxsize=32)
def read_text(definition: Definition, unit: str, year: int | None, text: str) -> Said:
    """What a text says, as a report of this unit and year."""
    lexicon = lexicon_for(definition, unit)
    reader = SentenceReader(definition, lexicon)
    topic: set[str] = set()
    listings: list[Listing] = []
    for found in paragraphs(text):
        if len(found[0]) <= 30 and HEADING.match(found[0]):
            topic = lexicon.groups(found[0]) & {"requests", "disputes"}
        sentences = _telling([_sentence(words, lexicon, year) for words in found])
        if not sentences:
            continue
        reader.new_paragraph(topic)
        before = Told()
        for sentence in sentences:
            if not sentence.text:
                reader.skip()
                before = Told()
                continue
            parts = plain_clauses(clauses(sentence.text, year))
            told = Told(parts, reader.sentence(parts, sentence.may_claim))
            if sentence.may_list:
                listings += read_listings(told, before)
            before = told
    return Said(tuple(reader.claims), tuple(reader.growths), tuple(listings))


def _sentence(words: str, lexicon: Lexicon, year: int | None) -> Sentence:
    if not may_tell(words):
        return Sentence()
    text = plain_signs(words)
    named = plain_years(text, year)
    return Sentence(text, lexicon.has_subject(named) or "其中" in named, may_list(named))


def _telling(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences up to the last one that may say anything: those before it may say of what."""
    telling = [place for place, item in enumerate(sentences) if item.may_claim or item.may_list]
    return sentences[: telling[-1] + 1] if telling else ()
