"""What is typed, made fit for a report before it is taken."""

import re

from gaitui.session.errors import SessionError

_YEAR = re.compile(r"([1-9][0-9]{3})(?:年度?)?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def clean(text: str) -> str:
    """Line ends as in a report; half a character, from a broken terminal, made visible."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_year(text: str) -> str:
    """A year's four digits; the empty text where none is given."""
    text = text.translate(_FULL_WIDTH).strip()
    match = _YEAR.fullmatch(text)
    if text and match is None:
        raise SessionError(f"“{text[:20]}”不是年度。请填四位数字，如 2024。")
    return match[1] if match else ""
