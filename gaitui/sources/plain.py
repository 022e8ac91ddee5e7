"""Cells and strings as most programs write them, taken out of a part's markup by pattern.

It takes half the time that parsing them as XML does. What is left goes to the XML parser, which
vouches for it; a part where anything is written in another way goes there as a whole.
"""

import re
from functools import lru_cache

REMEMBERED = 4_096
"""Runs of references that are remembered: labels are the same in file after file."""

PlainCell = tuple[str, str | None, str | None, str | None, str | None]
"""Address, type, formula, value and inline text of a cell."""

_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_CHARACTERS = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_TEXT = rf"({_CHARACTERS}(?:&(?:{'|'.join(_NAMED)});{_CHARACTERS})*+)"
_STRING = rf'<t(?: xml:space="preserve")?>{_TEXT}</t>'
_CELL = re.compile(
    r'<c r="([A-Z]{1,2}[1-9][0-9]{0,5})"(?: s="[0-9]{1,6}")?(?: t="([A-Za-z]{1,9})")?'
    rf'(?: ?/>|>(?:<f(?: aca="false")?>{_TEXT}</f>)?'
    rf"(?:<v>{_TEXT}</v>|<v ?/>|<is>{_STRING}</is>)?</c>)"
)
_REFERENCES = re.compile(r"&#[0-9][0-9&#;]{0,400};")
"""A run of references by number, or the beginning of a long one; some programs write all Chinese
so."""
_ITEM = re.compile(rf"<si>{_STRING}</si>")
_ROWS = re.compile(
    r'(?:<row(?: r="[1-9][0-9]{0,5}")?(?: (?!r=)[A-Za-z][A-Za-z0-9:]*+="[^"<>&\t\n]*+")*+'
    r"(?:/>|>[\t\n]*+</row>)|\n)*+"
)
"""What is left of a sheet's rows where each cell has become a tab."""


def split_cells(markup: str) -> tuple[str, list[PlainCell]]:
    """A sheet's markup without its rows, and their cells; the whole markup and none where some
    are not plain."""
    head, _, rest = markup.partition("<sheetData>")
    inside, _, tail = rest.partition("</sheetData>")
    inside = _spelled_out(inside)
    if "&#" in inside or "xmlns" in inside or not _is_simple(head + tail, "sheetData"):
        return markup, []
    parts = _CELL.split(inside)
    rows = "\t".join(parts[::6])
    if not _ROWS.fullmatch(rows) or not rows.isascii():
        return markup, []
    addresses, kinds, *texts = (parts[index::6] for index in range(1, 6))
    if "&" in inside:
        texts = [[text and _plain(text) for text in column] for column in texts]
    cells = list(zip(addresses, kinds, *texts, strict=True))
    return f"{head}<sheetData/>{tail}", cells


def split_strings(markup: str) -> tuple[str, list[str]]:
    """The markup of the table of strings without them, and the strings; the whole markup and
    none where some are not plain."""
    head, *parts = _ITEM.split(_spelled_out(markup))
    if not head.isascii() or not parts or any(parts[1:-1:2]) or parts[-1].strip() != "</sst>":
        return markup, []
    if not _is_simple(head.replace("<sst", "", 1), "<sst"):
        return markup, []
    return head + parts[-1], [_plain(text) for text in parts[::2]]


def _spelled_out(markup: str) -> str:
    """Markup with characters in place of references to them by number. Where references must not
    stand, in names or between tags, this leaves characters that are no longer ASCII."""
    return _REFERENCES.sub(lambda run: _characters(run[0]), markup) if "&#" in markup else markup


@lru_cache(maxsize=REMEMBERED)
def _characters(references: str) -> str:
    """The characters that references stand for; these themselves where one might stand for a sign
    of the markup, or for no character at all."""
    text = ""
    for piece in references[2:].split("&#"):
        number, _, rest = piece.partition(";")
        if not number.isdecimal() or len(number) > 5 or not _is_text(int(number)):
            return references
        text += chr(int(number)) + rest
    return text


def _is_text(number: int) -> bool:
    """Whether a character is one that XML has, and none of its own signs."""
    return 0xA0 <= number < 0xD800 or 0xE000 <= number < 0xFFFE


def _is_simple(around: str, name: str) -> bool:
    """Whether what stands around the items has no second element of that name, and no comments,
    sections or instructions, inside which a pattern may match what is not there."""
    has_more = ("!" in around and "<!" in around) or around.find("<?", 1) > 0
    return name not in around and not has_more


def _plain(text: str) -> str:
    """A text with its references as the characters they stand for."""
    if "&" in text:
        for name, character in _NAMED.items():
            text = text.replace(f"&{name};", character)
    return text
