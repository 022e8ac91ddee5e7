"""The page of all findings; Enter goes to where one stands."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gaitui.finding import Finding, by_cause, shared_hint
from gaitui.render.outcome import SIGNS
from gaitui.render.wrap import wrap

SEVERITY_STYLES = {"error": "bold", "warning": "bold", "info": ""}


SAME_CAUSE = "与下一项同因，改法见下"


def remedies(findings: Sequence[Finding]) -> Iterator[str]:
    """What to do about each finding; where several have one cause, at the last of them."""
    for group in by_cause(findings):
        yield from (SAME_CAUSE for _ in group[:-1])
        yield shared_hint(group) if len(group) > 1 else group[0].hint


def finding_text(finding: Finding, remedy: str, explained: str, width: int, current: bool) -> Text:
    """A finding to choose: sign, code and message, its remedy below, wrapped to `width`; the
    current one is pointed at, for terminals where colour does not tell it."""
    head = f"{SIGNS[finding.severity]} {finding.code} "
    lines = wrap(head + finding.message, width - 1)
    text = Text("▸" if current else " ", no_wrap=True)
    text.append(lines[0][: len(head)], SEVERITY_STYLES[finding.severity])
    text.append("\n    ".join([lines[0][len(head) :], *lines[1:]]), "")
    notes = [remedy, f"已说明：{explained}" if explained else ""]
    for note in filter(None, notes):
        for line in wrap(note, width - 4):
            text.append(f"\n    {line}", "dim")
    return text


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
        self._remedies: tuple[str, ...] = ()
        self._width = 20
        self._pointed: int | None = None

    def show(self, findings: Sequence[Finding], explained: Sequence[str]) -> None:
        """List findings, each with its explanation or `""`; the highlight stays in its place."""
        self.findings, self._explained = tuple(findings), tuple(explained)
        self._remedies = tuple(remedies(findings))
        self._fill(self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        self._fill(event.size.width)

    def _fill(self, columns: int) -> None:
        """List the findings wrapped to a width; before there is one, wait for it."""
        if not columns:
            return
        at = self.highlighted
        self._width = max(20, columns - 4)
        self.clear_options()
        self._pointed = None
        self.add_options(
            Option(self._text(index, False), id=str(index)) for index in range(len(self.findings))
        )
        if self.findings:
            self.highlighted = min(at or 0, len(self.findings) - 1)

    def _text(self, index: int, current: bool) -> Text:
        item, remedy = self.findings[index], self._remedies[index]
        return finding_text(item, remedy, self._explained[index], self._width, current)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Move the pointer."""
        event.stop()
        left, at = self._pointed, self.highlighted
        if left is not None and left != at and left < self.option_count:
            self.replace_option_prompt_at_index(left, self._text(left, False))
        if at is not None:
            self.replace_option_prompt_at_index(at, self._text(at, True))
        self._pointed = at

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
