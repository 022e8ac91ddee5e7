"""A report from a file in a foreign layout, with what was recognised, and why, as findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from msgspec import Struct, structs

from gaitui.cell import CellRef, Kind, cell_ref
from gaitui.definition import CellSpec, Definition
from gaitui.finding import Finding, Severity
from gaitui.grid import GridCell, Type
from gaitui.reading.cells import read_cell
from gaitui.reading.own import ReadResult
from gaitui.reading.recognise.assemble import Recognised, recognise
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.mapping import mapping_findings
from gaitui.reading.recognise.view import View
from gaitui.report import Cell, Origin, Report, cell_from_value
from gaitui.values import read_text


class Foreign(Struct, frozen=True):
    """The report of a foreign file, without its texts, and what recognition says about it.
    `recognised` is None where there is no report, or more than one and none was chosen."""

    result: ReadResult
    recognised: Recognised | None = None
    is_one_of_several: bool = False

    @property
    def report(self) -> Report | None:
        return self.result.report


def read_foreign(
    views: Sequence[View], definitions: Sequence[Definition], select: str | None = None
) -> Foreign:
    """Recognise and read the tables on some sheets. `select` names one report of several: its
    year, a sheet it stands on, or its number in the file."""
    reports = recognise(views, definitions)
    if not reports:
        return Foreign(ReadResult(None, (_nothing(views),), 1))
    chosen, findings = _choose(reports, select)
    if chosen is None:
        return Foreign(ReadResult(None, tuple(findings), 1))
    report, more = _report(chosen)
    findings += [*mapping_findings(chosen, report), *more]
    result = ReadResult(report, tuple(findings), 1 + len(chosen.definition.tables))
    return Foreign(result, chosen, len(reports) > 1)


def _nothing(views: Sequence[View]) -> Finding:
    sheets = "、".join(view.name for view in views[:6])
    return Finding(
        "W603",
        Severity.ERROR,
        f"没有找到年度报告的表格（看过的工作表：{sheets or '无'}）",
        hint="请确认发来的是年度报告；也可以请报送单位填写 gaitui new 生成的模板。",
    )


def _choose(
    reports: Sequence[Recognised], select: str | None
) -> tuple[Recognised | None, list[Finding]]:
    """The report asked for; of several, the latest where their years tell."""
    if len(reports) == 1 and select is None:
        return reports[0], []
    listed = "；".join(f"第 {n} 份{_about(item, reports)}" for n, item in enumerate(reports, 1))
    if select is not None:
        chosen = _selected(reports, select)
        if chosen is None:
            message = f"文件里没有“{select}”这一份报告：{listed}"
            return None, [Finding("W609", Severity.ERROR, message, hint=_SELECT)]
        return chosen, []
    message = f"文件里有 {len(reports)} 份报告：{listed}"
    years = [item.year for item in reports]
    if None in years or len(set(years)) < len(years):
        return None, [Finding("W609", Severity.ERROR, f"{message}。没有核对", hint=_SELECT)]
    latest = max(reports, key=lambda item: item.year or 0)
    message += f"。这里核对的是 {latest.year} 年的一份"
    return latest, [Finding("W609", Severity.WARNING, message, hint=_SELECT)]


_SELECT = "要核对哪一份，请加 --select 年度、工作表名或序号，例如 --select 1。"


def _about(report: Recognised, reports: Sequence[Recognised]) -> str:
    """The year and the sheets of a report; and where on them, if others stand there too."""
    year = f"{report.year} 年，" if report.year else ""
    sheets = f"工作表“{'”“'.join(report.sheets)}”"
    if sum(item.sheets == report.sheets for item in reports) > 1:
        sheets += f"的 {next(iter(report.tables.values())).area} 起"
    return f"（{year}{sheets}）"


def _selected(reports: Sequence[Recognised], select: str) -> Recognised | None:
    by_year = [item for item in reports if str(item.year) == select]
    by_sheet = [item for item in reports if select in item.sheets]
    for found in (by_year, by_sheet):
        if len(found) == 1:
            return found[0]
    number = int(select) if select.isascii() and select.isdigit() and len(select) < 4 else 0
    return reports[number - 1] if 0 < number <= len(reports) else None


def _report(chosen: Recognised) -> tuple[Report, list[Finding]]:
    definition = chosen.definition
    cells: dict[CellRef, Cell] = {}
    findings: list[Finding] = []
    uncached: list[CellRef] = []
    for found in chosen.tables.values():
        for ref, position in found.cells.items():
            stored = found.view.cell(position)
            origin = Origin(found.view.name, found.view.address(position))
            spec = definition.cells[ref]
            if (unit := found.units.get(ref)) in (None, spec.unit):
                cells[ref] = read_cell(stored, spec, origin)
            else:
                cells[ref] = _in_unit(stored, spec, unit, origin)
            if stored is not None and stored.text is None:
                uncached.append(ref)
        cells.update(_unclear_cells(found))
        cells.update(_group_cells(found, definition))
        findings += _group_findings(found, cells)
    report = Report(definition, "", chosen.year, cells, tables_only=True)
    missing = [ref for found in chosen.tables.values() for ref in found.not_found]
    report = _with_totals(report, {*missing, *uncached}, {*missing})
    if uncached:
        findings.append(_uncached(report, uncached))
    return report, findings


def _in_unit(stored: GridCell | None, spec: CellSpec, unit: str, origin: Origin) -> Cell:
    """A cell under a head that states another unit: an amount is read with that unit."""
    plain = stored is not None and stored.type in (Type.NUMBER, Type.TEXT) and stored.text
    if not plain or spec.kind is not Kind.DECIMAL:
        return read_cell(stored, spec, origin)
    reading = read_text(f"{plain}{unit}", spec.kind, spec.unit)
    if reading.value is None:
        return read_cell(stored, spec, origin)
    rules = (f"表头写明单位是“{unit}”", *reading.rules)
    return Cell(plain, reading.value, rules, origin=origin)


def _unclear_cells(found: Found) -> Iterator[tuple[CellRef, Cell]]:
    """Cells for which several numbers stand, or one that stands for others too: kept as they
    came, and left for a person to decide."""
    for ref, spots in found.unclear.items():
        origin = Origin(found.view.name, found.view.address(spots[0]))
        stored = map(found.view.cell, spots)
        texts = [cell.text or "空" for cell in stored if cell is not None]
        raw = " 或 ".join(texts) if len(texts) > 1 else f"{texts[0]}（几格共用）"
        yield ref, Cell(raw, problem="V207", origin=origin)


def _group_cells(found: Found, definition: Definition) -> Iterator[tuple[CellRef, Cell]]:
    """The cells of groups given as one row: zero where the group is, else the group's number on
    the first of them, which stays open until somebody splits it up."""
    for group, columns in found.groups.items():
        label = found.skeleton.table.group_labels[group]
        for column, position in columns.items():
            members = _members(found, group, column)
            stored = found.view.cell(position)
            origin = Origin(found.view.name, found.view.address(position))
            whole = read_cell(stored, definition.cells[members[0]], origin)
            is_uncached = stored is not None and stored.text is None
            if whole.problem is None and not whole.value and not is_uncached:
                yield from ((ref, whole) for ref in members)
                continue
            raw = f"{label} {whole.raw or '（公式没有结果）'}"
            yield members[0], Cell(raw, problem="W607", origin=origin, group_value=whole.value)


def _members(found: Found, group: str, column: str) -> list[CellRef]:
    """The cells of one column that a group stands for."""
    rows = found.skeleton.table.groups[group]
    return [cell_ref(found.table, row, column) for row in rows]


def _group_findings(found: Found, cells: Mapping[CellRef, Cell]) -> Iterator[Finding]:
    """W607 for groups given as one row of zeros; others stay open in the report itself."""
    for group, columns in found.groups.items():
        if any(cells[_members(found, group, column)[0]].problem for column in columns):
            continue
        label = found.skeleton.table.group_labels[group]
        row = next(iter(columns.values()))
        yield Finding(
            "W607",
            Severity.INFO,
            f"第 {row[0]} 行：{label}只给了一行，各列都是 0，各分项读作 0",
            sheet=found.view.name,
            address=found.view.address(row),
            hint=f"格式要求{label}分项填写；下次请逐项填 0。",
        )


def _with_totals(report: Report, wanted: set[CellRef], lost: set[CellRef]) -> Report:
    """The report with some totals computed, those of totals last; not where a part was not
    found (`lost`) or not understood, as their sum would be another number."""
    pending = [ref for ref in report.definition.formulas if ref in wanted]
    unknown = {ref for ref in lost if ref not in report.definition.formulas}
    unknown |= {
        ref for ref, cell in report.cells.items() if cell.problem and cell.group_value is None
    }
    while pending:
        ready = [
            ref
            for ref in pending
            if not any(part in pending for part in report.definition.formulas[ref].right)
        ]
        cells = dict(report.cells)
        for ref in ready:
            if unknown.isdisjoint(report.definition.formulas[ref].right):
                computed = cell_from_value(report.computed(ref))
                cells[ref] = structs.replace(computed, origin=report.cell(ref).origin)
            else:
                unknown.add(ref)
        report = replace(report, cells=cells)
        pending = [ref for ref in pending if ref not in ready]
    return report


def _uncached(report: Report, refs: Sequence[CellRef]) -> Finding:
    computed = [ref for ref in refs if report.value(ref) is not None]
    lost = len(refs) - len(computed)
    origin = report.cell(refs[0]).origin
    words = f"，其余 {lost} 格不是总计，算不出来，按空处理" if lost else ""
    return Finding(
        "W605",
        Severity.ERROR if lost else Severity.WARNING,
        f"有 {len(refs)} 格是没有结果的公式，其中 {len(computed)} 格总计已按各部分重新计算{words}",
        refs[0],
        origin.sheet if origin else None,
        origin.address if origin else None,
        hint="请用 Excel 或 WPS 打开后保存一次，让公式带上结果再报送。",
    )
