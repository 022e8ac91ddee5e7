"""A plain text with its tables drawn in box characters, as our own export writes it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from rich.cells import cell_len

from gaitui.errors import UnreadableError
from gaitui.sources.drawing import read_drawing
from gaitui.sources.page import Page, Span, build_page

MAX_CHARACTERS = 1_000_000
MAX_LINES = 20_000

_INDENT = "　　"
_ASCII = re.compile(r"[!-~]", re.ASCII)
_HAN = "[\u4e00-\u9fff]"
_SPACED = re.compile(rf"[0-9A-Za-z] {_HAN}|{_HAN} [0-9A-Za-z]")
_CLOSE = re.compile(rf"[0-9A-Za-z]{_HAN}|{_HAN}[0-9A-Za-z]")


def read_text_page(text: str) -> Page:
    """Paragraphs and tables of a text; `UnreadableError` if a drawing cannot be read as one.

    Where lines were broken, a blank may have been lost: it is put back between Latin words, and
    between Chinese and Latin where the paragraph has blanks at most such places.
    """
    lines = text[: MAX_CHARACTERS + 1].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(text) > MAX_CHARACTERS or len(lines) > MAX_LINES:
        raise UnreadableError("文本过长，不像是年度报告，没有打开。")
    width = max(map(cell_len, lines))
    blocks: list[str | list[list[Span]]] = []
    tabbed: list[list[Span]] | None = None
    for group in _groups(lines):
        if 2 * sum("\t" in line.strip(" ") for line in group) > len(group) > 1:
            # A table copied from a page: what was merged is lost. It may go on beyond a gap.
            rows = [[Span(cell.strip()) for cell in line.split("\t")] for line in group]
            if tabbed is None:
                blocks.append(tabbed := [])
            tabbed += rows
            continue
        tabbed = None
        if group[0].lstrip().startswith("┌"):
            blocks.append(read_drawing([line.strip() for line in group]))
        else:
            blocks += _paragraphs(group, width)
    return build_page(blocks, "")


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that stand together: a drawing, or text between blank lines."""
    group: list[str] = []
    drawn = False
    for line in lines:
        bare = line.strip()
        begins = bare.startswith("┌") and not drawn
        if group and (not bare or begins):
            yield group
            group = []
        drawn = bool(bare) and (drawn or begins)
        if bare:
            group.append(line)
        if drawn and bare.startswith("└"):
            yield group
            group, drawn = [], False
    if group:
        yield group


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[str]:
    """An indented line opens a paragraph that the next ones continue; without any indent each
    line is one, but for a title set in the middle of several lines."""
    indented = any(line.startswith(_INDENT) for line in lines)
    paragraph: list[str] = []
    for line in lines:
        centred = line.startswith(" ") and bool(paragraph)
        if paragraph and (line.startswith(_INDENT) or not (indented or centred)):
            yield _join(paragraph, width)
            paragraph = []
        paragraph.append(line.strip())
    if paragraph:
        yield _join(paragraph, width)


def _join(lines: Sequence[str], width: int) -> str:
    whole = "\n".join(lines)
    spaced = len(_SPACED.findall(whole)) > len(_CLOSE.findall(whole))
    parts = [lines[0]]
    for before, after in pairwise(lines):
        parts.append(_blank(before, after, spaced, width) + after)
    return "".join(parts)


def _blank(before: str, after: str, spaced: bool, width: int) -> str:
    """What stood between two lines: a blank, or nothing."""
    if _ASCII.match(before[-1]) and _ASCII.match(after):
        # A word is broken only where it is longer than a line.
        length = sum(1 for _ in takewhile(_ASCII.match, reversed(before)))
        length += sum(1 for _ in takewhile(_ASCII.match, after))
        return "" if length > width - len(_INDENT) * 2 else " "
    return " " if spaced and _CLOSE.match(before[-1] + after[0]) else ""
