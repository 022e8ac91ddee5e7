"""Results of a batch as one HTML page for a reader who runs nothing: no script, no network.

It opens from a file share in an old browser and prints on A4. The parts are strings, so that a
page of ten thousand files is never in memory at once.
"""

from collections.abc import Sequence
from html import escape

from gaitui.definition.catalogue import catalogue
from gaitui.errors import printable
from gaitui.finding import (
    SEVERITY_NAMES,
    Finding,
    Severity,
    by_cause,
    count_by_severity,
    shared_hint,
)
from gaitui.render.outcome import SIGNS, FileResult
from gaitui.render.results import about, place
from gaitui.render.tally import Tally, file_verdict

GENERATOR = '<meta name="generator" content="gaitui">'
"""By this a page of ours is known again."""

_STYLE = """
body { font: 15px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC",
  SimSun, sans-serif; color: #222; background: #fff; max-width: 1080px; margin: 0 auto;
  padding: 24px; }
h1 { font-size: 26px; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 36px 0 10px; border-bottom: 2px solid #1f4e79; color: #1f4e79; }
h3 { font-size: 16px; margin: 26px 0 6px; word-wrap: break-word; overflow-wrap: anywhere; }
p { margin: 4px 0; }
table { border-collapse: collapse; width: 100%; margin: 8px 0; }
th, td { border: 1px solid #bbb; padding: 4px 8px; text-align: left; vertical-align: top;
  word-wrap: break-word; overflow-wrap: anywhere; }
th { background: #eaf0f6; white-space: nowrap; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.s { white-space: nowrap; }
.totals td { text-align: center; font-size: 14px; color: #555; }
.totals b { display: block; font-size: 28px; line-height: 1.3; color: #222; }
.error { color: #b00020; } .warning { color: #8a5a00; } .info { color: #456; }
.ok { color: #1b6e2d; }
td.w { width: 20%; }
.file { color: #666; font-size: 13px; page-break-after: avoid; }
.mend { color: #444; }
.stopped { border: 2px solid #b00020; padding: 8px 12px; color: #b00020; }
a { color: #1f4e79; }
thead { display: table-header-group; }
@page { size: A4; margin: 15mm 12mm; }
@media print {
  body { font-size: 10.5pt; max-width: none; padding: 0; }
  h2, h3 { page-break-after: avoid; }
  tr { page-break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  th { background: #eee; }
}
"""


_TITLE = "政府信息公开工作年度报告核对结果"
_END = "</body>\n</html>\n"


def document(title: str, body: str) -> str:
    """A whole page in our style from its body, which is HTML."""
    return f"{_opening(title)}{body}{_END}"


def _opening(title: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"{GENERATOR}\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )


def page_head(tally: Tally, is_whole: bool) -> str:
    """Everything above the rows of the table of files."""
    counts = tally.severities
    stopped = (
        ""
        if is_whole
        else f'<p class="stopped">核对中途停止：只包括已经核对的 {tally.files} 个文件。</p>\n'
    )
    lost = f"（其中 {tally.unreadable} 个读不出）" if tally.unreadable else ""
    figures = (
        (tally.files, "个文件", ""),
        (tally.files - tally.failed, "个通过", "ok"),
        (tally.failed, f"个不通过{lost}", "error"),
        (counts[Severity.ERROR], "个错误", "error"),
        (counts[Severity.WARNING], "个提醒", "warning"),
        (tally.checks_run, "项核对", ""),
    )
    totals = "".join(
        f'<td><b class="{colour if number else ""}">{number}</b>{name}</td>'
        for number, name, colour in figures
    )
    return (
        f"{_opening(_TITLE)}<h1>{_TITLE}</h1>\n"
        f'{stopped}<table class="totals"><tr>{totals}</tr></table>\n'
        f"{_codes(tally)}<h2>逐个文件</h2>\n<p>错误多的排在前面；点文件名看问题。</p>\n"
        '<table>\n<thead><tr><th>文件</th><th>机关</th><th>年度</th><th class="n">错误</th>'
        '<th class="n">提醒</th><th>结论</th></tr></thead>\n<tbody>\n'
    )


def page_row(result: FileResult, number: int) -> str:
    """A file's line in the table; `number` makes its anchor."""
    counts = count_by_severity(result.findings)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    name = escape(printable(result.path))
    link = f'<a href="#f{number}">{name}</a>' if result.findings else name
    return (
        f"<tr><td>{link}</td><td>{escape(printable(result.unit or ''))}</td>"
        f'<td class="s">{result.year or ""}</td>'
        f'<td class="n{" error" if errors else ""}">{errors}</td>'
        f'<td class="n{" warning" if warnings else ""}">{warnings}</td>'
        f'<td class="s {"error" if errors else "ok"}">{file_verdict(result)}</td></tr>\n'
    )


def page_middle() -> str:
    """What stands between the table and the findings."""
    return "</tbody>\n</table>\n<h2>问题和改法</h2>\n"


def page_findings(result: FileResult, number: int) -> str:
    """A file's findings with places and remedies; nothing where there are none."""
    if not result.findings:
        return ""
    name = escape(printable(result.path))
    rows = "".join(map(_group, by_cause(result.findings)))
    return (
        f'<h3 id="f{number}">{name}</h3>\n<p class="file">{escape(about(result))}</p>\n'
        "<table>\n<thead><tr><th>编号</th><th>级别</th><th>问题和改法</th><th>位置</th></tr>"
        f"</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )


def page_foot(tally: Tally) -> str:
    """The page's end."""
    passed = "" if tally.codes else "<p>没有发现问题。</p>\n"
    return f"{passed}{_END}"


def _group(group: Sequence[Finding]) -> str:
    """Findings with one cause; the last of them shows the remedy they share."""
    hint = shared_hint(group)
    mend = f'<p class="mend">{escape(printable(hint))}</p>' if hint else ""
    return "".join(_finding(item, "") for item in group[:-1]) + _finding(group[-1], mend)


def _finding(item: Finding, mend: str) -> str:
    name = SEVERITY_NAMES[item.severity]
    return (
        f'<tr><td class="s">{escape(item.code)}</td>'
        f'<td class="s {item.severity}">{SIGNS[item.severity]} {name}</td>'
        f"<td>{escape(printable(item.message))}{mend}</td>"
        f'<td class="w">{escape(place(item))}</td></tr>\n'
    )


def _codes(tally: Tally) -> str:
    if not tally.codes:
        return ""
    rows = []
    for kind in tally.kinds:
        code, severity = kind
        entry = catalogue().get(code)
        rows.append(
            f'<tr><td class="s">{code}</td><td class="s {severity}">{SIGNS[severity]} '
            f"{SEVERITY_NAMES[severity]}</td><td>{escape(entry.title) if entry else ''}</td>"
            f'<td class="n">{tally.codes[kind]}</td>'
            f'<td class="n">{tally.files_with[kind]}</td></tr>\n'
        )
    return (
        "<h2>各类问题</h2>\n<table>\n<thead><tr><th>编号</th><th>级别</th><th>问题</th>"
        '<th class="n">个数</th><th class="n">涉及文件</th></tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>\n"
    )
