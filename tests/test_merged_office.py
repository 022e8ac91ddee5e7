"""A real spreadsheet program adds the departments up as we do, and keeps them apart."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in_bytes
from gaitui.layout import layout_of
from gaitui.merge import merge, undecided
from gaitui.part_layout import part_layout
from gaitui.render.document import render_json
from gaitui.report import Part, Report
from gaitui.writing import write_workbook
from tests.edits import edit_all
from tests.merged import DISTRICT, departments
from tests.oracle import convert_bytes
from tests.support import EDITIONS, edition, report_of, with_values
from tests.test_libreoffice import shown, stored_values, value_at

_SUMS = re.compile(r"(<f>(?:SUM|IF\(COUNT)\(首:末![^<]*</f><v>)[^<]*")


def sample(name: str) -> Report:
    """A dozen departments, one cell blank with all of them, stocks decided otherwise."""
    definition = edition(name)
    blank = CellRef("requests.new.research")
    parts = [
        Part(
            part.name,
            {ref: value for ref, value in part.cells.items() if ref != blank},
            part.sources,
        )
        for part in departments(definition, 12)
    ]
    report = merge(definition, DISTRICT, definition.first_year, parts)
    return with_values(report, dict.fromkeys(undecided(definition)[:1], 7))


@pytest.mark.parametrize("name", EDITIONS)
def test_libreoffice_adds_the_departments_up_as_we_do_and_keeps_them(
    name: str, tmp_path: Path
) -> None:
    """Every sum's stored value is made wrong first, so that it must have been worked out."""
    report = sample(name)
    written = write_workbook(report)
    wrong = edit_all(written, lambda _, xml: _SUMS.sub(r"\g<1>9", xml))
    assert (
        report_of(take_in_bytes(wrong, "wrong.xlsx")).value(CellRef("requests.new.business")) == 9
    )
    (saved,) = convert_bytes([wrong], "xlsx", tmp_path)
    sheets = stored_values(saved)
    for ref, place in layout_of(report.definition).cells.items():
        value = report.value(ref)
        expected = "" if value is None else f"{float(value):g}" if value % 1 else str(int(value))
        assert shown(value_at(sheets, place)) == expected, ref
    for part in report.parts:
        rows = sheets[part.name]
        for ref, place in part_layout(report.definition).cells.items():
            stored = rows[place.row - 1][place.column - 1]
            if ref in part.cells:
                assert float(stored) == float(part.cells[ref]), (part.name, ref)
    intake = take_in_bytes(saved, "saved.xlsx")
    read = report_of(intake)
    assert read.parts == report.parts
    assert render_json(read) == render_json(report)
    direct = take_in_bytes(written, "written.xlsx")
    assert intake.findings == direct.findings
    assert write_workbook(replace(read, places={})) == written
