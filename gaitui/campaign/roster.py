"""The roster: which departments are to report, from a table that people keep in Excel."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from types import MappingProxyType

from msgspec import Struct

from gaitui.campaign.names import canonical_name, shortenings
from gaitui.errors import GaituiError, UnreadableError, printable
from gaitui.grid import Grid, Type, to_position
from gaitui.sources.open import open_source
from gaitui.sources.page import Page

MAX_LINES = 20_000
MAX_NAME, MAX_ALIASES = 100, 20
MAX_SHOWN = 12
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("name", "名称", "部门", "部门名称", "机关名称", "单位名称", "单位", "机关"),
        "aliases": ("aliases", "别名", "简称", "曾用名", "其他名称"),
        "kind": ("kind", "类别", "类型", "性质", "分类"),
        "contact": ("contact", "联系人", "联系方式", "联系电话", "电话", "邮箱"),
        "since": ("since", "起", "起始", "起始日期", "设立日期", "自"),
        "until": ("until", "止", "终止", "终止日期", "撤销日期", "至"),
    }
)
"""What the columns of a roster may be headed."""
_SEPARATORS = re.compile(r"[;；、,，|/\n]")
_BREAKS = frozenset("\n\r\0")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.0)?", re.ASCII)
_SPREADSHEET_EPOCH = date(1899, 12, 30)


class RosterError(GaituiError):
    """The roster cannot be used as it is; the message lists what is wrong, line by line."""


class Department(Struct, frozen=True):
    """One line of the roster. It is to report for years that `since` to `until` touch."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    contact: str = ""
    since: date | None = None
    until: date | None = None
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """All names it goes by, canonical."""
        return tuple(dict.fromkeys(map(canonical_name, (self.name, *self.aliases))))

    def reports_for(self, year: int) -> bool:
        """Whether it existed on some day of a year."""
        begun = self.since is None or self.since <= date(year, 12, 31)
        return begun and (self.until is None or self.until >= date(year, 1, 1))


def read_roster(data: bytes, name: str, allow_similar: bool = False) -> tuple[Department, ...]:
    """Departments from a CSV (UTF-8 or GBK) or spreadsheet; `RosterError` names every line at
    fault. Two names that are one but for a character or two are refused too, unless
    `allow_similar`."""
    try:
        lines = list(islice(_lines(data), MAX_LINES + 1))
    except UnreadableError as error:
        raise RosterError(f"部门名单 {name} 读不出来：{error}") from error
    if len(lines) > MAX_LINES:
        raise RosterError(f"部门名单 {name} 超过 {MAX_LINES} 行，不像是名单，没有采用。")
    head, columns = _head(lines, name)
    problems: list[str] = []
    departments = []
    for number, cells in lines[head + 1 :]:
        fields = {key: cells.get(column, "").strip() for key, column in columns.items()}
        if any(fields.values()):
            try:
                departments.append(_department(number, fields))
            except ValueError as error:
                problems.append(f"第 {number} 行：{error}")
    problems += _clashes(departments)
    if not allow_similar:
        problems += _similar(departments)
    if not departments and not problems:
        problems.append("表头下面没有部门")
    if problems:
        shown = "\n".join(f"  {problem}" for problem in problems[:MAX_SHOWN])
        more = f"\n  …另有 {len(problems) - MAX_SHOWN} 处" if len(problems) > MAX_SHOWN else ""
        raise RosterError(
            f"部门名单 {name} 有 {len(problems)} 处问题，请改正后重试：\n{shown}{more}"
        )
    return tuple(departments)


_Line = tuple[int, Mapping[int, str]]
"""A line's number and its texts by column."""


def _lines(data: bytes) -> Iterator[_Line]:
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        source = open_source(data)
        if isinstance(source, Page):
            raise RosterError("部门名单应当是 .csv 或 .xlsx 表格。")
        yield from _grid_lines(source.grid(source.sheet_names[0]))
        return
    reader = csv.reader(io.StringIO(_decoded(data), newline=""))
    try:
        for cells in reader:
            yield reader.line_num, dict(enumerate(cells))
    except csv.Error as error:
        raise RosterError(f"部门名单第 {reader.line_num} 行读不出来，请另存为 .xlsx。") from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterError("部门名单的编码既不是 UTF-8，也不是 GBK。请用 Excel 另存为 .xlsx。")


def _grid_lines(grid: Grid) -> Iterator[_Line]:
    rows: dict[int, dict[int, str]] = {}
    for address, cell in grid.cells.items():
        position = to_position(address)
        if position and cell.text and cell.type is not Type.ERROR:
            rows.setdefault(position[0], {})[position[1]] = cell.text
    yield from sorted(rows.items())


def _head(lines: Sequence[_Line], name: str) -> tuple[int, dict[str, int]]:
    """Where the line of heads stands, and the column of each field it names."""
    known = {canonical_name(word): key for key, words in COLUMNS.items() for word in words}
    for index, (_, cells) in enumerate(lines[:20]):
        columns: dict[str, int] = {}
        for column, text in cells.items():
            key = known.get(canonical_name(text))
            if key is not None:
                columns.setdefault(key, column)
        if "name" in columns:
            return index, columns
    raise RosterError(
        f"部门名单 {name} 没有表头。第一张工作表的第一行应写明各列："
        "名称（必有）、别名、类别、联系人、起、止；.csv 的各列用逗号隔开。"
    )


def _department(number: int, fields: Mapping[str, str]) -> Department:
    name = fields["name"]
    if not canonical_name(name):
        raise ValueError("没有写部门名称")
    aliases = [*filter(None, map(str.strip, _SEPARATORS.split(fields.get("aliases", ""))))]
    if len(aliases) > MAX_ALIASES:
        raise ValueError(f"别名超过 {MAX_ALIASES} 个")
    for text in (name, *aliases):
        if len(text) > MAX_NAME:
            raise ValueError(f"“{printable(text[:20])}…”超过 {MAX_NAME} 个字，不像是部门的名称")
        if not _BREAKS.isdisjoint(text):
            shown = printable(text[:40])
            raise ValueError(f"“{shown}”里有换行，请改成一行（.csv 里可能少了一个引号）")
    since, until = _date(fields.get("since", "")), _date(fields.get("until", ""))
    if since and until and since > until:
        raise ValueError(f"“{name}”的起始日期晚于终止日期")
    kind, contact = (printable(fields.get(key, "")) for key in ("kind", "contact"))
    name = printable(name)
    return Department(name, tuple(map(printable, aliases)), kind, contact, since, until, number)


def _date(text: str) -> date | None:
    if not text:
        return None
    if _SERIAL.fullmatch(text):
        return _SPREADSHEET_EPOCH + timedelta(days=int(float(text)))
    match = _DATE.fullmatch(text.split(" ")[0])
    try:
        if match:
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise ValueError(f"“{printable(text[:20])}”不是日期，请写成 2024-03-01 的样子")


def _clashes(departments: Iterable[Department]) -> Iterator[str]:
    """Names and aliases that two lines share."""
    owners: dict[str, Department] = {}
    for item in departments:
        for name in item.names:
            other = owners.setdefault(name, item)
            if other is not item:
                yield (
                    f"第 {other.line} 行“{other.name}”与第 {item.line} 行“{item.name}”重名"
                    "（名称或别名相同），请删去一行或改名"
                )
                break


def _similar(departments: Sequence[Department]) -> Iterator[str]:
    """Lines whose names are one but for characters left out."""
    names = {name: item for item in departments for name in item.names}
    for item in departments:
        shorter = (
            names[short] for name in item.names for short in shortenings(name) if short in names
        )
        for other in dict.fromkeys(shorter):
            if other is not item:
                first, second = sorted((item, other), key=lambda one: one.line)
                yield (
                    f"第 {first.line} 行“{first.name}”与第 {second.line} 行“{second.name}”很像，"
                    "可能是同一个部门；是同一个就删去一行（另一种写法填在别名里），"
                    "确是两个部门就加 --allow-similar"
                )
