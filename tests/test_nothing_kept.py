"""What is remembered from file to file stays small, whatever the files hold: of endless texts in a
hostile batch nothing is left once their file is done."""

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from gaitui.grid import GridCell, Type
from gaitui.intake import take_in_bytes
from gaitui.reading.recognise.tables import find_tables
from gaitui.reading.recognise.view import view_of
from gaitui.render.document import render_json
from tests.foreign import sample, to_grids
from tests.hostile import in_sheet
from tests.layout_faults import build
from tests.support import luohu

LENGTH = 300_000
"""Characters of an endless text, of four bytes each."""
FILES = 12
MOST = 8 << 20


def endless(name: str) -> str:
    return f"\U00020000{name}" + "报" * LENGTH


def with_merges(text: str) -> None:
    (grid, *_) = to_grids(build(sample("gwy-2021"), []))
    views = [view_of(structs.replace(grid, merges=(text,)))]
    find_tables(views, sample("gwy-2021").definition)


def with_address(text: str) -> None:
    take_in_bytes(in_sheet(f'<row><c r="{text}"><v>1</v></c></row>'), "收到.xlsx")


def with_labels(text: str) -> None:
    """Texts where the heads of a table stand."""
    definition = sample("gwy-2021").definition
    grids = to_grids(build(sample("gwy-2021"), []))
    for grid in grids:
        for row in range(1, 8):
            grid.cells.setdefault(f"J{row}", GridCell(f"{text}{row}", Type.TEXT))
    find_tables([view_of(grid) for grid in grids], definition)


def with_paragraph(text: str) -> None:
    report = luohu()
    narratives = {**report.narratives, "overview": text[1:] * 5}
    take_in_bytes(render_json(replace(report, narratives=narratives)).encode(), "收到.json")


@pytest.mark.parametrize("receive", [with_merges, with_address, with_labels, with_paragraph])
def test_no_endless_text_outlives_its_file(receive: Callable[[str], None]) -> None:
    receive(endless(receive.__name__))
    tracemalloc.start()
    try:
        for number in range(1, FILES):
            receive(endless(f"{receive.__name__}{number}"))
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < MOST
