"""Every action of the app, once: bindings, footer, palette, help and docs/keys.md use it."""

from collections.abc import Mapping

from msgspec import Struct
from rich.cells import cell_len


class Action(Struct, frozen=True):
    """One thing a user can do.

    `id` is stable and names the method `action_<id>`; `keys` are Textual's key names, the first
    shown; `where` is the group it is listed under; `footer` is its short label, if it is shown.
    """

    id: str
    label: str
    keys: tuple[str, ...]
    where: str
    footer: str = ""
    pinyin: str = ""


EDIT, GRID, TEXT, MOVE = "报告", "表格", "文字", "移动"

ACTIONS: tuple[Action, ...] = (
    Action("save", "保存", ("ctrl+s",), EDIT, "保存", "bc"),
    Action("undo", "撤销", ("ctrl+z",), EDIT, "撤销", "cx"),
    Action("redo", "重做", ("ctrl+y",), EDIT, pinyin="cz"),
    Action("help", "帮助：说明当前的格子或问题", ("f1",), EDIT, "帮助", "bz"),
    Action("next_finding", "下一处问题（错误、提醒）", ("f8",), EDIT, "下一处", "xyc"),
    Action("previous_finding", "上一处问题（错误、提醒）", ("f20", "shift+f8"), EDIT, pinyin="syc"),
    Action("palette", "查找命令", ("ctrl+p",), EDIT, "命令", "czml"),
    Action("finish", "完成填报，写出工作簿和文本报告", ("f10",), EDIT, "完成", "wctb"),
    Action("quit", "退出", ("ctrl+q",), EDIT, "退出", "tc"),
    Action("save_as", "另存为", ("f12",), EDIT, pinyin="lcw"),
    Action("toggle_findings", "打开或关闭问题列表", ("f9",), EDIT, pinyin="wtlb"),
    Action("keys", "键位一览", ("f11",), EDIT, "键位", "jwyl"),
    Action("received", "收到的文件是怎么读的", (), EDIT, pinyin="sddwj"),
    Action("theme", "换配色", (), EDIT, pinyin="hps"),
    Action("next_section", "下一部分", ("f6", "ctrl+pagedown"), MOVE, pinyin="xybf"),
    Action("previous_section", "上一部分", ("f7", "ctrl+pageup"), MOVE, pinyin="sybf"),
    Action("section(0)", "基本信息和导语", ("alt+1",), MOVE, pinyin="jbxx"),
    Action("section(1)", "一、总体情况", ("alt+2",), MOVE, pinyin="ztqk"),
    Action("section(2)", "二、主动公开", ("alt+3",), MOVE, pinyin="zdgk"),
    Action("section(3)", "三、依申请", ("alt+4",), MOVE, pinyin="ysq"),
    Action("section(4)", "四、复议诉讼", ("alt+5",), MOVE, pinyin="fyss"),
    Action("section(5)", "五、问题改进", ("alt+6",), MOVE, pinyin="wtgj"),
    Action("section(6)", "六、其他事项", ("alt+7",), MOVE, pinyin="qtsx"),
    Action("section(7)", "校验：全部问题", ("alt+8",), MOVE, pinyin="jy"),
    Action("fill_zeros", "本表空格全部填 0（补零）", ("f5",), GRID, "补零", "tl"),
    Action("accept_totals", "总计改用自动合计", ("f3",), GRID, pinyin="zdhj"),
    Action("insert_heading", "插入惯用小标题", ("f4",), TEXT, pinyin="crxbt"),
)
"""Actions of the edit screen; the grid and the text area add their own keys for moving."""

KEY_NAMES: Mapping[str, str] = {
    "ctrl+pagedown": "Ctrl+PgDn",
    "ctrl+pageup": "Ctrl+PgUp",
    "f20": "Shift+F8",
    "shift+f8": "Shift+F8",
}


def key_name(key: str) -> str:
    """A key as printed on the screen: `^S`, `F8`, `Alt+1`."""
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    return key if len(key) == 1 else "+".join(part.capitalize() for part in key.split("+"))


def footer_text(group: str, width: int) -> str:
    """The footer's line: each action shown for a group with its first key, as many as fit."""
    shown = ""
    for action in ACTIONS:
        if action.footer and action.keys and action.where in (EDIT, group):
            longer = f"{shown} {key_name(action.keys[0])} {action.footer}"
            shown = longer if cell_len(longer) <= width else shown
    return shown


def matches(action: Action, typed: str) -> bool:
    """Whether what was typed in the palette finds the action: by words or pinyin initials."""
    wanted = typed.strip().lower()
    return wanted in action.label.lower() or action.pinyin.startswith(wanted)
