"""The form's skeleton: for each table its blocks, and along each block the labels of rows and
heads in all their wordings."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import CellSpec, Definition, LabelBox, Role, Table
from gaitui.reading.recognise.canonical import Axis, canonical


class Block(Struct, frozen=True, eq=False):
    """A head with the rows under it. `rows` are indices on the table's axis of rows (none where
    the block is one line without labels); `heads` runs over the block's columns, `bands` over
    the labels above each (`行政诉讼`, `复议后起诉`), `band_labels` all of those; with
    `repeats_heads` heads have the same label, so that only what stands over them tells."""

    rows: range
    heads: Axis
    head_labels: tuple[str, ...]
    bands: tuple[frozenset[str], ...]
    refs: Mapping[tuple[int, int], CellRef]
    band_labels: frozenset[str]
    repeats_heads: bool


class Skeleton(Struct, frozen=True, eq=False):
    """One table. `groups` are rows that hold others, by id: the canonical wordings, and the
    indices of the rows they hold; `computed` are the totals."""

    table: Table
    rows: Axis
    row_labels: tuple[str, ...]
    blocks: tuple[Block, ...]
    groups: Mapping[str, tuple[frozenset[str], range]]
    computed: frozenset[CellRef]


@cache
def grids_of(definition: Definition) -> tuple[Skeleton, ...]:
    """The skeletons of tables of one line as some set them out: a row for each group of heads,
    a column for each head that the groups share."""
    return tuple(_grid(item) for item in skeletons_of(definition) if _has_grid(item))


@cache
def skeletons_of(definition: Definition) -> tuple[Skeleton, ...]:
    """The skeletons of all tables that belong to a part of the form."""
    return tuple(
        _skeleton(table, frozenset(definition.formulas))
        for table in definition.tables.values()
        if definition.section_of(table.id) is not None
    )


def _skeleton(table: Table, totals: frozenset[CellRef]) -> Skeleton:
    stubs = [label for label in table.labels if label.role is Role.LABEL]
    heads = [label for label in table.labels if label.role is Role.HEAD]
    lines = sorted({cell.box.row for cell in table.cells})
    labelled = [line for line in lines if _covering_row(stubs, line)]
    leaves = [_covering_row(stubs, line)[-1] for line in labelled]
    blocks = tuple(
        _block(part, heads, labelled, top) for top, part in _blocks(table, lines, labelled)
    )
    others = {canonical(text) for label in stubs for text in _wordings(label)}
    return Skeleton(
        table,
        Axis([_wordings(leaf) for leaf in leaves], others),
        tuple(leaf.text for leaf in leaves),
        blocks,
        dict(_groups(table, stubs, labelled)),
        totals.intersection(cell.ref for cell in table.cells),
    )


def _blocks(
    table: Table, lines: Sequence[int], labelled: Sequence[int]
) -> Iterator[tuple[int, list[CellSpec]]]:
    """The cells of each block, and the table's row where the block begins."""
    captions = [label.box.row for label in table.labels if label.role is Role.CAPTION]
    starts = captions or [0]
    for top, end in zip(starts, [*starts[1:], table.height], strict=True):
        yield top, [cell for cell in table.cells if top <= cell.box.row < end]


def _block(
    cells: Sequence[CellSpec], heads: Sequence[LabelBox], labelled: Sequence[int], top: int
) -> Block:
    columns = sorted({cell.box.column for cell in cells})
    first = min(cell.box.row for cell in cells)
    above = [_covering_column(heads, column, top, first) for column in columns]
    rows = [labelled.index(line) for line in sorted({cell.box.row for cell in cells} & {*labelled})]
    bands = tuple(
        frozenset(canonical(text) for label in path[:-1] for text in _wordings(label))
        for path in above
    )
    labels = tuple(path[-1].text for path in above)
    band_labels = frozenset().union(*bands)
    return Block(
        range(rows[0], rows[-1] + 1) if rows else range(0),
        Axis([_wordings(path[-1]) for path in above], band_labels),
        labels,
        bands,
        {
            (
                labelled.index(cell.box.row) if cell.box.row in labelled else 0,
                columns.index(cell.box.column),
            ): cell.ref
            for cell in cells
        },
        band_labels,
        len(set(labels)) < len(labels),
    )


def _has_grid(skeleton: Skeleton) -> bool:
    """Whether a table is one line of groups that all have the same heads."""
    (block, *others), groups = skeleton.blocks, dict.fromkeys(skeleton.blocks[0].bands)
    size = len(block.bands) // len(groups)
    shared = block.head_labels[:size]
    return (
        not others
        and not skeleton.rows.size
        and len(groups) > 1
        and all(groups)
        and block.bands == tuple(band for band in groups for _ in shared)
        and block.head_labels == shared * len(groups)
        and len({*shared}) == size
    )


def _grid(skeleton: Skeleton) -> Skeleton:
    table, block = skeleton.table, skeleton.blocks[0]
    heads = [label for label in table.labels if label.role is Role.HEAD]
    first = min(cell.box.row for cell in table.cells)
    columns = sorted({cell.box.column for cell in table.cells})
    paths = [_covering_column(heads, column, 0, first) for column in columns]
    groups = list(dict.fromkeys(block.bands))
    size = len(columns) // len(groups)
    over = [paths[number * size][:-1] for number in range(len(groups))]
    shared = [path[-1] for path in paths[:size]]
    wordings = [(*_wordings(path[-1]), "".join(label.text for label in path)) for path in over]
    return Skeleton(
        table,
        Axis(wordings, block.band_labels),
        tuple(path[-1].text for path in over),
        (
            Block(
                range(len(groups)),
                Axis([_wordings(label) for label in shared]),
                tuple(label.text for label in shared),
                (frozenset(),) * size,
                {divmod(head, size): ref for (_, head), ref in block.refs.items()},
                frozenset(),
                repeats_heads=False,
            ),
        ),
        {},
        skeleton.computed,
    )


def _groups(
    table: Table, stubs: Sequence[LabelBox], labelled: Sequence[int]
) -> Iterator[tuple[str, tuple[frozenset[str], range]]]:
    by_text = {text: group for group, text in table.group_labels.items()}
    for label in stubs:
        group = by_text.get(label.text)
        if group is None or label.box.column == 0:
            continue
        start = labelled.index(label.box.row)
        wordings = frozenset(canonical(text) for text in _wordings(label))
        yield group, (wordings, range(start, start + label.box.rows))


def _covering_row(stubs: Sequence[LabelBox], row: int) -> list[LabelBox]:
    found = [item for item in stubs if item.box.row <= row < item.box.row + item.box.rows]
    return sorted(found, key=lambda item: item.box.column)


def _covering_column(
    heads: Sequence[LabelBox], column: int, top: int, bottom: int
) -> list[LabelBox]:
    found = [
        item
        for item in heads
        if item.box.column <= column < item.box.column + item.box.columns
        and top <= item.box.row < bottom
    ]
    return sorted(found, key=lambda item: item.box.row)


def _wordings(label: LabelBox) -> tuple[str, ...]:
    return (label.text, *label.aliases)
