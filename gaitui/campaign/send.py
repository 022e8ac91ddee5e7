"""One workbook a department, stamped for it, with what last year carried over, and a note to go
with it."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gaitui.campaign.events import Sent
from gaitui.campaign.folder import SENT, Campaign, digest
from gaitui.campaign.identify import DEPARTMENT
from gaitui.campaign.names import file_name
from gaitui.campaign.notes import covering_note
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import Standing
from gaitui.commands import new_report
from gaitui.layout import LAYOUT_VERSION
from gaitui.render.document import render_json
from gaitui.report import Report
from gaitui.writing import write_workbook

TOGETHER = 40
"""Departments whose files are put on disk in one go."""


class Sending(Struct, frozen=True):
    """What was written for a department: its workbook and note, by their paths in the campaign;
    nothing where what it was sent before still holds."""

    department: str
    workbook: str = ""
    note: str = ""
    is_again: bool = False


def send(campaign: Campaign, departments: Sequence[Standing]) -> Iterator[Sending]:
    """Write workbook and note for each department whose are not written yet or would differ, in
    a campaign that is open for changes."""
    for start in range(0, len(departments), TOGETHER):
        drafts = [_draft(campaign, item) for item in departments[start : start + TOGETHER]]
        names = _write(campaign, [draft for draft in drafts if draft.files])
        yield from (_as_written(draft.sending, names) for draft in drafts)


class _Draft(Struct, frozen=True):
    """What is to be written for a department, by path; nothing where nothing changed."""

    sending: Sending
    files: Mapping[str, bytes] = {}
    basis: str = ""


def _draft(campaign: Campaign, standing: Standing) -> _Draft:
    prior = prior_of(campaign, standing.department)
    report = new_report(standing.name, campaign.settings.year, campaign.definition, prior)
    basis = _basis(campaign, report, prior)
    if standing.sent is not None and standing.sent.basis == basis:
        return _Draft(Sending(standing.name))
    stem = f"{SENT}/{file_name(standing.name)}"
    if standing.sent_count:
        stem += f"-第{standing.sent_count + 1}次"
    book, note = f"{stem}.xlsx", f"{stem}.txt"
    workbook = write_workbook(report, {DEPARTMENT: standing.name}, prior)
    text = covering_note(campaign, standing, book, prior is not None).encode()
    sending = Sending(standing.name, book, note, is_again=standing.sent_count > 0)
    return _Draft(sending, {book: workbook, note: text}, basis)


def _write(campaign: Campaign, drafts: Sequence[_Draft]) -> Mapping[str, str]:
    """Put files and ledger lines on disk; the paths that the files got."""
    files = {name: data for draft in drafts for name, data in draft.files.items()}
    if not files:
        return {}
    names = campaign.place(files)
    events = []
    for draft in drafts:
        written = {names[name]: digest(data) for name, data in draft.files.items()}
        events.append(Sent(draft.sending.department, written, draft.basis))
    campaign.record(*events)
    return names


def _as_written(sending: Sending, names: Mapping[str, str]) -> Sending:
    workbook, note = (names.get(name, name) for name in (sending.workbook, sending.note))
    return replace(sending, workbook=workbook, note=note)


def _basis(campaign: Campaign, report: Report, prior: Report | None) -> str:
    """The sha256 of all that a workbook and its note are made from."""
    settings = campaign.settings
    made_from = (
        LAYOUT_VERSION,
        settings.unit,
        settings.deadline.isoformat(),
        render_json(report),
        render_json(prior) if prior else "",
    )
    return sha256(msgspec.json.encode(made_from)).hexdigest()
