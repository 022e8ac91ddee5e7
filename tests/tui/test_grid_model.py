"""The grid without a terminal: tables as rows and heads, moves, lines, widths and drawing."""

from collections.abc import Callable

import pytest
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.definition.schema import Block, Node, TableSource
from gaitui.definition.shape import build_table
from gaitui.finding import Severity
from gaitui.tui.grid import CellState, GridModel, build_grid, navigation
from gaitui.tui.grid.arrange import Arrangement, LineKind, arrange, head_line
from gaitui.tui.grid.drawing import Focus, Piece, Tone, cell_pieces, field, label_pieces
from gaitui.tui.grid.editor import Editor
from gaitui.tui.grid.fitting import cut
from tests.support import EDITIONS, edition, luohu

TABLES = [(name, table) for name in EDITIONS for table in ("disclosure", "requests", "disputes")]
SIZES = [(60, 17), (80, 20), (120, 36)]


def grid(name: str, table: str) -> GridModel:
    definition = edition(name)
    return build_grid(definition.tables[table], definition.formulas)


def ref(text: str) -> CellRef:
    return CellRef(text)


def published(cell: CellRef) -> CellState:
    report = luohu()
    return CellState(report.cell(cell).shown, computed=cell in report.definition.formulas)


def drawn(
    model: GridModel, size: tuple[int, int], state_of: Callable[[CellRef], CellState] = published
) -> list[str]:
    """The whole table as text, with its first cell current."""
    arrangement = arrange(model, *size, state_of)
    focus = Focus(model.first)
    return [
        text(label_pieces(model, arrangement, line, focus))
        + text(cell_pieces(model, arrangement, line, focus, state_of))
        for line in arrangement.lines
    ]


def text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_every_cell_has_one_place(name: str, table: str) -> None:
    model = grid(name, table)
    cells = [cell for row in model.rows for cell in row.cells]
    assert sorted(cells) == sorted(spec.ref for spec in edition(name).tables[table].cells)
    assert len(set(cells)) == len(cells) == len(model.places)
    assert all(len(row.cells) == block.columns for block in model.blocks for row in block.rows)
    assert all(len(block.heads[-1]) == block.columns for block in model.blocks)


@pytest.mark.parametrize(("name", "table"), TABLES)
@pytest.mark.parametrize("size", SIZES)
def test_lines_keep_within_the_width_and_show_every_number(
    name: str, table: str, size: tuple[int, int]
) -> None:
    model = grid(name, table)
    arrangement = arrange(model, *size, published)
    assert len(arrangement.line_of_row) == len(model.rows)
    assert arrangement.width <= size[0]
    for line, shown in zip(arrangement.lines, drawn(model, size), strict=True):
        assert cell_len(shown) <= arrangement.width
        if line.kind is LineKind.DATA:
            numbers = [published(cell).text for cell in model.rows[line.row].cells]
            given = "".join(c if c.isdigit() or c in "-." else " " for c in shown).split()
            assert given[len(given) - len([n for n in numbers if n]) :] == [n for n in numbers if n]


def test_part_three_at_80_columns() -> None:
    lines = drawn(grid("gwy-2021", "requests"), (80, 20))
    assert lines[:6] == [
        " （本列数据的勾稽关系为：第一项加第        ┌──────法人或其他组织───────┐       ",
        " 二项之和，等于第三项加第四项之和） 自然人  商企  科研  公益  法服  其他  总计 ",
        "▸一、本年新收政府信息公开申请数量  [   510]   16     0     0     5     3·  534 ",
        " 二、上年结转政府信息公开申请数量       38     3     0     0     0     0·   41 ",
        " 三（一）予以公开                      132     6     0     0     1     1·  140 ",
        " （二）部分公开（区分处理的，只计…      96     3     0     0     3     0·  102 ",
    ]
    assert lines[6].startswith(" （三）1.属于国家秘密 ")
    assert lines[7].startswith("       2.其他法律行政法规禁止公开 ")
    assert lines[-2].startswith(" （七）总计 ")
    assert "·   528·   19" in lines[-2]
    assert len(lines) == 2 + 25


def test_part_three_with_room_has_groups_full_heads_and_all_levels() -> None:
    lines = drawn(grid("gwy-2021", "requests"), (120, 36))
    assert "申请人情况" in lines[0]
    assert "─法人或其他组织─" in lines[1]
    assert "自然人 商业企业 科研机构 社会公益组织 法律服务机构  其他  总计" in lines[2]
    assert lines[5].strip() == "三、本年度办理结果"
    assert lines[6].startswith("   （一）予以公开")
    assert lines[9].startswith("     1.属于国家秘密")


def test_part_two_has_a_block_for_each_caption() -> None:
    model = grid("gwy-2021", "disclosure")
    assert [(block.caption, block.columns, len(block.rows)) for block in model.blocks] == [
        ("第二十条第（一）项", 3, 2),
        ("第二十条第（五）项", 1, 1),
        ("第二十条第（六）项", 1, 2),
        ("第二十条第（八）项", 1, 1),
    ]
    assert len(grid("gwy-2019", "disclosure").blocks) == 5
    compact = drawn(model, (80, 12))
    assert compact[0].startswith(" 第二十条第（一）项 ")
    assert compact[0].endswith("本年制发件数     本年废止件数     现行有效件数 ")
    roomy = drawn(model, (80, 14))
    assert roomy[0].strip() == "第二十条第（一）项"
    assert roomy[1].startswith(" 信息内容 ")


@pytest.mark.parametrize("name", EDITIONS)
def test_part_four_is_turned_into_rows(name: str) -> None:
    model = grid(name, "disputes")
    assert [row.path for row in model.rows] == [
        ("行政复议",),
        ("行政诉讼", "未经复议直接起诉"),
        ("行政诉讼", "复议后起诉"),
    ]
    (block,) = model.blocks
    heads = [head.text for head in block.heads[-1]]
    assert heads == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    compact = [line.rstrip() for line in drawn(model, (80, 4))]
    assert compact[2].startswith(" 行政诉讼 未经复议直接起诉 ")
    assert compact[3].startswith("          复议后起诉 ")
    grouped = [line.strip() for line in drawn(model, (80, 20))]
    assert grouped[2] == "行政诉讼"


def test_another_edition_needs_no_other_code() -> None:
    table = build_table(
        TableSource(
            "new",
            (
                Block(
                    caption="甲",
                    heads=(
                        Node(
                            "一类",
                            children=(Node("子甲", id="a", short="甲"), Node("子乙", id="b")),
                        ),
                        Node("二类", id="c"),
                    ),
                    rows=(
                        Node(
                            "组", group="g", children=(Node("行一", id="x"), Node("行二", id="y"))
                        ),
                        Node("行三", id="z"),
                    ),
                ),
                Block(heads=(Node("三类", id="d"),), rows=(Node("行四", id="w"),)),
            ),
        )
    )
    model = build_grid(table, [])
    assert [row.path for row in model.rows] == [
        ("组", "行一"),
        ("组", "行二"),
        ("行三",),
        ("行四",),
    ]
    assert [[head.text for head in level] for level in model.blocks[0].heads] == [
        ["一类"],
        ["子甲", "子乙", "二类"],
    ]
    assert drawn(model, (80, 20), lambda _: CellState())[3].strip() == "组"
    compact = drawn(model, (60, 5), lambda _: CellState())
    assert "┌" in compact[0]
    assert compact[2].startswith("▸组 行一")
    assert compact[3].startswith("    行二")


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_moves_stay_in_the_table_and_inputs_skip_totals(name: str, table: str) -> None:
    model = grid(name, table)
    for cell in model.places:
        for rows, columns in ((1, 0), (-1, 0), (0, 1), (0, -1), (99, 99), (-99, -99)):
            assert navigation.step(model, cell, rows, columns) in model.places
        assert navigation.input_below(model, cell) in model.places
        for towards in (-1, 1):
            assert navigation.column_edge(model, cell, towards) in model.places
            assert navigation.row_edge(model, cell, towards) in model.places
    visited = []
    following: CellRef | None = model.first
    while following is not None:
        visited.append(following)
        following = navigation.next_input(model, following)
    assert set(visited) == set(model.places) - model.computed
    assert navigation.next_input(model, model.first, -1) is None
    backwards = [navigation.next_input(model, cell, -1) for cell in visited[1:]]
    assert backwards == visited[:-1]


def test_moves_in_part_three() -> None:
    model = grid("gwy-2021", "requests")
    last_outcome = ref("requests.other_rest.business")
    assert navigation.step(model, last_outcome, 1, 0) == "requests.handled.business"
    assert navigation.input_below(model, last_outcome) == "requests.carried_out.business"
    bottom = ref("requests.carried_out.business")
    assert navigation.input_below(model, bottom) == bottom
    end = ref("requests.new.other_org")
    assert navigation.next_input(model, end) == "requests.carried_in.natural_person"
    assert navigation.row_edge(model, end, 1) == "requests.new.total"
    assert navigation.row_edge(model, end, -1) == "requests.new.natural_person"
    assert navigation.column_edge(model, end, 1) == "requests.carried_out.other_org"
    assert navigation.table_edge(model, 1) == "requests.carried_out.total"
    assert navigation.table_edge(model, -1) == model.first


def test_moves_between_blocks_of_different_width() -> None:
    model = grid("gwy-2021", "disclosure")
    third = ref("disclosure.regulations.in_force")
    assert navigation.step(model, third, 2, 0) == "disclosure.licensing.decisions"
    assert navigation.column_edge(model, third, 1) == "disclosure.normative_documents.in_force"
    edge = ref("disclosure.normative_documents.in_force")
    assert navigation.column_edge(model, edge, 1) == "disclosure.licensing.decisions"
    assert model.rectangle(third, ref("disclosure.licensing.decisions")) == (
        ("disclosure.regulations.issued", "disclosure.regulations.repealed", third),
        (
            "disclosure.normative_documents.issued",
            "disclosure.normative_documents.repealed",
            "disclosure.normative_documents.in_force",
        ),
        ("disclosure.licensing.decisions",),
    )


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (CellState("101"), "  101"),
        (CellState(), "     "),
        (CellState("101", Severity.ERROR), " ✗101"),
        (CellState("101", Severity.WARNING), " !101"),
        (CellState("101", Severity.INFO), "  101"),
        (CellState("101", changed=True), " *101"),
        (CellState("1 234 件", Severity.ERROR), "✗1 2…"),
        (CellState("６件", Severity.ERROR), "✗６件"),
        (CellState("538", Severity.ERROR, computed=True, struck="534"), " ≠538"),
        (CellState("8", computed=True, struck="534"), "534≠8"),
        (CellState("a\nb\x1b[1m"), "a b�…"),
    ],
)
def test_a_cells_state_is_seen_without_colour(state: CellState, shown: str) -> None:
    assert text(field(state, 5)) == shown


def test_tones_of_a_cell() -> None:
    pieces = field(CellState("538", Severity.ERROR, computed=True, struck="534"), 8)
    assert [(piece.text, piece.tone) for piece in pieces] == [
        (" ", Tone.PLAIN),
        ("534", Tone.STRUCK),
        ("≠538", Tone.ERROR),
    ]
    assert field(CellState("5", computed=True), 3)[-1].tone is Tone.TOTAL


def test_columns_widen_for_what_they_hold() -> None:
    model = grid("gwy-2021", "requests")
    long = ref("requests.new.research")

    def state(cell: CellRef) -> CellState:
        if cell == long:
            return CellState("12345678", Severity.ERROR)
        return CellState("7", struck="534" if cell == "requests.new.total" else "")

    arrangement = arrange(model, 80, 20, state)
    assert arrangement.columns[0].widths == (6, 5, 9, 5, 5, 5, 5)
    assert any("✗12345678" in line for line in drawn(model, (80, 20), state))
    wide = arrange(model, 100, 20, state)
    assert wide.columns[0].widths[-1] >= len("534≠7")


def test_when_nothing_fits_the_cells_are_wider_than_the_screen() -> None:
    model = grid("gwy-2021", "requests")
    arrangement: Arrangement = arrange(model, 60, 17, lambda _: CellState("1" * 11))
    assert arrangement.width > 60
    assert set(arrangement.columns[0].widths) == {11}
    heads = head_line(model.blocks[0], arrangement.columns[0], 2)
    assert cell_len(heads) == arrangement.columns[0].end


def test_editor() -> None:
    editor = Editor().insert("１2").insert("3")
    assert (editor.text, editor.caret) == ("１23", 3)
    assert editor.window(6) == (" １23", " ", "")
    assert editor.window(4) == ("23", " ", "") or cell_len("".join(editor.window(4))) == 4
    middle = editor.move(-2)
    assert middle.window(6) == ("  １", "2", "3")
    assert middle.delete_left().text == "23"
    assert middle.delete_right().text == "１3"
    assert editor.move(-99).caret == 0
    assert editor.move(-99).delete_left() == editor.move(-99)
    assert editor.move(99) == editor


@pytest.mark.parametrize("width", range(12))
def test_cut_never_exceeds_its_width(width: int) -> None:
    assert cell_len(cut("（三）abc不予公开", width)) <= width
