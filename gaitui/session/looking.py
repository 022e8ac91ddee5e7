"""A received report that is only looked at, as it counts: what was changed of it is no edit."""

from pathlib import Path

from gaitui.intake import Intake
from gaitui.report import Report
from gaitui.session.core import Session, now
from gaitui.session.history import History
from gaitui.session.opening import opened
from gaitui.session.store import Source, Store


def look_at(path: Path, intake: Intake, report: Report, prior: Report | None) -> Session:
    """A session that shows `report` in place of the one in a file, which was read already;
    `UnreadableError` where it is no report."""
    source = Source(intake, intake.sha256 or "", is_ours=bool(intake.stamp))
    store = Store(path, None, None)
    return Session(opened(store, source, report, History(), prior), prior, now)
