"""Chinese numerals: what is read, and what is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitui.numerals import format_chinese_number, parse_chinese_number

READ = {
    "零": 0, "〇": 0, "一": 1, "两": 2, "二": 2, "十": 10, "十二": 12, "一十二": 12, "二十": 20,
    "一百": 100, "一百零五": 105, "一百〇五": 105, "一百一十": 110, "一百二十": 120, "两百": 200,
    "两千零三": 2003, "一千零二十": 1020, "一千零五": 1005, "三万五千": 35_000, "十万零三": 100_003,
    "一万零三百": 10_300, "一亿": 10**8, "一亿零三万": 100_030_000, "两亿零五": 200_000_005,
    "二〇二四": 2024, "二零二四": 2024, "一〇": 10, "一二三四": 1234, "壹佰贰拾": 120,
    "壹仟零伍拾": 1050, "兩百": 200, "三萬": 30_000, "九千九百九十九亿": 999_900_000_000,
}  # fmt: skip

NOT_READ = [
    "", " ", "十余", "数十", "几十", "三四", "三五", "一二三", "一百二", "两千三", "百", "千万",
    "十十", "一十百", "五三百", "一百零二十", "一百一百", "二两", "十两", "1百", "２３", "23",
    "一百二十余", "一一百", "第一", "一件", "零零", "零三", "-三", "百万", "万一",
    "一万万亿", "廿五", "一百 二十", "半",
    "一二三四五六七八九〇一二三", "一" * 100_000, "一百百", "万", "亿亿", "负三",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_a_numeral_is_read(text: str, number: int) -> None:
    assert parse_chinese_number(text) == number


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_numeral_or_has_two_readings_is_not_read(text: str) -> None:
    assert parse_chinese_number(text) is None


@given(st.integers(0, 10**12 - 1) | st.integers(0, 20_000))
def test_every_number_is_read_as_it_is_written(number: int) -> None:
    assert parse_chinese_number(format_chinese_number(number)) == number


@given(st.text(st.sampled_from("零〇一二两三九十百千万亿余1"), max_size=12))
def test_reading_is_written_back_or_refused(text: str) -> None:
    number = parse_chinese_number(text)
    assert number is None or 0 <= number < 10**12
