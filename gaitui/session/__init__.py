"""Editing without a screen: one report, undo without limit, and a journal so that nothing is lost.

Whoever edits goes through a Session; what a dead one left behind is shown by `pending_changes`.
"""

from gaitui.files.editor import Editor
from gaitui.files.lock import LockedError
from gaitui.session.change import Change
from gaitui.session.core import Session
from gaitui.session.edits import Differing
from gaitui.session.errors import (
    ChangedOnDiskError,
    NotOursError,
    ReadOnlyError,
    SessionError,
    TargetExistsError,
)
from gaitui.session.looking import look_at
from gaitui.session.pending import (
    Pending,
    PendingChange,
    PendingError,
    discard_pending,
    pending_changes,
)
from gaitui.session.survey import BASICS, Fill, SectionState, StateKind

__all__ = [
    "BASICS",
    "Change",
    "ChangedOnDiskError",
    "Differing",
    "Editor",
    "Fill",
    "LockedError",
    "NotOursError",
    "Pending",
    "PendingChange",
    "PendingError",
    "ReadOnlyError",
    "SectionState",
    "Session",
    "SessionError",
    "StateKind",
    "TargetExistsError",
    "discard_pending",
    "look_at",
    "pending_changes",
]
