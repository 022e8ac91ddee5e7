"""Files to refuse, each with words of the reason; built when asked for."""

import zipfile
from collections.abc import Callable

from tests.hostile import (
    TABLE,
    TEXT,
    claiming_encryption,
    claiming_size,
    compound_file,
    crowded_zip,
    edited,
    in_sheet,
    pack,
    part,
    parts_of,
    sample_with,
    sample_without,
)
from tests.support import luohu_workbook

BOOK, RELS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
MIB = 1 << 20
STORED = zipfile.ZIP_STORED


def declared(name: str, encoding: str, codec: str, head: str = "") -> bytes:
    """The sample with one part in another encoding that its declaration names."""
    xml = parts_of(luohu_workbook())[name].decode().partition("?>")[2]
    text = f'<?xml version="1.0" encoding="{encoding}"?>{head}{xml}'
    return sample_with({name: text.encode(codec, "xmlcharrefreplace")})


def with_declaration(name: str, declaration: str) -> bytes:
    """The sample with a declaration after the first line of a part."""
    return edited(name, "?>", f"?>{declaration}")


def crowded(element: str, count: int, group: str) -> bytes:
    """The sample with many more elements in a group of the workbook part."""
    more = "".join(element.format(number) for number in range(count))
    return edited(BOOK, f"</{group}>", f"{more}</{group}>")


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DISGUISED = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "文件是空的"),
    "words": (lambda: "关于报送年度报告的通知".encode("gb18030"), "认不出文件的格式"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "这是图片"),
    "old .xls": (lambda: compound_file("Workbook"), "旧版 .xls"),
    "password": (lambda: compound_file("EncryptionInfo", "EncryptedPackage"), "打开密码"),
    "encrypted part": (lambda: claiming_encryption(luohu_workbook(), BOOK), "密码"),
    "encrypted sheet": (lambda: claiming_encryption(luohu_workbook(), part(TEXT)), "密码"),
    "zip's first bytes": (lambda: b"PK\x03\x04", "压缩包没有结尾"),
    "zip of photos": (lambda: pack({"a.jpg": b"x"}), "不是 Excel 工作簿"),
    "Word document": (lambda: pack({"word/document.xml": b"<x/>"}), "Word 文档里没有正文"),
    "workbook is no XML": (lambda: sample_with({BOOK: b"x"}), "XML 不完整"),
    "sheet cut short": (lambda: edited(part(TABLE), "</worksheet>", ""), "XML 不完整"),
    "bomb": (lambda: sample_with({part(TABLE): bytes(7 * MIB)}), "压缩率异常"),
    "part too large": (lambda: sample_with({part(TABLE): b" " * (9 * MIB)}, STORED), "9 MiB"),
    "too large together": (
        lambda: sample_with({f"xl/media/{n}.png": bytes(8 * MIB) for n in range(8)}),
        "解压后超过 64 MiB",
    ),
    "claims to be small": (lambda: claiming_size(luohu_workbook(), BOOK, 100), "解压失败"),
    "bomb claims to be small": (
        lambda: claiming_size(sample_with({part(TABLE): bytes(20 * MIB)}), part(TABLE), 1000),
        "解压失败",
    ),
    "another name inside": (
        lambda: luohu_workbook().replace(BOOK.encode(), BOOK.upper().encode(), 1),
        "解压失败",
    ),
    "claims to be large": (lambda: claiming_size(luohu_workbook(), BOOK, 2**32 - 2), "64 MiB"),
    "bzip2": (lambda: sample_with({part(TABLE): bytes(4 * MIB)}, zipfile.ZIP_BZIP2), "压缩方法"),
    "lzma": (lambda: sample_with({}, zipfile.ZIP_LZMA), "压缩方法"),
    "large directory": (lambda: crowded_zip(30_000), "目录过大"),
    "many parts": (lambda: crowded_zip(3_000), "3000 个部件"),
    "many parts, denied": (lambda: crowded_zip(30_000, admits=1), "30000 个部件"),
    "16 MB comment": (
        lambda: edited(part(TABLE), "<sheetData>", f"<!--{' ' * (16 * MIB)}--><sheetData>"),
        "解压后有 16 MiB",
    ),
    "row number": (lambda: in_sheet('<row r="99999999999"/>'), "行号“99999999999”"),
    "row below": (lambda: in_sheet('<row r="1048577"/>'), "行号“1048577”"),
    "row 0": (lambda: in_sheet('<row r="0"/>'), "行号“0”"),
    "row in full-width": (lambda: in_sheet('<row r="９"/>'), "行号“９”"),
    "entities": (lambda: with_declaration(part(TABLE), BILLION), "不该有的声明"),
    "file as entity": (lambda: with_declaration(STRINGS, OUTSIDE), "不该有的声明"),
    "DOCTYPE in workbook": (lambda: with_declaration(BOOK, "<!DOCTYPE x>"), "不该有的声明"),
    "DOCTYPE in rels": (lambda: with_declaration(RELS, OUTSIDE), "不该有的声明"),
    "entities in UTF-16": (
        lambda: declared(part(TABLE), "utf-16", "utf-16", BILLION),
        "不该有的声明或编码",
    ),
    "UTF-16BE": (lambda: declared(part(TABLE), "utf-16", "utf-16-be"), "不该有的声明或编码"),
    "UTF-7": (lambda: sample_with({part(TABLE): DISGUISED}), "编码不是 UTF-8"),
    "GBK": (lambda: declared(part(TABLE), "gbk", "gbk"), "编码不是 UTF-8"),
    "Latin 1 behind a BOM": (
        lambda: declared(part(TABLE), "iso-8859-1", "utf-8-sig"),
        "编码不是 UTF-8",
    ),
    "100,000 sheets": (
        lambda: crowded('<sheet name="s{0}" sheetId="1{0}" r:id="rId1"/>', 100_000, "sheets"),
        "张工作表",
    ),
    "100,000 names": (
        lambda: crowded('<definedName name="n{0}">$A$1</definedName>', 100_000, "definedNames"),
        "个名称",
    ),
    "many merges": (
        lambda: edited(
            part(TABLE), "</mergeCells>", '<mergeCell ref="A1:B2"/>' * 30_000 + "</mergeCells>"
        ),
        "合并单元格过多",
    ),
    "many cells": (
        lambda: in_sheet(f"<row>{'<c/>' * 16_000}</row>" * 26, method=STORED),
        "个单元格",
    ),
    "many elements": (lambda: in_sheet("<a/>" * 800_001, method=STORED), "内容过多"),
    "nested, never closed": (lambda: in_sheet("<a>" * 100_000), "XML 不完整"),
    "no rels": (lambda: sample_without(RELS), "缺少工作表的目录"),
    "rels of another place": (
        lambda: sample_with({RELS: b"<Relationships/>"}),
        "工作簿里没有工作表",
    ),
    "rels point outside": (
        lambda: sample_with(
            {RELS: parts_of(luohu_workbook())[RELS].replace(b"worksheets/", b"../../etc/")}
        ),
        "工作簿里没有工作表",
    ),
    "no strings": (lambda: sample_without(STRINGS), "文字表不完整"),
}
