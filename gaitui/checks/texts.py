"""T501, T505, T506, T507: whether each text part is there, fit to print, and says what it must."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gaitui.checks.findings import narrative_label, text_finding
from gaitui.definition.schema import Narrative
from gaitui.finding import Finding, Severity
from gaitui.report import Report

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def check_texts(report: Report) -> Iterator[Sequence[Finding]]:
    """One point for each thing asked of each text; none where no texts were sent."""
    if report.tables_only:
        return
    for narrative in report.definition.narratives.values():
        text = report.narratives.get(narrative.id, "")
        if not text.strip():
            yield (_empty(report, narrative),)
            continue
        yield ()
        yield tuple(_control(report, narrative, text))
        if narrative.advised_length is not None:
            yield tuple(_length(report, narrative, text))
        for words in narrative.must_mention:
            yield tuple(_mention(report, narrative, text, words))


def _empty(report: Report, narrative: Narrative) -> Finding:
    label = narrative_label(report, narrative.id)
    hint = f"请填写。{narrative.guidance}"
    return text_finding(report, "T501", Severity.ERROR, narrative.id, f"{label}：没有内容", hint)


def _control(report: Report, narrative: Narrative, text: str) -> Iterator[Finding]:
    match = _CONTROL.search(text)
    if match:
        label = narrative_label(report, narrative.id)
        before = _CONTROL.sub("�", text[max(0, match.start() - 10) : match.start()])
        count = len(_CONTROL.findall(text))
        yield text_finding(
            report,
            "T507",
            Severity.ERROR,
            narrative.id,
            f"{label}：有 {count} 个看不见的控制字符，"
            f"第一个在“{before}”之后（U+{ord(match[0]):04X}）",
            "这类字符多由复制粘贴带入，请删去前后几个字后重新输入。",
        )


def _length(report: Report, narrative: Narrative, text: str) -> Iterator[Finding]:
    length, advised = characters(text), narrative.advised_length or 0
    if length > advised:
        label = narrative_label(report, narrative.id)
        finding = text_finding(
            report,
            "T505",
            Severity.INFO,
            narrative.id,
            f"{label}：{length} 字，建议不超过 {advised} 字，多 {length - advised} 字",
            "可以精简；不影响报送。",
            expected=advised,
            actual=length,
        )
        yield replace(finding, delta=length - advised)


def characters(text: str) -> int:
    """Length as a word processor counts it: without white space."""
    return len("".join(text.split()))


def _mention(report: Report, narrative: Narrative, text: str, words: str) -> Iterator[Finding]:
    if words not in "".join(text.split()):
        label = narrative_label(report, narrative.id)
        yield text_finding(
            report,
            "T506",
            Severity.WARNING,
            narrative.id,
            f"{label}：没有提到{words}",
            f"请写明本年度是否收取{words}以及金额；没有的写“本年度未收取{words}”。",
        )
