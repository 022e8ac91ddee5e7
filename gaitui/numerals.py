"""Chinese numerals to numbers, strictly: what a careful reader would read in only one way.

Not cn2an 0.5: its strict mode refuses 〇 and 两, its smart mode takes `1百`, gives 一百二 as 120
and ２３ as a float, and importing it takes 70 ms. Here a numeral counts only where it is written
as its number is written.
"""

import re

_NORMAL = str.maketrans("〇○壹贰叁肆伍陆柒捌玖拾佰仟萬億兩", "零零一二三四五六七八九十百千万亿两")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_MAX_LENGTH = 24
"""Longer than any numeral of 12 digits."""
_TWO = "^两$|两(?=[百千万亿])"


def parse_chinese_number(text: str) -> int | None:
    """The number a Chinese numeral stands for; None where it is none, has Arabic digits in it,
    or can be read in another way (`十余`, `三四`, `一百二`, `几十`).

    Digit by digit (`二〇二四`) only with a zero in it or from four digits on: `三五` means
    three to five. At most 12 digits.
    """
    text = text.translate(_NORMAL)
    if not 0 < len(text) <= _MAX_LENGTH:
        return None
    if all(char in _DIGITS for char in text):
        return _digit_by_digit(text)
    plain = re.sub(_TWO, "二", text) if "两" in text else text
    number = _add_up(plain)
    if number is None or number >= 10**12:
        return None
    plain = plain[1:] if plain.startswith("一十") else plain
    return number if plain == format_chinese_number(number) else None


def format_chinese_number(number: int) -> str:
    """A number from 0 to 10**12 - 1 as it is written in Chinese: `一百零五`, `十二`."""
    if number == 0:
        return "零"
    text, started = "", False
    for unit, value in (("亿", 100_000_000), ("万", 10_000), ("", 1)):
        group = number // value % 10_000
        if group:
            text += "零" if started and (group < 1000 or text.endswith("零")) else ""
            text += _group(group) + unit
        elif started and number % value:
            text += "零"
        started = started or bool(group)
    text = text.replace("零零", "零")
    return text[1:] if text.startswith("一十") else text


def _group(number: int) -> str:
    """A number below ten thousand, with 一十 written out."""
    text, digits = "", "零一二三四五六七八九"
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            text += digits[digit] + unit
        elif text and number % value and not text.endswith("零"):
            text += "零"
    return text


def _digit_by_digit(text: str) -> int | None:
    if len(text) == 1:
        return _DIGITS[text]
    if text[0] == "零" or len(text) > 12 or (len(text) < 4 and "零" not in text):
        return None
    number = 0
    for char in text:
        number = 10 * number + _DIGITS[char]
    return number


def _add_up(text: str) -> int | None:
    """The sum that a numeral's units and digits make, well written or not."""
    total = group = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            group, digit = group + (digit or 1) * _UNITS[char], 0
        elif char in _GROUPS:
            total, group, digit = total + (group + digit) * _GROUPS[char], 0, 0
        else:
            return None
    return total + group + digit
