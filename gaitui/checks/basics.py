"""T508 and W602: the unit's name, the year, and whether the edition fits it."""

from collections.abc import Iterator, Sequence

from gaitui.checks.findings import text_finding
from gaitui.finding import Finding, Severity
from gaitui.report import Report

MAX_UNIT = 100
"""Longest name of a unit, in characters."""


def check_basics(report: Report) -> Iterator[Sequence[Finding]]:
    """One point for the unit, one for the year; where only tables were sent, neither has to be
    there."""
    if report.unit or not report.tables_only:
        yield tuple(_unit(report))
    if report.year is not None or not report.tables_only:
        yield tuple(_year(report))


def _unit(report: Report) -> Iterator[Finding]:
    problem = unit_problem(report.unit)
    if problem:
        hint = "请在“基本信息”填写机关全称，例如“深圳市罗湖区人民政府”。"
        yield text_finding(
            report,
            "T508",
            Severity.ERROR,
            "unit",
            f"机关名称{problem}",
            hint,
            actual=report.unit[:200] or None,
        )


def unit_problem(unit: str) -> str:
    """What is wrong with a unit's name, or nothing."""
    if not unit.strip():
        return "没有填写"
    if len(unit) > MAX_UNIT:
        return f"有 {len(unit)} 个字，超过 {MAX_UNIT} 个字"
    if any(not char.isprintable() for char in unit):
        return "含有换行或控制字符"
    return ""


def _year(report: Report) -> Iterator[Finding]:
    definition = report.definition
    if report.year is None:
        hint = "请在“基本信息”填写四位数字的年度，例如 2024。"
        yield text_finding(report, "T508", Severity.ERROR, "year", "年度没有填写或不是年份", hint)
    elif not definition.covers(report.year):
        last = f"至 {definition.last_year} 年度" if definition.last_year else "及以后"
        message = (
            f"{report.year} 年度的报告不应使用“{definition.name}”："
            f"它用于 {definition.first_year} 年度{last}"
        )
        hint = "请核对年度；年度没有写错的，用相应格式的模板重新填写。"
        yield text_finding(
            report, "W602", Severity.ERROR, "year", message, hint, actual=report.year
        )
