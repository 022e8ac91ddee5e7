"""Ready-made reports and small edits of them, shared by the tests."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gaitui.cell import CellRef
from gaitui.definition import Definition, built_in
from gaitui.intake import Intake, take_in_bytes
from gaitui.report import Report, cell_from_value
from gaitui.values import Value
from gaitui.writing import write_workbook

ROOT = Path(__file__).parent.parent
LUOHU_JSON = ROOT / "samples" / "luohu-2024.json"


@cache
def luohu() -> Report:
    """The published sample, read from its JSON document."""
    return report_of(take_in_bytes(LUOHU_JSON.read_bytes(), "luohu-2024.json"))


@cache
def luohu_workbook() -> bytes:
    """The sample as a workbook."""
    return write_workbook(luohu())


def report_of(intake: Intake) -> Report:
    """The report of an intake that must have one."""
    assert intake.report is not None, intake.findings
    return intake.report


def luohu_document() -> dict[str, Any]:
    """The sample's JSON document, fresh, for tests that change it."""
    document: dict[str, Any] = json.loads(LUOHU_JSON.read_text(encoding="utf-8"))
    return document


def take_in_document(document: Mapping[str, Any]) -> Intake:
    """Read and check a JSON document given as objects."""
    return take_in_bytes(json.dumps(document, ensure_ascii=False).encode(), "test.json")


def with_values(report: Report, values: Mapping[str, Value | None]) -> Report:
    """The report with some cells set."""
    cells = dict(report.cells)
    for ref, value in values.items():
        cells[CellRef(ref)] = cell_from_value(value)
    return replace(report, cells=cells)


def balanced(definition: Definition, inputs: Mapping[str, Value]) -> Report:
    """A report from its inputs with every total computed; other inputs are 0."""
    report = Report(definition, "测试市某某局", definition.first_year)
    zero: dict[str, Value] = {
        ref: Decimal(0) if spec.kind == "decimal" else 0
        for ref, spec in definition.cells.items()
        if not definition.is_computed(ref)
    }
    report = with_values(report, {**zero, **inputs})
    pending = list(definition.formulas)
    while pending:
        ready = [ref for ref in pending if set(pending).isdisjoint(definition.formulas[ref].right)]
        report = with_values(report, {ref: report.computed(ref) for ref in ready})
        pending = [ref for ref in pending if ref not in ready]
    return report


def codes(intake: Intake) -> list[str]:
    """Codes of the findings, in order."""
    return [finding.code for finding in intake.findings]


def edit_part(workbook: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    """A copy of a workbook with one part's XML changed; the change must change something."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(output, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == part:
                text = edit(data.decode("utf-8"))
                assert text.encode() != data, f"{part} was not changed"
                data = text.encode("utf-8")
            new.writestr(info, data, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def sheet_part(workbook: bytes, sheet: str) -> str:
    """The part that holds a sheet, by its place in the workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        text = package.read("xl/workbook.xml").decode("utf-8")
    names = re.findall(r'<sheet name="([^"]*)"', text)
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def run_gaitui(
    *args: object, stdin: bytes | None = None, cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "gaitui", *map(str, args)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        check=False,
    )


def need_tool(name: str) -> str:
    """The path of a program a test drives; without it the test is skipped, except in CI."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing; .ci/run must install it")
        pytest.skip(f"{name} is not installed")
    return path


EDITIONS = ("gwy-2021", "gwy-2019")


def edition(name: str) -> Definition:
    """A shipped edition."""
    return built_in(name)
