"""Foreign layouts to measure reading with: bare and styled, as several programs save them."""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from tests.foreign import sample, to_xlsx
from tests.layout_faults import build


def bare() -> bytes:
    """The form's three tables, one a sheet, without any format: nothing to do for a program that
    only loads them."""
    return to_xlsx(build(sample("gwy-2021"), []))


def unnamed(data: bytes) -> bytes:
    """Our workbook, styles and all, without its stamp and names, saved by another program."""
    workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    del workbook["_gaitui"]
    workbook.defined_names.clear()
    return _saved(workbook)


def office() -> bytes | None:
    """The bare tables as an office worker sends them: titled and formatted, cells prepared below
    and beside them, saved by LibreOffice; None where that is not installed."""
    if not shutil.which("soffice"):
        return None
    workbook = openpyxl.load_workbook(io.BytesIO(bare()))
    for sheet in workbook:
        _format(sheet)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.xlsx")
        path.write_bytes(_saved(workbook))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
        out = Path(folder, "out")
        subprocess.run([*command, str(out), str(path)], capture_output=True, check=True)
        return (out / path.name).read_bytes()


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
