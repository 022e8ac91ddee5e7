"""From the tree of labels in a definition file to boxes and cells on a grid."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gaitui.cell import cell_ref
from gaitui.definition.model import Box, CellSpec, LabelBox, Role, Table
from gaitui.definition.schema import Block, Node, TableSource


class _Leaf(Struct, frozen=True):
    """A label at the end of its branch, with the labels above it and its extent."""

    node: Node
    start: int
    extent: int
    path: tuple[str, ...]
    row: str | None


class _Placed(Struct, frozen=True):
    """A label and the rectangle it takes along (start, extent) and across (depth, depths)."""

    node: Node
    start: int
    extent: int
    depth: int
    depths: int


def _depth(nodes: Sequence[Node]) -> int:
    return max((1 + _depth(node.children) for node in nodes), default=0)


def _leaf_count(node: Node) -> int:
    return sum(map(_leaf_count, node.children)) or 1


def _place(nodes: Sequence[Node], depths: int, stretch: int = 0) -> Iterator[_Placed]:
    """Place a label tree: parents cover their leaves, leaves reach down to the last level, and
    the last leaf takes `stretch` further grid cells."""

    def walk(level: Sequence[Node], start: int, depth: int, stretch: int) -> Iterator[_Placed]:
        for node in level:
            last = node is level[-1]
            extent = _leaf_count(node) + (stretch if last else 0)
            height = 1 if node.children else depths - depth
            yield _Placed(node, start, extent, depth, height)
            yield from walk(node.children, start, depth + 1, stretch if last else 0)
            start += extent

    return walk(nodes, 0, 0, stretch)


def _leaves(nodes: Sequence[Node], depths: int, stretch: int = 0) -> list[_Leaf]:
    """The leaves of a placed tree in order; plain headings do not enter their paths."""
    leaves: list[_Leaf] = []
    branch: list[Node] = []
    for placed in _place(nodes, depths, stretch):
        del branch[placed.depth :]
        branch.append(placed.node)
        if not placed.node.children:
            named = [node for node in branch if node.id or node.group or node.row]
            row = next((node.row for node in branch if node.row), None)
            path = tuple(node.label for node in named)
            leaves.append(_Leaf(placed.node, placed.start, placed.extent, path, row))
    return leaves


def _block_width(block: Block) -> int:
    return _depth(block.rows) + sum(map(_leaf_count, block.heads))


def build_table(source: TableSource) -> Table:
    """Work out a table's boxes, labels and cells."""
    width = max(map(_block_width, source.blocks))
    labels: list[LabelBox] = []
    cells: list[CellSpec] = []
    top = 0
    for block in source.blocks:
        stretch = width - _block_width(block)
        labels += _block_labels(block, top, width, stretch)
        cells += _block_cells(source.id, block, top, stretch)
        top += _block_height(block)
    groups, group_labels = _groups(source)
    return Table(
        id=source.id,
        width=width,
        height=top,
        labels=tuple(labels),
        cells=tuple(cells),
        rows=tuple(dict.fromkeys(cell.row for cell in cells)),
        columns=tuple(dict.fromkeys(cell.column for cell in cells)),
        short_heads={
            leaf.node.id: leaf.node.short or leaf.node.label
            for block in source.blocks
            for leaf in _leaves(block.heads, 1)
            if leaf.node.id
        },
        groups=groups,
        group_labels=group_labels,
    )


def _block_height(block: Block) -> int:
    lines = sum(map(_leaf_count, block.rows)) if block.rows else 1
    return (1 if block.caption else 0) + _depth(block.heads) + lines


def _block_labels(block: Block, top: int, width: int, stretch: int) -> Iterator[LabelBox]:
    stub, head = _depth(block.rows), _depth(block.heads)
    if block.caption:
        yield LabelBox(Box(top, 0, 1, width), block.caption, Role.CAPTION)
        top += 1
    if block.corner:
        yield LabelBox(Box(top, 0, head, stub), block.corner, Role.CORNER)
    for item in _place(block.heads, head, stretch):
        box = Box(top + item.depth, stub + item.start, item.depths, item.extent)
        yield LabelBox(box, item.node.label, Role.HEAD, item.node.aliases)
    for item in _place(block.rows, stub):
        box = Box(top + head + item.start, item.depth, item.extent, item.depths)
        yield LabelBox(box, item.node.label, Role.LABEL, item.node.aliases)


def _block_cells(table: str, block: Block, top: int, stretch: int) -> Iterator[CellSpec]:
    stub, head = _depth(block.rows), _depth(block.heads)
    top += head + (1 if block.caption else 0)
    columns = _leaves(block.heads, head, stretch)
    seen = Counter(leaf.node.label for leaf in columns)
    lines = _leaves(block.rows, stub) or [_Leaf(Node(label=""), 0, 1, (), None)]
    for line in lines:
        for leaf in columns:
            row, column = line.node.id or leaf.row or "", leaf.node.id or ""
            yield CellSpec(
                ref=cell_ref(table, row, column),
                table=table,
                row=row,
                column=column,
                kind=leaf.node.kind,
                unit=leaf.node.unit,
                caption=block.caption,
                row_path=line.path,
                column_path=leaf.path if seen[leaf.node.label] > 1 else leaf.path[-1:],
                row_note=line.node.note,
                column_note=leaf.node.note,
                basis=block.basis,
                box=Box(top + line.start, stub + leaf.start, 1, leaf.extent),
            )


def _groups(source: TableSource) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Group ids with the ids of the leaves below them, and with their labels."""
    members: dict[str, tuple[str, ...]] = {}
    labels: dict[str, str] = {}

    def walk(nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.group:
                members[node.group] = tuple(
                    leaf.row or leaf.node.id or "" for leaf in _leaves(node.children, 1)
                )
                labels[node.group] = node.label
            walk(node.children)

    for block in source.blocks:
        walk(block.heads)
        walk(block.rows)
    return {group: tuple(dict.fromkeys(ids)) for group, ids in members.items()}, labels
