"""Every action of the app, once: bindings, footer, palette, help and docs/keys.md use it."""

from collections.abc import Mapping, Sequence

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
BOARD, LIST = "收集看板", "看板里的名单"

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

BOARD_ACTIONS: tuple[Action, ...] = (
    Action("look", "看这个部门最近报来的（只读）", ("enter",), BOARD, "看报告", "kbg"),
    Action("return", "退回：在部门自己的表上加批注，写退回通知", ("r",), BOARD, "退回", "th"),
    Action("accept", "写明理由，确认可以汇总", ("a",), BOARD, "确认", "qr"),
    Action("amend", "写明理由，改一个数", ("m",), BOARD, "改数", "gs"),
    Action("receive", "收下报来的文件或整个文件夹", ("i",), BOARD, "收表", "sb"),
    Action("merge", "汇总合格的部门", ("g",), BOARD, "汇总", "hz"),
    Action("decide", "定数：不能简单相加的汇总数", ("d",), BOARD, "定数", "ds"),
    Action("help", "帮助：当前部门到了哪一步，下一步做什么", ("f1",), BOARD, "帮助", "bz"),
    Action("find", "按名称、别名、联系人查找", ("slash",), LIST, "查找", "cz"),
    Action("palette", "查找命令", ("ctrl+p",), BOARD, "命令", "czml"),
    Action("next_stage", "只看一种状态：未报、有误…", ("f", "f4"), LIST, "状态", "zt"),
    Action("open_report", "打开汇总报告", ("o",), BOARD, "汇总报告", "dkhzbg"),
    Action("send", "写出发给各部门的填报表和说明", ("s",), BOARD, "发表", "fb"),
    Action("quit", "离开看板", ("ctrl+q",), BOARD, "退出", "tc"),
    Action("return_all", "退回全部有误和待确认的", ("R",), BOARD, pinyin="thqb"),
    Action("remind", "催报通知：未报的和退回未改的", ("n",), BOARD, pinyin="cbtz"),
    Action("notice", "看最近一次的退回通知", ("t",), BOARD, pinyin="thtz"),
    Action("verify", "核对账本：证明账本以外没有改动", ("v",), BOARD, pinyin="hdzb"),
    Action("refresh", "重新读取", ("f5",), BOARD, pinyin="cxdq"),
    Action("keys", "键位一览", ("f11",), BOARD, pinyin="jwyl"),
    Action("theme", "换配色", (), BOARD, pinyin="hps"),
    Action("show_all", "取消筛选", ("escape",), LIST, pinyin="qxsx"),
    Action("move(-1)", "上一个部门", ("up", "k"), LIST, pinyin="sygbm"),
    Action("move(1)", "下一个部门", ("down", "j"), LIST, pinyin="xygbm"),
    Action("page(-1)", "上一页", ("pageup",), LIST, pinyin="syy"),
    Action("page(1)", "下一页", ("pagedown",), LIST, pinyin="xyy"),
    Action("first", "第一个部门", ("home",), LIST, pinyin="dygbm"),
    Action("last", "最后一个部门", ("end",), LIST, pinyin="zhygbm"),
)
"""Actions of the campaign board."""

KEY_NAMES: Mapping[str, str] = {
    "ctrl+pagedown": "Ctrl+PgDn",
    "ctrl+pageup": "Ctrl+PgUp",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "escape": "Esc",
    "slash": "/",
    "up": "↑",
    "down": "↓",
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


def footer_text(actions: Sequence[Action], groups: Sequence[str], width: int) -> str:
    """The footer's line: each action shown for some groups with its first key, as many as fit."""
    shown = ""
    for action in actions:
        if action.footer and action.keys and action.where in groups:
            longer = f"{shown} {key_name(action.keys[0])} {action.footer}"
            shown = longer if cell_len(longer) <= width else shown
    return shown


def matches(action: Action, typed: str) -> bool:
    """Whether what was typed in the palette finds the action: by words or pinyin initials."""
    wanted = typed.strip().lower()
    return wanted in action.label.lower() or action.pinyin.startswith(wanted)
