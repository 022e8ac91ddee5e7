"""Text to value: each normalisation named, each refusal coded, and nothing read two ways."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gaitui.cell import Kind
from gaitui.values import (
    BLANK_READING,
    MAX_DIGITS,
    MAX_SIGNIFICANT,
    Reading,
    Value,
    format_value,
    read_number,
    read_text,
)
from gaitui.values.choices import alternatives

COUNT, DECIMAL, CHANGE = Kind.COUNT, Kind.DECIMAL, Kind.CHANGE
WIDE, TRIM, COMMAS, MARK = "全角字符", "去掉首尾空白", "去掉千位分隔符", "去掉前导撇号"
SIGN, NUMERAL = "增减写成正负号", "中文数字"


def off(unit: str) -> str:
    """The ledger's words for a unit taken off."""
    return f"去掉单位“{unit}”"


READ: list[tuple[str, Kind, Value, tuple[str, ...]]] = [
    ("0", COUNT, 0, ()),
    ("534", COUNT, 534, ()),
    ("12.0", COUNT, 12, ()),
    ("999999999999", COUNT, 999_999_999_999, ()),
    ("１２", COUNT, 12, (WIDE,)),
    ("　12 \n", COUNT, 12, (TRIM,)),
    ("\ufeff\u200b12", COUNT, 12, (TRIM,)),
    (" \u200b 12", COUNT, 12, (TRIM,)),
    ("'12", COUNT, 12, (MARK,)),
    ("’12", COUNT, 12, (MARK,)),
    ("1,234", COUNT, 1234, (COMMAS,)),
    ("1，234", COUNT, 1234, (WIDE, COMMAS)),
    ("12,345,678", COUNT, 12_345_678, (COMMAS,)),
    *((f"12{unit}", COUNT, 12, (off(unit),)) for unit in "件条个项宗起次份"),
    ("12 件", COUNT, 12, (off("件"),)),
    ("１，２３４ 件 ", COUNT, 1234, (WIDE, TRIM, off("件"), COMMAS)),
    ("190.457379", DECIMAL, Decimal("190.457379"), ()),
    ("0.50", DECIMAL, Decimal("0.5"), ()),
    ("-0", DECIMAL, Decimal(0), ()),
    ("100", DECIMAL, Decimal(100), ()),
    ("100.000", DECIMAL, Decimal(100), ()),
    ("１９０．４６", DECIMAL, Decimal("190.46"), (WIDE,)),
    ("190.46万元", DECIMAL, Decimal("190.46"), (off("万元"),)),
    ("2792220.8元", DECIMAL, Decimal("279.22208"), ("“元”换算为“万元”",)),
    ("2,792,220.8 元", DECIMAL, Decimal("279.22208"), ("“元”换算为“万元”", COMMAS)),
    ("1.5亿元", DECIMAL, Decimal(15000), ("“亿元”换算为“万元”",)),
    ("3", CHANGE, 3, ()),
    ("+3", CHANGE, 3, ()),
    ("-2", CHANGE, -2, ()),
    ("－2", CHANGE, -2, (WIDE,)),
    ("增3", CHANGE, 3, (SIGN,)),
    ("减2", CHANGE, -2, (SIGN,)),
    ("增加 3项", CHANGE, 3, (SIGN, off("项"))),
    ("减少12", CHANGE, -12, (SIGN,)),
    ("+3", COUNT, 3, ("去掉正号",)),
    ("一百二十", COUNT, 120, (NUMERAL,)),
    ("壹佰贰拾", COUNT, 120, (NUMERAL,)),
    ("一万二千零五件", COUNT, 12005, (off("件"), NUMERAL)),
    ("零", COUNT, 0, (NUMERAL,)),
    ("二〇", COUNT, 20, (NUMERAL,)),
    ("十二", CHANGE, 12, (NUMERAL,)),
    ("减少十二项", CHANGE, -12, (SIGN, off("项"), NUMERAL)),
    ("251000元", DECIMAL, Decimal("25.1"), ("“元”换算为“万元”",)),
    ("二十五万元", DECIMAL, Decimal(25), (off("万元"), NUMERAL)),
    ("三万五千元", DECIMAL, Decimal("3.5"), ("“元”换算为“万元”", NUMERAL)),
    ("叁万伍仟元整", DECIMAL, Decimal("3.5"), ("“元整”换算为“万元”", NUMERAL)),
    ("　'１，２３４ 件", COUNT, 1234, (WIDE, TRIM, MARK, off("件"), COMMAS)),
]

REFUSED: list[tuple[str, Kind, str]] = [
    ("待统计", COUNT, "V201"),
    ("件", COUNT, "V201"),
    ("NaN", COUNT, "V201"),
    ("#待定", COUNT, "V201"),
    ("1" * 13, COUNT, "V201"),
    ("1" * 30, COUNT, "V201"),
    ("9" * 2_000_000, COUNT, "V201"),
    ("0." + "0" * 2_000_000 + "1", DECIMAL, "V201"),
    ("1" * 13, DECIMAL, "V201"),
    ("0.1234567890123456", DECIMAL, "V201"),
    ("1." + "0" * 40 + "1", DECIMAL, "V201"),
    ("-1", COUNT, "V202"),
    ("－１件", COUNT, "V202"),
    ("-0.01", DECIMAL, "V202"),
    ("2867.5", COUNT, "V203"),
    ("12.34件", COUNT, "V203"),
    ("-0.5", CHANGE, "V203"),
    *((f"#{name}", COUNT, "V206") for name in ("DIV/0!", "REF!", "VALUE!", "N/A", "NAME?")),
    ("1 234", COUNT, "V207"),
    ("1\u00a0234", COUNT, "V207"),
    ("约30", COUNT, "V207"),
    ("30余", COUNT, "V207"),
    ("12/13", COUNT, "V207"),
    ("12-13", COUNT, "V207"),
    ("12（含转办3件）", COUNT, "V207"),
    ("1.234", COUNT, "V207"),
    ("12,34", COUNT, "V207"),
    ("1,2345", COUNT, "V207"),
    ("1e3", COUNT, "V207"),
    ("1_000", COUNT, "V207"),
    ("0x10", COUNT, "V207"),
    ("12%", COUNT, "V207"),
    ("二千余", COUNT, "V207"),
    ("十余", COUNT, "V207"),
    ("三五", COUNT, "V207"),
    ("三万五", COUNT, "V207"),
    ("一百二", COUNT, "V207"),
    ("1.2万", COUNT, "V207"),
    ("3万", COUNT, "V207"),
    ("1百", COUNT, "V207"),
    ("一", COUNT, "V207"),
    ("一件", COUNT, "V207"),
    ("〇", COUNT, "V207"),
    ("○", COUNT, "V207"),
    ("O", COUNT, "V207"),
    ("1O", COUNT, "V207"),
    ("3-5", COUNT, "V207"),
    ("3～5", COUNT, "V207"),
    ("12（含结转3）", COUNT, "V207"),
    ("（12）", COUNT, "V207"),
    ("共12件", COUNT, "V207"),
    ("12?", COUNT, "V207"),
    ("约三十万元", DECIMAL, "V207"),
    ("190.46万", DECIMAL, "V207"),
    ("人民币251000元", DECIMAL, "V207"),
    ("12千元", DECIMAL, "V207"),
    ("万", COUNT, "V201"),
    ("增加约三", CHANGE, "V207"),
    ("12万元", COUNT, "V207"),
    ("--5", CHANGE, "V207"),
    ("增3减2", CHANGE, "V207"),
    ("减-2", CHANGE, "V207"),
    ("增加", CHANGE, "V201"),
    ("增3", COUNT, "V207"),
    ("万元", DECIMAL, "V201"),
    ("3美元", DECIMAL, "V207"),
    ("5３४", COUNT, "V207"),
    ("٣", COUNT, "V201"),
]


@pytest.mark.parametrize(("text", "kind", "value", "rules"), READ)
def test_a_text_is_read_and_each_conversion_named(
    text: str, kind: Kind, value: Value, rules: tuple[str, ...]
) -> None:
    reading = read_text(text, kind, "万元")
    assert reading == Reading(value, rules)
    assert type(reading.value) is type(value)


@pytest.mark.parametrize(("text", "kind", "code"), REFUSED, ids=lambda part: str(part)[:20])
def test_a_text_is_refused_with_its_code(text: str, kind: Kind, code: str) -> None:
    assert read_text(text, kind, "万元") == Reading(problem=code)


@pytest.mark.parametrize("text", ["", " ", "　\t\n", "\u200b", "'"])
@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_a_blank_and_not_zero(text: str, kind: Kind) -> None:
    reading = read_text(text, kind)
    assert reading.is_blank
    assert (reading == BLANK_READING) == (text == "")


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "／",
        "-",
        "－",
        "--",
        "–",
        "—",
        "——",
        "无",
        "不适用",
        "无 ",
        "－－",
        "不涉及",
        "N/A",
        "'/",
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_a_mark_for_does_not_apply_is_neither_blank_nor_zero(text: str, kind: Kind) -> None:
    reading = read_text(text, kind)
    assert reading.does_not_apply and reading.value is None and reading.problem is None
    assert not reading.is_blank
    assert any("不适用" in rule for rule in reading.rules)


def test_an_amount_whose_unit_the_form_leaves_open_keeps_its_number_and_tells_its_unit() -> None:
    for text, value, unit in (("2792220.8元", "2792220.8", "元"), ("160.5万元", "160.5", "万元")):
        reading = read_text(text, DECIMAL)
        assert reading.value == Decimal(value)
        (rule,) = reading.rules
        assert rule.startswith(f"去掉单位“{unit}”") and f"仍以{unit}计" in rule


def test_an_amount_in_a_unit_that_cannot_be_converted_is_refused() -> None:
    assert read_text("12万元", DECIMAL, "个").problem == "V207"


CHOICES: list[tuple[str, Kind, tuple[str, ...]]] = [
    ("1 234", COUNT, ("1234", "1", "234")),
    ("12,34", COUNT, ("1234", "12", "34")),
    ("1、234", COUNT, ("1234", "1", "234")),
    ("1.234", COUNT, ("1234",)),
    ("约30", COUNT, ("30",)),
    ("十余", COUNT, ("10",)),
    ("约三十件", COUNT, ("30",)),
    ("12/13", COUNT, ("12", "13")),
    ("3-5", COUNT, ("3", "5")),
    ("12（含结转3）", COUNT, ("12", "3")),
    ("约1,234件，另有5件", COUNT, ("1234", "5")),
    ("1O", COUNT, ("10", "1")),
    ("〇", COUNT, ("0",)),
    ("一", COUNT, ("1",)),
    ("三五", COUNT, ("3", "5")),
    ("三四十", COUNT, ("30", "40")),
    ("三万五", COUNT, ("35000", "30005")),
    ("一百二", COUNT, ("120", "102")),
    ("1.2万", COUNT, ("12000",)),
    ("3万", COUNT, ("30000",)),
    ("增3减2", CHANGE, ("3", "-2")),
    ("190.46万", DECIMAL, ("190.46", "1904600")),
    ("1.5亿", DECIMAL, ("15000", "150000000")),
    ("￥251000", DECIMAL, ("25.1", "251000")),
    ("1.234,5", DECIMAL, ("1.234", "5")),
    ("1 234.5", DECIMAL, ("1234.5", "1", "234.5")),
    ("十五点六万元", DECIMAL, ()),
    ("约251000元", DECIMAL, ("25.1",)),
    ("约三十万元", DECIMAL, ("30",)),
    ("若干", COUNT, ()),
    ("1 2 3 4 5 6 7 8", COUNT, ("12345678", "1", "2", "3", "4", "5")),
]


@pytest.mark.parametrize(("text", "kind", "choices"), CHOICES)
def test_an_ambiguous_text_offers_what_it_may_mean(
    text: str, kind: Kind, choices: tuple[str, ...]
) -> None:
    assert alternatives(text, kind, "万元") == choices


STORED: list[tuple[str, Kind, Value]] = [
    ("534", COUNT, 534),
    ("534.0", COUNT, 534),
    ("534.", COUNT, 534),
    ("5.34E2", COUNT, 534),
    ("5.34e+02", COUNT, 534),
    ("-3", CHANGE, -3),
    (".5", DECIMAL, Decimal("0.5")),
    ("190.45737899999999", DECIMAL, Decimal("190.457379")),
    ("0.30000000000000004", DECIMAL, Decimal("0.3")),
    ("1E2", DECIMAL, Decimal(100)),
    ("-0.0", DECIMAL, Decimal(0)),
    ("1E-7", DECIMAL, Decimal("0.0000001")),
    ("1E-12", DECIMAL, Decimal("0.000000000001")),
]
UNSTORED: list[tuple[str, Kind, str]] = [
    ("", COUNT, "V201"),
    ("12 ", COUNT, "V201"),
    ("１２", COUNT, "V201"),
    ("1_0", COUNT, "V201"),
    ("inf", COUNT, "V201"),
    ("nan", COUNT, "V201"),
    ("1e999", COUNT, "V201"),
    ("1e-999", DECIMAL, "V201"),
    ("1E-13", DECIMAL, "V201"),
    ("1E12", COUNT, "V201"),
    ("1" * 400, DECIMAL, "V201"),
    ("-1", COUNT, "V202"),
    ("-1.5", DECIMAL, "V202"),
    ("0.5", COUNT, "V203"),
    ("12.000001", CHANGE, "V203"),
]


@pytest.mark.parametrize(("text", "kind", "value"), STORED)
def test_a_stored_number_is_read_without_a_word(text: str, kind: Kind, value: Value) -> None:
    reading = read_number(text, kind)
    assert reading == Reading(value)
    assert type(reading.value) is type(value)
    assert "E" not in format_value(reading.value)


@pytest.mark.parametrize(("text", "kind", "code"), UNSTORED, ids=lambda part: str(part)[:20])
def test_a_stored_number_is_refused_with_its_code(text: str, kind: Kind, code: str) -> None:
    assert read_number(text, kind) == Reading(problem=code)


counts = st.integers(0, 10**MAX_DIGITS - 1)
changes = st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1)


@st.composite
def amounts(draw: st.DrawFn) -> Decimal:
    """Amounts with as many digits as are kept, without trailing zeros."""
    digits = draw(st.integers(0, 10**MAX_SIGNIFICANT - 1))
    places = draw(st.integers(MAX_SIGNIFICANT - MAX_DIGITS, 20))
    number = Decimal(f"{Decimal(digits).scaleb(-places).normalize():f}")
    return number if number and number.adjusted() >= -MAX_DIGITS else Decimal(0)


values = st.one_of(
    st.tuples(st.just(COUNT), counts),
    st.tuples(st.just(CHANGE), changes),
    st.tuples(st.just(DECIMAL), amounts()),
)


@given(values)
def test_what_is_formatted_is_read_back_the_same(kind_and_value: tuple[Kind, Value]) -> None:
    kind, value = kind_and_value
    text = format_value(value)
    for reading in (read_text(text, kind, "万元"), read_number(text, kind)):
        assert reading == Reading(value)
        assert format_value(reading.value) == text


@given(amounts())
def test_an_amount_survives_a_spreadsheet_s_float(value: Decimal) -> None:
    assert read_number(repr(float(value)), DECIMAL) == Reading(value)
    assert read_number(f"{float(value):.17G}", DECIMAL) == Reading(value)


ALMOST = st.text(
    "0123456789０１２.,-+ 'eE件万元增减约/#%　\u200b一二两十百千亿零〇壹拾Ol（）", max_size=30
)
PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


@given(st.text() | ALMOST, st.sampled_from(Kind), st.sampled_from([None, "万元", "元", "个"]))
@example("٣", COUNT, None)
@example("+3", COUNT, None)
@example("一百二十", COUNT, None)
def test_nothing_is_converted_without_a_line_in_the_ledger(
    text: str, kind: Kind, unit: str | None
) -> None:
    reading = read_text(text, kind, unit)
    if reading.value is not None and not reading.rules:
        assert PLAIN.fullmatch(text) and Decimal(text) == reading.value
    for choice in alternatives(text, kind, unit):
        assert format_value(read_text(choice, kind, unit).value) == choice


@given(st.text() | ALMOST, st.sampled_from(Kind), st.sampled_from([None, "万元", "元", "个"]))
@example("9" * 1_000_001, COUNT, None)
@example("²", COUNT, None)
@example("²件", COUNT, None)
@example("\ud800", DECIMAL, "万元")
def test_no_text_raises_and_every_reading_is_one_thing(
    text: str, kind: Kind, unit: str | None
) -> None:
    for reading in (read_text(text, kind, unit), read_number(text, kind)):
        said = (reading.value is not None, reading.problem is not None, reading.does_not_apply)
        assert sum(said) <= 1
        assert reading.problem in (None, "V201", "V202", "V203", "V206", "V207")
        assert any(said) or not text.strip().strip("\u200b\ufeff'’").strip()
        if reading.value is not None:
            assert isinstance(reading.value, Decimal) == (kind is DECIMAL)
            assert abs(reading.value) < 10**MAX_DIGITS
            assert reading.value >= 0 or kind is CHANGE
            assert read_text(format_value(reading.value), kind, "万元").value == reading.value


def test_a_blank_is_formatted_as_nothing() -> None:
    assert format_value(None) == ""
    assert format_value(Decimal("1E+3")) == "1000"
