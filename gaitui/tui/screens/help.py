"""What F1 says: of a finding its catalogue entry, of a cell what the form means by it."""

from collections.abc import Iterator, Sequence

from gaitui.cell import CellRef
from gaitui.definition.catalogue import catalogue
from gaitui.finding import Finding, by_cause, shared_hint
from gaitui.render.explain import render_explanation
from gaitui.session import Session
from gaitui.tui.actions import ACTIONS, BOARD_ACTIONS, Action, key_name
from gaitui.tui.pages import Page, PageKind

_GRID_KEYS = (
    ("方向键 h j k l", "移动"),
    ("Tab Shift+Tab", "下一个、上一个要填的格子（跳过总计）"),
    ("Enter F2", "修改这一格；再按 Enter 确认并向下"),
    ("直接输入", "替换这一格"),
    ("Delete", "清空"),
    ("Esc", "放弃正在输入的内容"),
    ("Home End", "本行第一格、最后一格"),
    ("Ctrl+方向键", "到表格边缘"),
    ("PgUp PgDn", "翻页"),
    ("Shift+方向键，c", "选择范围，复制"),
    ("终端的粘贴", "从 Excel 复制的一块，先预览再写入"),
)


def help_text(
    session: Session, page: Page, place: str | None, finding: Finding | None
) -> tuple[str, str]:
    """Title and text for the finding, cell or page that has the focus."""
    if finding is not None:
        text = f"{finding.message}\n\n{finding.hint}\n\n"
        return finding.code, text + render_explanation(catalogue()[finding.code])
    if place is not None and place in session.report.definition.cells:
        return _cell_help(session, CellRef(place))
    definition = session.report.definition
    if page.kind is PageKind.TEXT:
        narrative = definition.narratives[page.key]
        outline = "\n".join(f"  {heading}" for heading in narrative.outline)
        text = (
            f"{narrative.guidance}\n\n惯用小标题（F4 插入）：\n{outline}"
            if outline
            else narrative.guidance
        )
        return page.title, text
    if page.kind is PageKind.BASICS:
        loose = [
            item for key, item in definition.narratives.items() if not definition.section_of(key)
        ]
        return page.title, "\n\n".join(f"{item.label}：{item.guidance}" for item in loose)
    return page.title, "每一行是一个问题：Enter 去改，e 说明理由，F1 说明这个编号是什么意思。"


def _cell_help(session: Session, ref: CellRef) -> tuple[str, str]:
    spec = session.report.definition.cells[ref]
    parts = [" › ".join(spec.path)]
    if spec.row_note:
        parts.append(f"{spec.row_path[-1] if spec.row_path else '本行'}：{spec.row_note}")
    if spec.column_note:
        parts.append(f"{spec.column_path[-1]}：{spec.column_note}")
    if spec.basis:
        parts.append(f"依据：{spec.basis}")
    found = session.findings_at(ref)
    if found:
        parts.append("这里的问题：")
        for group in by_cause(found):
            parts += [f"{item.code} {item.message}" for item in group]
            parts[-1] += f"\n{shared_hint(group) if len(group) > 1 else group[0].hint}"
    else:
        parts.append("常见错误：空着不填（没有要填 0）；把总计也当作一项相加；把上年的数带过来。")
    return "这一格", "\n\n".join(parts)


def keys_text() -> str:
    """All keys of the edit screen by group."""
    lines = [*_key_lines(ACTIONS), "在表格里"]
    lines += [f"  {keys}  {label}" for keys, label in _GRID_KEYS]
    return "\n".join(lines)


def board_keys_text() -> str:
    """All keys of the campaign board by group."""
    return "\n".join(_key_lines(BOARD_ACTIONS)).rstrip("\n")


def _key_lines(actions: Sequence[Action]) -> Iterator[str]:
    for group in dict.fromkeys(action.where for action in actions):
        yield group
        for action in actions:
            if action.where == group and action.keys:
                keys = "、".join(dict.fromkeys(key_name(key) for key in action.keys))
                yield f"  {keys}  {action.label}"
        yield ""
