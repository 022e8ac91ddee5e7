"""A report's numbers as CSV: one line a cell, for statistics programs and spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable

from gaitui.report import Report
from gaitui.values import format_value

HEADER = ("编号", "部分", "行", "列", "数值", "收到的文字")

_PATH = "＞"
"""Between the labels of a path; GBK has it, which it has not for `›`."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What a terminal that shows the lines might obey."""
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")


def render_csv(report: Report) -> str:
    """The header and one line for each cell of the definition, ended by CR LF.

    Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    definition = report.definition
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for ref, spec in definition.cells.items():
        section = definition.section_of(spec.table)
        cell = report.cell(ref)
        fields = (
            ref,
            section.heading if section else "",
            _PATH.join(((spec.caption,) if spec.caption else ()) + spec.row_path),
            _PATH.join(spec.column_path),
            format_value(cell.value),
            cell.raw or "",
        )
        writer.writerow([harmless(field) for field in fields])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text, marked as text if a spreadsheet would take it for a formula."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def csv_line(fields: Iterable[object]) -> str:
    """One line for any consumer: no control characters, no formulas; None is empty."""
    out = io.StringIO(newline="")
    texts = (
        "" if field is None else harmless(_CONTROLS.sub("\ufffd", str(field))) for field in fields
    )
    csv.writer(out, lineterminator="\r\n").writerow(texts)
    return out.getvalue()
