"""Texts cut into paragraphs, sentences and clauses, with years named from the report's own."""

import re
from collections.abc import Iterator

from msgspec import Struct

from gaitui.numerals import parse_chinese_number

MAX_LENGTH = 40_000
"""Characters of a text that are looked at; published overviews have about 1,000."""

_ASCII = str.maketrans("０１２３４５６７８９．％－", "0123456789.%-", "“”‘’\"'「」『』")
_SIGN = re.compile("[０-９．％－“”‘’\"'「」『』]")
_SENTENCE_END = re.compile("[。！？!?]")
_CLAUSE = re.compile(
    r"([，、；;：:（）()\[\]]|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),)"
    r"|(?<=[件宗条起次份个])(?=同比|[较比](?:上年|上一年|去年|[0-9]{4}年))"
)
_THOUSANDS = re.compile(
    r"(?<![0-9.,表图件第款项号])[0-9]{1,3}(?:，[0-9]{3}){1,3}(?=[万件宗条起次份个项例篇元])"
)
"""A number with full-width commas, which would be two clauses."""
_TITLE = re.compile(r"[《〈][^《〈》〉]{0,80}[》〉]")
_YEAR_DIGITS = re.compile(r"(?<![0-9])([0-9]{4}|[〇零一二三四五六七八九]{4})(?:年度?|(?=全年))")
_YEAR_WORDS = (
    (re.compile(r"(?:截至|截止到?)(?:本年)?(?:12月31日|年?底|年末|末)"), "本年"),
    (re.compile(r"1月1日起?(?:至|到|-|—)(?:本年)?12月31日(?:止|期间)?"), "本年"),
    (re.compile(r"本年度|今年|报告期内?|报告年度|年度内|年内|当年|本年"), "本年"),
    (re.compile(r"上一年度?|上年度?|去年"), "上年"),
    (re.compile(r"下一年度?|下年度?|次年|明年|来年"), "下年"),
    (re.compile(r"往年|前年|历年"), "他年"),
)
_OF_YEAR_WORDS = re.compile("[年月截报]")
"""Characters of which each of them has one."""
_TELLING = re.compile(
    r"[0-9０-９〇零一二三四五六七八九十百千万亿两余多来几][件宗条起次份个项例万亿元%％]|未|无|没有|零|年度?[，,]"
)


class Clause(Struct, frozen=True):
    """A stretch between two separators: as written (without white space), with the names of
    years made plain, the separator before it, and how many brackets it stands in."""

    quote: str
    words: str
    before: str
    depth: int


def paragraphs(text: str) -> Iterator[list[str]]:
    """The sentences of each paragraph, as far as texts are looked at."""
    for line in text[:MAX_LENGTH].split("\n"):
        found = [sentence for sentence in _SENTENCE_END.split("".join(line.split())) if sentence]
        if found:
            yield found


def may_tell(sentence: str) -> bool:
    """Whether a sentence can say anything about numbers, or name a year for those to come."""
    return _TELLING.search(sentence) is not None


def plain_signs(sentence: str) -> str:
    """A sentence in ASCII digits, without quotation marks; titles in 《》 are one unknown sign."""
    plain = _SIGN.sub(lambda sign: sign[0].translate(_ASCII), sentence)
    plain = _TITLE.sub("�", plain)
    return _THOUSANDS.sub(lambda match: match[0].replace("，", ","), plain)


def clauses(sentence: str, year: int | None) -> list[Clause]:
    """The clauses of a sentence in plain signs."""
    found: list[tuple[str, str, int]] = []
    before, depth = "", 0
    for part in _CLAUSE.split(sentence):
        if not part:
            continue
        if len(part) == 1 and part in "，、；;：:（）()[],":
            depth = max(0, depth + (part in "（([") - (part in "）)]"))
            before = part
            continue
        found.append((part, before, depth))
        before = ""
    words = plain_years("\n".join(part for part, _, _ in found), year).split("\n")
    return [
        Clause(part, plain, sign, within)
        for (part, sign, within), plain in zip(found, words, strict=False)
    ]


def plain_years(words: str, year: int | None) -> str:
    """Words in which the report's year is 本年, its neighbours 上年 and 下年, any other 他年."""

    def name(match: re.Match[str]) -> str:
        stated = int(match[1]) if match[1].isdecimal() else parse_chinese_number(match[1])
        if year is None or stated is None:
            return "他年"
        return {year: "本年", year - 1: "上年", year + 1: "下年"}.get(stated, "他年")

    if _OF_YEAR_WORDS.search(words):
        words = _YEAR_DIGITS.sub(name, words)
        for pattern, plain in _YEAR_WORDS:
            words = pattern.sub(plain, words)
    return words
