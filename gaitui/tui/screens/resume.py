"""What an editing that did not end well left behind, in words."""

from gaitui.session import Pending

_SHOWN = 200


def describe_pending(pending: Pending) -> tuple[str, str]:
    """Title and text of the question whether to restore it."""
    lines = []
    editor = pending.editor
    if editor is not None:
        when = f"{pending.last_at:%m-%d %H:%M}，" if pending.last_at else ""
        lines.append(f"上次编辑没有正常结束（{when}用户 {editor.user}，主机 {editor.host}）。")
    if pending.is_new:
        lines.append("这份报告还没有保存过。")
    elif not pending.base_matches:
        lines.append("! 磁盘上的文件后来又被改过；恢复后请核对。")
    if pending.damage:
        lines.append(f"! {pending.damage}")
    lines += ["", f"日志里还有 {len(pending.changes)} 处修改："]
    lines += [
        f"  {change.at:%H:%M}  {change.place}    {change.summary}"
        for change in pending.changes[:_SHOWN]
    ]
    if len(pending.changes) > _SHOWN:
        lines.append(f"  …另有 {len(pending.changes) - _SHOWN} 处")
    return "有没保存的修改", "\n".join(lines)
