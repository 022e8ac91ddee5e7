"""How a file in somebody else's layout was read: the mapping, the doubts, and every conversion."""

from gaitui.finding import Severity
from gaitui.render.outcome import SIGNS
from gaitui.report import Cell, Report
from gaitui.session import Session
from gaitui.values import format_value

_SHOWN = 300


def describe_received(session: Session, received: Report | None = None) -> tuple[str, str]:
    """Title and text of what was recognised in a received file and what was converted;
    `received` is the report as it came, where the session has another."""
    report = received or session.report
    if not session.is_received:
        return "这是 gaitui 的文件", "按固定的位置读取，没有需要辨认的。"
    lines = [
        f"{session.path.name} 不会被改动"
        + ("。" if session.read_only else "；按 ^S 另存为标准版式的新文件。"),
        "",
        "辨认的结果：",
    ]
    for severity in Severity:
        lines += [
            f"  {SIGNS[severity]} {finding.message}"
            for finding in session.received_findings
            if finding.severity is severity
        ]
    converted = [cell for cell in report.cells.values() if cell.rules and cell.origin]
    lines += ["", f"换算过的数字：{len(converted)} 格" if converted else "数字都照原样读取。"]
    lines += [f"  {_ledger_line(cell)}" for cell in converted[:_SHOWN]]
    if len(converted) > _SHOWN:
        lines.append(f"  …另有 {len(converted) - _SHOWN} 格")
    return "收到的文件是怎么读的", "\n".join(lines)


def _ledger_line(cell: Cell) -> str:
    """Where a converted cell stands, what stands there, and what it was read as by which rules."""
    place = f"{cell.origin.sheet} {cell.origin.address}" if cell.origin else ""
    read = format_value(cell.value) or "空"
    return f"{place}  “{(cell.raw or '')[:40]}”读作 {read}（{'，'.join(cell.rules)}）"
