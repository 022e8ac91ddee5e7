"""Chinese line breaking: widths, the sides of punctuation, whole words, nothing lost."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gaitui.render.wrap import NO_END, NO_START, clean, one_line, widest_piece, wrap

PIECES = [
    *"罗湖区依法公开政府信息",
    "2024 年",
    "190.457379万",
    "AI 政",
    "12345热线",
    "，后",
    "。另",
    "；“优政、兴业”的",
    "（含）",
    "〔2021〕30号",
    "《条例》，按",
    "——即",
    "……等",
    "增长3.5％，为",
    "１２．５件",
    "[市、区]内",
    "　",
]
prose = st.lists(st.sampled_from(PIECES), max_size=120).map("".join)
anything = st.text(max_size=200)
widths = st.integers(20, 140)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(anything, st.integers(2, 140))
def test_lines_are_no_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(text, width))


@given(anything, st.integers(2, 140))
def test_nothing_is_lost_but_blanks(text: str, width: int) -> None:
    assert without_blanks("".join(wrap(text, width))) == without_blanks(clean(text))


@given(prose, widths)
def test_a_single_blank_between_words_stays_or_ends_a_line(text: str, width: int) -> None:
    joined = " ".join(wrap(text, width))
    assert re.findall(r"[A-Za-z]+", joined) == re.findall(r"[A-Za-z]+", text)


@given(anything, st.integers(2, 140))
def test_lines_are_neither_blank_nor_blank_at_their_ends(text: str, width: int) -> None:
    assert all(line == line.strip() != "" for line in wrap(text, width))


@given(prose, widths)
def test_punctuation_stays_on_its_side_of_the_line(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(line[0] not in NO_START for line in lines[1:])
    assert all(line[-1] not in NO_END for line in lines[:-1])


@given(prose, widths)
def test_words_and_numbers_stay_whole(text: str, width: int) -> None:
    words = re.compile(r"[0-9A-Za-z.]+|[０-９．]+|——|……")
    assert words.findall("\n".join(wrap(text, width))) == words.findall(text)


@given(prose, widths)
def test_lines_are_filled(text: str, width: int) -> None:
    """A line ends only where the next unbreakable piece would not have fitted."""
    lines = wrap(text, width)
    for line, following in pairwise(lines):
        assert cell_len(line) + widest_piece(following) + 2 > width


@given(prose, widths)
def test_the_first_line_of_a_paragraph_is_indented_once(text: str, width: int) -> None:
    for given_text in (text, "　　" + text, f"\n{text}\n"):
        lines = wrap(given_text, width, "　　")
        assert lines == wrap(text, width, "　　")
        assert all(cell_len(line) <= width for line in lines)
        assert [line.startswith("　　") for line in lines] == [
            number == 0 for number in range(len(lines))
        ]


@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 20, []),
        (" 　\n\n", 20, []),
        ("第一段\n\n第二段", 20, ["第一段", "第二段"]),
        ("公开信息，依法办理", 8, ["公开信", "息，依法", "办理"]),
        ("收费（含上年）", 6, ["收费", "（含上", "年）"]),
        ("共190.457379万元", 12, ["共190.457379", "万元"]),
        ("金额190.457379万元", 12, ["金额", "190.457379万", "元"]),
        ("于 2024 年", 5, ["于", "2024", "年"]),
        ("前 ，后", 3, ["前", "，", "后"]),
        ("国办函——甲", 7, ["国办函", "——甲"]),
    ],
)
def test_examples(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_an_address_longer_than_a_line_is_broken_and_fills_the_line_it_starts_on() -> None:
    address = "https://www.szlh.gov.cn/zwgk/xxgkn/index.html"
    lines = wrap(f"专栏（{address}）下载。", 24)
    assert lines[0].startswith("专栏（https://")
    assert "".join(lines) == f"专栏（{address}）下载。"
    assert all(line[0] not in NO_START and line[-1] not in NO_END for line in lines[:-1])


def test_punctuation_without_end_is_broken_all_the_same() -> None:
    assert wrap("，" * 30, 20) == ["，" * 10] * 3


def test_unprintable_characters_show_as_replacement_characters() -> None:
    assert clean("a\x1b[2Jb") == "a\ufffd[2Jb"
    assert clean("\x00\x0b\x7f\x9b\r\u202e\u2066") == "\ufffd" * 7
    assert clean("a\tb\r\nc") == "a b\nc"
    assert clean("\ud800") == "\ufffd"


def test_emoji_joiners_go_because_terminals_disagree_on_them() -> None:
    assert clean("👨\u200d👩\u200d👧☎\ufe0f") == "👨👩👧☎"


def test_one_line_has_no_line_feed() -> None:
    assert one_line(" 罗湖区\n人民政府\t") == "罗湖区 人民政府"


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("公开", 2), ("（三）不予公开", 6), ("12345 件", 5), ("“三安全一稳定”", 3)],
)
def test_widest_piece(text: str, width: int) -> None:
    assert widest_piece(text) == width
