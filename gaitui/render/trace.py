"""Where a number came from, as text and as a JSON document."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.render.outcome import plain
from gaitui.render.wrap import one_line
from gaitui.report import Cell, Source
from gaitui.values import Value, format_value


class State(StrEnum):
    """What became of looking into a received file."""

    READ = "read"
    UNNAMED = "unnamed"
    OUTSIDE = "outside"
    MISSING = "missing"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


_STATES = {
    State.UNNAMED: "没有记下收到的文件",
    State.OUTSIDE: "不在报告的文件夹里，没有打开",
    State.MISSING: "文件不在了",
    State.CHANGED: "文件与汇总时不同（SHA-256 不符），没有采用",
    State.UNREADABLE: "文件读不出来，没有采用",
}
_MAX_NAME = 30


class Term(Struct, frozen=True):
    """A cell that a computed one is the sum of, with its label in short and where it stands."""

    ref: CellRef
    label: str
    value: Value | None
    address: str = ""


class Received(Struct, frozen=True):
    """A received file behind a number, with the cell as it stands there if it could be read."""

    source: Source
    state: State
    cell: Cell | None = None


class Department(Struct, frozen=True):
    """What a department contributes, and its share of all (between 0 and 1, None where there is
    none). `silent` files have 0 or nothing there."""

    name: str
    value: Value
    share: Decimal | None
    files: tuple[Received, ...]
    silent: int = 0


class Amendment(Struct, frozen=True):
    """A number that was changed after it had been received: of a department, or ("") of the
    merged report; by whom and when."""

    department: str
    ref: CellRef
    label: str
    old: str
    new: str
    reason: str
    who: str
    at: str


class Trace(Struct, frozen=True):
    """A cell, what it is the sum of, and the departments behind it, the largest first. `total`
    is the departments' sum, `silent` how many have 0 or nothing; neither says anything where
    the report `is_merged` from none. `reason` is why it differs from that sum, `amendments` what
    was changed on the way."""

    ref: CellRef
    label: str
    cell: Cell
    terms: tuple[Term, ...]
    is_merged: bool
    total: Value | None = None
    differs: bool = False
    reason: str = ""
    departments: tuple[Department, ...] = ()
    silent: int = 0
    amendments: tuple[Amendment, ...] = ()


def render_trace(trace: Trace) -> str:
    """The tree as text, ending with a line feed."""
    shown = format_value(trace.cell.value) or "空"
    lines = [trace.label, f"{trace.ref}{_place(trace.cell)}　值 {shown}"]
    if text := _received_text(trace.cell, is_whole=not trace.is_merged):
        lines.append(text)
    if trace.terms:
        lines.append(f"自动合计：{_formula(trace.terms)}")
    if trace.is_merged:
        lines += _departments(trace)
    if trace.amendments:
        lines += ["", "收到之后的改动：", *map(_amendment, trace.amendments)]
    return "\n".join(lines) + "\n"


def _place(cell: Cell) -> str:
    return f"　{one_line(cell.origin.sheet)}!{cell.origin.address}" if cell.origin else ""


def _received_text(cell: Cell, is_whole: bool) -> str:
    """The text received; unless `is_whole`, only where it is not simply the number."""
    raw = one_line(cell.raw or "")[:200]
    if cell.problem:
        return f"原文“{raw}”，不是能用的数字"
    if cell.rules:
        return f"原文“{raw}”，读作 {format_value(cell.value) or '空'}（{'，'.join(cell.rules)}）"
    return f"原文“{raw}”" if raw and is_whole else ""


def _formula(terms: Sequence[Term]) -> str:
    """The terms that are not 0, added up."""
    counted = [term for term in terms if term.value]
    silent = len(terms) - len(counted)
    words = " + ".join(
        f"{term.label} {format_value(term.value)}{f'（{term.address}）' if term.address else ''}"
        for term in counted
    )
    others = f"另 {silent} 项为 0 或空" if silent else ""
    return "，".join(filter(None, (words, others)))


def _departments(trace: Trace) -> Iterator[str]:
    yield f"各部门之和：{format_value(trace.total) or '空'}"
    if trace.differs:
        yield f"本报告与各部门之和不同{f'，理由：{one_line(trace.reason)}' if trace.reason else ''}"
    names = [one_line(item.name) for item in trace.departments]
    name_width = min(_MAX_NAME, max(map(cell_len, names), default=0))
    values = [format_value(item.value) for item in trace.departments]
    width = max(map(len, values), default=0)
    for item, name, value in zip(trace.departments, names, values, strict=True):
        yield ""
        gap = " " * (name_width - cell_len(name))
        share = f"  {item.share * 100:5.1f}%" if item.share is not None else ""
        yield f"  {name}{gap}  {value:>{width}}{share}"
        for file in item.files:
            yield f"      {_file(file, item if len(item.files) == 1 and not item.silent else None)}"
        if item.silent:
            yield f"      另有 {item.silent} 个文件为 0 或空"
    if trace.silent:
        yield ""
        others = "另有" if trace.departments else "有"
        yield f"  {others} {trace.silent} 个部门为 0 或空"


def _amendment(item: Amendment) -> str:
    who = one_line(item.department) or "汇总报告"
    change = f"{item.old or '空'} → {item.new}" if item.old != item.new else f"确认为 {item.new}"
    return f"  {who}　{item.label}：{change}　{one_line(item.reason)}（{item.who}，{item.at}）"


def _file(file: Received, alone: Department | None) -> str:
    """A received file on one line; what it holds is compared where it is all there is."""
    path = one_line(file.source.path) or one_line(file.source.unit)
    if file.cell is None:
        return f"{path}　{_STATES[file.state]}" if path else _STATES[file.state]
    words = _received_text(file.cell, is_whole=True) or "原文为空"
    if alone is not None and (file.cell.amount or 0) != alone.value:
        words += f"，汇总用的是 {format_value(alone.value)}"
    return f"{path}{_place(file.cell)}　{words}"


def trace_document(trace: Trace) -> dict[str, Any]:
    """The tree as plain objects: counts are ints, decimals strings, blanks null."""
    document: dict[str, Any] = {"schema": 1, "ref": trace.ref, "label": trace.label}
    document |= _cell(trace.cell)
    document["formula"] = [
        {"ref": term.ref, "label": term.label, "value": plain(term.value)} for term in trace.terms
    ]
    if trace.is_merged:
        document["parts_total"] = plain(trace.total)
        document["differs"] = trace.differs
        document["reason"] = trace.reason
        document["departments"] = list(map(_department, trace.departments))
        document["silent"] = trace.silent
        document["amendments"] = [msgspec.to_builtins(item) for item in trace.amendments]
    return document


def render_trace_json(trace: Trace) -> str:
    """The document as indented JSON with a final line feed."""
    data = msgspec.json.encode(trace_document(trace))
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _department(item: Department) -> dict[str, Any]:
    return {
        "name": item.name,
        "value": plain(item.value),
        "share": f"{item.share:.4f}" if item.share is not None else None,
        "files": list(map(_file_document, item.files)),
        "silent": item.silent,
    }


def _file_document(file: Received) -> dict[str, Any]:
    source = file.source
    head = {"unit": source.unit, "path": source.path, "sha256": source.sha256}
    return {**head, "state": file.state.value, **_cell(file.cell or Cell())}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "sheet": cell.origin.sheet if cell.origin else None,
        "address": cell.origin.address if cell.origin else None,
        "value": plain(cell.value),
        "raw": cell.raw,
        "rules": list(cell.rules),
        "problem": cell.problem,
    }
