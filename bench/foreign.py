"""Foreign layouts to measure reading with: bare and styled, as several programs save them; each
form as several units send it, with other numbers."""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from tests.foreign import sample, to_xlsx
from tests.layout_faults import build
from tests.support import with_values

UNITS = 10
"""So many units send the same form."""


def bare() -> list[bytes]:
    """The form's three tables, one a sheet, without any format: nothing to do for a program that
    only loads them."""
    report = sample("gwy-2021")
    values = {ref: value for ref in report.definition.cells if (value := report.value(ref))}
    reports = (
        with_values(report, {ref: value * times for ref, value in values.items()})
        for times in range(1, UNITS + 1)
    )
    return [to_xlsx(build(item, [])) for item in reports]


def unnamed(data: bytes) -> bytes:
    """Our workbook, styles and all, without its stamp and names, saved by another program."""
    workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    del workbook["_gaitui"]
    workbook.defined_names.clear()
    return _saved(workbook)


def office() -> list[bytes]:
    """The bare tables as office workers send them: titled and formatted, cells prepared below
    and beside them, saved by LibreOffice; none where that is not installed."""
    if not shutil.which("soffice"):
        return []
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.xlsx") for number in range(UNITS)]
        for path, data in zip(paths, bare(), strict=True):
            workbook = openpyxl.load_workbook(io.BytesIO(data))
            for sheet in workbook:
                _format(sheet)
            path.write_bytes(_saved(workbook))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
        out = Path(folder, "out")
        subprocess.run([*command, out, *paths], capture_output=True, check=True)
        return [(out / path.name).read_bytes() for path in paths]


def _format(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    side = Side("thin")
    for row in sheet.iter_rows(1, sheet.max_row + 10, 1, sheet.max_column + 2):
        for cell in row:
            cell.font = Font("宋体", 11, bold=cell.row < 4)
            cell.border = Border(side, side, side, side)
            cell.alignment = Alignment("center", "center", wrap_text=True)
            if isinstance(cell.value, int | float):
                cell.fill = PatternFill("solid", "FFFFF2CC")
        sheet.row_dimensions[row[0].row].height = 20
    for column in "ABCDEFGHIJ":
        sheet.column_dimensions[column].width = 14


def _saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
