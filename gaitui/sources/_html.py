"""Inside a child process: an HTML page as paragraphs and tables.

The only module that knows selectolax. Its parser builds the tree that browsers build, so that a
page which looks right is read right, however its markup is broken.
"""

import json
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gaitui.sources._child import MAX_CELLS, TooMuchError
from gaitui.sources.spaces import tidy

MAX_NODES = 400_000
MIN_OUTLINES = 3
"""Numbered headings that a page must have for its contents to be told from the site around."""
MAX_PATH = 500
"""Depth down to which the container of the page's contents is looked for."""

_UNREAD = (
    "script style noscript template iframe object svg math canvas head nav header footer aside"
    " button select textarea input audio video map -comment"
)
_BROKEN_AT = (
    "address article blockquote body caption center dd div dl dt fieldset figcaption figure form"
    " h1 h2 h3 h4 h5 h6 hr html li main ol p pre section summary table tbody td tfoot th thead tr"
    " ul br"
)
_DROPPED, _BLOCKS = frozenset(_UNREAD.split()), frozenset(_BROKEN_AT.split())
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DIGITS = re.compile(r"\s*([0-9]{1,5})", re.ASCII)
_OUTLINE = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,2}[）)、．.]")


def run(data: bytes) -> bytes:
    """UTF-8 text of a page to JSON: its title and its blocks, a text for a paragraph and a list
    of rows of (text, rows, columns) for a table."""
    tree = LexborHTMLParser(data.decode("utf-8", "replace"))
    if tree.root is None:
        return json.dumps({"title": "", "blocks": []}).encode()
    reader = _PageReader(_tables(tree.root))
    reader.walk(tree.root)
    blocks = reader.blocks[: reader.contents_end()]
    return json.dumps({"title": _title(tree), "blocks": blocks}, ensure_ascii=False).encode()


def _title(tree: LexborHTMLParser) -> str:
    """What the page calls its article: the names that government sites agreed on come first."""
    for name in ("ArticleTitle", "ContentTitle"):
        for node in tree.css(f'meta[name="{name}" i]'):
            if text := node.attributes.get("content"):
                return text[:500]
    for tag in ("h1", "title"):
        if (found := tree.css_first(tag)) is not None and (text := _text(found).strip()):
            return text[:500]
    return ""


def _text(node: LexborNode) -> str:
    return str(node.text(deep=True))


class _Table:
    """Cells of a table that are its own, and whether a real table stands inside it."""

    def __init__(self, outer: "_Table | None") -> None:
        self.outer = outer
        self.cells = 0
        self.holds_tables = False


def _tables(root: LexborNode) -> dict[int, _Table]:
    """All tables by node; visits every node once and counts them."""
    tables: dict[int, _Table] = {}
    current: _Table | None = None
    count, node = 0, root
    while True:
        count += 1
        if count > MAX_NODES:
            raise TooMuchError
        if node.tag == "table":
            current = tables[node.mem_id] = _Table(current)
        elif node.tag in ("td", "th") and current is not None:
            current.cells += 1
        below = node.child
        if below is not None:
            node = below
            continue
        while (after := node.next) is None or node.mem_id == root.mem_id:
            if node.tag == "table" and current is not None:
                current = _leave(current)
            above = node.parent
            if above is None or node.mem_id == root.mem_id:
                return tables
            node = above
        if node.tag == "table" and current is not None:
            current = _leave(current)
        node = after


def _leave(table: _Table) -> _Table | None:
    if table.outer is not None and (table.cells > 1 or table.holds_tables):
        table.outer.holds_tables = True
    return table.outer


class _Reader:
    """Collects paragraphs while walking down a tree, without recursion."""

    def __init__(self) -> None:
        self.blocks: list[Any] = []
        self.words: list[str] = []
        self.links = 0
        """Links that the walk is inside of."""
        self.linked = 0
        """Characters of the paragraph that are links."""

    def walk(self, root: LexborNode) -> None:
        """Collect what stands below a node."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, is_left = stack.pop()
            if is_left:
                self.leave(node)
            elif node.tag == "-text":
                self._add(node.text_content or "")
            elif node.tag not in _DROPPED and not _is_hidden(node) and self.enter(node):
                stack.append((node, True))
                stack += [(child, False) for child in reversed(_children(node))]
        self.flush()

    def enter(self, node: LexborNode) -> bool:
        """Whether to walk on below a node."""
        if node.tag in _BLOCKS:
            self.flush()
        elif node.tag == "a":
            self.links += 1
        return True

    def leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self.flush()
        elif node.tag == "a":
            self.links -= 1

    def flush(self) -> None:
        """The paragraph ends here."""
        if text := tidy("".join(self.words)):
            self.add_paragraph(text)
        self.words.clear()
        self.linked = 0

    def add_paragraph(self, text: str) -> None:
        self.blocks.append(text)

    def _add(self, text: str) -> None:
        self.words.append(text)
        if self.links:
            self.linked += len("".join(text.split()))


class _PageReader(_Reader):
    """Collects tables as well, leaves out what is a link only, and remembers where the element
    ends that holds the contents."""

    def __init__(self, tables: dict[int, _Table]) -> None:
        super().__init__()
        self.tables = tables
        self.cells = 0
        self.path: list[int] = []
        self.first_path: list[int] = []
        self.last_path: list[int] = []
        self.outlines = 0
        self.ends: dict[int, int] = {}

    def enter(self, node: LexborNode) -> bool:
        super().enter(node)
        if node.tag == "table" and self._is_data(node):
            self.blocks.append(self._rows(node))
            return False
        if node.tag in _BLOCKS:
            self.path.append(node.mem_id)
        return True

    def leave(self, node: LexborNode) -> None:
        super().leave(node)
        if node.tag in _BLOCKS:
            self.ends[self.path.pop()] = len(self.blocks)

    def add_paragraph(self, text: str) -> None:
        if self.linked >= len("".join(text.split())):
            return
        super().add_paragraph(text)
        if _OUTLINE.match(text):
            self.last_path = self.path[:MAX_PATH]
            self.first_path = self.first_path or self.last_path
            self.outlines += 1

    def contents_end(self) -> int | None:
        """How many blocks there are up to the end of the element that holds all numbered
        headings: what follows is the site's own. None where there are too few to tell."""
        if self.outlines < MIN_OUTLINES:
            return None
        common = None
        for first, last in zip(self.first_path, self.last_path, strict=False):
            if first != last:
                break
            common = first
        return self.ends.get(common) if common is not None else None

    def _is_data(self, node: LexborNode) -> bool:
        table = self.tables[node.mem_id]
        return table.cells > 1 and not table.holds_tables

    def _rows(self, table: LexborNode) -> list[list[tuple[str, int, int]]]:
        rows: list[list[tuple[str, int, int]]] = []
        for part in _children(table):
            for line in [part] if part.tag == "tr" else _children(part):
                if line.tag == "tr" and not _is_hidden(line):
                    rows.append([self._cell(cell) for cell in _children(line) if _is_cell(cell)])
        return rows

    def _cell(self, cell: LexborNode) -> tuple[str, int, int]:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise TooMuchError
        inside = _Reader()
        inside.walk(cell)
        return "\n".join(inside.blocks), _span(cell, "rowspan"), _span(cell, "colspan")


def _children(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _is_cell(node: LexborNode) -> bool:
    return node.tag in ("td", "th")


def _is_hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    return bool(style and _HIDDEN.search(style[:500]))


def _span(cell: LexborNode, name: str) -> int:
    match = _DIGITS.match(cell.attributes.get(name) or "")
    return int(match[1]) if match else 1
