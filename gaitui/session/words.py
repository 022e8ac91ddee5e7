"""What keys and changes are called in front of the user, in the form's own words."""

import re

from gaitui.cell import CellRef
from gaitui.definition import CellSpec, Definition
from gaitui.report import FIELD_LABELS, Cell
from gaitui.session.edits import Delta, Part, State

_NUMBERED = re.compile(
    r"([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．、])?(.*)", re.S
)
_SHORT = 6
"""Longest label shown whole."""


def place_of(definition: Definition, part: Part, key: str) -> str:
    """A key's place, shortened: `三 › （四）1. › 自然人`, `一、总体情况`, `年度`."""
    if part is Part.CELL:
        return cell_place(definition, CellRef(key))
    if part is Part.NARRATIVE:
        section = definition.section_of(key)
        return section.heading if section else definition.narratives[key].label
    if part is Part.META:
        return FIELD_LABELS.get(key, key)
    code, _, ref = key.partition(" ")
    return f"{code} 的说明" + (f"（{key_place(definition, ref)}）" if ref else "")


def key_place(definition: Definition, key: str) -> str:
    """The place of a finding's `ref`: a cell, a text or a metadata field."""
    if key in definition.cells:
        return cell_place(definition, CellRef(key))
    part = Part.NARRATIVE if key in definition.narratives else Part.META
    return place_of(definition, part, key)


def cell_place(definition: Definition, ref: CellRef) -> str:
    """A cell's section, row and column, shortened."""
    spec = definition.cells[ref]
    section = definition.section_of(spec.table)
    words = [section.number] if section else []
    if spec.row_path:
        words += [_row(spec), _column(definition, spec)]
    else:
        words += [_cut(label) for label in spec.column_path[-2:]]
    return " › ".join(words)


def explain_change(delta: Delta) -> str:
    """What changed: `110 → 101`, or of a text, which paragraph and how much of it."""
    if delta.part is Part.CELL or (delta.part is Part.META and delta.key == "year"):
        return f"{_shown(delta.old) or '空'} → {_shown(delta.new) or '空'}"
    old, new = _shown(delta.old), _shown(delta.new)
    if not old or not new:
        return f"新写 {len(new)} 字" if new else f"删去 {len(old)} 字"
    if "\n" not in old + new and len(old) + len(new) <= 40:
        return f"{old} → {new}"
    start = _common(old, new)
    end = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    changed = max(len(old), len(new)) - start - end
    first = new.count("\n", 0, start) + 1
    last = new.count("\n", 0, len(new) - end) + 1
    paragraphs = f"第 {first} 段" if first == last else f"第 {first}–{last} 段"
    return f"{paragraphs}，改 {changed} 字"


def takes_part(definition: Definition, ref: CellRef) -> list[str]:
    """The balance rules a cell is in, in short; of a total, what it adds up."""
    phrases = []
    for equation in definition.equations:
        if ref not in equation.left + equation.right:
            continue
        rule = equation.rule
        if ref == equation.computes:
            phrases.append(f"自动合计：{rule.right_label}")
        elif equation.computes is None:
            sides = (rule.left_label, rule.right_label)
            phrases.append("＝".join(side.removesuffix("之和") for side in sides))
        elif rule.each == "column":
            phrases.append(f"本列{rule.left_label}")
        elif definition.cells[ref].row_path:
            phrases.append(f"本行{rule.left_label}")
        else:
            group = definition.cells[ref].column_path[-2:-1]
            phrases.append(f"{''.join(group)}{rule.left_label}")
    return list(dict.fromkeys(phrases))


def _row(spec: CellSpec) -> str:
    """`（四）1.` for a row below a numbered group, else the row's own label."""
    label = spec.row_path[-1]
    group = _split(spec.row_path[-2])[0] if len(spec.row_path) > 1 else ""
    number, text = _split(label)
    if group.startswith("（") and number:
        return group + (label if len(text) <= _SHORT - 2 else number)
    return _cut(label)


def _column(definition: Definition, spec: CellSpec) -> str:
    heads = definition.tables[spec.table].short_heads
    return _cut(heads.get(spec.column, spec.column_path[-1]))


def _cut(label: str) -> str:
    """A label without what it says in brackets, its text cut short."""
    number, text = _split("".join(label.split()))
    text = text.partition("（")[0] or text
    return number + (text if len(text) <= _SHORT else text[: _SHORT - 2] + "…")


def _split(label: str) -> tuple[str, str]:
    match = _NUMBERED.fullmatch(label)
    return (match[1] or "", match[2]) if match else ("", label)


def _shown(state: State) -> str:
    if isinstance(state, Cell):
        return state.shown
    return state or ""


def _common(one: str, other: str) -> int:
    """How many characters two texts begin alike."""
    limit = min(len(one), len(other))
    return next((at for at in range(limit) if one[at] != other[at]), limit)
