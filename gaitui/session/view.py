"""A report as it stands in a session, with all that is to be said about it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.checks import run_checks
from gaitui.definition import Definition, Table
from gaitui.definition.schema import Section
from gaitui.errors import nearest
from gaitui.finding import Finding, Severity, count_by_severity
from gaitui.intake import sort_findings
from gaitui.report import Report, explanation_key
from gaitui.session import survey, words
from gaitui.session.edits import Differing, differing_totals
from gaitui.session.errors import SessionError
from gaitui.session.survey import Fill, SectionState
from gaitui.values import Value


class Seen(Struct, frozen=True):
    """A report with its findings, worked out once for each change. `received` are those on the
    file it came from, with the number of checks behind them."""

    report: Report
    received: tuple[Finding, ...]
    received_checks: int
    findings: tuple[Finding, ...]
    checks_run: int
    differing: Mapping[CellRef, Differing]


def look(
    report: Report,
    prior: Report | None = None,
    received: tuple[Finding, ...] = (),
    received_checks: int = 0,
) -> Seen:
    """Run all checks of the whole report, beside last year's where that is given."""
    result = run_checks(report, prior)
    return Seen(
        report,
        received,
        received_checks,
        sort_findings(report, (*received, *result.findings)),
        result.checks_run + received_checks,
        differing_totals(report),
    )


class View:
    """What a session's report holds and what is wrong with it."""

    def __init__(self, seen: Seen, prior: Report | None) -> None:
        self.prior = prior
        self._seen = seen

    @property
    def report(self) -> Report:
        """The report as it is now."""
        return self._seen.report

    @property
    def definition(self) -> Definition:
        """The report's edition of the form."""
        return self._seen.report.definition

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the whole report as it is now, and those on the received file."""
        return self._seen.findings

    @property
    def received_findings(self) -> tuple[Finding, ...]:
        """Findings on the file that was opened; gone once it is saved anew."""
        return self._seen.received

    @property
    def checks_run(self) -> int:
        """How many checks stand behind `findings`."""
        return self._seen.checks_run

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity."""
        return count_by_severity(self.findings)

    @property
    def differing_totals(self) -> Mapping[CellRef, Differing]:
        """Totals received otherwise than their parts add up: (received, computed)."""
        return self._seen.differing

    @property
    def unexplained_errors(self) -> tuple[Finding, ...]:
        """The errors that keep the report from being finished: no reason is given for them."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.ERROR and not self.explanation(finding)
        )

    def explanation(self, finding: Finding) -> str:
        """The reason given for leaving a finding as it is; the empty text if none is."""
        return self.report.explanations.get(explanation_key(finding.code, finding.ref), "")

    def findings_at(self, key: str) -> tuple[Finding, ...]:
        """The findings on a cell, text or metadata field."""
        return tuple(finding for finding in self.findings if finding.ref == key)

    def next_finding(self, current: str | None, step: int = 1) -> Finding | None:
        """The finding after (before, with -1) a key in the form's order, going round."""
        return survey.next_finding(self.definition, self.findings, current, step)

    def section_state(self, section: Section | str) -> SectionState:
        """A part's sign; a part is a section, or the key of a table or text, or `basics`."""
        return survey.section_state(self.report, self.findings, _part_key(section))

    def fill_state(self, section: Section | str) -> Fill:
        """How far a part is filled in."""
        return survey.fill_state(self.report, _part_key(section))

    def page_counts(self, section: Section | str) -> Mapping[Severity, int]:
        """How many findings of each severity stand in a part."""
        keys = set(survey.keys_of(self.definition, _part_key(section)))
        return count_by_severity(finding for finding in self.findings if finding.ref in keys)

    def blank_inputs(self, table: str) -> tuple[CellRef, ...]:
        """The blank cells of a table that are to be filled in."""
        cells = ((spec.ref, self.report.cell(spec.ref)) for spec in self._table(table).cells)
        return tuple(
            ref
            for ref, cell in cells
            if cell.is_blank and not (cell.does_not_apply or self.definition.is_computed(ref))
        )

    def prior_value(self, ref: CellRef) -> Value | None:
        """Last year's value of a cell; None where it is not known."""
        return self.prior.value(ref) if self.prior else None

    def takes_part(self, ref: CellRef) -> Sequence[str]:
        """The balance rules a cell is in, in short: `本行总计`, `一加二＝三加四`."""
        return words.takes_part(self.definition, ref)

    def place(self, key: str) -> str:
        """A key's place in the form's own words, shortened."""
        return words.key_place(self.definition, key)

    def _table(self, table: str) -> Table:
        if table not in self.definition.tables:
            raise SessionError(f"没有“{table}”这张表格{nearest(table, self.definition.tables)}。")
        return self.definition.tables[table]


def _part_key(section: Section | str) -> str:
    if isinstance(section, Section):
        return section.table or section.narrative or ""
    return section
