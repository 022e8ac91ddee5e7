"""The page of basic data: unit, year and the like, and the preamble below them."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from gaitui.report import FIELD_LABELS, META_LABELS, Report
from gaitui.tui.widgets.narrative import NarrativeArea


class BasicsPage(Vertical):
    """Fields and the texts that belong to no part; posts `FieldCommitted` for a changed field."""

    class FieldCommitted(Message):
        """A field was changed and left, or Enter was pressed in it."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    def __init__(self, report: Report, read_only: bool = False) -> None:
        super().__init__(id="page-basics")
        self.report = report
        self.read_only = read_only
        self._committed = field_values(report)

    def compose(self) -> ComposeResult:
        for key, label in FIELD_LABELS.items():
            with Horizontal(classes="field"):
                yield Static(f"{label}：", classes="field-label", markup=False)
                field = Input(self._committed[key], id=f"field-{key}", compact=True)
                field.cursor_blink = False
                field.select_on_focus = False
                field.disabled = self.read_only
                yield field
        for narrative in self._loose_narratives():
            label = self.report.definition.narratives[narrative].label
            yield Static(f"{label}：", classes="field-label", markup=False)
            text = self.report.narratives.get(narrative, "")
            yield NarrativeArea(narrative, text, self.read_only)

    def show(self, report: Report) -> None:
        """Show values that changed elsewhere."""
        self.report = report
        for key, value in field_values(report).items():
            if value != self._committed[key]:
                self._committed[key] = value
                self.query_one(f"#field-{key}", Input).value = value

    def commit(self) -> None:
        """Post every field that was changed and not yet left."""
        for key in FIELD_LABELS:
            self._commit(self.query_one(f"#field-{key}", Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._commit(event.input)
        self.screen.focus_next()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        self._commit(event.input)

    def go_to(self, key: str) -> None:
        """Put the cursor into a field or the preamble."""
        if key in FIELD_LABELS:
            self.query_one(f"#field-{key}", Input).focus()
        elif key in self.report.definition.narratives:
            self.query_one(f"#narrative-{key}", NarrativeArea).focus()

    def _commit(self, field: Input) -> None:
        key = (field.id or "").removeprefix("field-")
        if field.value != self._committed[key]:
            self._committed[key] = field.value
            self.post_message(self.FieldCommitted(key, field.value))

    def _loose_narratives(self) -> Iterator[str]:
        definition = self.report.definition
        return (key for key in definition.narratives if definition.section_of(key) is None)


def field_values(report: Report) -> dict[str, str]:
    """The fields' texts."""
    values = {key: report.meta.get(key, "") for key in META_LABELS}
    return {"unit": report.unit, "year": str(report.year or ""), **values}
