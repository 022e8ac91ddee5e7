"""Cells and strings taken out by pattern are those that the XML parser finds, in every markup
that a pattern could get wrong."""

import random

import pytest

from gaitui.errors import UnreadableError
from gaitui.grid import Grid
from gaitui.sources import xlsx
from gaitui.sources.plain import split_cells, split_strings
from tests.hostile import parts_of, sample_with
from tests.support import luohu_workbook

SHEET, STRINGS = "xl/worksheets/sheet5.xml", "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL = '<c r="B2" s="3"><v>1</v></c>'
ROWS = {
    "plain": f'<row r="2" spans="1:2">{CELL}<c r="C2" t="s"><v>0</v></c></row>',
    "empty": "<row r='2'/>",
    "styled only": '<row r="2"><c r="A2" s="1"/><c r="B2" s="1" /><c r="C2"></c></row>',
    "formulas": '<row r="2"><c r="B2"><f>A1&amp;"&lt;"</f><v>2</v></c><c r="C2"><f>1</f></c></row>',
    "shared formula": '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>',
    "empty formula": '<row r="2"><c r="B2"><f></f><v/></c><c r="C2"><v></v></c></row>',
    "inline": '<row r="2"><c r="B2" t="inlineStr"><is><t>甲_x0041_ &gt; 乙</t></is></c></row>',
    "inline of another type": '<row r="2"><c r="B2" t="n"><is><t>甲</t></is></c></row>',
    "rich": '<row r="2"><c r="B2" t="inlineStr"><is><r><t>甲</t></r><t>乙</t></is></c></row>',
    "character references": '<row r="2"><c r="B2" t="str"><v>&#28145;&#65;</v></c></row>',
    "Chinese by number": '<row r="2"><c r="B2" t="str"><v>&#20849;5&#65292;&lt;1;</v></c></row>',
    "digits between": '<row r="2"><c r="B2" t="str"><v>&#20849;5&#20214;&#160;</v></c></row>',
    "Chinese by a long number": '<row r="2"><c r="B2" t="str"><v>&#000020849;</v></c></row>',
    "sign after a number": '<row r="2"><c r="B2" t="str"><v>&#20849;1;&#20849;#2;</v></c></row>',
    "half a character": '<row r="2"><c r="B2" t="str"><v>&#55357;&#56832;</v></c></row>',
    "beyond the plane": '<row r="2"><c r="B2" t="str"><v>&#128512;&#65535;</v></c></row>',
    "number in a name": f'<row r="2" &#20849;="1">{CELL}</row>',
    "number in an attribute": f'<row r="2" x="&#20849;">{CELL}</row>',
    "number between tags": f'<row r="2">&#20849;{CELL}</row>',
    "number in a cell's tag": '<row r="2"><c r="B2" &#20849;="1"><v>1</v></c></row>',
    "escaped twice": '<row r="2"><c r="B2" t="str"><v>&amp;#65;&amp;lt;_x005F_x0041_</v></c></row>',
    "twice": f'<row r="2">{CELL}<c r="B2"><v>2</v></c></row>',
    "twice, one not plain": f'<row r="2"><c s="1" r="B2"><v>2</v></c>{CELL}</row>',
    "no address": f'<row r="2"><c><v>2</v></c>{CELL}<c><v>3</v></c></row>',
    "far row": f'<row r="99999999999">{CELL}</row>',
    "broken tag": f'<row r="2"{CELL}></row>',
    "split tag": f"<ro{CELL}w r='2'></row>",
    "outside a row": f'{CELL}<row r="2"></row>',
    "row in a row": f'<row r="2"><row r="3">{CELL}</row></row>',
    "cell in a cell": f'<row r="2"><c r="A1">{CELL}</c></row>',
    "tabs and line feeds": f'\n<row r="2">\t{CELL}\n</row>\t<row r="3" ht="1"\t/>',
    "text in a row": f'<row r="2">1{CELL}</row>',
    "comment": f'<row r="2"><!-- {CELL} --></row>',
    "section": f'<row r="2"><![CDATA[{CELL}]]></row>',
    "instruction": f'<row r="2"><?x {CELL} ?></row>',
    "other namespace": f'<row r="2" xmlns="urn:x">{CELL}</row>',
    "prefix": '<row r="2"><x:c r="B2"><x:v>1</x:v></x:c></row>',
    "attribute twice": f'<row r="2" r="3">{CELL}</row>',
    "bare sign": '<row r="2"><c r="B2" t="str"><v>a & b</v></c></row>',
    "unknown reference": '<row r="2"><c r="B2" t="str"><v>&nbsp;</v></c></row>',
    "control character": '<row r="2"><c r="B2" t="str"><v>a\x01</v></c></row>',
    "carriage return": '<row r="2"><c r="B2" t="str"><v>a\r\nb\tc\nd</v></c></row>',
    "no character": '<row r="2"><c r="B2" t="str"><v>\uffff</v></c></row>',
    "end of a section": '<row r="2"><c r="B2" t="str"><v>]]></v></c></row>',
    "unclosed": f'<row r="2">{CELL}',
}
SHEETS = {
    "as it should be": '<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    "with a prefix": '<x:worksheet xmlns:x="{main}"><sheetData>{rows}</sheetData></x:worksheet>',
    "elsewhere": '<worksheet xmlns="{main}"><a><sheetData>{rows}</sheetData></a></worksheet>',
    "in a comment": '<worksheet xmlns="{main}"><!--<sheetData>{rows}</sheetData>--></worksheet>',
    "twice": '<worksheet xmlns="{main}"><sheetData/><sheetData>{rows}</sheetData></worksheet>',
    "without namespace": "<worksheet><sheetData>{rows}</sheetData></worksheet>",
    "in plain letters": '<?xml version="1.0" encoding="us-ascii"?>'
    '<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
}
STRING = "<si><t>甲 &amp; _x0041_</t></si>"
TABLES = {
    "plain": '<sst xmlns="{main}">{item}<si><t xml:space="preserve"> 乙\n</t></si></sst>',
    "by number": '<sst xmlns="{main}">{item}<si><t>&#20849;&#26412;5&#65292;</t></si></sst>',
    "number in a name": '<sst xmlns="{main}" &#20849;="1">{item}</sst>',
    "number after": '<sst xmlns="{main}">{item}&#20849;</sst>',
    "with a gap": '<sst xmlns="{main}">\n{item}\n{item}\n</sst>',
    "rich": '<sst xmlns="{main}">{item}<si><r><t>乙</t></r><rPh><t>x</t></rPh></si></sst>',
    "empty": '<sst xmlns="{main}"><si/><si><t/></si><si><t></t></si></sst>',
    "deeper": '<sst xmlns="{main}"><a>{item}</a></sst>',
    "other root": '<a xmlns="{main}"><sst>{item}</sst></a>',
    "after the end": '<sst xmlns="{main}"></sst>{item}',
    "in a comment": '<sst xmlns="{main}"><!--{item}--></sst>',
    "unclosed": '<sst xmlns="{main}">{item}',
}


def read(changes: dict[str, str]) -> list[Grid] | str:
    """All sheets of the sample with parts changed, or why it is refused."""
    data = sample_with({name: text.encode() for name, text in changes.items()})
    try:
        workbook = xlsx.Workbook(data)
        return [workbook.grid(sheet) for sheet in workbook.sheet_names]
    except UnreadableError as error:
        return str(error)


def assert_same(changes: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheets are the same, cell by cell in their order, without the patterns."""
    found = read(changes)
    monkeypatch.setattr(xlsx, "split_cells", lambda markup: (markup, []))
    monkeypatch.setattr(xlsx, "split_strings", lambda markup: (markup, []))
    expected = read(changes)
    assert found == expected
    for one, other in zip(found, expected, strict=True):
        if isinstance(one, Grid) and isinstance(other, Grid):
            assert [*one.cells] == [*other.cells]


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("rows", ROWS)
def test_cells(sheet: str, rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same({SHEET: SHEETS[sheet].format(main=MAIN, rows=ROWS[rows])}, monkeypatch)


@pytest.mark.parametrize("table", TABLES)
def test_strings(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same({STRINGS: TABLES[table].format(main=MAIN, item=STRING)}, monkeypatch)


@pytest.mark.parametrize("seed", range(40))
def test_markup_damaged_anywhere(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, parts = random.Random(seed), parts_of(luohu_workbook())
    name = chosen.choice((SHEET, STRINGS))
    text = parts[name].decode()
    start = chosen.randrange(len(text))
    end = start + chosen.randrange(30)
    piece = chosen.choice(("", "<", ">", "&", '"', "<c/>", CELL, STRING, text[end : end + 40]))
    assert_same({name: text[:start] + piece + text[end:]}, monkeypatch)


def test_what_is_plain_does_not_go_to_the_parser() -> None:
    sheet = SHEETS["as it should be"].format(main=MAIN, rows=ROWS["plain"])
    assert split_cells(sheet)[1] == [("B2", None, None, "1", None), ("C2", "s", None, "0", None)]
    assert CELL not in split_cells(sheet)[0]
    assert split_strings(TABLES["plain"].format(main=MAIN, item=STRING))[1][0] == "甲 & _x0041_"
