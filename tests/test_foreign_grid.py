"""Part four set out as a grid, and whatever else happened to the layout: read right, or said."""

from random import Random

import pytest

from gaitui.definition import parse_definition
from gaitui.definition.load import DATA
from gaitui.reading.foreign import read_foreign_workbook
from gaitui.reading.recognise.skeleton import grids_of
from tests.foreign import official, sample
from tests.layout_faults import FAULTS, build
from tests.layout_faults_grid import GRIDS
from tests.support import EDITIONS, edition
from tests.test_foreign_fuzz import BESIDE, Sheets, is_knowable, silent, source

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


TEXT = (DATA / "gwy-2021.toml").read_text(encoding="utf-8").replace("gwy-2021", "own-edition")
LINE = '{ row = "reconsideration", label = "行政复议", children = [\n'
EXTRA = '{ id = "extra", label = "其他情形", note = "按件填写。" },\n'
OWN = {
    "a head twice": ("本年废止件数", "本年制发件数", 1),
    "a head under no group": (LINE, f'{EXTRA[:-3]}, row = "reconsideration" }},\n{LINE}', 0),
    "a group with a head more": (LINE, LINE + EXTRA, 0),
}
"""What a user's own edition has otherwise, and of how many tables there are grids then."""


@pytest.mark.parametrize("name", OWN)
def test_a_users_own_form_with_other_heads_is_read(name: str) -> None:
    old, new, grids = OWN[name]
    assert old in TEXT
    definition = parse_definition(TEXT.replace(old, new, 1).encode(), "own.toml")
    report = sample("gwy-2021")
    found = read_foreign_workbook(Sheets(official(report)), definition).report
    assert found is not None
    read = [ref for ref in report.definition.cells if found.value(ref) == report.value(ref)]
    assert len(read) > 0.9 * len(report.definition.cells)
    assert len(grids_of(definition)) == grids
