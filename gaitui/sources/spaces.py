"""White space as a reader sees it; imports nothing else, child processes need it too."""

import re

_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BROKEN_LINE = rf"(?<={_WIDE})[ \t]{{0,99}}[\r\n][ \t\r\n]{{0,999}}(?={_WIDE})"


def tidy(text: str) -> str:
    """A paragraph with its white space as a browser shows it; a line break between Chinese
    characters is none. Ends are stripped of indents as well."""
    if "\n" in text or "\r" in text:
        text = re.sub(_BROKEN_LINE, "", text)
    return _SPACES.sub(" ", text).strip().strip("\u200b\ufeff").strip()
