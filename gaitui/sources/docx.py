"""A Word document (.docx): paragraphs and tables, through the guarded package.

Read here and not by a library: the one at hand leaves out tracked insertions and what stands in
content controls, of which published reports are full, and needs ten times as long.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from gaitui.errors import UnreadableError
from gaitui.sources.package import Package
from gaitui.sources.page import MAX_SPAN, Page, Span, build_page
from gaitui.sources.spaces import tidy

_TEXTS = {"t": None, "tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "pPr", "instrText", "txbxContent", "drawing"})
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_MAX_DEPTH = 20
"""Elements within each other; Word itself gives up far earlier."""


def read_docx(package: Package) -> Page:
    """A document's body; `UnreadableError` if it is damaged or refused."""
    root = package.xml("word/document.xml")
    body = next((item for item in root if _tag(item) == "body"), None)
    if body is None:
        raise UnreadableError("Word 文档里没有正文，请用 Word 或 WPS 打开另存为 .docx 后重试。")
    blocks: list[str | list[list[Span]]] = []
    for block in _blocks(body, 0):
        if not isinstance(block, str):
            blocks.append(block)
            continue
        blocks += filter(None, map(tidy, block.split("\n")))
    return build_page(blocks, "")


def _tag(item: Element) -> str:
    return item.tag.rpartition("}")[2]


def _value(item: Element | None, default: str = "") -> str:
    """The `val` attribute, whatever its namespace."""
    if item is None:
        return default
    return next((text for key, text in item.items() if key.endswith("}val")), default)


def _find(item: Element | None, *path: str) -> Element | None:
    for name in path:
        if item is None:
            return None
        item = next((child for child in item if _tag(child) == name), None)
    return item


def _blocks(parent: Element, depth: int) -> Iterator[str | list[list[Span]]]:
    if depth > _MAX_DEPTH:
        raise UnreadableError("Word 文档嵌套过深，不像是年度报告，没有打开。")
    for item in parent:
        tag = _tag(item)
        if tag == "p":
            yield _text(item)
        elif tag == "tbl":
            if _holds_tables(item):
                for cell in (cell for row in _inside(item, "tr") for cell in _inside(row, "tc")):
                    yield from _blocks(cell, depth + 1)
            else:
                yield _rows(item)
        elif tag in _WRAPPERS:
            yield from _blocks(item, depth + 1)


def _text(paragraph: Element) -> str:
    """A paragraph's text as it reads with all changes accepted, without text boxes."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        item = stack.pop()
        tag = _tag(item)
        if tag in _LEFT_OUT or (tag == "r" and _find(item, "rPr", "vanish") is not None):
            continue
        if tag in _TEXTS:
            parts.append(_TEXTS[tag] or item.text or "")
            continue
        stack.extend(reversed(item))
    return "".join(parts)


def _inside(parent: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in content controls and insertions."""
    for item in parent:
        if _tag(item) == name:
            yield item
        elif _tag(item) in _WRAPPERS and depth < _MAX_DEPTH:
            yield from _inside(item, name, depth + 1)


def _holds_tables(table: Element) -> bool:
    """Whether a table of more than one cell stands inside: then the outer one is mere layout."""
    inner = (item for item in table.iter() if _tag(item) == "tbl" and item is not table)
    return any(sum(_tag(item) == "tc" for item in found.iter()) > 1 for found in inner)


def _rows(table: Element) -> list[list[Span]]:
    """Rows of a table; cells that continue the one above are counted into it."""
    rows: list[list[Span]] = []
    above: dict[int, tuple[int, int]] = {}
    for line in _inside(table, "tr"):
        row: list[Span] = []
        rows.append(row)
        column = _number(_value(_find(line, "trPr", "gridBefore"), "0"))
        if column:
            row.append(Span("", 1, column))
        for cell in _inside(line, "tc"):
            width = max(1, _number(_value(_find(cell, "tcPr", "gridSpan"), "1")))
            merge = _find(cell, "tcPr", "vMerge")
            if merge is not None and _value(merge, "continue") != "restart" and column in above:
                at = above[column]
                start = rows[at[0]][at[1]]
                rows[at[0]][at[1]] = Span(start.text, start.rows + 1, start.columns)
            else:
                above.pop(column, None)
                if merge is not None:
                    above[column] = (len(rows) - 1, len(row))
                row.append(Span(_cell_text(cell), 1, width))
            column += width
    return rows


def _cell_text(cell: Element) -> str:
    paragraphs = [tidy(_text(item)) for item in cell.iter() if _tag(item) == "p"]
    return "\n".join(filter(None, paragraphs))


def _number(text: str) -> int:
    return min(int(text), MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < 6 else 1
