"""Reports as web pages, as government sites publish them: the site's own lines around them, and
the form's tables with their merges."""

import io
import zipfile
from collections.abc import Iterator
from html import escape

from gaitui.definition import Table
from gaitui.report import Report

HEAD = (
    '<html><head><meta charset="{charset}"><title>{title}_某某市政府门户网站</title>'
    "<style>td{{border:1px}}</style><script>var a='<p>一、总体情况</p>';</script></head><body>"
    '<div class="top"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul>'
    '</div><div class="where">当前位置：<a href="/">首页</a> &gt; <a href="#">年度报告</a></div>'
    '<div class="main"><h1>{title}</h1><div class="info">发布日期：2025-01-20 来源：办公室 '
    "字号：[大 中 小]</div><!-- 正文 -->"
)
FOOT = (
    '<p>附件：<a href="a.pdf">年度报告.pdf</a></p></div><div>上一篇：没有了</div>'
    "<div>主办单位：某某市人民政府办公室 京ICP备12345678号</div></body></html>"
)


def page_of(report: Report, charset: str = "utf-8") -> bytes:
    """The report as a web page in this encoding."""
    parts = [HEAD.format(charset=charset, title=escape(report.title)), '<div class="content">']
    definition = report.definition
    parts += _paragraphs(report.narratives.get("preamble", ""))
    for section in definition.sections:
        parts.append(f"<p style='text-indent:2em'><strong>{escape(section.heading)}</strong></p>")
        if section.table:
            parts.append(table_of(definition.tables[section.table], report))
        else:
            parts += _paragraphs(report.narratives.get(section.narrative or "", ""))
    return "".join([*parts, "</div>", FOOT]).encode(charset, "xmlcharrefreplace")


def table_of(table: Table, report: Report) -> str:
    """A table of the form in HTML, its boxes merged as printed."""
    boxes = [(label.box, label.text) for label in table.labels]
    boxes += [(cell.box, report.cell(cell.ref).shown) for cell in table.cells]
    rows = []
    for row in range(table.height):
        line = sorted((item for item in boxes if item[0].row == row), key=lambda at: at[0].column)
        cells = (
            f'<td rowspan="{box.rows}" colspan={box.columns}><p>{escape(text)}</p></td>'
            for box, text in line
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table border=1>{''.join(rows)}</table>"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield f"<p>　　{escape(paragraph)}&nbsp;</p>"


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document_of(body: str) -> bytes:
    """A Word document with this body; `w:` is its namespace."""
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", xml)
    return output.getvalue()
