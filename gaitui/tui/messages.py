"""What screens ask of the app."""

from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from gaitui.tui.screens.open import NewReport


@dataclass
class OpenAsked(Message):
    """A report is to be opened."""

    path: Path


@dataclass
class CreateAsked(Message):
    """A new report is to be begun."""

    new: NewReport


class SessionSaved(Message):
    """The open report was written to its file."""


class SessionLeft(Message):
    """The user is done with the open report."""


class ThemeAsked(Message):
    """The next colour scheme is wanted."""
