"""The page of all findings; Enter goes to where one stands."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gaitui.finding import Finding
from gaitui.render.results import SIGNS
from gaitui.render.wrap import wrap

SEVERITY_STYLES = {"error": "bold", "warning": "bold", "info": ""}


def finding_option(finding: Finding, index: int, explained: str, width: int) -> Option:
    """A finding as an option: sign, code and message, its remedy below, wrapped to `width`."""
    head = f"{SIGNS[finding.severity]} {finding.code} "
    lines = wrap(head + finding.message, width)
    text = Text(lines[0][: len(head)], SEVERITY_STYLES[finding.severity], no_wrap=True)
    text.append("\n    ".join([lines[0][len(head) :], *lines[1:]]), "")
    notes = [finding.hint, f"已说明：{explained}" if explained else ""]
    for note in filter(None, notes):
        for line in wrap(note, width - 4):
            text.append(f"\n    {line}", "dim")
    return Option(text, id=str(index))


class FindingList(OptionList):
    """Findings to choose from; Enter posts `Chosen`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("e", "screen.explain", show=False),
    ]

    class Chosen(Message):
        """A finding was chosen."""

        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(markup=False, compact=True, id=id)
        self.findings: tuple[Finding, ...] = ()
        self._explained: tuple[str, ...] = ()

    def show(self, findings: Sequence[Finding], explained: Sequence[str]) -> None:
        """List findings, each with its explanation or `""`; the highlight stays in its place."""
        self.findings, self._explained = tuple(findings), tuple(explained)
        self._fill(self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        self._fill(event.size.width)

    def _fill(self, columns: int) -> None:
        """List the findings wrapped to a width; before there is one, wait for it."""
        if not columns:
            return
        at = self.highlighted
        width = max(20, columns - 4)
        self.clear_options()
        pairs = zip(self.findings, self._explained, strict=True)
        self.add_options(
            finding_option(finding, index, text, width)
            for index, (finding, text) in enumerate(pairs)
        )
        if self.findings:
            self.highlighted = min(at or 0, len(self.findings) - 1)

    @property
    def current(self) -> Finding | None:
        """The highlighted finding."""
        return self.findings[self.highlighted] if self.highlighted is not None else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self.findings[int(event.option.id or 0)]))


class ReviewPage(Vertical):
    """The verdict and the list of all findings."""

    def __init__(self) -> None:
        super().__init__(id="page-review")

    def compose(self) -> ComposeResult:
        yield Static("", id="review-verdict", markup=False)
        yield FindingList(id="review-list")

    def show(self, verdict: str, findings: Sequence[Finding], explained: Sequence[str]) -> None:
        """Show a verdict line and the findings below it."""
        self.query_one("#review-verdict", Static).update(verdict)
        self.query_one(FindingList).show(findings, explained)
