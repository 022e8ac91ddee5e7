"""The letter that goes with a report sent back: plain text to paste into an e-mail."""

from collections.abc import Iterator, Sequence
from datetime import date

from gaitui.finding import Finding, Severity, by_cause, count_by_severity, shared_hint
from gaitui.remarks import Remark, remarks
from gaitui.render.wrap import one_line, wrap
from gaitui.report import Report

WIDTH = 80
"""Cells of a line."""
MOST = 40
"""Up to so many findings are listed; one page holds no more."""
_INDENT = "    "


def render_notice(
    report: Report | None,
    findings: Sequence[Finding],
    name: str,
    deadline: date | None = None,
    *,
    has_copy: bool = True,
    lost: Sequence[str] = (),
) -> str:
    """The notice on one received file: `findings` in the order of an Intake, `name` what the file
    is called; `has_copy` and `lost` tell of the annotated copy. Ended by a line feed, no line
    wider than 80 cells; notes (说明) are left out."""
    listed = list(remarks(report, findings))
    blocks = [list(_head(report, findings, name, deadline))]
    blocks += _parts(listed[:MOST])
    if len(listed) > MOST:
        where = "见附件的“校验意见”表" if has_copy else "改好以上各处后报回，再一并核对"
        blocks.append([f"另有 {len(listed) - MOST} 处，{where}。"])
    blocks.append(list(_attached(has_copy, lost)))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def deadline_words(deadline: date) -> str:
    """`2025年2月10日`."""
    return f"{deadline.year}年{deadline.month}月{deadline.day}日"


def _head(
    report: Report | None, findings: Sequence[Finding], name: str, deadline: date | None
) -> Iterator[str]:
    counts = count_by_severity(findings)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    unit = one_line(report.unit) if report else ""
    year = f"{report.year}年" if report and report.year else ""
    yield f"{year}政府信息公开工作年度报告退回通知"
    yield ""
    yield from wrap(f"单位：{unit or '（没有读出）'}", WIDTH)
    yield from wrap(f"文件：{one_line(name)}", WIDTH)
    verdict = "读不出" if report is None else "不通过" if errors else "通过"
    yield f"结论：{verdict}，{errors} 个错误、{warnings} 个提醒。"
    if deadline:
        yield f"期限：请于 {deadline_words(deadline)}前改好报回。"


def _parts(listed: Sequence[Remark]) -> Iterator[list[str]]:
    """Errors, then warnings, numbered through; what one correction would settle stands together."""
    named = {id(item.finding): item for item in listed}
    number = 0
    for title, severity in (("须改正", Severity.ERROR), ("请核对", Severity.WARNING)):
        chosen = [item.finding for item in listed if item.finding.severity is severity]
        if not chosen:
            continue
        lines = [f"【{title}】"]
        for group in by_cause(chosen):
            for finding in group:
                number += 1
                lines += _item(number, named[id(finding)])
            if hint := shared_hint(group):
                lines += _indented(hint)
        yield lines


def _item(number: int, item: Remark) -> Iterator[str]:
    where = f"{item.sheet} {item.address}".strip()
    place = f"{item.place}（{where}）" if where else item.place
    lines = wrap(one_line(f"{number}. {item.code}  {place}"), WIDTH - len(_INDENT))
    yield lines[0]
    yield from (_INDENT + line for line in lines[1:])
    yield from _indented(item.problem)
    numbers = {"现值": item.actual, "应为": item.expected, "差额": item.delta}
    yield from _indented("，".join(f"{word} {text}" for word, text in numbers.items() if text))


def _indented(text: str) -> list[str]:
    return [_INDENT + line for line in wrap(one_line(text), WIDTH - len(_INDENT))]


def _attached(has_copy: bool, lost: Sequence[str]) -> Iterator[str]:
    if has_copy:
        yield from wrap(
            "附件是在您报来的文件上标注的副本：有问题的格子标了颜色、加了批注，“校验意见”表列出全部问题。"
            "可以直接在副本上改好报回；您原来的文件没有改动。",
            WIDTH,
        )
    for sentence in lost:
        yield from wrap(one_line(sentence), WIDTH)
