"""What a copy that openpyxl saves cannot keep, told from the parts of the package beforehand.

What nobody sees in the sheets is not named: the chain of calculation, drivers' settings of a
printer, thumbnails. tests/test_annotation_lost.py shows for each that it is really lost.
"""

import re
from importlib.util import find_spec
from typing import TypeAlias

from gaitui.sources.package import Package

_Sign: TypeAlias = tuple[str, str, str]

_SIGNS: tuple[_Sign, ...] = (
    ("宏", r"xl/vbaProject\.bin|xl/macrosheets/.*", ""),
    ("对话框工作表", r"xl/dialogsheets/.*", ""),
    ("按钮等控件", r"xl/(ctrlProps|activeX)/.*", ""),
    ("按钮等控件", r"xl/drawings/.*\.vml", r'ObjectType="(?!Note|Pict)'),
    ("文本框和图形", r"xl/drawings/[^/]*\.xml", r"<(\w+:)?(sp|cxnSp|grpSp)[ >]"),
    ("单元格内的图片", r"xl/cellimages\.xml|xl/richData/.*", ""),
    ("页眉页脚里的图片", r"xl/worksheets/[^/]*\.xml", r"<(\w+:)?legacyDrawingHF\b"),
    ("工作表的背景图", r"xl/worksheets/[^/]*\.xml", r"<(\w+:)?picture\b"),
    ("嵌入的其他文件", r"xl/embeddings/.*", ""),
    ("迷你图", r"xl/worksheets/[^/]*\.xml", r"<(\w+:)?sparklineGroup\b"),
    (
        "新式条件格式（如带边框的数据条）",
        r"xl/worksheets/[^/]*\.xml",
        r"<x14:conditionalFormatting\b",
    ),
    ("引用其他工作表的数据有效性", r"xl/worksheets/[^/]*\.xml", r"<x14:dataValidation\b"),
    ("切片器", r"xl/slicers/.*", ""),
    ("日程表", r"xl/timelines/.*", ""),
    ("数据连接", r"xl/(connections\.xml|queryTables/.*)", ""),
    ("数据模型", r"xl/model/.*", ""),
    ("批注下的对话", r"xl/threadedComments/.*", ""),
    ("原有批注的框的大小和文字格式", r"xl/comments.*\.xml", r"<(\w+:)?author>(?!gaitui<)"),
    ("文字上方的拼音", r"xl/sharedStrings\.xml", r"<rPh\b"),
    ("公式结果自动溢出（成为数组公式）", r"xl/metadata\.xml", r"XLDAPR"),
    ("单元格里的复选框", r"xl/featurePropertyBag/.*", r"Checkbox"),
    ("允许编辑的区域", r"xl/worksheets/[^/]*\.xml", r"<(\w+:)?protectedRange\b"),
    ("自定义的视图", r"xl/worksheets/[^/]*\.xml", r"<(\w+:)?customSheetView\b"),
    ("“忽略错误”的标记", r"xl/worksheets/[^/]*\.xml", r"<(\w+:)?ignoredError\b"),
    ("新式图表", r"xl/charts/chartEx.*", ""),
    ("图表里自定义的标签和样式", r"xl/charts/(style|colors).*", ""),
    ("图表里自定义的标签和样式", r"xl/charts/chart[^/]*\.xml", r"<c:dLbl>|<c:userShapes\b"),
    ("图表的刻度线等细节", r"xl/charts/chart[^/]*\.xml", ""),
    ("数字签名", r"_xmlsignatures/.*", ""),
)
"""What is lost, the parts it is in, and what they then hold (or nothing)."""
_IMAGE: _Sign = ("图片", r"xl/drawings/[^/]*\.xml", r"<(\w+:)?pic[ >]")


def losses(package: Package) -> tuple[str, ...]:
    """A sentence that names all that will be lost; none where nothing will."""
    signs = _SIGNS if find_spec("PIL") else (_IMAGE, *_SIGNS)
    found: set[str] = set()
    for name in package.names:
        there = [sign for sign in signs if re.fullmatch(sign[1], name) and sign[0] not in found]
        text = package.read(name).decode("utf-8", "replace") if there else ""
        found |= {what for what, _, content in there if re.search(content, text)}
    named = dict.fromkeys(what for what, _, _ in signs if what in found)
    return (f"副本没有保留：{'、'.join(named)}。",) if named else ()
