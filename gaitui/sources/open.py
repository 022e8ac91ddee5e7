"""What a received file is, by its contents and never by its name; and opened as that."""

import re
from typing import TYPE_CHECKING, TypeAlias

from gaitui.errors import UnreadableError
from gaitui.sources.package import Package
from gaitui.sources.xlsx import Workbook

if TYPE_CHECKING:
    from gaitui.sources.legacy import LegacyWorkbook
    from gaitui.sources.ods import OdsWorkbook
    from gaitui.sources.page import Page

Spreadsheet: TypeAlias = "Workbook | LegacyWorkbook | OdsWorkbook"
Opened: TypeAlias = "Workbook | LegacyWorkbook | OdsWorkbook | Page"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重试。"
_SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 后重试。"
_UNPACK = "请先解压，再交给 gaitui 里面的表格文件。"
_ASK = "请向报送单位要 .xlsx 表格文件（或 .docx、.html 的报告正文）。"
_REFUSED = (
    (b"%PDF", f"这是 PDF 文件，读不出表格。{_ASK}"),
    (b"\x89PNG\r\n\x1a\n", f"这是图片，读不出表格。{_ASK}"),
    (b"\xff\xd8\xff", f"这是图片，读不出表格。{_ASK}"),
    (b"GIF8", f"这是图片，读不出表格。{_ASK}"),
    (b"BM", f"这是图片，读不出表格。{_ASK}"),
    (b"II*\x00", f"这是图片，读不出表格。{_ASK}"),
    (b"MM\x00*", f"这是图片，读不出表格。{_ASK}"),
    (b"Rar!\x1a\x07", f"这是 .rar 压缩包。{_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"这是 .7z 压缩包。{_UNPACK}"),
    (b"\x1f\x8b", f"这是 .gz 压缩包。{_UNPACK}"),
    (b"{\\rtf", f"这是 RTF 文档。{_SAVE_AS_DOCX}"),
    (b"MIME-Version:", f"这是单个文件的网页（.mht）。{_SAVE_AS_XLSX}"),
    *((bytes([9, kind, kind and 6]), f"这是极旧的 .xls 文件。{_SAVE_AS_XLSX}") for kind in (2, 4)),
)
_STREAMS = ("EncryptedPackage", "WordDocument", "Workbook", "Book", "PowerPoint Document")
_MARKUP = (
    r"(?i)<(?:!doctype\s{1,9}html|html|head|body|meta|title|table|div|p|h[1-6]|article|section)\b"
)
_SPREADSHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_HEADING = r"(?m)^\s{0,99}[（(]?一[）)、．.]?\s{0,9}总体情况\s{0,9}$"


def open_source(data: bytes) -> Opened:
    """A spreadsheet or a page; `UnreadableError` says what the file is instead, or what is
    wrong with it, and what to ask for or to save it as."""
    if not data:
        raise UnreadableError("文件是空的。请重新导出或重新报送。")
    if data.startswith(_ZIP):
        return _open_zip(data)
    if data.startswith(_OLE):
        return _open_compound(data)
    for signature, message in _REFUSED:
        if data.startswith(signature):
            raise UnreadableError(message)
    return _open_text(data)


def _open_zip(data: bytes) -> Opened:
    package = Package(data)
    names = package.names
    if "xl/workbook.xml" in names:
        return Workbook(data, package)
    if "xl/workbook.bin" in names:
        return _legacy(data, ".xlsb 工作簿", package)
    if "mimetype" in names and package.read("mimetype").startswith(_ODS):
        from gaitui.sources.ods import OdsWorkbook

        return OdsWorkbook(package)
    if "word/document.xml" in names:
        from gaitui.sources.docx import read_docx

        return read_docx(package)
    return Workbook(data, package)


def _legacy(data: bytes, what: str, package: Package | None = None) -> "LegacyWorkbook":
    from gaitui.sources.legacy import LegacyWorkbook

    return LegacyWorkbook(data, what, package)


def _open_compound(data: bytes) -> Opened:
    """An OLE file, told by the names of its streams."""
    found = next((name for name in _STREAMS if name.encode("utf-16-le") in data), None)
    if found == "EncryptedPackage":
        raise UnreadableError("工作簿有打开密码。请取消密码后重新保存。")
    if found == "WordDocument":
        raise UnreadableError(f"这是旧版 Word 文档（.doc 或 .wps）。{_SAVE_AS_DOCX}")
    if found in ("Workbook", "Book"):
        return _legacy(data, "旧版 .xls 或 .et 工作簿")
    raise UnreadableError(f"这是旧版 Office 文件，但不是工作簿。{_SAVE_AS_XLSX}")


def _open_text(data: bytes) -> Opened:
    from gaitui.sources.html import decode, read_html

    text = decode(data)
    head = text[:8192]
    if "\x00" not in head:
        if _SPREADSHEET_XML in head:
            raise UnreadableError(f"这是 XML 格式的旧表格。{_SAVE_AS_XLSX}")
        if re.search(_MARKUP, head) and text.lstrip().startswith("<"):
            return read_html(data)
        if "┌─" in text or re.search(_HEADING, text):
            from gaitui.sources.text import read_text_page

            return read_text_page(text.removeprefix("\ufeff"))
    raise UnreadableError(
        "认不出文件的格式。能读的有：.xlsx .xls .ods .xlsb 工作簿，.html .docx 和导出的 .txt 报告，"
        ".json 文档。"
    )
