"""What was recognised where, how surely, and what is in doubt, in words."""

from collections.abc import Iterator

from gaitui.definition import Definition
from gaitui.finding import Finding, Severity
from gaitui.reading.recognise.assemble import Recognised
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.years import year_of
from gaitui.report import Report

SHOWN = 8
"""Most doubts that one message names."""
MAX_ROWS_TOLD = 60


def mapping_findings(chosen: Recognised, report: Report) -> Iterator[Finding]:
    """W606: what was recognised where and how surely; what is in doubt. W603: what is not there."""
    definition = chosen.definition
    words = []
    for table in definition.tables:
        section = definition.section_of(table)
        if section is None:
            continue
        found = chosen.tables.get(table)
        if found is None:
            yield Finding(
                "W603",
                Severity.ERROR,
                f"没有找到“{section.heading}”的表格",
                hint="请核对报送的文件是否完整；表格在的，行、列的标题请保持官方格式的写法。",
            )
            continue
        words.append(
            f"{section.heading}在工作表“{found.view.name}”的 {found.area}"
            f"（把握 {found.confidence:.0%}）"
        )
    first = next(iter(chosen.tables.values()))
    yield Finding(
        "W606",
        Severity.INFO,
        f"版式与模板不同，按行、列的标题认出：{'；'.join(words)}",
        sheet=first.view.name,
        hint="请抽查读出的数字；用 gaitui export 可以转成标准版式。",
    )
    doubts = [*_sources(chosen), *_blank_totals(chosen, report)]
    doubts += [*_left_out(chosen), *_doubts(chosen)]
    if doubts:
        more = f"；等 {len(doubts)} 处" if len(doubts) > SHOWN else ""
        yield Finding(
            "W606",
            Severity.WARNING,
            f"有 {len(doubts)} 处拿不准：{'；'.join(doubts[:SHOWN])}{more}",
            sheet=first.view.name,
            hint="请对照收到的文件逐处核对；没有采用的数字要补填。",
        )


def _sources(chosen: Recognised) -> Iterator[str]:
    """Tables that may be another report's: those of another year, or on a hidden sheet."""
    years = {
        f"{section.heading} {year} 年": year
        for table, found in chosen.tables.items()
        if (section := chosen.definition.section_of(table)) and (year := year_of(found))
    }
    if len({*years.values()}) > 1:
        yield f"各表写明的年度不同：{'，'.join(years)}"
    hidden = (found.view.name for found in chosen.tables.values() if found.view.hidden)
    for name in dict.fromkeys(hidden):
        yield f"工作表“{name}”是隐藏的"


def _doubts(chosen: Recognised) -> Iterator[str]:
    many = len({found.view.name for found in chosen.tables.values()}) > 1
    for found in chosen.tables.values():
        sheet = f"工作表“{found.view.name}”" if many else ""
        for doubt in dict.fromkeys(found.doubts):
            yield sheet + doubt
        for row in found.ignored[:MAX_ROWS_TOLD]:
            yield f"{sheet}{row}不是格式中的行，没有采用"


def _left_out(chosen: Recognised) -> Iterator[str]:
    """Cells of the form that were not found, by row where a whole row is missing."""
    for found in chosen.tables.values():
        for row, columns in _by_row(found, chosen.definition).items():
            yield f"没有找到“{row}”" + (f"的{'、'.join(columns)}" if columns else "")


def _by_row(found: Found, definition: Definition) -> dict[str, list[str]]:
    grouped = {row for group in found.groups for row in found.skeleton.table.groups[group]}
    lost: dict[str, list[str]] = {}
    whole: dict[str, int] = {}
    for spec in found.skeleton.table.cells:
        label = (spec.row_path or spec.column_path[:-1] or spec.column_path)[-1]
        whole[label] = whole.get(label, 0) + 1
        known = spec.ref in found.cells or spec.ref in found.unclear or spec.row in grouped
        if known or definition.is_computed(spec.ref):
            continue
        lost.setdefault(label, []).append(spec.column_path[-1])
    return {
        label: [] if len(columns) >= whole[label] - 1 else columns
        for label, columns in lost.items()
    }


def _blank_totals(chosen: Recognised, report: Report) -> Iterator[str]:
    for found in chosen.tables.values():
        totals = [ref for ref in found.not_found if chosen.definition.is_computed(ref)]
        section = chosen.definition.section_of(found.table)
        heading = section.heading if section else found.table
        computed = sum(report.value(ref) is not None for ref in totals)
        if computed:
            yield f"{heading}没有找到 {computed} 格总计，已按各部分之和计算"
        if blank := len(totals) - computed:
            yield f"{heading}没有找到 {blank} 格总计，各部分不全，没有计算"
