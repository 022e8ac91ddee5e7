"""JSON documents that are no documents of ours: refused, naming the key and what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from gaitui.intake import take_in_bytes
from tests.hostile import NEW, command
from tests.support import (
    LUOHU_JSON,
    codes,
    luohu_document,
    report_of,
    take_in_document,
)

TEXT = LUOHU_JSON.read_text(encoding="utf-8")
NESTED = "[" * 100_000 + "]" * 100_000


def refusal(data: bytes) -> str:
    """The message of a document that gives one finding, W601."""
    intake = take_in_bytes(data, "x")
    assert (intake.report, codes(intake)) == (None, ["W601"])
    message = intake.findings[0].message
    assert "`" not in message and "expected" not in message.lower()
    assert len(message) < 400
    return message


def refusal_of(document: dict[str, Any]) -> str:
    return refusal(json.dumps(document, ensure_ascii=False).encode())


@pytest.mark.parametrize(
    ("group", "key", "nearest"),
    [
        (None, "unti", "unit"),
        (None, "cels", "cells"),
        (None, "Year", "year"),
        ("cells", "requests.new.natural_persn", NEW),
        ("cells", "requests.new", None),
        ("cells", "requests.total.natural_person", None),
        ("cells", "x", None),
        ("narratives", "overveiw", "overview"),
        ("narratives", "总体情况", None),
    ],
)
def test_an_unknown_key_is_named_with_its_nearest_match(
    group: str | None, key: str, nearest: str | None, tmp_path: Path
) -> None:
    document = luohu_document()
    (document[group] if group else document)[key] = "1"
    message = refusal_of(document)
    assert f"不认识的键“{key}”" in message
    assert nearest is None or f"最接近的是“{nearest}”" in message
    file = tmp_path / "report.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    for args in (("check", file), ("export", file, tmp_path / "out.xlsx")):
        outcome = command(*args)
        assert outcome.code == 2 and f"“{key}”" in outcome.out + outcome.err
    assert list(tmp_path.iterdir()) == [file]


def test_an_enormous_unknown_key_is_cut_short() -> None:
    for group in ("cells", "narratives"):
        assert "不认识的键" in refusal_of({**luohu_document(), group: {"键" * 1_000_000: "1"}})
    assert "不认识的键" in refusal_of({**luohu_document(), "k" * 1_000_000: 1})


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("unit", None, "应为文字，实际是null"),
        ("unit", 5, "应为文字，实际是整数"),
        ("unit", ["局"], "应为文字，实际是列表"),
        ("year", "2024", "应为整数，实际是文字"),
        ("year", 2024.5, "应为整数，实际是小数"),
        ("year", True, "应为整数，实际是真假值"),
        ("year", [2024], "应为整数，实际是列表"),
        ("year", -1, "四位数字的年份"),
        ("year", 20244, "四位数字的年份"),
        ("year", 10**30, "四位数字的年份"),
        ("definition", {}, "应为文字，实际是对象"),
        ("contact", False, "应为文字，实际是真假值"),
        ("cells", [], "应为对象，实际是列表"),
        ("cells", None, "应为对象，实际是null"),
        ("cells", 5, "应为对象，实际是整数"),
        ("narratives", "全文", "应为对象，实际是文字"),
        ("narratives", [], "应为对象，实际是列表"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(key: str, value: Any, words: str) -> None:
    message = refusal_of({**luohu_document(), key: value})
    assert f"键“{key}”" in message and words in message


@pytest.mark.parametrize("value", [[510], {"value": 510}, None, True, False])
def test_a_cell_is_a_number_or_a_text_and_nothing_else(value: Any) -> None:
    document = luohu_document()
    document["cells"][NEW] = value
    message = refusal_of(document)
    assert f"单元格“{NEW}”的值类型不对" in message
    assert json.dumps(value) in message


@pytest.mark.parametrize("value", [["全文"], {"text": "全文"}, None, True, 5, 1.5])
def test_a_narrative_is_a_text_and_nothing_else(value: Any) -> None:
    document = luohu_document()
    document["narratives"]["overview"] = value
    message = refusal_of(document)
    assert "键“narratives.overview”的值类型不对：应为文字" in message


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("NaN", "第 16 行"),
        ("-", "第 16 行"),
        ("012", "第 16 行"),
        ("1.", "第 16 行"),
        ("+1", "第 16 行"),
        (".5", "第 16 行"),
        ("Infinity", "第 16 行"),
        ("５", "第 16 行"),
        ("'5'", "第 16 行"),
        (r'"\ud800"', "第 16 行"),
        (r'"\udc00\ud800"', "第 16 行"),
        (r'"\x41"', "第 16 行"),
        ("5 // 件", "第 16 行"),
        (NESTED, "嵌套的层数太多"),
        ("[" * 100_000, "嵌套的层数太多"),
        ('{"a":' * 100_000, "嵌套的层数太多"),
    ],
    ids=lambda value: value[:10],
)
def test_what_is_not_json_is_refused_with_its_line(raw: str, words: str) -> None:
    assert f'"{NEW}": 510' in TEXT.split("\n")[15]
    message = refusal(TEXT.replace(f'"{NEW}": 510', f'"{NEW}": {raw}', 1).encode())
    assert "不是正确的 JSON" in message and words in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "内容不完整"),
        (b'{"unit": "', "内容不完整"),
        (b"{}", "没有写明年度"),
        (b"[]", "认不出文件的格式"),
        (b'"report"', "认不出文件的格式"),
        (b"null", "认不出文件的格式"),
        (TEXT.encode() + b"{}", "写法不对"),
        (TEXT.encode() + b"\0", "写法不对"),
        (TEXT.encode("utf-16"), "认不出文件的格式"),
        (TEXT.encode("gb18030"), "编码不是 UTF-8"),
        (TEXT.encode().replace("罗湖".encode(), b"\xff\xfe", 1), "编码不是 UTF-8"),
        (TEXT.encode().replace("罗湖".encode(), b"\xed\xa0\x80", 1), "编码不是 UTF-8"),
        (TEXT.replace('"unit": "', r'"unit": "\ud83d').encode(), "写法不对"),
        (TEXT.replace('"overview": "', r'"overview": "\ude00').encode(), "写法不对"),
        (b'{"a":' * 100_000, "不认识的键“a”"),
        (b'{"cells": ' + NESTED.encode() + b"}", "应为对象"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_a_damaged_document_is_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize("raw", [b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"'])
def test_bytes_that_are_not_utf8_are_refused_wherever_they_stand(raw: bytes) -> None:
    cell = TEXT.encode().replace(f'"{NEW}": 510'.encode(), f'"{NEW}": '.encode() + raw, 1)
    assert f"单元格“{NEW}”" in refusal(cell)
    narrative = TEXT.encode().replace(b'"overview": "', b'"overview": ' + raw[:-1], 1)
    assert "overview" in refusal(narrative)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('"year": 2024', "year"),
        (f'"{NEW}": 510', NEW),
        ('"definition": "gwy-2021"', "definition"),
    ],
)
def test_a_key_given_twice_is_refused_since_one_value_would_be_lost(line: str, key: str) -> None:
    assert line in TEXT
    assert f"键“{key}”出现了不止一次" in refusal(TEXT.replace(line, f"{line}, {line}", 1).encode())
    escaped = line.replace(f'"{key}"', '"' + "".join(f"\\u{ord(char):04x}" for char in key) + '"')
    assert f"键“{key}”出现了不止一次" in refusal(
        TEXT.replace(line, f"{escaped}, {line}", 1).encode()
    )


def test_a_group_given_twice_is_refused() -> None:
    twice = TEXT.replace('"narratives": {', '"narratives": {"other": ""}, "narratives": {', 1)
    assert "键“narratives”出现了不止一次" in refusal(twice.encode())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"year": 1800}, "1800 年度"),
        ({"year": 2018, "definition": ""}, "2018 年度没有对应的报告格式"),
        ({"definition": "gwy-2020"}, "没有名为“gwy-2020”的格式版本"),
        ({"definition": "../../etc/passwd"}, "没有名为"),
        ({"definition": "gwy-2021.toml"}, "没有名为"),
    ],
)
def test_a_year_or_edition_that_does_not_exist_is_said_to_be_none(
    fields: dict[str, Any], words: str
) -> None:
    intake = take_in_document({**luohu_document(), **fields})
    finding = next(item for item in intake.findings if item.code == "W602")
    assert finding.severity == "error" and words in finding.message


def test_a_mark_before_the_text_and_empty_groups_are_no_harm() -> None:
    assert report_of(take_in_bytes(b"\xef\xbb\xbf" + TEXT.encode(), "x")).year == 2024
    blank = take_in_document({"year": 2024, "cells": {}, "narratives": {}})
    assert {"T508", "T501", "V204"} <= set(codes(blank))
