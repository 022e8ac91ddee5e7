"""The generated documentation pages: the findings catalogue and the dictionary of cells."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from gaitui.cell import Kind
from gaitui.definition import CellSpec, Definition, Table
from gaitui.definition.catalogue import FAMILIES, CatalogueEntry, catalogue
from gaitui.definition.schema import CheckRule
from gaitui.render.explain import severity_names

GENERATED = "本页由 `make docs` 生成，请勿手改。"
KIND_NAMES = {Kind.COUNT: "整数", Kind.DECIMAL: "小数", Kind.CHANGE: "整数，可为负"}


def render_findings_markdown() -> str:
    """docs/findings.md: a table of all codes, then a section for each."""
    entries = catalogue().values()
    rows = [(_link(entry), entry.title, severity_names(entry)) for entry in entries]
    lines = [
        GENERATED,
        "",
        "# 核对结果目录",
        "",
        "核对报出的每一条结果都有一个编号。编号固定不变，停用后也不会改作他用。"
        "在终端里用 `gaitui explain 编号` 可以看到同样的内容。",
        "",
        *_markdown_table(("编号", "名称", "级别"), rows),
    ]
    for family, members in groupby(entries, key=lambda entry: entry.family):
        lines += ["", f"## {family}xx {FAMILIES[family]}"]
        for entry in members:
            lines += ["", *_entry_lines(entry)]
    return "\n".join(lines) + "\n"


def render_cells_markdown(definitions: Sequence[Definition]) -> str:
    """docs/cells.md: every cell and every balance rule of the given editions."""
    lines = [
        GENERATED,
        "",
        "# 单元格字典",
        "",
        "每个数字有一个固定的键，写作 `表.行.列`，用于 JSON 文件、核对结果和命令行；"
        "在工作簿里它是单元格的名称，`.` 换成 `_`。",
    ]
    for definition in definitions:
        lines += ["", *_definition_lines(definition)]
    return "\n".join(lines) + "\n"


def _link(entry: CatalogueEntry) -> str:
    return f"[{entry.code}](#{entry.code.lower()})"


def _entry_lines(entry: CatalogueEntry) -> list[str]:
    steps = [f"{number}. {_escape(step)}" for number, step in enumerate(entry.mend, 1)]
    return [
        f'<a id="{entry.code.lower()}"></a>',
        "",
        f"### {entry.code} {_escape(entry.title)}",
        "",
        f"级别：{severity_names(entry)}",
        "",
        f"**含义** {_escape(entry.meaning)}",
        "",
        f"**依据** {_escape(entry.basis)}",
        "",
        f"**示例** {_escape(entry.example)}",
        "",
        "**改法**",
        "",
        *steps,
    ]


def _definition_lines(definition: Definition) -> list[str]:
    last = f"至 {definition.last_year} 年度" if definition.last_year else "年度起"
    lines = [
        f"## {definition.id} {_escape(definition.name)}",
        "",
        f"用于 {definition.first_year} {last}，共 {len(definition.cells)} 个单元格。",
    ]
    for table in definition.tables.values():
        lines += ["", *_table_lines(definition, table)]
    return [*lines, "", *_rule_lines(definition), "", *_year_lines(definition)]


def _table_lines(definition: Definition, table: Table) -> list[str]:
    section = definition.section_of(table.id)
    heading = _escape(section.heading) if section else "不在六个部分之内"
    lines = [f"### {definition.id} `{table.id}` {heading}"]
    header = ("键", "行", "列", "类型", "合计", "说明")
    for (caption, basis), specs in groupby(table.cells, key=lambda s: (s.caption, s.basis)):
        if caption:
            lines += ["", f"#### {_escape(caption)}"]
        if basis:
            lines += ["", f"依据：{_escape(basis)}"]
        rows = [_cell_row(definition, spec) for spec in specs]
        lines += ["", *_markdown_table(header, rows)]
    return lines


def _cell_row(definition: Definition, spec: CellSpec) -> tuple[str, ...]:
    kind = KIND_NAMES[spec.kind] + (f"（{_escape(spec.unit)}）" if spec.unit else "")
    return (
        f"`{spec.ref}`",
        _escape(" › ".join(spec.row_path)),
        _escape(" › ".join(spec.column_path)),
        kind,
        "是" if definition.is_computed(spec.ref) else "",
        _escape(spec.row_note + spec.column_note),
    )


def _rule_lines(definition: Definition) -> list[str]:
    counts = Counter(equation.rule for equation in definition.equations)
    rows = [(*_rule_row(definition, rule), str(count)) for rule, count in counts.items()]
    return [
        f"### {definition.id} 勾稽规则",
        "",
        f"共 {len(definition.equations)} 个等式。",
        "",
        *_markdown_table(("编号", "部分", "规则", "等式数"), rows),
    ]


def _rule_row(definition: Definition, rule: CheckRule) -> tuple[str, str, str]:
    section = definition.section_of(rule.table)
    each = "每行" if rule.each == "row" else "每列"
    return (
        rule.code,
        _escape(section.heading) if section else rule.table,
        f"{each}：{_escape(rule.left_label)} = {_escape(rule.right_label)}",
    )


def _year_lines(definition: Definition) -> list[str]:
    """What links two years, with the code of the check."""
    rows = []
    for carry in definition.carries:
        table = definition.tables[carry.table]
        theirs, ours = (_row_label(table, row) for row in (carry.from_row, carry.to_row))
        rows.append(("Y401", _heading(definition, table), f"每列：本年“{ours}” = 上年“{theirs}”"))
    for rule in definition.continuities:
        table = definition.tables[rule.table]
        stock, *moves = (
            _column_label(table, column) for column in (rule.stock, *rule.added, *rule.removed)
        )
        signs = ["+"] * len(rule.added) + ["−"] * len(rule.removed)
        terms = "".join(f" {sign} 本年“{move}”" for sign, move in zip(signs, moves, strict=True))
        subjects = "、".join(_row_label(table, row) for row in rule.rows)
        words = f"{subjects}：本年“{stock}” = 上年“{stock}”{terms}"
        rows.append(("Y402", _heading(definition, table), words))
    return [
        f"### {definition.id} 年度衔接",
        "",
        *_markdown_table(("编号", "部分", "规则"), rows),
    ]


def _heading(definition: Definition, table: Table) -> str:
    section = definition.section_of(table.id)
    return _escape(section.heading) if section else table.id


def _row_label(table: Table, row: str) -> str:
    return next(
        _escape((spec.row_path or spec.column_path)[-1]) for spec in table.cells if spec.row == row
    )


def _column_label(table: Table, column: str) -> str:
    return next(_escape(spec.column_path[-1]) for spec in table.cells if spec.column == column)


def _markdown_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    rule = ("---",) * len(header)
    return ["| " + " | ".join(row) + " |" for row in (header, rule, *rows)]


def _escape(text: str) -> str:
    """Text that Markdown shows as it is, also in a table's cell."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", text).replace("\n", " ")
