"""Forty departments whose reports add up to 罗湖's, and what goes wrong with some of them."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from gaitui.cell import CellRef
from gaitui.merge import merge, part_of
from gaitui.report import Report, Source, cell_from_value
from gaitui.session.edits import accepted_totals, applied
from gaitui.values import Value
from gaitui.writing import write_workbook
from tests.support import luohu

UNIT, YEAR = "深圳市罗湖区人民政府", 2024
COUNT = 40
_ORGANS = """
    教育局 科技创新局 工业和信息化局 民政局 司法局 财政局 人力资源局 住房和建设局 水务局 文化广电局
    卫生健康局 退役军人事务局 应急管理局 审计局 国有资产监督管理局 市场监督管理局 统计局 信访局
    城市更新局 城市管理局 政务服务数据管理局 医疗保障局 公安分局 税务分局 规划和自然资源管理局
    生态环境管理局 投资推广署 机关事务管理局 档案馆 体育发展中心 桂园街道办事处 黄贝街道办事处
    东门街道办事处 翠竹街道办事处 南湖街道办事处 笋岗街道办事处 东湖街道办事处 莲塘街道办事处
    东晓街道办事处 清水河街道办事处
"""
NAMES = tuple(f"罗湖区{organ}" for organ in _ORGANS.split())


def roster_csv(names: tuple[str, ...] = NAMES) -> bytes:
    """The departments as a clerk keeps them in Excel, saved as CSV in GBK."""
    lines = ["序号,部门名称,别名,类别,联系人,起,止,备注"]
    for number, name in enumerate(names, start=1):
        kind = "街道" if name.endswith("街道办事处") else "部门"
        alias = name.removesuffix("办事处").removeprefix("罗湖区")
        lines.append(f"{number},{name},{alias if kind == '街道' else ''},{kind},联系人{number},,,")
    return ("\r\n".join(lines) + "\r\n").encode("gbk")


@cache
def departments() -> Mapping[str, Report]:
    """This year's reports of all departments: every number of 罗湖's is shared out, each request
    with what became of it, so that every report balances."""
    choose = random.Random("January")
    inputs: dict[str, Counter[CellRef]] = {name: Counter() for name in NAMES}
    for column in luohu().definition.tables["requests"].columns:
        if column != "total":
            _share_requests(choose, column, inputs)
    shared: dict[str, dict[CellRef, Value]] = {name: dict(cells) for name, cells in inputs.items()}
    for ref, spec in luohu().definition.cells.items():
        if spec.table != "requests" and not luohu().definition.is_computed(ref):
            for name, part in zip(NAMES, _split(choose, luohu().value(ref) or 0), strict=True):
                shared[name][ref] = part
    return {name: _report(name, YEAR, cells) for name, cells in shared.items()}


@cache
def last_year(names: tuple[str, ...] = NAMES) -> bytes:
    """Last year's merged workbook: what each department carried out then it carries in now."""
    parts = []
    for name in names:
        report = departments()[name]
        cells: dict[CellRef, Value] = {}
        for column in luohu().definition.tables["requests"].columns:
            carried = report.value(CellRef(f"requests.carried_in.{column}"))
            cells[CellRef(f"requests.carried_out.{column}")] = carried or 0
            cells[CellRef(f"requests.new.{column}")] = carried or 0
        for row in ("regulations", "normative_documents"):
            issued, repealed, in_force = (
                report.value(CellRef(f"disclosure.{row}.{item}")) or 0
                for item in ("issued", "repealed", "in_force")
            )
            cells[CellRef(f"disclosure.{row}.in_force")] = in_force - issued + repealed
        cells = {ref: value for ref, value in cells.items() if not ref.endswith(".total")}
        parts.append(part_of(_report(name, YEAR - 1, cells), Source(name)))
    return write_workbook(merge(luohu().definition, UNIT, YEAR - 1, parts))


def filled(sent: Path, name: str, **changes: Value | None) -> bytes:
    """A department's workbook as it comes back: the one that was sent, with its numbers; some
    inputs otherwise (`new__natural_person=5`: of the requests)."""
    from gaitui.campaign.identify import DEPARTMENT

    report = departments()[name]
    cells = dict(report.cells)
    for key, value in changes.items():
        cells[CellRef(f"requests.{key.replace('__', '.')}")] = cell_from_value(value)
    assert sent.is_file()
    return write_workbook(replace(report, cells=cells), {DEPARTMENT: name})


def with_totals(report: Report) -> Report:
    """The report with every total computed."""
    return applied(report, accepted_totals(report, "").settings)


def _share_requests(
    choose: random.Random, column: str, inputs: Mapping[str, Counter[CellRef]]
) -> None:
    def listed(*rows: str) -> list[CellRef]:
        refs = [CellRef(f"requests.{row}.{column}") for row in rows]
        return [ref for ref in refs for _ in range(int(luohu().value(ref) or 0))]

    came = listed("new", "carried_in")
    rows = [row for row in luohu().definition.tables["requests"].rows]
    went = listed(*(row for row in rows if row not in ("new", "carried_in", "handled")))
    choose.shuffle(went)
    for first, last in zip(came, went, strict=True):
        cells = inputs[choose.choice(NAMES)]
        cells[first] += 1
        cells[last] += 1


def _split(choose: random.Random, value: Value) -> Iterator[Value]:
    """A number in as many parts as there are departments; an amount to its last digit."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    assert isinstance(exponent, int)
    left = int(Decimal(value).scaleb(-exponent))
    for remaining in range(COUNT, 0, -1):
        share = left if remaining == 1 else choose.randint(0, 2 * left // remaining)
        left -= share
        part = Decimal(share).scaleb(exponent)
        yield Decimal(f"{part.normalize():f}") if isinstance(value, Decimal) else share


def _report(name: str, year: int, cells: Mapping[CellRef, Value]) -> Report:
    definition = luohu().definition
    values = {
        ref: cell_from_value(cells.get(ref, Decimal(0) if spec.kind == "decimal" else 0))
        for ref, spec in definition.cells.items()
        if not definition.is_computed(ref)
    }
    texts = {
        "preamble": f"根据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号文件要求，"
        f"{name}编制{year}年政府信息公开工作年度报告。统计期限自{year}年1月1日起至"
        f"{year}年12月31日止。",
        "overview": f"{year}年，{name}依法做好政府信息公开工作。",
        "problems": "公开的时效还需提高，将加强培训。",
        "other": "本年度未收取信息处理费。",
    }
    return with_totals(Report(definition, name, year, values, texts))
