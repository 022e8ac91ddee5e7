"""Texts that a spreadsheet, an XML writer or a terminal would take for something else: they come
back letter by letter, and nothing in them runs."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gaitui.intake import Intake, take_in_bytes
from gaitui.render.document import render_json
from gaitui.writing import write_workbook
from tests.hostile import NEW, command, parts_of
from tests.support import (
    LUOHU_JSON,
    codes,
    luohu_document,
    report_of,
    run_gaitui,
    take_in_document,
)

ASTRAL = "𠮷"
"""A character of two UTF-16 units, of which a cell holds 32,767."""
CONTROL = ("\x00", "\x07\x08", "前\x0b后", "\x1b[31m红\x1b[0m", "\x7f", "\x85", "\x9b2J")
HIDDEN = ("\u202e倒", "\u2066", "\ufffe", "\uffff")

TEXTS: Mapping[str, str] = {
    "formula": "=1+1",
    "command": "=cmd|'/c calc'!A0",
    "array formula": "{=SUM(A1:A9)}",
    "plus": "+1",
    "minus": "-1+2",
    "at": "@SUM(A1)",
    "link": '=HYPERLINK("http://example.invalid")',
    "web address": "http://example.invalid/",
    "mail address": "mailto:a@example.invalid",
    "inner link": "internal:Sheet1!A1",
    "number": "0012",
    "error": "#REF!",
    "markup of a terminal": "[/foo] [bold red]x[/] [@click=app.quit]y",
    "emoji": "😀👨‍👩‍👧🇨🇳",
    "rich text of a spreadsheet": "<r>x</r>",
    "rich text across an ampersand": "<r><t>a & b</t></r>",
    "XML": "<a>&amp;]]>\"'<!DOCTYPE x><!-- -->",
    "escape": "_x0041_",
    "escape of an escape": "_x005F_x0041_",
    "escapes that share an underscore": "_x0041_x0042_x0043_",
    "no escape": "_x41_ _X0041_ _x004G_ _x_",
    "surrogate escape": "_xD83D__xDE00_",
    "apostrophe": "'12",
    "spaces": "  前后各二  ",
    "full-width spaces": "\u3000\u3000首行缩进\u3000",
    "tabs": "\t甲\t乙\t",
    "one space": " ",
    "invisible": "\u200b\ufeff\u00a0",
    "continuation mark": "续",
    "blank mark": "空",
    "blank mark in lines": "空\n续\n空",
    "ends in a line feed": "甲\n",
    "begins with a line feed": "\n甲",
    "line feeds around": "\n\n甲\n\n\n乙\n\n",
    "one line feed": "\n",
    "line feeds only": "\n" * 50,
    "spaces and line feeds": " \n\t\n ",
    "separators of Unicode": "甲\u2028乙\u2029丙",
    "longer than a cell": "甲" * 40_000,
    "astral, longer than a cell": ASTRAL * 40_000,
    "astral at the split": "a" * 31_999 + ASTRAL + "b" * 10_000,
    "astral before the split": "a" * 31_998 + ASTRAL + "b" * 10_000,
    "escape at the split": "a" * 31_996 + "_x0041_" + "b" * 10_000,
    "rich text longer than a cell": "<r>" + "a" * 70_000 + "</r>",
    "long line between blank ones": "\n" + "甲" * 70_000 + "\n\n" + "乙" * 33_000 + "\n",
    "many lines": "甲\n" * 2_000,
    "combining": "e\u0301" * 20_000,
    **{f"control {text!a}": text for text in (*CONTROL, *HIDDEN)},
}


def with_text(text: str) -> Intake:
    """The sample with a text in every narrative and every field of metadata that can hold it."""
    document = luohu_document()
    document["narratives"] = dict.fromkeys(("preamble", "overview", "problems", "other"), text)
    if len(text) < 1_000:
        document |= dict.fromkeys(("unit", "published", "drafter", "reviewer", "contact"), text)
    return take_in_document(document)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_comes_back_from_a_workbook_letter_by_letter(name: str) -> None:
    report = report_of(with_text(TEXTS[name]))
    assert report.narratives["overview"] == TEXTS[name]
    workbook = write_workbook(report)
    back = report_of(take_in_bytes(workbook, "x"))
    assert back.narratives == report.narratives
    assert (back.unit, back.meta) == (report.unit, report.meta)
    assert render_json(back) == render_json(report)
    assert write_workbook(back) == workbook


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_no_formula_and_no_link_and_fits_its_cells(name: str) -> None:
    parts = parts_of(write_workbook(report_of(with_text(TEXTS[name]))))
    plain = parts_of(write_workbook(report_of(with_text("文字"))))
    for part, data in parts.items():
        if part.startswith("xl/worksheets/sheet"):
            formulas = re.findall(rb"<f>.*?</f>", data)
            assert formulas == re.findall(rb"<f>.*?</f>", plain[part])
            assert data.count(b"<hyperlink ") == plain[part].count(b"<hyperlink ")
    assert set(parts) == set(plain)
    for item in ElementTree.fromstring(parts["xl/sharedStrings.xml"]):
        text = "".join(item.itertext())
        assert len(text.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "[/foo]", "<r>x</r>", "_x0041_"])
def test_a_text_in_a_number_s_cell_is_kept_and_does_not_run(text: str) -> None:
    document = luohu_document()
    document["cells"][NEW] = text
    report = report_of(take_in_document(document))
    workbook = write_workbook(report)
    assert f"<f>{text.lstrip('=')}</f>".encode() not in b"".join(parts_of(workbook).values())
    assert render_json(report_of(take_in_bytes(workbook, "x"))) == render_json(report)


@pytest.mark.parametrize("text", [*CONTROL, *HIDDEN], ids=ascii)
def test_characters_nobody_sees_are_found_and_not_sent_to_the_terminal(
    text: str,
) -> None:
    intake = with_text(f"一切正常{text}")
    found = [item for item in intake.findings if item.code == "T507"]
    assert [item.ref for item in found] == ["preamble", "overview", "problems", "other"]
    assert all("控制字符" in item.message and "U+" in item.message for item in found)
    assert "T508" in codes(intake)
    for item in intake.findings:
        assert item.message.isprintable() or item.ref == "unit"


def test_a_text_with_carriage_returns_has_line_feeds_afterwards() -> None:
    report = report_of(with_text("甲\r\n乙\r丙"))
    assert set(report.narratives.values()) == {"甲\n乙\n丙"}


STEERING = ("\x1b[31m红", "\x9b2J", "\u202e倒", "甲\r乙", "\x07")


def assert_harmless(said: str) -> None:
    """Nothing but what a terminal shows, in lines."""
    assert all(line.isprintable() for line in said.split("\n")), ascii(said)


@pytest.mark.parametrize("text", STEERING, ids=ascii)
def test_what_a_file_holds_cannot_steer_the_terminal(text: str, tmp_path: Path) -> None:
    document = luohu_document()
    document |= {"unit": text, "drafter": text}
    document["cells"][NEW] = text
    document["narratives"]["overview"] = text
    file = tmp_path / "received.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    for args in (("check", file), ("export", file, tmp_path / "out.txt")):
        outcome = command(*args)
        assert outcome.code == 1
        assert_harmless(outcome.out + outcome.err)


@pytest.mark.parametrize("text", STEERING, ids=ascii)
def test_what_a_refused_file_holds_cannot_steer_the_terminal(text: str, tmp_path: Path) -> None:
    documents = [
        {**luohu_document(), text: 1},
        {**luohu_document(), "cells": {text: 1}},
        {**luohu_document(), "definition": text},
    ]
    for document in documents:
        file = tmp_path / "received.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        for args in (("check", file), ("export", file, tmp_path / "out.txt")):
            outcome = command(*args)
            assert outcome.code == 2
            assert_harmless(outcome.out + outcome.err)


def test_a_file_name_that_is_no_text_does_not_end_the_check(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"\xc9\xee\xdb\xda.json")
    file.write_bytes(LUOHU_JSON.read_bytes())
    for style in ("text", "json"):
        result = run_gaitui("check", "--format", style, file)
        assert (result.returncode, result.stderr) == (0, b"")
    (checked,) = json.loads(result.stdout)["files"]
    assert checked["path"].endswith(".json")
