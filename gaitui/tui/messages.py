"""What screens ask of the app."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from gaitui.campaign.events import Amended
from gaitui.definition import Definition
from gaitui.report import Report
from gaitui.session import Session
from gaitui.tui.screens.open import NewReport


@dataclass
class OpenAsked(Message):
    """A report is to be opened, or a campaign's folder. Where a campaign asks, `prior` is last
    year's report and `definition` its own edition."""

    path: Path
    prior: Report | None = None
    definition: Definition | None = None


@dataclass
class LookAsked(Message):
    """A received report is to be looked at: as it counts, as it came, and why they differ."""

    session: Session
    received: Report
    amendments: Mapping[str, Amended]


@dataclass
class CreateAsked(Message):
    """A new report is to be begun."""

    new: NewReport


class SessionSaved(Message):
    """The open report was written to its file."""


class SessionLeft(Message):
    """The user is done with the open report."""


class BoardLeft(Message):
    """The user is done with the campaign."""


class ThemeAsked(Message):
    """The next colour scheme is wanted."""
