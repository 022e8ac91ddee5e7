"""Line breaking for Chinese text in a terminal, where a character takes one cell or two and
punctuation has its side of the line (GB/T 15834)."""

import re

from rich.cells import cell_len

NO_START = frozenset("，。、；：？！…·～％‰℃）》〉」』】〗〕］｝”’．／々" + ",.;:?!%/)]}>")
"""Characters that may not begin a line."""
NO_END = frozenset("（《〈「『【〖〔［｛“‘￥№" + "([{<$")
"""Characters that may not end a line."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_JOINERS = re.compile("[\u200d\ufe0f]")
_FULL_WIDTH_WORD = re.compile("[０-９Ａ-Ｚａ-ｚ．]")

# How readily a line may end at a place in the text.
_FREELY, _INSIDE_WORD, _NEVER = range(3)


def clean(text: str) -> str:
    """Text as it may stand in a terminal: control and direction characters show as U+FFFD,
    tabs as spaces, line ends as line feeds.

    Emoji joiners and variation selectors are left out: terminals disagree on their widths.
    """
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return _UNPRINTABLE.sub("\ufffd", _JOINERS.sub("", text))


def one_line(text: str) -> str:
    """Clean text without line feeds or blanks at its ends, as for a title or a table cell."""
    return clean(text).replace("\n", " ").strip()


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most `width` cells (2 or more); each paragraph opens with `indent`.

    Nothing is lost but the blanks where a line ends; empty paragraphs give no line. A word or
    number is broken only if it is longer than a line, and then not before or after
    punctuation that must stay with its neighbour, unless nothing else is left.
    """
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines += _wrap_paragraph(paragraph.strip(), width, indent)
    return lines


def line_ends(text: str, width: int) -> list[int]:
    """Where the lines of one paragraph end, but for its last: indices into `text` as it is."""
    breaks = _breaks(text)
    ends: list[int] = []
    start = 0
    while (start := _line_end(text, breaks, start, width, 0)) < len(text):
        ends.append(start)
    return ends


def widest_piece(text: str) -> int:
    """Cells of the longest stretch of `text` in which no line may freely end."""
    content = clean(text).strip()
    breaks = _breaks(content)
    ends = [place for place, ease in enumerate(breaks) if ease == _FREELY]
    pairs = zip([0, *ends], ends, strict=False)
    return max((cell_len(content[start:end].strip()) for start, end in pairs), default=0)


def _wrap_paragraph(text: str, width: int, indent: str) -> list[str]:
    breaks = _breaks(text)
    lines: list[str] = []
    start = 0
    while start < len(text):
        end = _line_end(text, breaks, start, width, cell_len(indent))
        lines.append(indent + text[start:end].rstrip())
        start, indent = end, ""
    return lines


def _breaks(text: str) -> list[int]:
    """For each place from 0 to the end of `text`, how readily a line may end before it."""
    breaks: list[int] = []
    before, spaced = "", False
    for character in text:
        if character.isspace():
            breaks.append(_NEVER)
            spaced = True
        else:
            breaks.append(_ease(before, character, spaced))
            before, spaced = character, False
    return [*breaks, _FREELY]


def _ease(before: str, after: str, spaced: bool) -> int:
    if before in NO_END or after in NO_START or not cell_len(after):
        return _NEVER
    if spaced:
        return _FREELY
    if before == after == "—":
        return _NEVER
    return _INSIDE_WORD if _in_word(before) and _in_word(after) else _FREELY


def _in_word(character: str) -> bool:
    """Whether a character belongs to a Latin word, a number or an address."""
    if "!" <= character <= "~" or _FULL_WIDTH_WORD.match(character):
        return True
    return character.isalnum() and cell_len(character) == 1


def _line_end(text: str, breaks: list[int], start: int, width: int, indent: int) -> int:
    """Where the line from `start` ends, its first `indent` cells being taken."""
    reach = _reach(text, start, width - indent)
    if reach == len(text):
        return reach
    tidy = _last(breaks, start, reach, _FREELY)
    following = next(
        place for place in range((tidy or start) + 1, len(breaks)) if breaks[place] == _FREELY
    )
    if tidy and cell_len(text[tidy:following].rstrip()) <= width:
        return tidy
    return _last(breaks, start, reach, _INSIDE_WORD) or reach


def _reach(text: str, start: int, room: int) -> int:
    """The furthest end of a line of `room` cells; blanks at a line's end take no room."""
    used, place = 0, start
    while place < len(text):
        used += cell_len(text[place])
        if used > room and not text[place].isspace() and place > start:
            return place
        place += 1
    return place


def _last(breaks: list[int], start: int, end: int, ease: int) -> int | None:
    """The last place after `start`, up to `end`, where a line may end at this ease."""
    places = range(end, start, -1)
    return next((place for place in places if breaks[place] <= ease), None)
