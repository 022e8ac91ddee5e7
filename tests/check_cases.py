"""What a case of one finding code is, and the reports the cases are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from gaitui.cell import CellRef, cell_ref
from gaitui.checks import run_checks
from gaitui.definition import Definition
from gaitui.finding import Finding
from gaitui.report import Cell, Report, cell_from_reading
from gaitui.values import Value, read_text
from tests.support import balanced, edition, with_values

UNIT = "测试市某某局"


@dataclass(frozen=True)
class Case:
    """A report, last year's where it is given, and all findings it must have, as `CODE severity
    ref`: no more and no less."""

    report: Report
    found: tuple[str, ...] = ()
    prior: Report | None = None


@dataclass(frozen=True)
class CodeCases:
    """The cases of one code, by what each shows."""

    clean: Mapping[str, Case]
    failing: Mapping[str, Case]
    boundary: Mapping[str, Case]

    @property
    def all(self) -> dict[str, Case]:
        """Every case by kind and name."""
        groups = {"clean": self.clean, "failing": self.failing, "boundary": self.boundary}
        return {
            f"{kind}: {name}": case
            for kind, cases in groups.items()
            for name, case in cases.items()
        }


def findings_of(report: Report, prior: Report | None = None) -> tuple[Finding, ...]:
    """What the checks find."""
    return run_checks(report, prior).findings


def keys_of(findings: tuple[Finding, ...]) -> list[str]:
    """Findings as a case writes them, sorted."""
    return sorted(f"{item.code} {item.severity} {item.ref}" for item in findings)


@cache
def filled(name: str = "gwy-2021", year: int | None = None) -> Report:
    """A finished report without findings, of the edition's first year unless another is
    named; no two of its columns are alike."""
    definition = edition(name)
    report = balanced(definition, _inputs(definition))
    year = year or definition.first_year
    number = next(item.number for item in definition.documents if item.role == "form")
    narratives = {
        "preamble": f"根据条例（国务院令第711号）和格式（{number}），现公布{UNIT}{year}年"
        f"政府信息公开工作年度报告。所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "overview": f"{year}年，{UNIT}认真做好政府信息公开工作。",
        "problems": "一是公开不够及时。二是将加强培训。",
        "other": "本年度未收取信息处理费。",
    }
    return replace(report, unit=UNIT, year=year, narratives=narratives)


@cache
def zeros(name: str = "gwy-2021") -> Report:
    """A finished report in which every number is 0."""
    return replace(filled(name), cells=balanced(edition(name), {}).cells)


def _inputs(definition: Definition) -> dict[str, Value]:
    """Different numbers in every input that balances take part in; each column balances."""
    table = definition.tables["requests"]
    flow = ("new", "carried_in", "handled", "carried_out")
    inputs: dict[str, Value] = {}
    for place, column in enumerate(table.columns[:-1], start=2):
        outcomes = {row: place + line for line, row in enumerate(table.rows) if row not in flow}
        inputs |= {f"requests.{row}.{column}": value for row, value in outcomes.items()}
        inputs[f"requests.carried_in.{column}"] = place
        inputs[f"requests.carried_out.{column}"] = 2 * place
        inputs[f"requests.new.{column}"] = sum(outcomes.values()) + place
    for place, spec in enumerate(definition.tables["disputes"].cells, start=1):
        if spec.column != "total":
            inputs[spec.ref] = place
    return inputs


def before(report: Report, name: str | None = None) -> Report:
    """A report of the year before, in its own edition or the one named, from which this one
    follows; only what the years share is meant, its own sums are not."""
    year = (report.year or 0) - 1
    last = filled(name or report.definition.id, year)
    carried = {
        f"requests.carried_out.{column}": report.value(cell_ref("requests", "carried_in", column))
        for column in report.definition.tables["requests"].columns
    }
    return stepped(with_values(last, carried), disputes__reconsideration__upheld=1)


def typed(report: Report, texts: Mapping[str, str]) -> Report:
    """The report with some cells read from texts, as they come out of a workbook."""
    cells = dict(report.cells)
    for key, text in texts.items():
        spec = report.definition.cells[CellRef(key)]
        cells[spec.ref] = cell_from_reading(text, read_text(text, spec.kind, spec.unit))
    return replace(report, cells=cells)


def blanked(report: Report, prefix: str) -> Report:
    """The report with all cells left out whose key begins with `prefix`."""
    cells = {ref: cell for ref, cell in report.cells.items() if not ref.startswith(prefix)}
    return replace(report, cells=cells)


def broken_formula(report: Report, ref: str) -> Report:
    """The report with a cell that holds a spreadsheet's error value."""
    return replace(report, cells={**report.cells, CellRef(ref): Cell("#DIV/0!", problem="V206")})


def stepped(report: Report, **steps: int) -> Report:
    """The report with some numbers changed by steps; `__` stands for the dots of a key."""
    refs = {CellRef(key.replace("__", ".")): step for key, step in steps.items()}
    return with_values(report, {ref: (report.value(ref) or 0) + refs[ref] for ref in refs})


def told(report: Report, **texts: str) -> Report:
    """The report with some of its texts replaced."""
    return replace(report, narratives={**report.narratives, **texts})
