"""A department's report with the numbers that were changed here."""

from collections.abc import Mapping

from gaitui.campaign.events import Amended
from gaitui.cell import CellRef
from gaitui.report import Report
from gaitui.session.edits import Part, Setting, accepted_totals, applied, plan, typed_cell


def corrected(report: Report, amendments: Mapping[str, Amended]) -> Report:
    """The report with amended numbers, and the totals over them computed."""
    settings = [
        Setting(Part.CELL, ref, typed_cell(report, CellRef(ref), amendment.new))
        for ref, amendment in amendments.items()
        if ref in report.definition.cells
    ]
    return applied(report, plan(report, "", settings).settings) if settings else report


def with_totals(report: Report) -> Report:
    """The report with every total as its parts add up."""
    return applied(report, accepted_totals(report, "").settings)
