"""The page of one narrative: its heading with the length, and the text."""

from textual.app import ComposeResult
from textual.containers import Vertical

from gaitui.checks.texts import characters
from gaitui.report import Report
from gaitui.tui.widgets.lines import Lines
from gaitui.tui.widgets.narrative import NarrativeArea


class TextPage(Vertical):
    """A narrative part."""

    def __init__(self, report: Report, key: str, read_only: bool = False) -> None:
        super().__init__(id=f"page-{key}")
        self.report = report
        self.key = key
        self.read_only = read_only

    def compose(self) -> ComposeResult:
        yield Lines(classes="text-heading")
        yield NarrativeArea(self.key, self.report.narratives.get(self.key, ""), self.read_only)

    def show(self, report: Report) -> None:
        """Show the heading for a report's present text."""
        self.report = report
        narrative = report.definition.narratives[self.key]
        section = report.definition.section_of(self.key)
        heading = section.heading if section else narrative.label
        length = characters(report.narratives.get(self.key, ""))
        advice = f"（建议不超过 {narrative.advised_length} 字）" if narrative.advised_length else ""
        line = [(f" {heading}", "accent"), (f"   {length} 字{advice}", "dim")]
        self.query_one(Lines).show([line])
