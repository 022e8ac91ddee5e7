"""What an annotated copy loses is named beforehand, and what is named is really lost."""

import io
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from gaitui.annotation.annotate import Annotated, annotate
from gaitui.finding import Finding, Severity
from tests.hostile import pack, parts_of

Make = Callable[[Any, Any], object]
FINDING = Finding("A101", Severity.ERROR, "不平", sheet="甲", address="A1")


def png() -> io.BytesIO:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def book(make: Make) -> bytes:
    """A workbook of one sheet with something added."""
    output = io.BytesIO()
    raw = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    raw.set_properties({"created": datetime(2000, 1, 1)})
    sheet = raw.add_worksheet("甲")
    sheet.write_number(0, 0, 1)
    sheet.write_string(1, 0, "=1+1")
    make(raw, sheet)
    raw.close()
    return output.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    return pack({**parts_of(book(lambda raw, sheet: None)), name: data})


def in_sheet(before: str, xml: str) -> bytes:
    """A workbook with more XML in its sheet, in front of a tag."""
    parts = parts_of(book(lambda raw, sheet: sheet.protect()))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].decode().replace(before, xml + before, 1).encode()
    return pack(parts)


def chart(raw: Any, sheet: Any, **series: Any) -> None:
    made = raw.add_chart({"type": "column"})
    made.add_series({"values": "=甲!$A$1:$A$2", **series})
    sheet.insert_chart("C3", made)


def everything(workbook: bytes) -> str:
    """All text of a workbook, names of its parts included."""
    parts = parts_of(workbook)
    return "\n".join(f"{name}\n{data.decode('utf-8', 'replace')}" for name, data in parts.items())


X14 = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="x">%s</ext></extLst>'
RULES = "<x14:dataValidations><x14:dataValidation/></x14:dataValidations>"
VIEWS = '<customSheetViews><customSheetView guid="{0}"/></customSheetViews>'
LABELS = {"value": True, "custom": [{"value": "特别标出"}]}
LOST: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "图片": (
        lambda: book(lambda raw, sheet: sheet.insert_image("C3", "x.png", {"image_data": png()})),
        "media/image",
    ),
    "宏": (lambda: with_part("xl/vbaProject.bin", b"VBA"), "vbaProject"),
    "按钮等控件": (
        lambda: book(lambda raw, sheet: sheet.insert_button("C3", {"caption": "按钮"})),
        'ObjectType="Button"',
    ),
    "文本框和图形": (
        lambda: book(lambda raw, sheet: sheet.insert_textbox("C3", "框里的字")),
        "框里的字",
    ),
    "单元格内的图片": (
        lambda: book(lambda raw, sheet: sheet.embed_image("C3", "x.png", {"image_data": png()})),
        "richData",
    ),
    "页眉页脚里的图片": (
        lambda: book(
            lambda raw, sheet: sheet.set_header(
                "&L&G", {"image_left": "x.png", "image_data_left": png()}
            )
        ),
        "legacyDrawingHF",
    ),
    "工作表的背景图": (
        lambda: book(lambda raw, sheet: sheet.set_background(png(), is_byte_stream=True)),
        "<picture",
    ),
    "嵌入的其他文件": (lambda: with_part("xl/embeddings/oleObject1.bin", b"OLE"), "oleObject1"),
    "迷你图": (
        lambda: book(lambda raw, sheet: sheet.add_sparkline("B1", {"range": "A1:A2"})),
        "sparkline",
    ),
    "新式条件格式（如带边框的数据条）": (
        lambda: book(
            lambda raw, sheet: sheet.conditional_format(
                "A1:A2", {"type": "data_bar", "data_bar_2010": True}
            )
        ),
        "x14:conditionalFormatting",
    ),
    "引用其他工作表的数据有效性": (
        lambda: in_sheet("</worksheet>", X14 % RULES),
        "x14:dataValidation",
    ),
    "切片器": (lambda: with_part("xl/slicers/slicer1.xml", b"<slicers/>"), "slicer1"),
    "日程表": (lambda: with_part("xl/timelines/timeline1.xml", b"<timelines/>"), "timeline1"),
    "数据连接": (lambda: with_part("xl/connections.xml", b"<connections/>"), "connections"),
    "数据模型": (lambda: with_part("xl/model/item.data", b"x"), "model/item"),
    "批注下的对话": (
        lambda: with_part("xl/threadedComments/threadedComment1.xml", b"<x/>"),
        "threaded",
    ),
    "原有批注的框的大小和文字格式": (
        lambda: book(
            lambda raw, sheet: sheet.write_comment("B2", "批注", {"author": "张", "width": 311})
        ),
        "<x:Anchor>",
    ),
    "公式结果自动溢出（成为数组公式）": (
        lambda: book(lambda raw, sheet: sheet.write_dynamic_array_formula("D1:D2", "=SORT(A1:A2)")),
        "XLDAPR",
    ),
    "单元格里的复选框": (
        lambda: book(lambda raw, sheet: sheet.insert_checkbox("C3", True)),
        "FeaturePropertyBag",
    ),
    "允许编辑的区域": (
        lambda: book(lambda raw, sheet: (sheet.protect(), sheet.unprotect_range("A1:A2", "名"))),
        "protectedRange",
    ),
    "自定义的视图": (lambda: in_sheet("<pageMargins", VIEWS), "customSheetView"),
    "“忽略错误”的标记": (
        lambda: book(lambda raw, sheet: sheet.ignore_errors({"number_stored_as_text": "A1:A9"})),
        "ignoredError",
    ),
    "图表里自定义的标签和样式": (
        lambda: book(lambda raw, sheet: chart(raw, sheet, data_labels=LABELS)),
        "特别标出",
    ),
    "图表的刻度线等细节": (lambda: book(chart), "<c:lang "),
    "数字签名": (lambda: with_part("_xmlsignatures/sig1.xml", b"<x/>"), "_xmlsignatures"),
    "文字上方的拼音": (
        lambda: pack(
            {
                name: data.replace(b"</t></si>", b"</t><rPh sb='0' eb='1'><t>pin</t></rPh></si>")
                for name, data in parts_of(book(lambda raw, sheet: None)).items()
            }
        ),
        "<rPh",
    ),
}


@pytest.mark.parametrize("what", LOST)
def test_what_is_lost_is_named(what: str) -> None:
    make, marker = LOST[what]
    received = make()
    done = annotate(received, None, [FINDING])
    assert done.data is not None
    assert marker in everything(received) and marker not in everything(done.data)
    (sentence,) = done.lost
    named = sentence.removeprefix("副本没有保留：").removesuffix("。").split("、")
    assert what in named and set(named) <= {what, "图表的刻度线等细节"}


def _styled(raw: Any, sheet: Any) -> None:
    sheet.write_rich_string(2, 0, "前", raw.add_format({"bold": True}), "粗体字", "后")


def _linked(raw: Any, sheet: Any) -> None:
    sheet.write_formula("D1", "='[台账.xlsx]Sheet1'!A1", None, 3)


def _grouped(raw: Any, sheet: Any) -> None:
    sheet.set_row(3, None, None, {"level": 1, "hidden": True})
    sheet.set_column(3, 4, 9.5, None, {"level": 1})


KEPT: Mapping[str, tuple[Make, str]] = {
    "rich text": (_styled, r"<b ?(val=\"1\" ?)?/>.*?粗体字"),
    "icons": (
        lambda raw, sheet: sheet.conditional_format(
            "A1:A2", {"type": "icon_set", "icon_style": "3_arrows"}
        ),
        "3Arrows",
    ),
    "array formula": (
        lambda raw, sheet: sheet.write_array_formula("D1:D2", "{=A1:A2*2}"),
        "A1:A2\\*2",
    ),
    "table": (
        lambda raw, sheet: sheet.add_table("F1:G3", {"columns": [{"header": "表头"}, {}]}),
        "表头",
    ),
    "custom properties": (lambda raw, sheet: raw.set_custom_property("编号", "十二"), "十二"),
    "password": (lambda raw, sheet: sheet.protect("pw"), 'password="CCCC"|password="[0-9A-F]{4}"'),
    "other workbooks": (_linked, r"台账\.xlsx"),
    "web link": (
        lambda raw, sheet: sheet.write_url("D1", "http://a.cn/", string="链接"),
        "http://a.cn/",
    ),
    "outline": (_grouped, 'outlineLevel="1"'),
    "validation": (
        lambda raw, sheet: sheet.data_validation(
            "A1", {"validate": "list", "source": ["是", "否"]}
        ),
        "是,否",
    ),
    "page breaks": (lambda raw, sheet: sheet.set_h_pagebreaks([3]), "<brk "),
    "filter": (lambda raw, sheet: sheet.autofilter("A1:B3"), "<autoFilter "),
    "title rows": (lambda raw, sheet: sheet.repeat_rows(0), "Print_Titles"),
    "our own comments": (
        lambda raw, sheet: sheet.write_comment("B2", "x", {"author": "gaitui"}),
        "gaitui",
    ),
}


@pytest.mark.parametrize("what", KEPT)
def test_what_is_kept_is_not_named(what: str) -> None:
    make, marker = KEPT[what]
    received = book(make)
    done: Annotated = annotate(received, None, [FINDING])
    assert done.data is not None and done.lost == ()
    for data in (received, done.data):
        assert re.search(marker, everything(data), re.DOTALL), marker


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _relations(*targets: tuple[str, str, str]) -> bytes:
    modes = {"externalLinkPath": ' TargetMode="External"'}
    items = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"{modes.get(kind, "")}/>'
        for key, kind, target in targets
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{items}</Relationships>'.encode()


def _with_relation(parts: dict[str, bytes], kind: str, target: str, before: str, xml: str) -> None:
    """Add a part to the workbook's relations, and what refers to it to the workbook."""
    name = "xl/_rels/workbook.xml.rels"
    item = f'<Relationship Id="rIdX" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    parts[name] = parts[name].replace(b"</Relationships>", item.encode())
    book_xml = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = book_xml.replace(before, xml + before, 1).encode()


def _with_types(parts: dict[str, bytes], **kinds: str) -> bytes:
    space = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="{name}" ContentType="{space}.{kind}+xml"/>'
        for kind, name in kinds.items()
    )
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"</Types>", f"{types}</Types>".encode())
    return pack(parts)


def linked_book() -> bytes:
    """A workbook that refers to another one, as Excel stores it."""
    parts = parts_of(book(lambda raw, sheet: sheet.write_formula("D1", "=[1]Sheet1!A1", None, 3)))
    _with_relation(
        parts,
        "externalLink",
        "externalLinks/externalLink1.xml",
        "<calcPr",
        '<externalReferences><externalReference r:id="rIdX"/></externalReferences>',
    )
    link = (
        f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1"/>'
        "</externalLink>"
    )
    parts["xl/externalLinks/externalLink1.xml"] = link.encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = _relations(
        ("rId1", "externalLinkPath", "台账.xlsx")
    )
    return _with_types(parts, externalLink="/xl/externalLinks/externalLink1.xml")


def pivot_book() -> bytes:
    """A workbook with a pivot table of one row field and one number."""
    parts = parts_of(book(lambda raw, sheet: sheet.write_column("F1", ["项目", "甲", "乙"])))
    _with_relation(
        parts,
        "pivotCacheDefinition",
        "pivotCache/pivotCacheDefinition1.xml",
        "<calcPr",
        '<pivotCaches><pivotCache cacheId="7" r:id="rIdX"/></pivotCaches>',
    )
    pivot, cache = "/xl/pivotTables/pivotTable1.xml", "/xl/pivotCache/pivotCacheDefinition1.xml"
    records = "/xl/pivotCache/pivotCacheRecords1.xml"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(("rId9", "pivotTable", pivot))
    parts["xl/pivotTables/_rels/pivotTable1.xml.rels"] = _relations(
        ("rId1", "pivotCacheDefinition", cache)
    )
    parts["xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels"] = _relations(
        ("rId1", "pivotCacheRecords", records)
    )
    parts[cache.lstrip("/")] = (
        f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="rId1" recordCount="2">'
        '<cacheSource type="worksheet"><worksheetSource ref="F1:F3" sheet="甲"/></cacheSource>'
        '<cacheFields count="1"><cacheField name="项目"><sharedItems count="2">'
        '<s v="甲"/><s v="乙"/>'
        "</sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
    ).encode()
    parts[records.lstrip("/")] = (
        f'<pivotCacheRecords xmlns="{_MAIN}" count="2"><r><x v="0"/></r><r><x v="1"/></r>'
        "</pivotCacheRecords>"
    ).encode()
    parts[pivot.lstrip("/")] = (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="透视" cacheId="7" dataCaption="值">'
        '<location ref="H1:H4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        '<pivotFields count="1"><pivotField axis="axisRow"><items count="3"><item x="0"/>'
        '<item x="1"/><item t="default"/></items></pivotField></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields></pivotTableDefinition>'
    ).encode()
    return _with_types(
        parts, pivotTable=pivot, pivotCacheDefinition=cache, pivotCacheRecords=records
    )


@pytest.mark.parametrize(
    ("make", "markers"),
    [
        (linked_book, ("externalLinks/externalLink1.xml", "台账.xlsx", "[1]Sheet1!A1")),
        (pivot_book, ("pivotTableDefinition", "透视", "worksheetSource")),
    ],
)
def test_links_and_pivot_tables_are_kept(
    make: Callable[[], bytes], markers: tuple[str, ...]
) -> None:
    done = annotate(make(), None, [FINDING])
    assert done.data is not None and done.lost == ()
    assert all(marker in everything(done.data) for marker in markers)
