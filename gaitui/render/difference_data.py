"""What differs between two reports, for programs and spreadsheets: JSON and CSV."""

from collections.abc import Iterator
from typing import Any

import msgspec

from gaitui.difference import CellChange, Difference, FieldChange, stated
from gaitui.remarks import signed
from gaitui.render.csv import csv_line
from gaitui.render.difference import label
from gaitui.render.outcome import plain, plain_path
from gaitui.report import Cell, Report

HEADER = ("类别", "编号", "位置", "旧", "新", "差", "旧单元格", "新单元格")


def difference_json(
    old: Report, new: Report, difference: Difference, names: tuple[str, str], version: str
) -> str:
    """The document, schema 1; numbers as in a report's own document: decimals are strings."""
    document = {
        "schema": 1,
        "gaitui": version,
        "equal": difference.is_empty,
        "old": _report(old, names[0]),
        "new": _report(new, names[1]),
        "fields": [_field(old, item) for item in difference.fields],
        "cells": [_cell(old, item) for item in difference.cells],
        "narratives": [
            {
                "key": text.key,
                "label": old.describe(text.key) or new.describe(text.key),
                "paragraphs": text.paragraphs,
            }
            for text in difference.narratives
        ],
        "explanations": [
            {"key": item.key, "old": item.old, "new": item.new} for item in difference.explanations
        ],
        "only_old": difference.only_old,
        "only_new": difference.only_new,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _report(report: Report, name: str) -> dict[str, Any]:
    return {
        "path": plain_path(name),
        "unit": report.unit,
        "year": report.year,
        "definition": report.definition.id,
    }


def _field(report: Report, change: FieldChange) -> dict[str, Any]:
    return {
        "key": change.key,
        "label": label(report, change.key),
        "old": change.old,
        "new": change.new,
    }


def _cell(report: Report, change: CellChange) -> dict[str, Any]:
    return {
        "ref": change.ref,
        "label": report.describe(change.ref),
        "old": _side(change.old),
        "new": _side(change.new),
        "delta": plain(change.delta),
    }


def _side(cell: Cell) -> dict[str, Any]:
    return {
        "value": plain(stated(cell)[0]),
        "raw": cell.raw,
        "sheet": cell.origin.sheet if cell.origin else None,
        "address": cell.origin.address if cell.origin else None,
    }


def difference_csv(old: Report, new: Report, difference: Difference) -> str:
    """Header and one line a change, ended by CR LF; a blank is an empty field."""
    lines = (HEADER, *_lines(old, new, difference))
    return "\ufeff" + "".join(csv_line((*line, *_NOTHING[len(line) :])) for line in lines)


_NOTHING = (None,) * len(HEADER)


def _lines(old: Report, new: Report, difference: Difference) -> Iterator[tuple[object, ...]]:
    for item in difference.fields:
        yield "基本信息", item.key, label(old, item.key), item.old, item.new
    for change in difference.cells:
        sides = [plain(stated(cell)[0]) for cell in (change.old, change.new)]
        places = _at(change.old), _at(change.new)
        yield "数字", change.ref, old.describe(change.ref), *sides, signed(change.delta), *places
    for text in difference.narratives:
        place = old.describe(text.key) or new.describe(text.key)
        for part in text.paragraphs:
            numbers = dict.fromkeys(filter(None, (part.old_number, part.new_number)))
            where = f"{place} 第 {'→'.join(map(str, numbers))} 段"
            yield f"文字（{part.kind}）", text.key, where, part.old, part.new
    for item in difference.explanations:
        yield "说明", item.key, old.describe(item.key.partition(" ")[2]), item.old, item.new
    for ref in difference.only_old:
        cell = old.cell(ref)
        value = plain(stated(cell)[0])
        yield "只有旧格式有", ref, old.describe(ref), value, None, None, _at(cell), None
    for ref in difference.only_new:
        cell = new.cell(ref)
        value = plain(stated(cell)[0])
        yield "只有新格式有", ref, new.describe(ref), None, value, None, None, _at(cell)


def _at(cell: Cell) -> str | None:
    return f"{cell.origin.sheet} {cell.origin.address}" if cell.origin else None
