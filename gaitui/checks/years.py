"""Y4xx: what one year's report says about the year before, against last year's own report."""

from collections.abc import Iterator, Sequence

from gaitui.cell import CellRef, cell_ref
from gaitui.checks.findings import cell_finding, text_finding
from gaitui.definition.schema import Continuity
from gaitui.finding import Finding, Severity
from gaitui.report import Report
from gaitui.values import Value, format_value

_MISMATCH = "没有核对年度衔接"


def check_prior(report: Report, prior: Report | None) -> Iterator[Sequence[Finding]]:
    """One point for the year of last year's report, one for its unit."""
    if prior is None or report.year is None:
        return
    yield tuple(_wrong_year(report, prior))
    yield tuple(_other_unit(report, prior))


def check_carries(report: Report, prior: Report | None) -> Iterator[Sequence[Finding]]:
    """One point for each column of each row that last year carried over; a cell without a
    number, in either year, is left to its own finding."""
    if prior is None or not follows(report, prior):
        return
    for carry in report.definition.carries:
        for spec in report.definition.tables[carry.table].cells:
            if spec.row != carry.to_row:
                continue
            source = cell_ref(carry.table, carry.from_row, spec.column)
            stated, carried = report.value(spec.ref), _known(prior, source)
            if stated is None or carried is None:
                continue
            same = stated == carried
            yield () if same else (_broken_carry(report, prior, spec.ref, source),)


def check_continuities(report: Report, prior: Report | None) -> Iterator[Sequence[Finding]]:
    """One point for each stock that follows from last year's, where all its parts are numbers."""
    if prior is None or not follows(report, prior):
        return
    for rule in report.definition.continuities:
        for row in rule.rows:
            ref = cell_ref(rule.table, row, rule.stock)
            before, terms = _known(prior, ref), _moves(rule, row)
            if before is None or any(report.value(part) is None for part in (ref, *terms)):
                continue
            moved = (sign * (report.value(part) or 0) for part, sign in terms.items())
            expected = before + sum(moved, 0)
            same = report.value(ref) == expected
            yield () if same else (_broken_stock(report, prior, rule, row, expected),)


def follows(report: Report, prior: Report) -> bool:
    """Whether `prior` is the report of the year before."""
    return report.year is not None and prior.year == report.year - 1


def is_same_unit(report: Report, prior: Report) -> bool:
    """Whether both reports name one unit, as far as they name any: reforms rename units, so
    another name makes errors warnings, and history says nothing."""
    ours, theirs = ("".join(item.unit.split()) for item in (report, prior))
    return not ours or not theirs or ours == theirs


def prior_cell(prior: Report, ref: CellRef) -> str:
    """Where a number of last year's report stands, in the form's words."""
    origin = prior.cell(ref).origin
    place = f"（{origin.sheet}!{origin.address}）" if origin else ""
    return f"{prior.year} 年报告“{_label(prior, ref)}”{place}"


def _known(prior: Report, ref: CellRef) -> Value | None:
    """A number of last year's report; None where it, or its edition, has none."""
    return prior.value(ref) if ref in prior.definition.cells else None


def _label(report: Report, ref: CellRef) -> str:
    spec = report.definition.cells[ref]
    return " › ".join((*spec.row_path[-1:], spec.column_path[-1]))


def _moves(rule: Continuity, row: str) -> dict[CellRef, int]:
    """This year's cells that move a stock, with their signs."""
    added = {cell_ref(rule.table, row, column): 1 for column in rule.added}
    return added | {cell_ref(rule.table, row, column): -1 for column in rule.removed}


def _gap(one: Value, other: Value) -> str:
    return format_value(max(one - other, other - one))


def _broken_carry(report: Report, prior: Report, ref: CellRef, source: CellRef) -> Finding:
    stated, carried = report.value(ref) or 0, prior.value(source) or 0
    message = (
        f"{report.definition.describe(ref)} {format_value(stated)} ≠ "
        f"{prior_cell(prior, source)} {format_value(carried)}，差 {_gap(stated, carried)}"
    )
    hint = (
        f"请对照台账：上年填对了的，这格改为 {format_value(carried)}；"
        "上年填错了的，在“一、总体情况”中说明，必要时更正上年报告。"
    )
    severity = Severity.ERROR if is_same_unit(report, prior) else Severity.WARNING
    return cell_finding(report, "Y401", severity, ref, message, hint, carried, stated)


def _broken_stock(
    report: Report, prior: Report, rule: Continuity, row: str, expected: Value
) -> Finding:
    ref = cell_ref(rule.table, row, rule.stock)
    actual = report.value(ref) or 0
    terms = "".join(
        f" {'+' if sign > 0 else '−'} 本年“{report.definition.cells[part].column_path[-1]}” "
        f"{format_value(report.value(part))}"
        for part, sign in _moves(rule, row).items()
    )
    message = (
        f"{report.definition.describe(ref)} {format_value(actual)} ≠ {prior_cell(prior, ref)} "
        f"{format_value(prior.value(ref))}{terms} = {format_value(expected)}，"
        f"差 {_gap(actual, expected)}"
    )
    hint = f"请逐件核对目录。{rule.exception}".rstrip("。") + "。"
    return cell_finding(report, "Y402", Severity.WARNING, ref, message, hint, expected, actual)


def _wrong_year(report: Report, prior: Report) -> Iterator[Finding]:
    if follows(report, prior):
        return
    wanted = (report.year or 0) - 1
    said = f"是 {prior.year} 年度的" if prior.year is not None else "没有写明年度"
    message = f"年度：对照用的上年报告{said}，应为 {wanted} 年度，{_MISMATCH}"
    hint = f"请用 {wanted} 年度的报告对照，或核对本报告的年度 {report.year}。"
    yield text_finding(report, "Y403", Severity.WARNING, "year", message, hint, wanted, prior.year)


def _other_unit(report: Report, prior: Report) -> Iterator[Finding]:
    if not is_same_unit(report, prior):
        yield text_finding(
            report,
            "Y403",
            Severity.WARNING,
            "unit",
            f"机关名称：对照用的上年报告是“{prior.unit[:100]}”的，本报告是“{report.unit[:100]}”的",
            "同一个机关（如机构改革后改名）的，不用处理；不是同一个机关的，请换用本机关的上年报告。",
            report.unit[:200],
            prior.unit[:200],
        )
