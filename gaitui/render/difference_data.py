"""What differs between two reports, for programs and spreadsheets: JSON and CSV."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from gaitui.difference import CellChange, Difference, FieldChange, stated
from gaitui.remarks import signed
from gaitui.render.csv import csv_line
from gaitui.render.difference import label, shown
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
    """Header and one line a change, ended by CR LF."""
    return "\ufeff" + "".join(map(csv_line, (HEADER, *_lines(old, new, difference))))


def _lines(old: Report, new: Report, difference: Difference) -> Iterator[Iterable[object]]:
    for item in difference.fields:
        yield "基本信息", item.key, label(old, item.key), item.old, item.new
    for cell in difference.cells:
        texts = shown(cell.old), shown(cell.new), signed(cell.delta)
        yield "数字", cell.ref, old.describe(cell.ref), *texts, _at(cell.old), _at(cell.new)
    for text in difference.narratives:
        for change in text.paragraphs:
            numbers = change.old_number, change.new_number
            place = old.describe(text.key) or new.describe(text.key)
            both = "→".join(str(number) for number in dict.fromkeys(numbers) if number)
            yield (
                f"文字（{change.kind}）",
                text.key,
                f"{place} 第 {both} 段",
                change.old,
                change.new,
            )
    for item in difference.explanations:
        yield "说明", item.key, old.describe(item.key.partition(" ")[2]), item.old, item.new
    for ref in difference.only_old:
        cell_ = old.cell(ref)
        yield "只有旧格式有", ref, old.describe(ref), shown(cell_), None, None, _at(cell_), None
    for ref in difference.only_new:
        cell_ = new.cell(ref)
        yield "只有新格式有", ref, new.describe(ref), None, shown(cell_), None, None, _at(cell_)


def _at(cell: Cell) -> str | None:
    return f"{cell.origin.sheet} {cell.origin.address}" if cell.origin else None
