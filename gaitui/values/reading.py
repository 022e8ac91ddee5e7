"""One text, one reading: a number with its ledger, a mark, a blank, or a problem.

Only ASCII digits count as digits after the listed normalisations; bare `int()` would also take
`५३` and `1_000`.
"""

import re
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from gaitui.cell import Kind
from gaitui.numerals import parse_chinese_number
from gaitui.values.notation import (
    AMOUNT_UNITS,
    APOSTROPHES,
    COUNT_UNITS,
    DOES_NOT_APPLY,
    ERRORS,
    FULL_WIDTH,
    INVISIBLE,
    LOOK_ALIKE,
    NUMERALS,
    NUMERIC,
    PLAIN,
    SIGN_WORD,
    SOME_NUMBER,
    THOUSANDS,
    sign_of,
)

Value: TypeAlias = int | Decimal

MAX_DIGITS = 12
"""Longest whole part taken as a number."""
MAX_SIGNIFICANT = 15
"""Significant digits a spreadsheet keeps."""
MAX_LENGTH = 64
"""Longest text taken as a number; longer ones would overflow or round away silently."""

_DECIMAL = Kind.DECIMAL
_NO_UNIT = "格式没有规定单位，数仍以{}计，请在总体情况中注明"


class Reading(Struct, frozen=True):
    """What a text was understood as.

    `value` is None for a blank, for "does not apply" and for text with a `problem` (a V2xx
    code). `rules` is the ledger: the conversions made, in order, in Chinese.
    """

    value: Value | None = None
    rules: tuple[str, ...] = ()
    problem: str | None = None
    does_not_apply: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing was there but white space."""
        return self.value is None and self.problem is None and not self.does_not_apply


BLANK_READING = Reading()


def read_text(raw: str, kind: Kind, unit: str | None = None) -> Reading:
    """Understand a cell's text as a number of `kind`; `unit` is the unit the form asks for."""
    if len(raw) <= MAX_DIGITS and raw.isascii() and raw.isdigit():
        return Reading(int(raw) if kind is not _DECIMAL else Decimal(raw))
    rules: list[str] = []
    text = _clean(raw, rules)
    if not text:
        return Reading(rules=("空白字符视为空",)) if raw else BLANK_READING
    if text in DOES_NOT_APPLY:
        return Reading(rules=(f"“{text}”视为不适用，不计为 0",), does_not_apply=True)
    if kind is Kind.CHANGE:
        text = _step(text, re.sub(SIGN_WORD, sign_of, text), "增减写成正负号", rules)
    bare, factor = _without_unit(text, kind, unit, rules)
    bare = _arabic(bare, rules)
    if THOUSANDS.fullmatch(bare):
        bare = _step(bare, bare.replace(",", ""), "去掉千位分隔符", rules)
    if problem := _text_problem(bare, kind):
        return Reading(problem=problem)
    if kind is not Kind.CHANGE:
        bare = _step(bare, bare.removeprefix("+"), "去掉正号", rules)
    return _bounded(Decimal(bare) * factor, kind, tuple(rules))


def read_number(raw: str, kind: Kind) -> Reading:
    """Understand a number as a spreadsheet or JSON stores it (`534`, `534.0`, `5.34E2`)."""
    if len(raw) <= MAX_DIGITS and raw.isascii() and raw.isdigit():
        return Reading(int(raw) if kind is not _DECIMAL else Decimal(raw))
    if len(raw) > MAX_LENGTH or not NUMERIC.fullmatch(raw):
        return Reading(problem="V201")
    exact = Decimal(raw)
    if exact.adjusted() >= MAX_DIGITS:
        return Reading(problem="V201")
    if len(exact.as_tuple().digits) > MAX_SIGNIFICANT:
        exact = Decimal(f"{float(raw):.{MAX_SIGNIFICANT}g}")
    if kind is not Kind.DECIMAL and exact != exact.to_integral_value():
        return Reading(problem="V203")
    return _bounded(exact, kind, ())


def _text_problem(text: str, kind: Kind) -> str | None:
    """Why a text is not a number of its kind, as a code; None where it is one."""
    if ERRORS.fullmatch(text):
        return "V206"
    if not PLAIN.fullmatch(text):
        return "V207" if re.search(SOME_NUMBER, text) else "V201"
    significant = len(text.replace(".", "").strip("+-0"))
    if len(text) > MAX_LENGTH or (kind is Kind.DECIMAL and significant > MAX_SIGNIFICANT):
        return "V201"
    if kind is not Kind.DECIMAL and re.search(r"\.[0-9]*[1-9]", text):
        thousands = re.fullmatch(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}", text)
        return "V207" if thousands else "V203"
    return None


def _bounded(exact: Decimal, kind: Kind, rules: tuple[str, ...]) -> Reading:
    if exact.adjusted() >= MAX_DIGITS or (exact and exact.adjusted() < -MAX_DIGITS):
        return Reading(problem="V201")
    if exact < 0 and kind is not Kind.CHANGE:
        return Reading(problem="V202")
    if kind is not Kind.DECIMAL:
        return Reading(int(exact), rules)
    if not exact:
        return Reading(Decimal(0), rules)
    exact = exact.normalize() if exact.as_tuple().exponent != 0 else exact
    if len(exact.as_tuple().digits) > MAX_SIGNIFICANT:
        return Reading(problem="V201")
    return Reading(Decimal(f"{exact:f}"), rules)


def format_value(value: Value | None) -> str:
    """A value as text without exponent or grouping; the empty text for a blank."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:f}"


def _step(before: str, after: str, rule: str, rules: list[str]) -> str:
    if after != before:
        rules.append(rule)
    return after


def _clean(raw: str, rules: list[str]) -> str:
    """A text in ASCII digits and signs, without what surrounds it unseen."""
    text = _step(raw, raw.translate(FULL_WIDTH), "全角字符", rules)
    text = _step(text, text.strip().strip(INVISIBLE).strip(), "去掉首尾空白", rules)
    if text and text[0] in APOSTROPHES:
        text = _step(text, text[1:].lstrip(), "去掉前导撇号", rules)
    return text


def _arabic(text: str, rules: list[str]) -> str:
    """A numeral in digits. A lone `一` may be a dash and a lone `〇` a circle: they stay."""
    numeral = text.lstrip("+-")
    if len(numeral) > MAX_LENGTH or numeral in LOOK_ALIKE:
        return text
    number = parse_chinese_number(numeral)
    if number is None or len(text) - len(numeral) > 1:
        return text
    return _step(text, f"{text.removesuffix(numeral)}{number}", "中文数字", rules)


def _without_unit(text: str, kind: Kind, unit: str | None, rules: list[str]) -> tuple[str, Decimal]:
    """Take a trailing unit off; amounts in another unit than asked get a factor."""
    one = Decimal(1)
    if kind is not Kind.DECIMAL:
        if text[-1] in COUNT_UNITS and _ends_in_number(text[:-1]):
            rules.append(f"去掉单位“{text[-1]}”")
            return text[:-1].rstrip(), one
        return text, one
    for name, worth in AMOUNT_UNITS.items():
        bare = text.removesuffix(name)
        if bare == text or not _ends_in_number(bare):
            continue
        if unit is None:
            rules.append(f"去掉单位“{name}”；{_NO_UNIT.format(name)}")
            return bare.rstrip(), one
        if unit not in AMOUNT_UNITS:
            return text, one
        factor = worth / AMOUNT_UNITS[unit]
        rules.append(f"去掉单位“{name}”" if factor == 1 else f"“{name}”换算为“{unit}”")
        return bare.rstrip(), factor
    return text, one


def _ends_in_number(text: str) -> bool:
    return text.rstrip()[-1:] in frozenset(f"0123456789{NUMERALS}")
