"""Text to bytes in the encodings that offices ask for; what does not fit is named, never
replaced."""

from gaitui.errors import OutputError
from gaitui.render.wrap import one_line

ENCODINGS = ("utf-8", "gb18030", "gbk")
"""Encodings that printed outputs can be written in."""

_ALIASES = {"utf8": "utf-8"}
_CONTEXT = 12
"""Characters shown on either side of one that does not fit."""


def encode_text(text: str, encoding: str) -> bytes:
    """The text in one of `ENCODINGS`; `OutputError` names a character that it cannot hold."""
    name = encoding.strip().lower().replace("_", "-")
    name = _ALIASES.get(name, name)
    if name not in ENCODINGS:
        raise OutputError(f"不支持编码“{encoding}”。可以用的编码：{'、'.join(ENCODINGS)}。")
    try:
        return text.encode(name)
    except UnicodeEncodeError as error:
        raise OutputError(_explain(text, error.start, name)) from error


def _explain(text: str, place: int, encoding: str) -> str:
    """Which character does not fit, where it stands, and what to do about it."""
    character = text[place]
    line = text.count("\n", 0, place) + 1
    first = text.rfind("\n", 0, place) + 1
    before = text[max(first, place - _CONTEXT) : place]
    after = text[place + 1 : place + 1 + _CONTEXT].partition("\n")[0]
    context = one_line(before + character + after)
    where = f"第 {line} 行“{context}”中的“{one_line(character)}”（U+{ord(character):04X}）"
    if "\ud800" <= character <= "\udfff":
        return f"{where}是残缺的字符，任何编码都写不出。请在原文中删去后重新输入。"
    return f"{where}不能用 {encoding} 编码写出。请换用 utf-8 或 gb18030，或者改掉这个字符。"
