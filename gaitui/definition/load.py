"""Strict loading of definition files: whatever is wrong is refused, naming file, key and the
nearest known name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import tomli
from msgspec import Struct

from gaitui.cell import CellRef, cell_ref
from gaitui.definition import schema
from gaitui.definition.claims import ClaimError, build_subjects
from gaitui.definition.model import Definition, Equation, Subject, Table
from gaitui.definition.schema import Chart, ChartPoint, CheckRule, Source, TableSource
from gaitui.definition.shape import build_table
from gaitui.errors import DefinitionError, EditionError, nearest

_ID = re.compile(r"[a-z][a-z0-9_]*")
DATA = Path(__file__).with_name("data")
_BUILT_IN = {"gwy-2021": 2021, "gwy-2019": 2019}
"""Editions shipped with the package and their first years, newest first."""


def built_in_ids() -> tuple[str, ...]:
    """Ids of the editions shipped with the package."""
    return tuple(_BUILT_IN)


@cache
def built_in(definition_id: str) -> Definition:
    """The shipped edition with this id; `EditionError` if there is none."""
    if definition_id not in _BUILT_IN:
        raise EditionError(
            f"没有名为“{definition_id}”的格式版本{nearest(definition_id, _BUILT_IN)}。"
            f"可用的版本：{'、'.join(_BUILT_IN)}；自备的格式请用 --definition 给出文件路径。"
        )
    name = f"{definition_id}.toml"
    return parse_definition((DATA / name).read_bytes(), name)


def for_year(year: int) -> Definition:
    """The shipped edition for a report year; `EditionError` outside the years covered."""
    for definition_id, first_year in _BUILT_IN.items():
        if year >= first_year:
            definition = built_in(definition_id)
            if definition.covers(year):
                return definition
    raise EditionError(
        f"{year} 年度没有对应的报告格式：现有格式用于 {min(_BUILT_IN.values())} 年度及以后。"
        "请核对年份。"
    )


def find(id_or_path: str) -> Definition:
    """A shipped edition by id, or a definition file by path."""
    if id_or_path.endswith(".toml"):
        return load_definition(Path(id_or_path))
    return built_in(id_or_path)


def load_definition(path: Path) -> Definition:
    """A user's own definition file; `DefinitionError` says what is wrong in it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DefinitionError(f"格式文件 {path} 读不出来：{error.strerror}。") from error
    return parse_definition(data, path.name)


def parse_definition(data: bytes, name: str) -> Definition:
    """A definition from TOML bytes; `name` is the file's name, for messages."""
    try:
        source = tomli.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError(f"格式文件 {name} 不是 UTF-8 编码。") from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise DefinitionError(f"格式文件 {name} 不是正确的 TOML：{error}。") from error
    return build_definition(source, name)


def build_definition(source: Mapping[str, Any], name: str) -> Definition:
    """A definition from a file's decoded content."""
    try:
        return _Builder(msgspec.convert(source, Source), name).build()
    except msgspec.ValidationError as error:
        raise DefinitionError(f"格式文件 {name} 有误：{_explain(str(error))}。") from error


_TYPES = {"int": "整数", "str": "文字", "bool": "true 或 false", "float": "小数",
          "array": "列表", "object": "表", "null": "空"}  # fmt: skip
_STRUCTS: Mapping[str, type[Struct]] = {
    "$": Source, "documents": schema.Document, "narratives": schema.Narrative,
    "sections": schema.Section, "tables": TableSource, "blocks": schema.Block,
    "heads": schema.Node, "rows": schema.Node, "children": schema.Node, "checks": CheckRule,
    "carries": schema.Carry, "continuities": schema.Continuity, "charts": Chart,
    "points": ChartPoint,
    "claims": schema.ClaimRule,
}  # fmt: skip
"""What stands under each key of a file."""
_CHOICES = ("count", "decimal", "change", "row", "column", "form", "superseded")


def _explain(error: str) -> str:
    """A msgspec message in Chinese, with the key, its place and the nearest match."""
    place = match[1] if (match := re.search(r"at `([^`]*)`", error)) else "$"
    if match := re.search(r"unknown field `([^`]*)`", error):
        struct = _STRUCTS[re.sub(r"\[[^]]*\]", "", place).rpartition(".")[2]]
        known = nearest(match[1], struct.__struct_fields__)
        return f"不认识的键“{match[1]}”，在 {place}{known}"
    if match := re.search(r"missing required field `([^`]*)`", error):
        return f"缺少键“{match[1]}”，在 {place}"
    if match := re.search(r"Invalid enum value '([^']*)'", error):
        return f"{place} 的值不认识：“{match[1]}”{nearest(match[1], _CHOICES)}"
    if match := re.match(r"Expected `([^`]*)`, got `([^`]*)`", error):
        wanted, got = (
            re.sub(r"\w+", lambda m: _TYPES.get(m[0], m[0]), name) for name in match.groups()
        )
        return f"{place} 的值应为{wanted.replace(' | ', '或')}，实际是{got}"
    return f"{place} 的值不合要求：{error.split(' - at')[0]}"


class _Builder:
    """Turns a decoded file into a Definition, refusing duplicates and dangling names."""

    def __init__(self, source: Source, name: str) -> None:
        self.source = source
        self.name = name
        self.tables: dict[str, Table] = {}

    def build(self) -> Definition:
        source = self.source
        self._check_head()
        self._unique("表格", (table.id for table in source.tables))
        self._unique("部分", (section.id for section in source.sections))
        self._unique("文字部分", (narrative.id for narrative in source.narratives))
        self._unique("核对规则", (rule.id for rule in source.checks))
        self._unique("图表", (chart.id for chart in source.charts))
        self.tables = {table.id: build_table(table) for table in source.tables}
        for table_source in source.tables:
            self._check_groups(table_source)
        for table in self.tables.values():
            self._unique("单元格", (cell.ref for cell in table.cells))
            self._check_ids(table)
        self._check_sections()
        self._check_carries()
        self._check_continuities()
        equations = tuple(eq for rule in source.checks for eq in self._equations(rule))
        formulas: dict[CellRef, Equation] = {}
        for equation in equations:
            if equation.computes is not None:
                formulas.setdefault(equation.computes, equation)
        return Definition(
            id=source.id,
            name=source.name,
            first_year=source.first_year,
            last_year=source.last_year,
            title=source.title,
            basis=source.basis,
            documents=source.documents,
            narratives={narrative.id: narrative for narrative in source.narratives},
            sections=source.sections,
            tables=self.tables,
            cells={cell.ref: cell for table in self.tables.values() for cell in table.cells},
            equations=equations,
            formulas=formulas,
            carries=source.carries,
            continuities=source.continuities,
            charts=tuple(map(self._chart, source.charts)),
            objects=source.objects,
            subjects=self._subjects(),
        )

    def _subjects(self) -> Mapping[str, Subject]:
        try:
            return build_subjects(self.source.claims, self.source.objects, self.tables)
        except ClaimError as error:
            raise self._refuse(str(error)) from error

    def _refuse(self, problem: str) -> DefinitionError:
        return DefinitionError(f"格式文件 {self.name} 有误：{problem}。")

    def _unique(self, what: str, ids: Iterable[str]) -> None:
        for key, count in Counter(ids).items():
            if count > 1:
                raise self._refuse(f"{what}“{key}”出现了 {count} 次")

    def _known(self, what: str, key: str, known: Iterable[str]) -> str:
        known = tuple(known)
        if key not in known:
            raise self._refuse(f"{what}“{key}”没有定义{nearest(key, known)}")
        return key

    def _check_head(self) -> None:
        first, last = self.source.first_year, self.source.last_year
        if last is not None and last < first:
            raise self._refuse(f"last_year {last} 早于 first_year {first}")
        if not re.fullmatch(r"[\w.-]+", self.source.id):
            raise self._refuse(f"id“{self.source.id}”只能用字母、数字、点和连字符")
        try:
            self.source.title.format(unit="", year="")
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise self._refuse("title 里只能用 {unit} 和 {year}") from error

    def _check_ids(self, table: Table) -> None:
        for cell in table.cells:
            for part in (table.id, cell.row, cell.column):
                if not _ID.fullmatch(part):
                    path = " › ".join(cell.path)
                    raise self._refuse(f"“{path}”缺少 id，或 id“{part}”不是小写英文")

    def _check_groups(self, source: TableSource) -> None:
        """Labels are leaves or parents, and no group is called like another one or like a row
        or column: rules refer to all of them by name."""
        table = self.tables[source.id]
        names = list(dict.fromkeys(table.rows + table.columns))
        nodes = [node for block in source.blocks for node in block.heads + block.rows]
        while nodes:
            node = nodes.pop()
            if (node.id is None) == (not node.children) or (node.group and not node.children):
                raise self._refuse(f"“{node.label}”应当有 id 或 children 中的一个")
            names += [node.group] if node.group else []
            nodes += node.children
        self._unique(f"表格 {source.id} 的行、列或组", names)

    def _check_sections(self) -> None:
        narratives = [narrative.id for narrative in self.source.narratives]
        sections = self.source.sections
        shown = [section.table or section.narrative or "" for section in sections]
        self._unique("工作表", (f"{section.number}、{section.short}" for section in sections))
        self._unique("部分里的表格或文字", filter(None, shown))
        for section in sections:
            if not re.fullmatch(r"[^\[\]:*?/\\']{1,24}", section.number + section.short):
                raise self._refuse(f"部分“{section.id}”的 short 不能作工作表名")
            if (section.table is None) == (section.narrative is None):
                raise self._refuse(f"部分“{section.id}”应当有 table 或 narrative 中的一个")
            if section.table is not None:
                self._known("表格", section.table, self.tables)
            if section.narrative is not None:
                self._known("文字部分", section.narrative, narratives)
        for table in set(self.tables) - set(shown):
            raise self._refuse(f"表格“{table}”不在任何部分里")
        if len(set(narratives) - set(shown)) > 1:
            raise self._refuse("不在任何部分里的文字只能有一个（导语）")

    def _check_carries(self) -> None:
        for carry in self.source.carries:
            table = self.tables[self._known("表格", carry.table, self.tables)]
            self._known("行", carry.from_row, table.rows)
            self._known("行", carry.to_row, table.rows)

    def _check_continuities(self) -> None:
        for rule in self.source.continuities:
            table = self.tables[self._known("表格", rule.table, self.tables)]
            known = {cell.ref for cell in table.cells}
            if not rule.rows:
                raise self._refuse(f"表格 {table.id} 的 continuities 没有写 rows")
            columns = (rule.stock, *rule.added, *rule.removed)
            self._unique("continuities 的列", columns)
            for row in rule.rows:
                self._known("行", row, table.rows)
                for column in columns:
                    self._known("列", column, table.columns)
                    self._known("单元格", cell_ref(table.id, row, column), known)

    def _expand(self, table: Table, names: Sequence[str], known: Sequence[str]) -> list[str]:
        """Names with groups replaced by their members."""
        return [
            member
            for name in names
            for member in table.groups.get(
                self._known(f"表格 {table.id} 的行、列或组", name, [*known, *table.groups]),
                (name,),
            )
        ]

    def _equations(self, rule: CheckRule) -> Iterable[Equation]:
        table = self.tables[self._known("表格", rule.table, self.tables)]
        by_row = rule.each == "row"
        terms, lines = (table.columns, table.rows) if by_row else (table.rows, table.columns)
        left = self._expand(table, rule.left, terms)
        right = self._expand(table, rule.right, terms)
        self._check_sides(rule, left, right)
        specs = {cell.ref: cell for cell in table.cells}

        def refs(line: str, names: list[str]) -> tuple[CellRef, ...]:
            pairs = ((line, name) if by_row else (name, line) for name in names)
            return tuple(cell_ref(table.id, row, column) for row, column in pairs)

        for line in lines:
            sides = refs(line, left), refs(line, right)
            if not all(ref in specs for side in sides for ref in side):
                raise self._refuse(f"核对规则“{rule.id}”用到的格子在“{line}”处不存在")
            first = specs[sides[0][0]]
            path = (first.row_path or first.column_path[:-1]) if by_row else first.column_path
            axis = "列" if not by_row else "行" if first.row_path else ""
            yield Equation(rule, " › ".join(path[-2:]) + axis, *sides)

    def _check_sides(self, rule: CheckRule, left: list[str], right: list[str]) -> None:
        if not re.fullmatch("A1[0-9]{2}", rule.code):
            raise self._refuse(f"核对规则“{rule.id}”的 code“{rule.code}”应当形如 A101")
        if not left or not right or (rule.computes and len(left) != 1):
            raise self._refuse(f"核对规则“{rule.id}”的 left 或 right 的项数不对")
        self._unique(f"核对规则“{rule.id}”的项", left + right)

    def _chart(self, chart: Chart) -> Chart:
        """The chart with group names in its cells replaced by the cells themselves."""
        points = tuple(
            ChartPoint(point.label, tuple(ref for key in point.cells for ref in self._cells(key)))
            for point in chart.points
        )
        return Chart(chart.id, chart.title, points)

    def _cells(self, key: str) -> list[CellRef]:
        parts = key.split(".")
        if len(parts) != 3:
            raise self._refuse(f"单元格“{key}”应当写成 表.行.列")
        table_id, row, column = parts
        table = self.tables[self._known("表格", table_id, self.tables)]
        known = [cell.ref for cell in table.cells]
        refs = [cell_ref(table_id, name, column) for name in self._expand(table, [row], table.rows)]
        for ref in refs:
            self._known("单元格", ref, known)
        return refs
