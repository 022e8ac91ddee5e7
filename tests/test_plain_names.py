"""Defined names taken out by pattern are those that the XML parser finds, in every markup that a
pattern could get wrong."""

import random
import re

import pytest

from gaitui.errors import UnreadableError
from gaitui.sources import directory, recall, xlsx
from gaitui.sources.names import split_names
from tests.hostile import parts_of, sample_with
from tests.support import luohu_workbook

BOOK = "xl/workbook.xml"
NAME = "<definedName name=\"a_b\">'三、依申请'!$B$2</definedName>"
GROUPS = {
    "plain": "<definedNames>{name}</definedNames>",
    "of a sheet": '<definedNames>{name}<definedName name="a_b" localSheetId="2">$A$1</definedName>'
    "</definedNames>",
    "twice": '<definedNames>{name}<definedName name="a_b">$A$1</definedName></definedNames>',
    "none": "<definedNames/>",
    "empty": "<definedNames></definedNames>",
    "no group": "",
    "without a value": '<definedNames>{name}<definedName name="c"/></definedNames>',
    "hidden": '<definedNames><definedName name="c" hidden="1">1</definedName></definedNames>',
    "reversed": '<definedNames><definedName localSheetId="1" name="c">1</definedName>{name}'
    "</definedNames>",
    "a text": '<definedNames><definedName name="c">"甲"&amp;"&lt;"</definedName></definedNames>',
    "line feed": '<definedNames><definedName name="c\nd">1\n2</definedName></definedNames>',
    "spaced": "<definedNames>\n{name}\n{name}\n</definedNames>",
    "control character": '<definedNames><definedName name="c">\x01</definedName></definedNames>',
    "no character": '<definedNames><definedName name="\uffff">1</definedName></definedNames>',
    "two groups": "<definedNames>{name}</definedNames><definedNames>{name}</definedNames>",
    "deeper": "<a><definedNames>{name}</definedNames></a>",
    "in a comment": "<!--<definedNames>{name}</definedNames>-->",
    "in a section": "<a><![CDATA[<definedNames>{name}</definedNames>]]></a>",
    "in an instruction": "<?x <definedNames>{name}</definedNames> ?>",
    "with a prefix": '<x:definedNames xmlns:x="urn:x">{name}</x:definedNames>',
    "unclosed": "<definedNames>{name}",
    "too many": "<definedNames>" + NAME * (directory.MAX_NAMES + 1) + "</definedNames>",
}


def read(markup: str) -> list[tuple[str, str]] | str:
    """The names of the sample with another workbook part, or why it is refused."""
    try:
        return [*xlsx.Workbook(sample_with({BOOK: markup.encode()})).names.items()]
    except UnreadableError as error:
        return str(error)


def assert_same(markup: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names are the same, in their order, without the pattern."""
    found = read(markup)
    monkeypatch.setattr(recall, "MAX_TEXT", 0)
    monkeypatch.setattr(directory, "split_names", lambda markup: (markup, []))
    assert found == read(markup)


def book() -> str:
    return parts_of(luohu_workbook())[BOOK].decode()


@pytest.mark.parametrize("group", GROUPS)
def test_names(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    head, tail = re.split("<definedNames>.*</definedNames>", book())
    assert_same(head + GROUPS[group].format(name=NAME) + tail, monkeypatch)


@pytest.mark.parametrize("seed", range(40))
def test_markup_damaged_anywhere(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, text = random.Random(seed), book()
    start = chosen.randrange(len(text))
    end = start + chosen.randrange(30)
    piece = chosen.choice(("", "<", ">", "&", '"', "<c/>", NAME, text[end : end + 40]))
    assert_same(text[:start] + piece + text[end:], monkeypatch)


def test_what_is_plain_does_not_go_to_the_parser() -> None:
    rest, names = split_names(book())
    assert ("narrative_overview", None, "'一、总体情况'!$B$4") in names
    assert "definedName " not in rest
