"""Text to value and back, with a ledger: every conversion is named, nothing ambiguous is taken.

Only ASCII digits count as digits after the listed normalisations; bare `int()` would also take
`५३` and `1_000`.
"""

import re
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from gaitui.cell import Kind

Value: TypeAlias = int | Decimal

MAX_DIGITS = 12
"""Longest whole part taken as a number."""
MAX_SIGNIFICANT = 15
"""Significant digits a spreadsheet keeps."""
_MAX_LENGTH = 64
"""Longest text taken as a number; longer ones would overflow or round away silently."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％／", "0123456789.,-+%/")
_DOES_NOT_APPLY = frozenset({"/", "-", "--", "–", "—", "——", "无", "不适用"})
_ERRORS = re.compile(r"#(?:DIV/0!|REF!|VALUE!|N/A|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.ASCII)
_COUNT_UNITS = "件条个项宗起次份"
_AMOUNT_UNITS = {"万元": Decimal(10_000), "元": Decimal(1), "亿元": Decimal(100_000_000)}
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
_NUMERIC = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?", re.ASCII)
_SIGN_WORD = re.compile(r"(增加|增|减少|减)\s*(?=[0-9])")
_SOME_NUMBER = re.compile(r"[0-9〇零一二三四五六七八九十百千两]")


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
    if re.fullmatch(r"[0-9]{1,12}", raw, re.ASCII):
        return Reading(int(raw) if kind is not Kind.DECIMAL else Decimal(raw))
    rules: list[str] = []
    text = _step(raw, raw.translate(_FULL_WIDTH), "全角字符", rules)
    text = _step(text, text.strip().strip("\u200b\ufeff").strip(), "去掉首尾空白", rules)
    text = _step(text, text.removeprefix("'").removeprefix("’").lstrip(), "去掉前导撇号", rules)
    if not text:
        return Reading(rules=("空白字符视为空",)) if raw else BLANK_READING
    if text in _DOES_NOT_APPLY:
        return Reading(rules=(f"“{text}”视为不适用，不计为 0",), does_not_apply=True)
    if kind is Kind.CHANGE:
        text = _step(text, _SIGN_WORD.sub(_sign, text), "增减写成正负号", rules)
    text, factor = _without_unit(text, kind, unit, rules)
    if _THOUSANDS.fullmatch(text):
        text = _step(text, text.replace(",", ""), "去掉千位分隔符", rules)
    if problem := _text_problem(text, kind):
        return Reading(problem=problem)
    return _bounded(Decimal(text) * factor, kind, tuple(rules))


def read_number(raw: str, kind: Kind) -> Reading:
    """Understand a number as a spreadsheet or JSON stores it (`534`, `534.0`, `5.34E2`)."""
    if re.fullmatch(r"[0-9]{1,12}", raw, re.ASCII):
        return Reading(int(raw) if kind is not Kind.DECIMAL else Decimal(raw))
    if len(raw) > _MAX_LENGTH or not _NUMERIC.fullmatch(raw):
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
    if _ERRORS.fullmatch(text):
        return "V206"
    if not _PLAIN.fullmatch(text):
        return "V207" if _SOME_NUMBER.search(text) else "V201"
    significant = len(text.replace(".", "").strip("+-0"))
    if len(text) > _MAX_LENGTH or (kind is Kind.DECIMAL and significant > MAX_SIGNIFICANT):
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


def _sign(match: re.Match[str]) -> str:
    return "+" if match[1].startswith("增") else "-"


def _without_unit(text: str, kind: Kind, unit: str | None, rules: list[str]) -> tuple[str, Decimal]:
    """Take a trailing unit off; amounts in another unit than asked get a factor."""
    if kind is not Kind.DECIMAL:
        if len(text) > 1 and text[-1] in _COUNT_UNITS and text[:-1].rstrip()[-1:].isdigit():
            rules.append(f"去掉单位“{text[-1]}”")
            return text[:-1].rstrip(), Decimal(1)
        return text, Decimal(1)
    for name in sorted(_AMOUNT_UNITS, key=len, reverse=True):
        if text.endswith(name) and text.removesuffix(name).rstrip()[-1:].isdigit():
            asked = unit or name
            factor = _AMOUNT_UNITS[name] / _AMOUNT_UNITS.get(asked, Decimal(1))
            rules.append(f"去掉单位“{name}”" if factor == 1 else f"“{name}”换算为“{asked}”")
            return text.removesuffix(name).rstrip(), factor
    return text, Decimal(1)


def alternatives(raw: str) -> tuple[str, ...]:
    """Numbers that an ambiguous text may mean, for a person to choose from: `1 234` offers
    1234, 1 and 234."""
    text = raw.translate(_FULL_WIDTH)
    parts = re.findall(r"[0-9]+(?:\.[0-9]+)?", text, re.ASCII)
    joined = "".join(parts) if re.fullmatch(r"[\s0-9,]+", text) else ""
    found = [joined, *parts] if len(parts) > 1 else parts
    return tuple(dict.fromkeys(part for part in found if 0 < len(part) <= MAX_DIGITS))
