"""A merged report as a workbook and a document: nothing of its departments is lost, every sum is a
live formula, and whatever others make of the file is said."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaitui.cell import CellRef, Kind
from gaitui.errors import UnreadableError
from gaitui.files.journal import find_journal, read_journal
from gaitui.finding import Severity
from gaitui.grid import Grid
from gaitui.intake import take_in_bytes
from gaitui.layout import STAMP_SHEET, Place, layout_of
from gaitui.merge import MAX_PARTS, held, merge, sum_cells
from gaitui.part_layout import INDEX_SHEET, part_layout, parts_formula
from gaitui.reading.document import read_document
from gaitui.render.document import render_json
from gaitui.report import Part, Report, Source
from gaitui.session import Session
from gaitui.sources.directory import MAX_SHEETS
from gaitui.sources.xlsx import MAX_CELLS, Workbook
from gaitui.values import Value
from gaitui.writing import write_workbook
from tests.edits import delete_sheet, edit_all, rename_sheet, set_cell, set_value
from tests.merged import DISTRICT, SHA256, departments, merged, only
from tests.strategies import legal_texts
from tests.support import EDITIONS, edit_part, edition, luohu, report_of, sheet_part, with_values
from tests.test_properties import through_json, through_workbook

FORM = edition("gwy-2021")
STOCK = "disclosure.regulations.in_force"
NEW = CellRef("requests.new.natural_person")


def values_of(ref: CellRef) -> st.SearchStrategy[Value]:
    if FORM.cells[ref].kind is Kind.DECIMAL:
        return st.decimals(0, 10**5, places=6).map(lambda amount: held({ref: amount})[ref])
    return st.integers(0, 10**6)


INPUTS = [ref for ref in FORM.cells if not FORM.is_computed(ref)]
sources = st.builds(
    Source, legal_texts, legal_texts, st.sampled_from(["", SHA256, "0" * 64])
).filter(lambda item: item != Source(""))
some_cells = st.lists(st.sampled_from(INPUTS), max_size=8, unique=True).flatmap(
    lambda refs: st.fixed_dictionaries({ref: values_of(ref) for ref in refs})
)
some_parts = st.lists(
    st.builds(
        Part,
        legal_texts.filter(bool),
        some_cells,
        st.lists(sources, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=4,
)


@given(some_parts, st.dictionaries(st.sampled_from(INPUTS), st.integers(0, 99), max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_departments_come_back_from_workbook_and_document(
    parts: list[Part], decided: dict[str, Value]
) -> None:
    report = with_values(merge(FORM, DISTRICT, 2024, parts), decided)
    document, read = render_json(report), through_workbook(report)
    assert read.parts == through_json(report).parts == tuple(parts)
    assert render_json(read) == render_json(through_json(report)) == document
    assert write_workbook(read) == write_workbook(report)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_dozen_departments_come_back_whole(name: str) -> None:
    parts = departments(edition(name), 12)
    report = merge(edition(name), DISTRICT, edition(name).first_year, parts)
    intake = take_in_bytes(write_workbook(report), "merged.xlsx")
    assert report_of(intake).parts == parts
    assert not [item for item in intake.findings if item.code[:2] in ("W6", "A1")]


def cell_at(grid: Grid, place: Place) -> tuple[str | None, str | None]:
    """A cell's formula and value as stored."""
    cell = grid.cells.get(place.address)
    return (cell.formula, cell.text) if cell else (None, None)


def test_every_cell_of_the_tables_is_a_sum_over_the_departments_sheets() -> None:
    parts = departments(FORM, 5)
    left_out = CellRef("requests.new.research")
    parts = tuple(
        Part(
            part.name,
            {ref: part.cells[ref] for ref in part.cells if ref != left_out},
            part.sources,
        )
        for part in parts
    )
    report = with_values(merge(FORM, DISTRICT, 2024, parts), {STOCK: 7})
    book = Workbook(write_workbook(report))
    grids = {sheet: book.grid(sheet) for sheet in book.sheet_names}
    for ref, place in layout_of(FORM).cells.items():
        formula, text = cell_at(grids[place.sheet], place)
        assert (text or "") == report.cell(ref).shown
        if ref == STOCK:
            assert formula is None
        elif ref in FORM.formulas:
            assert formula and formula.startswith("IF(COUNT(")
        else:
            wanted = parts_formula(part_layout(FORM).cells[ref], ref == left_out)
            assert formula == wanted.removeprefix("=")
    assert book.sheet_names[-8:] == (INDEX_SHEET, "首", *(part.name for part in parts), "末")
    for part in parts:
        for ref, place in part_layout(FORM).cells.items():
            formula, text = cell_at(grids[part.name], place)
            assert (formula is not None) == (ref in FORM.formulas)
            assert ref in FORM.formulas or (Decimal(text) if text else None) == part.cells.get(ref)
    stamp = grids[STAMP_SHEET].cells
    assert (stamp["A5"].text, stamp["B5"].text) == ("parts", "5")


def test_what_was_decided_is_marked_and_stocks_are_open_to_it() -> None:
    data = write_workbook(with_values(merged(), {STOCK: 7, NEW: 1}))
    sheets = {ref: layout_of(FORM).cells[CellRef(ref)] for ref in FORM.cells}
    styles = {}
    for ref in (STOCK, NEW, "disclosure.normative_documents.in_force", "requests.new.business"):
        xml = Workbook(data)._package.read(sheet_part(data, sheets[CellRef(ref)].sheet)).decode()
        style = re.search(rf'<c r="{sheets[CellRef(ref)].address}" s="([0-9]+)"', xml)
        assert style
        styles[ref] = style[1]
    assert styles[STOCK] == styles[NEW]
    assert len(set(styles.values())) == 3


def test_a_merged_workbook_of_as_many_departments_as_there_may_be_is_within_the_reader_s_caps() -> (
    None
):
    parts = departments(FORM, 20) * 150
    report = merge(FORM, DISTRICT, 2024, parts, luohu())
    data = write_workbook(report)
    book = Workbook(data)
    filled = sum(len(book.grid(sheet).cells) for sheet in book.sheet_names)
    assert len(report.parts) == MAX_PARTS
    assert len(book.sheet_names) <= 0.85 * MAX_SHEETS and filled <= 0.7 * MAX_CELLS
    assert report_of(take_in_bytes(data, "merged.xlsx")).parts == report.parts


def first_part(data: bytes) -> str:
    return sheet_part(data, "教育局")


def place(row: int, column: int, sheet: str = INDEX_SHEET) -> Place:
    return Place(sheet, row, column)


def own(ref: str, sheet: str = "教育局") -> Place:
    found = part_layout(FORM).cells[CellRef(ref)]
    return Place(sheet, found.row, found.column)


LABEL = Place("教育局", 7, 1)
HOSTILE: dict[str, tuple[Callable[[bytes], bytes], tuple[str, ...]]] = {
    "a row without a sheet": (lambda d: set_cell(d, place(5, 3), ""), ("W606", "W606")),
    "a row that names another sheet": (
        lambda d: set_cell(d, place(6, 3), "三、依申请"),
        ("W606",),
    ),
    "a sheet listed twice": (lambda d: set_cell(d, place(6, 3), "教育局"), ("W606", "W606")),
    "a name beyond all bounds": (lambda d: set_cell(d, place(6, 4), "长" * 9_000), ("W606",) * 2),
    "a number for a name": (lambda d: set_cell(d, place(1, 1, "教育局"), 5), ()),
    "a list that begins at the end of the sheet": (
        lambda d: edit_part(
            d,
            "xl/workbook.xml",
            lambda xml: xml.replace(f"{INDEX_SHEET}'!$A$5", f"{INDEX_SHEET}'!$A$1048576").replace(
                f"{INDEX_SHEET}!$A$5", f"{INDEX_SHEET}!$A$1048576"
            ),
        ),
        (),
    ),
    "a list whose name is broken": (
        lambda d: edit_part(
            d,
            "xl/workbook.xml",
            lambda xml: re.sub(r'(<definedName name="parts">)[^<]*', r"\1#REF!", xml),
        ),
        ("W606",),
    ),
    "a department's sheet deleted": (
        lambda d: delete_sheet(d, "统计局"),
        ("A105", "W603"),
    ),
    "a department's sheet renamed": (lambda d: rename_sheet(d, "统计局", "统计"), ("W606",)),
    "the list renamed": (lambda d: rename_sheet(d, INDEX_SHEET, "目录"), ()),
    "the list deleted": (lambda d: delete_sheet(d, INDEX_SHEET), ("W606",)),
    "both marks deleted": (lambda d: delete_sheet(delete_sheet(d, "末"), "首"), ("W606",)),
    "the list and a mark deleted": (
        lambda d: delete_sheet(delete_sheet(d, "首"), INDEX_SHEET),
        ("A105",) * 5 + ("W606", "W606"),
    ),
    "a text for a number": (
        lambda d: set_cell(d, own("requests.new.research"), "三件"),
        ("A105", "W606"),
    ),
    "a negative number": (
        lambda d: set_cell(d, own("requests.new.research"), -1),
        ("A105", "W606"),
    ),
    "a number of another department": (
        lambda d: set_cell(d, own("disclosure.licensing.decisions"), 9),
        ("A105",),
    ),
    "labels that are gone": (lambda d: set_cell(d, LABEL, None), ("W606",)),
    "a sum not calculated": (
        lambda d: edit_all(
            d, lambda _, xml: re.sub(r"(<f>SUM\(首:末![A-Z0-9]+\)</f>)<v>[^<]*</v>", r"\1", xml)
        ),
        ("W605",),
    ),
    "a sum calculated before": (
        lambda d: set_value(d, layout_of(FORM).cells[CellRef("disclosure.licensing.decisions")], 1),
        ("A105",),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_others_do_to_a_merged_workbook_is_said(name: str) -> None:
    change, expected = HOSTILE[name]
    intake = take_in_bytes(change(write_workbook(merged())), "merged.xlsx")
    report = report_of(intake)
    found = sorted(item.code for item in intake.findings)
    if name == "the list and a mark deleted":
        assert found.count("W606") == 2 and report.parts == ()
        return
    assert found == sorted(expected), [item.message for item in intake.findings]
    assert all(item.hint for item in intake.findings)
    write_workbook(report)


def test_uncalculated_sums_are_worked_out_and_a_renamed_sheet_keeps_its_file() -> None:
    for name in ("a sum not calculated", "a department's sheet renamed", "the list renamed"):
        intake = take_in_bytes(HOSTILE[name][0](write_workbook(merged())), "merged.xlsx")
        assert render_json(report_of(intake)) == render_json(merged()), name


def test_too_many_sheets_of_departments_are_read_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [
        only(FORM, f"第{number}局", disclosure__licensing__decisions=1) for number in range(170)
    ]
    report = merge(FORM, DISTRICT, 2024, parts)
    monkeypatch.setattr("gaitui.writing.workbook.grouped", lambda parts: tuple(parts))
    intake = take_in_bytes(write_workbook(replace(report, parts=tuple(parts))), "merged.xlsx")
    read = report_of(intake)
    assert len(read.parts) == MAX_PARTS
    assert sum_cells(part.cells for part in read.parts) == sum_cells(part.cells for part in parts)
    assert "170 个部门" in "".join(item.message for item in intake.findings if item.code == "W606")


def test_no_damage_to_the_departments_sheets_is_an_exception() -> None:
    data = write_workbook(merged())
    sheets = [sheet_part(data, name) for name in (INDEX_SHEET, "首", "教育局", "统计局")]
    random = Random(105)
    for _ in range(60):
        target = random.choice(sheets)

        def damage(xml: str) -> str:
            cells = list(re.finditer(r"<c r=.*?(?:/>|</c>)", xml))
            for found in random.sample(cells, min(3, len(cells))):
                other = random.choice(cells)[0]
                xml = xml.replace(found[0], random.choice(["", other, found[0] * 2]), 1)
            return re.sub("<v>[0-9]+</v>", lambda m: random.choice([m[0], "<v>-1</v>"]), xml) + " "

        intake = take_in_bytes(edit_part(data, target, damage), "merged.xlsx")
        if intake.report is not None:
            write_workbook(intake.report)


BAD_DOCUMENTS = {
    '"parts": 3': "parts",
    '"parts": [{"cells": {}}]': "name",
    '"parts": [{"name": ""}]': "name",
    '"parts": [{"name": "甲", "celles": {}}]': "celles”（最接近的是“cells”）",
    '"parts": [{"name": "甲", "sources": [{"sha": "1"}]}]': "sha”（最接近的是“sha256”）",
    '"parts": [{"name": "甲", "cells": {"requests.new.totals": 1}}]': "requests.new.totals",
    '"parts": [{"name": "甲", "cells": {"requests.new.total": 1}}]': "requests.new.total",
    '"parts": [{"name": "甲", "cells": {"requests.new.research": "约5"}}]': "不是能用的数字",
    '"parts": [{"name": "甲", "cells": {"requests.new.research": -1}}]': "不是能用的数字",
    '"parts": [{"name": "甲", "cells": {"requests.new.research": null}}]': "类型不对",
    '"parts": [' + ",".join(['{"name": "甲"}'] * (MAX_PARTS + 1)) + "]": "超出了范围",
    '"part": []': "part”（最接近的是“parts”）",
}


@pytest.mark.parametrize("text", BAD_DOCUMENTS, ids=lambda text: text[:50])
def test_a_document_with_wrong_departments_is_refused_by_name(text: str) -> None:
    data = f'{{"definition": "gwy-2021", "year": 2024, {text}}}'.encode()
    intake = take_in_bytes(data, "merged.json")
    assert intake.report is None
    assert BAD_DOCUMENTS[text] in intake.findings[0].message
    with pytest.raises(UnreadableError):
        read_document(data, lambda name, year: FORM)


@pytest.mark.parametrize("suffix", [".xlsx", ".json"])
def test_editing_a_text_and_saving_keeps_departments_and_sums(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"merged{suffix}"
    text = render_json(merged()).encode()
    path.write_bytes(write_workbook(merged()) if suffix == ".xlsx" else text)
    with Session.open(path) as session:
        session.set_narrative("overview", "改过的文字。")
        journal = find_journal(path)
        assert journal is not None
        header = read_journal(journal).header
        assert header is not None
        kept = msgspec.json.encode(header.document)
        assert read_document(kept, lambda name, year: FORM).parts == merged().parts
        session.save()
    with Session.open(path) as session:
        assert session.report.narratives["overview"] == "改过的文字。"
        assert session.report.parts == merged().parts
        assert not [item for item in session.findings if item.severity is Severity.ERROR]
    if suffix == ".xlsx":
        data = path.read_bytes()
        place = layout_of(FORM).cells[NEW]
        formula, text_ = cell_at(Workbook(data).grid(place.sheet), place)
        assert (formula, text_) == ("SUM(首:末!I23)", str(merged().value(NEW)))
        wanted = {**merged().narratives, "overview": "改过的文字。"}
        assert data == write_workbook(replace(merged(), narratives=wanted))


def test_an_edit_that_was_cut_off_is_resumed_with_the_departments(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    path.write_bytes(write_workbook(merged()))
    session = Session.open(path)
    session.set_cell(CellRef(STOCK), "7")
    session.close()
    with Session.resume(path) as resumed:
        assert resumed.report.value(CellRef(STOCK)) == 7
        assert resumed.report.parts == merged().parts
        assert [item.code for item in resumed.findings] == ["A105"]


def test_an_ordinary_report_has_no_sheet_of_departments() -> None:
    names = Workbook(write_workbook(luohu())).sheet_names
    assert not {INDEX_SHEET, "首", "末"} & set(names)
    assert "parts" not in render_json(luohu())
    assert isinstance(luohu(), Report)


def test_the_guide_of_a_merged_report_is_not_the_departments() -> None:
    own, sums = (
        " ".join(cell.text or "" for cell in Workbook(data).grid("填报说明").cells.values())
        for data in (write_workbook(luohu()), write_workbook(merged()))
    )
    assert "只填浅黄色的格子" in own and "跨表求和" not in own
    assert "跨表求和" in sums and "只填浅黄色的格子" not in sums
