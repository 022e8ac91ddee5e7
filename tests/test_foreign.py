"""Foreign layouts are recognised: the corpus of layout faults, in both editions."""

from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import tomli
from opencc import OpenCC

import tests.layout_faults_beside
import tests.layout_faults_grid
import tests.layout_faults_more
import tests.layout_faults_office  # noqa: F401
from gaitui.cell import CellRef
from gaitui.commands import file_result
from gaitui.definition import built_in_ids
from gaitui.grid import to_position
from gaitui.intake import Intake, take_in_bytes
from gaitui.reading.recognise.canonical import simplified
from gaitui.render.results import render_results_text
from tests.foreign import Book, sample, to_xlsx
from tests.layout_faults import build

CORPUS = Path(__file__).parent / "corpus" / "layouts"
CASES = {folder.name: folder for folder in sorted(CORPUS.iterdir())}


def case(name: str) -> dict[str, Any]:
    """A case: its editions, faults, the findings expected as codes, notes they contain, the cells
    that must not be read, and which of several reports is asked for."""
    return tomli.loads((CASES[name] / "case.toml").read_text(encoding="utf-8"))


def runs() -> list[tuple[str, str]]:
    return [(name, item) for name in CASES for item in case(name)["editions"]]


def test_the_corpus_is_whole() -> None:
    assert len(CASES) == 106
    assert len(runs()) == 210
    assert {item for _, item in runs()} == set(built_in_ids())


@pytest.mark.parametrize(("name", "edition"), runs())
def test_a_layout_is_recognised(name: str, edition: str) -> None:
    expected = case(name)
    report = sample(edition)
    book = build(report, expected["faults"])
    intake = take_in_bytes(to_xlsx(book), "收到.xlsx", select=expected.get("select"))
    found = intake.report
    assert found is not None and found.definition is report.definition
    unread = expected.get("unread", [])
    for ref in report.definition.cells:
        if any(fnmatch(ref, pattern) for pattern in unread):
            assert found.value(ref) is None or found.value(ref) == report.value(ref)
        else:
            assert found.value(ref) == report.value(ref), ref
    assert sorted({f"{item.code} {item.severity}" for item in intake.findings}) == expected["codes"]
    if edition == "gwy-2021":
        messages = "\n".join(item.message for item in intake.findings)
        for note in expected["notes"]:
            assert note in messages
    _points_into(book, intake)


def _points_into(book: Book, intake: Intake) -> None:
    """Every cell says where it stands in the file received, and what stands there."""
    assert intake.report is not None
    sheets = {sheet.name: sheet.cells for sheet in book}
    for cell in intake.report.cells.values():
        if cell.origin is None or cell.raw is None or cell.problem or cell.rules:
            continue
        position = to_position(cell.origin.address)
        assert position is not None
        stored = sheets[cell.origin.sheet].get(position)
        if not isinstance(stored, str):
            assert stored is not None and float(str(stored)) == float(cell.raw)


def test_many_numbers_stored_as_text_take_one_line_of_the_printed_results() -> None:
    """The list of each stays in the other formats."""
    intake = take_in_bytes(to_xlsx(build(sample("gwy-2021"), ["text_numbers"])), "收到.xlsx")
    total = sum(item.code == "V205" for item in intake.findings)
    shown = render_results_text([file_result(intake)])
    assert total > 100
    assert 0 < shown.count("V205") < 12
    assert "--format csv" in shown


def test_a_group_in_one_row_whose_formula_has_no_result_is_not_zero() -> None:
    report = sample("gwy-2021")
    book = build(report, ["other_as_one_row"])
    sheet = next(item for item in book if "requests" in item.tables)
    row, _ = sheet.find("（六）其他处理")
    for column in range(4, 11):
        sheet.cells[row, column] = "=SUM(1,2)"
    intake = take_in_bytes(to_xlsx(book), "收到.xlsx")
    assert intake.report is not None
    cell = intake.report.cell(CellRef("requests.other_not_corrected.natural_person"))
    assert (cell.value, cell.problem) == (None, "W607")
    assert intake.report.value(CellRef("requests.other_rest.natural_person")) is None
    (finding,) = (item for item in intake.findings if item.code == "W607")
    assert finding.severity == "error" and "自然人 读不出" in finding.message
    assert not any(item.code in ("A102", "V204") for item in intake.findings)


def test_confidence_falls_with_what_is_missing() -> None:
    book = build(sample("gwy-2021"), ["unmerged"])
    sheet = next(item for item in book if "requests" in item.tables)
    for label in ("一、本年新收政府信息公开申请数量", "四、结转下年度继续办理"):
        row, _ = sheet.find(label)
        for column in range(1, 11):
            sheet.cells.pop((row, column), None)
    messages = [item.message for item in take_in_bytes(to_xlsx(book), "收到.xlsx").findings]
    (mapping,) = (text for text in messages if text.startswith("版式与模板不同"))
    assert "（把握 93%）；四、" in mapping
    assert any("没有找到“一、本年新收政府信息公开申请数量”" in text for text in messages)


def test_one_traditional_character_in_a_simplified_label_hides_no_group() -> None:
    """`复议後起诉`: GB 2312 has 後 as well, for names."""
    report = sample("gwy-2021")
    book = build(report, ["stacked_disputes"])
    for sheet in book:
        sheet.cells = {
            at: value.replace("后", "後") if isinstance(value, str) else value
            for at, value in sheet.cells.items()
        }
    found = take_in_bytes(to_xlsx(book), "收到.xlsx").report
    assert found is not None
    assert all(found.value(ref) == report.value(ref) for ref in report.definition.cells)


def test_every_character_of_gb_2312_is_simplified_as_by_conversion() -> None:
    rows = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    characters = (code.decode("gb2312", "ignore") for code in rows)
    convert = OpenCC("t2s").convert
    assert [x for x in characters if x and simplified(x) != convert(x)] == []
