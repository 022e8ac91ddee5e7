"""The corpus of layout faults in the other file types: .xls and .ods made by LibreOffice, .xlsb
by a writer of our own."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

from gaitui.intake import take_in_bytes
from tests.foreign import sample, to_grids, to_xlsx
from tests.layout_faults import build
from tests.oracle import convert_bytes
from tests.test_foreign import case, runs
from tests.xlsb import write_xlsb


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_layouts_are_recognised_in_every_file_type(kind: str, folder: Path) -> None:
    # A formula without a result becomes a 0 on the way: those books are other books then.
    wanted = [item for item in runs() if "formula_totals" not in case(item[0])["faults"]]
    books = [build(sample(edition), case(name)["faults"]) for name, edition in wanted]
    if kind == "xlsb":
        files = [write_xlsb(to_grids(book)) for book in books]
    else:
        files = convert_bytes([to_xlsx(book) for book in books], kind, folder)
    wrong = [
        f"{name} {edition}: {problem}"
        for (name, edition), data in zip(wanted, files, strict=True)
        for problem in _problems(name, edition, data)
    ]
    assert wrong == []
    assert len(files) == 206


def _problems(name: str, edition: str, data: bytes) -> list[str]:
    """What was read otherwise than from the same layout as .xlsx."""
    report, expected = sample(edition), case(name)
    intake = take_in_bytes(data, "收到", select=expected.get("select"))
    if intake.report is None:
        return [item.message for item in intake.findings]
    codes = {f"{item.code} {item.severity}" for item in intake.findings}
    problems = []
    if codes != set(expected["codes"]):
        problems.append(f"{sorted(codes)}")
    unread = expected.get("unread", [])
    return problems + [
        ref
        for ref in report.definition.cells
        if not any(fnmatch(ref, pattern) for pattern in unread)
        and intake.report.value(ref) != report.value(ref)
    ]
