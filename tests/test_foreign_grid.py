"""Part four set out as a grid, and whatever else happened to the layout: read right, or said."""

from random import Random

import pytest

from gaitui.reading.recognise.skeleton import grids_of
from tests.layout_faults import FAULTS, build
from tests.layout_faults_grid import GRIDS
from tests.support import EDITIONS, edition
from tests.test_foreign_fuzz import BESIDE, is_knowable, silent, source

ELSEWHERE = sorted(
    name
    for name in {*FAULTS} - {*BESIDE} - {*GRIDS}
    if "dispute" not in name and "heads" not in name
)
"""Faults that do not ask for the ordinary form of part four."""


@pytest.mark.parametrize("seed", range(100))
def test_no_number_of_a_grid_is_read_wrong_in_silence(seed: int) -> None:
    random = Random(seed)
    report = source(random.choice(EDITIONS), random)
    while True:
        names = [random.choice(GRIDS), *random.sample(ELSEWHERE, random.randint(0, 3))]
        try:
            book = build(report, names)
        except (AssertionError, KeyError, StopIteration, ValueError):
            continue  # one fault removed what another changes
        if is_knowable(names):
            break
    assert not silent(report, names, book), names


@pytest.mark.parametrize("name", EDITIONS)
def test_a_grid_has_every_cell_of_its_table_once(name: str) -> None:
    (grid,) = grids_of(edition(name))
    refs = [*grid.blocks[0].refs.values()]
    assert sorted(refs) == sorted(cell.ref for cell in grid.table.cells)
    assert grid.row_labels == ("行政复议", "未经复议直接起诉", "复议后起诉")
