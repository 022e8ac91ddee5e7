"""What merging came to, in words: who is in it, who is not, what is left to decide."""

from collections.abc import Callable, Iterator
from pathlib import Path

from gaitui.campaign.decisions import Decision
from gaitui.campaign.hints import command
from gaitui.campaign.merging import TEXTS, Merging
from gaitui.errors import printable
from gaitui.finding import Severity, count_by_severity
from gaitui.render.outcome import SIGNS
from gaitui.values import format_value

MAX_FINDINGS = 8


def render_merging(
    result: Merging, folder: Path, key: str = "", named: Callable[[Path], str] = str
) -> str:
    """The whole account of one merging; `key` is how numbers are decided where that is not done
    by command, `named` how files are called."""
    return "\n".join(_lines(result, folder, key, named)) + "\n"


def _lines(result: Merging, folder: Path, key: str, named: Callable[[Path], str]) -> Iterator[str]:
    kept = f"，原来的保存为 {result.backup.name}" if result.backup else ""
    yield f"已写出 {named(result.path)}：{len(result.departments)} 个部门{kept}"
    if result.missing:
        names = "、".join(f"{printable(item.name)}（{item.stage}）" for item in result.missing)
        yield f"! 没有包括的 {len(result.missing)} 个部门：{names}"
    if result.decisions:
        yield "不能简单相加的数，请逐个确认："
        for decision in result.decisions:
            yield _decision(result, decision)
            if decision.is_open and not key:
                way = command("amend", folder, f"{decision.ref} [数] --reason 理由")
                yield f"      确认或改数：{way}"
    for ref, value in result.replaced:
        where = result.report.definition.describe(ref)
        yield f"! {where} 手改成的 {format_value(value) or '空'} 没有保留，又是各部门之和"
    if result.replaced:
        yield f"  要改汇总数，请用 {key or command('amend', folder, '编号 数 --reason 理由')}"
    yield f"各部门写的文字汇编在 {named(folder / TEXTS)}，供撰写各部分文字时参考"
    counts = count_by_severity(result.findings)
    errors = [item for item in result.findings if item.severity is Severity.ERROR]
    for item in errors[:MAX_FINDINGS]:
        yield f"  {SIGNS[item.severity]} {item.code} {printable(item.message)}"
    if len(errors) > MAX_FINDINGS:
        way = "打开汇总报告查看" if key else "用 gaitui check 查看"
        yield f"  …另有 {len(errors) - MAX_FINDINGS} 个错误，{way}"
    verdict = "不通过" if errors else "通过"
    yield (
        f"结论：汇总报告{verdict}。共核对 {result.checks_run} 项：{len(errors)} 个错误，"
        f"{counts[Severity.WARNING]} 个提醒。"
    )


def _decision(result: Merging, item: Decision) -> str:
    where = " › ".join(result.report.definition.cells[item.ref].path[-2:])
    follows = f"，按上年推算 {format_value(item.followed)}" if item.followed is not None else ""
    sums = f"各部门之和 {format_value(item.added) or '空'}{follows}"
    if item.decided is None:
        return f"  ? {where}：{sums}，暂用各部门之和"
    stale = f"（定的时候各部门之和是 {item.decided.old}，请重新确认）" if item.is_stale else ""
    sign = "?" if item.is_stale else "✓"
    reason = printable(item.decided.reason)
    return f"  {sign} {where}：已定为 {item.decided.new}（{reason}）；{sums}{stale}"
