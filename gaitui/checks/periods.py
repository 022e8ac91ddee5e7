"""T502 and T503: the period the report says it covers, and years left over from another one."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gaitui.checks.findings import narrative_label, text_finding
from gaitui.finding import Finding, Severity
from gaitui.report import Report

_DAY = r"([0-9](?:[0-9]{3}年[0-9]{1,2}|[0-9]?)月[0-9]{1,2}日)"
_PERIOD = re.compile(rf"{_DAY}起?[，,]?(?:至|到|止|—|–|－|-|~|～)+{_DAY}")
_STATISTICS = re.compile(
    r"(?:统计[^。；，]{0,6}?(?:期限|时间|起止|周期|时段|范围|区间)|起止(?:时间|日期|期限)"
    r"|(?:报告|数据)的?(?:期限|时限|期|周期|时间)|所列[^。；，]{0,6}数据"
    r"|本报告[^。；，]{0,8}(?:统计|数据))[^。；，]*$"
)
"""Words that introduce the period of the statistics, up to the period itself."""
_NAMED_REPORT = re.compile(r"([0-9]{4})年(?:度)?政府信息公开(?:工作)?年度报告(?!格式)")
_LAST_YEARS_TEXT = re.compile(r"([0-9]{4})年度?(?:[，,]|[我本全])")
_THIS_YEAR = "今年|本年|已[^。；，]{0,4}(?:整改|完成|改进)"
_DIGITS = re.compile("[0-9]+")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_FULL_WIDTH_DIGIT = re.compile("[０-９]")
MAX_LENGTH = 100_000
"""Characters of a text that are looked at: a hundred times as many as the longest part has."""


def check_periods(report: Report) -> Iterator[Sequence[Finding]]:
    """One point for the period in the texts, one for the years they name."""
    if report.year is None:
        return
    for key in report.definition.narratives:
        text = plain(report.narratives.get(key, ""))
        if not text:
            continue
        period = _period(text)
        if period:
            yield tuple(_wrong_period(report, key, period))
        yield tuple(_other_year(report, key, text))


def plain(text: str) -> str:
    """A text without white space and with ASCII digits, for matching; the end of an endless
    one is left out."""
    return _plain(text[:MAX_LENGTH])


@lru_cache(maxsize=32)
def _plain(text: str) -> str:
    text = "".join(text.split())
    return _FULL_WIDTH_DIGIT.sub(lambda digit: digit[0].translate(_FULL_WIDTH), text)


def _period(text: str) -> re.Match[str] | None:
    """The period of the statistics: the one that its sentence introduces as such."""
    for match in _PERIOD.finditer(text):
        if _STATISTICS.search(text[max(0, match.start() - 30) : match.start()]):
            return match
    return None


def _wrong_period(report: Report, key: str, match: re.Match[str]) -> Iterator[Finding]:
    stated = [[int(number) for number in _DIGITS.findall(day)] for day in match.groups()]
    days = [numbers[-2:] for numbers in stated]
    years = {numbers[0] for numbers in stated if len(numbers) == 3}
    expected = f"{report.year}年1月1日至{report.year}年12月31日"
    if days != [[1, 1], [12, 31]] or years - {report.year}:
        yield text_finding(
            report,
            "T502",
            Severity.WARNING,
            key,
            f"{narrative_label(report, key)}：统计期限写作“{match[0]}”，应为 {expected}",
            f"请把统计期限改为 {expected}。",
            expected=expected,
            actual=match[0],
        )


def _other_year(report: Report, key: str, text: str) -> Iterator[Finding]:
    """Another year in the report's own title, or a text that never names its own year."""
    label = narrative_label(report, key)
    hint = f"请核对年份，应为 {report.year} 年；常见于照抄上一年度的报告。"
    for match in _NAMED_REPORT.finditer(text) if "年度报告" in text else ():
        lead = text[: match.start()]
        if int(match[1]) != report.year and _is_this_report(report, key, lead):
            yield text_finding(
                report,
                "T503",
                Severity.WARNING,
                key,
                f"{label}：报告名称写作“{match[0]}”，年度应为 {report.year}",
                hint,
                expected=report.year,
                actual=int(match[1]),
            )
            return
    first = _LAST_YEARS_TEXT.match(text)
    if (
        first
        and f"{report.year:04}年" not in text
        and int(first[1]) == (report.year or 0) - 1
        and not re.search(_THIS_YEAR, text)
    ):
        yield text_finding(
            report,
            "T503",
            Severity.WARNING,
            key,
            f"{label}：以“{first[1]}年”开头，全文没有提到 {report.year} 年",
            hint,
            expected=report.year,
            actual=int(first[1]),
        )


def _is_this_report(report: Report, key: str, lead: str) -> bool:
    """Whether the words before a report's name say that it is this one: publication, or the
    unit's own name. Outside the preamble only a title at the very start does: the parts tell
    how last year's report was published."""
    unit = plain(report.unit)
    if report.definition.section_of(key) is not None:
        return lead in ("", unit)
    return bool(re.search(r"(现公布|现将|编制|公布)[^，。；]*$", lead[-30:])) or bool(
        unit and lead.endswith(unit)
    )
