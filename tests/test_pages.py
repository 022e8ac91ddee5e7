"""Published pages: web pages, Word documents and our own plain text become the report again."""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from gaitui.grid import Grid, GridCell, Type
from gaitui.intake import take_in, take_in_bytes
from gaitui.render.document import render_json
from gaitui.render.text import render_text
from gaitui.report import Report
from gaitui.sources.open import open_source
from gaitui.sources.page import Page
from tests.published_pages import document_of, page_of
from tests.strategies import random_report
from tests.support import EDITIONS, ROOT, codes, edition, luohu, report_of, run_gaitui

PAGES = Path(__file__).parent / "pages"


def page(data: bytes) -> Page:
    opened = open_source(data)
    assert isinstance(opened, Page)
    return opened


def html(body: str, head: str = "") -> Page:
    return page(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def texts(found: Page) -> list[str]:
    return [block for block in found.blocks if isinstance(block, str)]


def grids(found: Page) -> list[Grid]:
    return [block for block in found.blocks if isinstance(block, Grid)]


def shown(grid: Grid) -> dict[str, str | None]:
    return {address: cell.text for address, cell in grid.cells.items()}


def plain_report(name: str, seed: int) -> Report:
    """A balanced report with texts such as offices write."""
    report = random_report(edition(name), seed, broken=False)
    narratives = {
        "preamble": "根据《中华人民共和国政府信息公开条例》，现公布本报告。",
        "overview": "（一）主动公开\n全年发布 23813 条。\n（二）依申请公开\n共受理 534 件。",
        "problems": "（一）存在的主要问题\n一是解读不够。\n（二）改进情况\n加强培训。",
        "other": "本年度未收取信息处理费。",
    }
    year = report.year or report.definition.first_year
    return replace(report, unit="测试市某某局", year=year, narratives=narratives)


def as_word(report: Report) -> bytes:
    """The report as a Word document, by a library that writes what Word writes."""
    document, definition = docx.Document(), report.definition
    document.add_paragraph(report.unit)
    document.add_paragraph(report.title.removeprefix(report.unit))
    for line in report.narratives["preamble"].split("\n"):
        document.add_paragraph(line)
    for section in definition.sections:
        document.add_heading(section.heading)
        if section.narrative:
            for line in report.narratives[section.narrative].split("\n"):
                document.add_paragraph(line)
            continue
        table = definition.tables[section.table or ""]
        drawn = document.add_table(table.height, table.width)
        boxes = [(label.box, label.text) for label in table.labels]
        boxes += [(cell.box, report.cell(cell.ref).shown) for cell in table.cells]
        for box, text in boxes:
            last = drawn.cell(box.row + box.rows - 1, box.column + box.columns - 1)
            drawn.cell(box.row, box.column).merge(last).text = text
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030"])
def test_the_sample_as_a_web_page_is_the_sample(charset: str) -> None:
    intake = take_in_bytes(page_of(luohu(), charset), "page.html")
    assert render_json(report_of(intake)) == render_json(luohu())
    assert codes(intake) == ["T504", "T505"]


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("write", [page_of, as_word, lambda report: render_text(report).encode()])
def test_a_published_report_is_read_back(name: str, write: object) -> None:
    assert callable(write)
    for seed in range(1, 4):
        report = plain_report(name, seed)
        intake = take_in_bytes(write(report), "published")
        assert render_json(report_of(intake)) == render_json(report)


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_our_plain_text_is_read_back(width: int, encoding: str) -> None:
    report = replace(luohu(), meta={"published": "2025-01-20", "contact": "0755-12345678"})
    data = render_text(report, width, draft=True).encode(encoding)
    found = report_of(take_in_bytes(data, "report.txt"))
    assert (found.unit, found.year, found.meta) == (report.unit, report.year, report.meta)
    assert {ref: found.value(ref) for ref in report.definition.cells} == {
        ref: report.value(ref) for ref in report.definition.cells
    }
    for key, text in report.narratives.items():
        # A blank at which a line was broken cannot always be known.
        assert plain(found.narratives[key]) == plain(text)
        assert found.narratives[key].count("\n") == text.count("\n")


def plain(text: str) -> str:
    return text.replace(" ", "")


def test_export_and_reading_back_by_the_command(tmp_path: Path) -> None:
    text, back = tmp_path / "a.txt", tmp_path / "a.json"
    assert run_gaitui("export", ROOT / "samples" / "luohu-2024.xlsx", text).returncode == 0
    assert run_gaitui("export", text, back).returncode == 0
    assert report_of(take_in(back)) == report_of(take_in(ROOT / "samples" / "luohu-2024.json"))


def test_the_seed_page_of_three_tables_is_read_without_its_words() -> None:
    intake = take_in(PAGES / "tables-2021.html")
    report = report_of(intake)
    assert {ref: report.value(ref) for ref in luohu().cells} == {
        ref: luohu().value(ref) for ref in luohu().cells
    }
    assert report.tables_only and not intake.findings


def test_the_text_copied_from_a_page_is_read_whole_with_tables_cut_by_tabs() -> None:
    found = page((PAGES / "luohu-2024.txt").read_bytes())
    assert texts(found)[0] == "深圳市罗湖区人民政府 2024 年 政府信息公开工作年度报告"
    assert shown(grids(found)[-1])["A1"] == "行政复议"
    intake = take_in(PAGES / "luohu-2024.txt")
    report = report_of(intake)
    assert {ref: report.value(ref) for ref in luohu().cells} == {
        ref: luohu().value(ref) for ref in luohu().cells
    }
    for key, text in luohu().narratives.items():
        # The page this was copied from broke a paragraph in two.
        assert report.narratives[key].replace("\n", "") == text.replace("\n", "")
    assert codes(intake) == ["T504", "T505", "W606"]


def test_scripts_comments_menus_and_hidden_text_are_not_read() -> None:
    found = html(
        "<script>一、</script><style>p{}</style><!-- 注 --><nav>导航</nav><p>正文<!-- 注 --></p>"
        '<ul><li><a href="#">首页</a></li></ul><div style="display: none">藏</div>'
        "<noscript>请启用脚本</noscript><template>模板</template><p>见<a>附件</a>。</p>"
    )
    assert found.blocks == ("正文", "见附件。")


def test_what_follows_the_contents_is_the_sites_own() -> None:
    body = "".join(f"<p>{number}、标题</p><p>文字</p>" for number in "一二三")
    found = html(f"<div><div>{body}</div><p>版权所有</p></div><p>备案号</p>")
    assert "版权所有" not in found.blocks and "备案号" not in found.blocks
    assert found.blocks[-1] == "文字"


def test_white_space_is_what_a_browser_shows() -> None:
    found = html("<p>　　政府\n   信息\t公开 2024\n年 &nbsp;<b>工</b><i>作</i><br>下一行 a\nb</p>")
    assert found.blocks == ("政府信息 公开 2024 年 \u00a0工作", "下一行 a b")


def test_merges_of_a_web_table_and_its_numbers() -> None:
    (grid,) = grids(
        html(
            "<table><tr><td rowspan=2>甲<td colspan='2'>乙</tr><tr><td>12<td> 1,234 </tr>"
            "<tr><td>丙<td>-3<td>0.50</table>"
        )
    )
    assert grid.merges == ("A1:A2", "B1:C1")
    assert shown(grid) == {
        "A1": "甲", "B1": "乙", "B2": "12", "C2": "1,234", "A3": "丙", "B3": "-3", "C3": "0.50"
    }  # fmt: skip
    assert grid.cells["B2"] == GridCell("12", Type.NUMBER)
    assert grid.cells["C2"] == GridCell("1,234", Type.TEXT)


@pytest.mark.parametrize("span", ["100000", "0", "99999999999999999999", "-1", "x", ""])
def test_spans_beyond_the_table_end_with_it(span: str) -> None:
    (grid,) = grids(html(f"<table><tr><td rowspan={span}>甲<td>1<tr><td>2<td>3</table>"))
    assert grid.cells["A1"].text == "甲" and grid.cells["B1"].text == "1"
    assert all(merge == "A1:A2" for merge in grid.merges)


def test_a_table_around_the_page_is_layout_and_one_inside_is_data() -> None:
    found = html(
        "<table><tr><td>栏目<td><p>一、总体情况</p><p>文字</p>"
        "<table><tr><td>规章<td>3</table><p>二、下一部分</p></table>"
    )
    assert texts(found) == ["栏目", "一、总体情况", "文字", "二、下一部分"]
    assert [shown(grid) for grid in grids(found)] == [{"A1": "规章", "B1": "3"}]


def test_prose_and_headings_in_cells_are_paragraphs() -> None:
    long = "公开" * 200
    found = html(
        f"<table><tr><td>一、总体情况</table><table><tr><td>标题<td>1<tr><td>说明<td>{long}"
        "<tr><td>规章<td>3</table>"
    )
    assert texts(found) == ["一、总体情况", "说明", long]
    assert [shown(grid) for grid in grids(found)] == [
        {"A1": "标题", "B1": "1"},
        {"A1": "规章", "B1": "3"},
    ]


def test_broken_markup_is_read_as_a_browser_shows_it() -> None:
    found = html("<p>甲<p>乙<table><tr>丙<td>1<td>2</tr><div>丁</table></b></span><p>戊")
    assert texts(found) == ["甲", "乙丙", "丁", "戊"]
    assert [shown(grid) for grid in grids(found)] == [{"A1": "1", "B1": "2"}]


def test_the_articles_own_name_is_the_title() -> None:
    named = (
        '<title>网站</title><meta name="articletitle" content="某局2024年政府信息公开工作年度报告">'
    )
    assert html("<p>x</p>", named).title == "某局2024年政府信息公开工作年度报告"
    assert html("<h1>大 标题</h1>", "<title>网站</title>").title == "大 标题"
    assert html("<p>x</p>", "<title> 网站 </title>").title == "网站"


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff<p>政府</p>".encode(),
        "<p>政府</p>".encode("utf-16"),
        '<meta charset="gb2312"><p>政府镕</p>'.encode("gbk"),
        '<META http-equiv=Content-Type content="text/html; charset=GBK"><p>政府</p>'.encode("gbk"),
        '<meta charset="gb2312"><p>政府</p>'.encode(),
        '<meta charset="utf-8"><p>政府</p>'.encode("gb18030"),
        "<p>政府</p>".encode("gb18030"),
    ],
)
def test_the_encoding_is_found_whatever_is_stated(data: bytes) -> None:
    assert texts(page(data))[0].startswith("政府")


def test_a_word_document_with_tracked_changes_fields_and_controls() -> None:
    found = page(
        document_of(
            "<w:p><w:r><w:t>政府</w:t></w:r><w:ins><w:r><w:t>信息</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr>"
            "<w:t>藏</w:t></w:r><w:hyperlink><w:r><w:t>公开</w:t></w:r></w:hyperlink>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t><w:br/><w:t>下一行</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        )
    )
    assert found.blocks == ("政府信息公开", "控件", "下一行")


def test_a_word_table_inside_a_layout_table() -> None:
    def cell(text: str) -> str:
        return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    inner = f"<w:tbl><w:tr>{cell('规章')}{cell('3')}</w:tr></w:tbl>"
    found = page(document_of(f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc>{cell('注')}</w:tr></w:tbl>"))
    assert [shown(grid) for grid in grids(found)] == [{"A1": "规章", "B1": "3"}]
    assert texts(found) == ["注"]


def test_without_the_extra_a_web_page_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gaitui.sources.html.find_spec", lambda name: None)
    intake = take_in_bytes(page_of(luohu()), "page.html")
    assert codes(intake) == ["W601"]
    assert "pip install 'gaitui[pages]'" in intake.findings[0].message
