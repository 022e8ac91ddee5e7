"""A report as its JSON document, the full equal of the workbook."""

from typing import Any

import msgspec

from gaitui.report import META_FIELDS, Part, Report
from gaitui.values import format_value


def report_document(report: Report) -> dict[str, Any]:
    """The document as plain objects: counts are ints, decimals strings, blanks absent.

    A cell that was not understood is kept as the text received, so that nothing is lost.
    """
    document: dict[str, Any] = {"definition": report.definition.id}
    document["unit"] = report.unit
    if report.year is not None:
        document["year"] = report.year
    document |= {key: report.meta[key] for key in META_FIELDS if report.meta.get(key)}
    cells: dict[str, int | str] = {}
    for ref in report.definition.cells:
        cell = report.cell(ref)
        if isinstance(cell.value, int):
            cells[ref] = cell.value
        elif cell.shown:
            cells[ref] = cell.shown
    document["cells"] = cells
    document["narratives"] = {key: report.narratives.get(key, "") for key in _narratives(report)}
    if report.explanations:
        document["explanations"] = dict(sorted(report.explanations.items()))
    if report.parts:
        document["parts"] = [_part(report, part) for part in report.parts]
    return document


def _part(report: Report, part: Part) -> dict[str, Any]:
    """A department behind a merged report: its numbers in the form's order, its files."""
    return {
        "name": part.name,
        "cells": {
            ref: value if isinstance(value, int) else format_value(value)
            for ref in report.definition.cells
            if (value := part.cells.get(ref)) is not None
        },
        "sources": [
            {"unit": source.unit, "path": source.path, "sha256": source.sha256}
            for source in part.sources
        ],
    }


def _narratives(report: Report) -> list[str]:
    return [key for key in report.definition.narratives if report.narratives.get(key)]


def render_json(report: Report) -> str:
    """The document as indented JSON with a final line feed."""
    data = msgspec.json.encode(report_document(report))
    return msgspec.json.format(data, indent=2).decode() + "\n"
