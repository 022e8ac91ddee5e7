"""Write one workbook, against a bare XlsxWriter script that writes the same cells.

The script is made by recording every call that our writer makes to XlsxWriter, as source text;
compiled once, it is what a person would have written by hand for this one report.
"""

import datetime
from collections.abc import Callable
from io import BytesIO
from typing import Any
from unittest.mock import patch

import xlsxwriter

from bench.timing import DOCUMENT, Row, paired, show
from gaitui.intake import take_in
from gaitui.report import Report
from gaitui.writing import write_workbook

ROUNDS = 20
GOAL = 1.3


class Recorder:
    """Stands for an XlsxWriter object under a name; passes calls on and writes them down."""

    def __init__(self, real: Any, name: str, lines: list[str]) -> None:
        self._real, self._name, self._lines = real, name, lines

    def __getattr__(self, method: str) -> Any:
        attribute = getattr(self._real, method)
        if not callable(attribute):
            return attribute

        def call(*args: Any, **options: Any) -> Any:
            result = attribute(*real(args), **real(options))
            words = [source(arg) for arg in args]
            words += [f"{key}={source(value)}" for key, value in options.items()]
            line = f"{self._name}.{method}({', '.join(words)})"
            if type(result).__module__.startswith("xlsxwriter"):
                name = f"x{len(self._lines)}"
                self._lines.append(f"{name} = {line}")
                return Recorder(result, name, self._lines)
            self._lines.append(line)
            return result

        return call


def real(value: Any) -> Any:
    """A value with recorders replaced by what they stand for."""
    if isinstance(value, Recorder):
        return value._real
    if isinstance(value, dict):
        return {key: real(item) for key, item in value.items()}
    return type(value)(map(real, value)) if isinstance(value, list | tuple) else value


def source(value: Any) -> str:
    """A value as source text, recorders as their names."""
    if isinstance(value, Recorder):
        return value._name
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {source(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(source, value))}]"
    return repr(value)


def record(report: Report) -> list[str]:
    """The lines of a script that writes the report's workbook, after `book` was opened."""
    lines: list[str] = []
    workbook = xlsxwriter.Workbook

    def opened(*args: Any) -> Recorder:
        return Recorder(workbook(*args), "book", lines)

    with patch("gaitui.writing.book.xlsxwriter.Workbook", opened):
        write_workbook(report)
    return lines


def bare_script(report: Report) -> Callable[[], bytes]:
    """The recorded script as a function that returns the file."""
    body = [
        "def write():",
        "buffer = BytesIO()",
        'book = xlsxwriter.Workbook(buffer, {"in_memory": True})',
        *record(report),
        "return buffer.getvalue()",
    ]
    names: dict[str, Any] = {"BytesIO": BytesIO, "datetime": datetime, "xlsxwriter": xlsxwriter}
    exec(compile("\n    ".join(body), "bare_script.py", "exec"), names)
    write: Callable[[], bytes] = names["write"]
    return write


def measure() -> list[Row]:
    """Our writer against the script, which must make the same file byte for byte."""
    report = take_in(DOCUMENT).report
    assert report is not None
    script = bare_script(report)
    assert script() == write_workbook(report), "the script does not write the same cells"
    names = ("write .xlsx", "bare XlsxWriter script")
    return [paired(names, lambda: write_workbook(report), script, ROUNDS, GOAL)]


if __name__ == "__main__":
    raise SystemExit(show(measure()))
