"""One workbook a department, stamped for it, with what last year carried over, and a note to go
with it."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

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
    for standing in departments:
        prior = prior_of(campaign, standing.department)
        settings = campaign.settings
        report = new_report(standing.name, settings.year, campaign.definition, prior)
        basis = _basis(campaign, report, prior)
        if standing.sent is not None and standing.sent.basis == basis:
            yield Sending(standing.name)
            continue
        yield _write(campaign, standing, report, prior, basis)


def _write(
    campaign: Campaign, standing: Standing, report: Report, prior: Report | None, basis: str
) -> Sending:
    stem = f"{SENT}/{file_name(standing.name)}"
    if standing.sent_count:
        stem += f"-第{standing.sent_count + 1}次"
    workbook = write_workbook(report, {DEPARTMENT: standing.name}, prior)
    book = campaign.place(f"{stem}.xlsx", workbook)
    text = covering_note(campaign, standing, book, prior is not None).encode()
    note = campaign.place(f"{stem}.txt", text)
    files = {book: digest(workbook), note: digest(text)}
    campaign.record(Sent(standing.name, files, basis))
    return Sending(standing.name, book, note, is_again=standing.sent_count > 0)


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
