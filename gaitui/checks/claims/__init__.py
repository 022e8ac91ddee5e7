"""What the texts say about numbers, read once for all checks that compare it."""

from functools import lru_cache

from gaitui.checks.claims.lexicon import Lexicon, lexicon_for
from gaitui.checks.claims.lists import Entry, read_listings
from gaitui.checks.claims.model import Claim, Growth, Item, Listing, Said
from gaitui.checks.claims.parse import SentenceReader
from gaitui.checks.claims.plain import plain_clauses
from gaitui.checks.claims.text import MAX_LENGTH, clauses, may_claim, paragraphs
from gaitui.checks.claims.words import HEADING
from gaitui.definition import Definition
from gaitui.report import Report

__all__ = ["Claim", "Growth", "Item", "Listing", "Said", "read_claims", "read_text"]


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
    for sentences in paragraphs(text):
        heading = HEADING.match(sentences[0])
        if heading and len(sentences[0]) <= 30:
            topic = _topic(lexicon, sentences[0])
        reader.new_paragraph(topic)
        before: list[Entry] = []
        for sentence in sentences:
            if not may_claim(sentence):
                reader.skip()
                before = []
                continue
            parts = plain_clauses(list(clauses(sentence, year)))
            found, before = read_listings(parts, reader.sentence(parts), before)
            listings += found
    return Said(tuple(reader.claims), tuple(reader.growths), tuple(listings))


def _topic(lexicon: Lexicon, heading: str) -> set[str]:
    return lexicon.groups(heading) & {"requests", "disputes"}
