"""The directory of an .xlsx file: its worksheets and its defined names."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.sources.names import DefinedName, split_names
from gaitui.sources.package import Package, parse_xml
from gaitui.sources.recall import recalled

MAX_SHEETS = 200
MAX_NAMES = 20_000
_BOOK, _RELATED = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class SheetEntry(Struct, frozen=True):
    """A worksheet: its name, its part of the package, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Directory(Struct, frozen=True):
    """The worksheets in the file's order, and what the workbook-wide names refer to."""

    sheets: tuple[SheetEntry, ...]
    names: Mapping[str, str]


def read_directory(package: Package) -> Directory:
    """The directory of a package; `UnreadableError` if it is damaged or refused."""
    if _BOOK not in package.names:
        raise bad_workbook("这是压缩文件，但不是 Excel 工作簿（.xlsx）")
    book = package.markup(_BOOK)
    if _RELATED not in package.names:
        raise bad_workbook("工作簿缺少工作表的目录")
    return _directory(book, package.markup(_RELATED))


def bad_workbook(what: str) -> UnreadableError:
    """What is wrong with a workbook, and how to mend it."""
    return UnreadableError(f"{what}。请用 Excel 或 WPS 打开另存为 .xlsx 后重试。")


def _children(root: Element, name: str) -> list[Element]:
    """The children of an element that have a name, in whatever namespace."""
    return [item for item in root if item.tag.rpartition("}")[2] == name]


@recalled
def _directory(book: str, related: str) -> Directory:
    markup, plain = split_names(book)
    root = parse_xml(_BOOK, markup)
    targets = _targets(parse_xml(_RELATED, related))
    return Directory(tuple(_sheets(root, targets)), _names(root, plain))


def _targets(root: Element) -> dict[str, str]:
    """The part of each worksheet, by the id of its relation."""
    targets = {}
    for item in root:
        target = item.get("Target", "")
        if item.get("TargetMode") == "External" or not item.get("Type", "").endswith("/worksheet"):
            continue
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        targets[item.get("Id", "")] = posixpath.normpath(path)
    return targets


def _sheets(root: Element, targets: Mapping[str, str]) -> Iterator[SheetEntry]:
    elements = [item for group in _children(root, "sheets") for item in group]
    if len(elements) > MAX_SHEETS:
        raise bad_workbook(
            f"工作簿有 {len(elements)} 张工作表，超过 {MAX_SHEETS} 张，不是年度报告表"
        )
    for item in elements:
        key = item.get(f"{{{_RELATIONS}}}id") or item.get(f"{{{_STRICT_RELATIONS}}}id")
        if (part := targets.get(key or "")) is not None:
            hidden = item.get("state", "visible") != "visible"
            yield SheetEntry(item.get("name", ""), part, hidden)


def _names(root: Element, plain: Sequence[DefinedName]) -> Mapping[str, str]:
    """Workbook-wide names; `plain` are those that are not in the markup any more."""
    groups = _children(root, "definedNames")
    names = (groups and plain) or [
        (item.get("name", ""), item.get("localSheetId"), item.text or "")
        for group in groups
        for item in group
    ]
    if len(names) > MAX_NAMES:
        raise bad_workbook(f"工作簿有 {len(names)} 个名称，超过 {MAX_NAMES} 个")
    return {name: target for name, sheet, target in names if sheet is None}
