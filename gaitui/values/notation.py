"""How numbers are written in received cells: the marks, units and numerals that are known."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－−＋％／＇（）", "0123456789.,--+%/'()")
INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
APOSTROPHES = "'’‘`"
"""Marks that make a spreadsheet keep a number as text."""

DOES_NOT_APPLY = frozenset(
    {"/", "//", "\\", "-", "--", "---", "–", "——", "—", "―", "─", "──", "无", "不适用", "不涉及"}
    | {"没有", "无此项", "无此项业务", "N/A", "n/a", "NA"}
)
"""What is written where there is nothing to count; it says neither 0 nor "left blank"."""

COUNT_UNITS = "件条个项宗起次份部篇例"
AMOUNT_UNITS: Mapping[str, Decimal] = MappingProxyType(
    {
        "亿元": Decimal(100_000_000),
        "万元": Decimal(10_000),
        "元整": Decimal(1),
        "圆整": Decimal(1),
        "元": Decimal(1),
        "圆": Decimal(1),
    }
)
"""Units of money in yuan; a longer one stands before those it ends with."""

NUMERALS = "〇○零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億兩"
_POWERS = str.maketrans("", "", "万亿萬億")
LOOK_ALIKE = frozenset("〇○一")
"""Numerals that, standing alone, may as well be a circle to tick or a dash."""

ERRORS = re.compile(r"#(?:DIV/0!|REF!|VALUE!|N/A|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.ASCII)
PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
NUMERIC = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?", re.ASCII)
SIGN_WORD = rf"(增加|增|减少|减)\s*(?=[0-9{NUMERALS}])"
SOME_NUMBER = rf"[0-9{NUMERALS.translate(_POWERS)}]|^[OoIl]+$"
LETTERS = str.maketrans("OoIl", "0011")
"""Letters typed for digits."""


def sign_of(match: re.Match[str]) -> str:
    """The sign that a word of `SIGN_WORD` stands for."""
    return "+" if match[1].startswith("增") else "-"
