"""What an ambiguous text may mean, for a person to choose from; nothing here is ever taken."""

import re
from collections.abc import Iterator
from decimal import Decimal

from gaitui.cell import Kind
from gaitui.numerals import parse_chinese_number
from gaitui.values.notation import FULL_WIDTH, LETTERS, NUMERALS, PLAIN, SIGN_WORD, sign_of
from gaitui.values.reading import MAX_LENGTH, format_value, read_text

_SHOWN = 6
_MONEY = r"(?:\s?(?:亿元|万元|元))?"
_POWER = "[百千万亿]"
_PART = re.compile(
    rf"(¥?)([+-]?[0-9]++(?:,[0-9]{{3}}(?![0-9]))*+(?:\.[0-9]++)?+{_MONEY}+)(?!\s?{_POWER})",
    re.ASCII,
)
_FRACTION = re.compile(rf"[{NUMERALS}]点[{NUMERALS}]")
_RUN = re.compile(rf"[{NUMERALS}]+(?:元)?")
_SHORT = re.compile(rf"([0-9]+(?:\.[0-9]+)?)\s?({_POWER})(?!元)", re.ASCII)
_INNER = re.compile(r"[0-9\s,、'’·_]+(\.[0-9]+)?", re.ASCII)
_POWERS = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_BELOW = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
_DIGIT = "[一二三四五六七八九两]"
_CLIPPED = re.compile(rf"(.*([百千万亿]))({_DIGIT})")
_BETWEEN = re.compile(rf"({_DIGIT})({_DIGIT})([十百千万]?)")


def alternatives(raw: str, kind: Kind = Kind.COUNT, unit: str | None = None) -> tuple[str, ...]:
    """Numbers of `kind` that a text may mean: `1 234` offers 1234, 1 and 234; `三万五` 35000
    and 30005. At most six, the likeliest first."""
    text = raw[:MAX_LENGTH].translate(FULL_WIDTH).strip()
    if kind is Kind.CHANGE:
        text = re.sub(SIGN_WORD, sign_of, text)
    candidates = (*_joined(text, kind), *_numerals(text), *_shortened(text), *_parts(text, kind))
    readings = (read_text(item, kind, unit) for item in candidates)
    found = (format_value(item.value) for item in readings if item.value is not None)
    return tuple(dict.fromkeys(found))[:_SHOWN]


def _joined(text: str, kind: Kind) -> Iterator[str]:
    """One number that separators, or letters typed for digits, run through."""
    text, typed = text.translate(LETTERS), text
    if kind is Kind.DECIMAL and not _INNER.fullmatch(text):
        return
    separators = r"[\s,、'’·_]" if kind is Kind.DECIMAL else r"[\s,.、'’·_]"
    joined = re.sub(separators, "", text)
    if joined != typed and PLAIN.fullmatch(joined):
        yield joined


def _parts(text: str, kind: Kind) -> Iterator[str]:
    """The numbers that stand in a text, each with its unit of money."""
    for yuan, part in _PART.findall(text.replace("￥", "¥")):
        if yuan and not part.endswith("元"):
            yield f"{part}元"
        yield part if kind is Kind.CHANGE else part.lstrip("+-")


def _shortened(text: str) -> Iterator[str]:
    """`1.2万`: an amount of money in short, or a number in short."""
    for digits, power in _SHORT.findall(text):
        yield f"{digits}{power}元"
        yield f"{(Decimal(digits) * _POWERS[power]).normalize():f}"


def _numerals(text: str) -> Iterator[str]:
    """The numerals in a text: as they are, or as what a clipped one may stand for."""
    if _FRACTION.search(text):
        return
    for match in _RUN.finditer(text):
        run = match[0]
        if text[: match.start()][-1:].isdigit():
            continue
        if run.endswith("元"):
            yield run
            continue
        guesses = [run]
        if clipped := _CLIPPED.fullmatch(run):
            head, power, digit = clipped.groups()
            guesses += [f"{head}{digit}{_BELOW[power]}", f"{head}零{digit}"]
        if between := _BETWEEN.fullmatch(run):
            low, high, power = between.groups()
            guesses += [low + power, high + power]
        for guess in guesses:
            number = parse_chinese_number(guess)
            if number is not None:
                yield str(number)
