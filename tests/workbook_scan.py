"""A plain reading of an .xlsx file, independent of gaitui's: which text stands in which cell. The
fuzz test holds every number of a report against it."""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from msgspec import Struct

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Stored(Struct, frozen=True):
    """A cell as the file has it: the letter of its type, its text (None where it holds a
    formula without a result), and whether it holds a formula."""

    kind: str
    text: str | None
    has_formula: bool


class Scan:
    """The worksheets of a file, each read when asked for."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        relations = {
            item.get("Id"): posixpath.normpath(posixpath.join("/xl", item.get("Target", "")))
            for item in self._xml("xl/_rels/workbook.xml.rels")
            if item.get("Type", "").endswith("/worksheet")
        }
        self._parts: dict[str, str] = {}
        groups = [group for group in self._xml("xl/workbook.xml") if _tag(group) == "sheets"]
        for item in (item for group in groups for item in group):
            key = next((value for name, value in item.items() if name.endswith("}id")), "")
            self._parts[item.get("name", "")] = relations.get(key, "").lstrip("/")
        self._sheets: dict[str, dict[str, Stored]] = {}
        self._texts: list[str] | None = None

    def _xml(self, part: str) -> Element:
        return ElementTree.fromstring(self._zip.read(part))

    def cell(self, sheet: str, address: str) -> Stored | None:
        """What stands at an address; None for nothing."""
        if sheet not in self._sheets:
            self._sheets[sheet] = self._read(self._parts[sheet])
        return self._sheets[sheet].get(address)

    def _read(self, part: str) -> dict[str, Stored]:
        found: dict[str, Stored] = {}
        row = 0
        data = next((item for item in self._xml(part) if _tag(item) == "sheetData"), ())
        for line in data:
            row, column = int(line.get("r", row + 1)), 0
            for item in line:
                place = _ADDRESS.fullmatch(item.get("r", ""))
                column = _number(place[1]) if place else column + 1
                address = item.get("r") or f"{_letters(column)}{row}"
                stored = self._stored(item)
                if stored is not None:
                    found[address] = stored
        return found

    def _stored(self, item: Element) -> Stored | None:
        children = {_tag(child): child for child in item}
        kind, has_formula = item.get("t", "n"), "f" in children
        if kind == "inlineStr" and "is" in children:
            return Stored("s", _joined(children["is"]), has_formula)
        value = children["v"].text if "v" in children else None
        if not value:
            return Stored("n", None, True) if has_formula else None
        if kind == "s":
            if self._texts is None:
                self._texts = [_joined(text) for text in self._xml("xl/sharedStrings.xml")]
            return Stored("s", self._texts[int(value)], has_formula)
        return Stored(kind if kind in "nbe" else "s", _plain(value), has_formula)


def _tag(item: Element) -> str:
    return item.tag.rpartition("}")[2]


def _joined(item: Element) -> str:
    """The texts of a string and of its runs, without phonetic guides."""
    texts = [child for child in item if _tag(child) == "t"]
    texts += [text for run in item if _tag(run) == "r" for text in run if _tag(text) == "t"]
    inside = set(map(id, texts))
    return "".join(_plain(text.text or "") for text in item.iter() if id(text) in inside)


def _plain(text: str) -> str:
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
