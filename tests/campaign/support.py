"""Campaigns for tests: made, sent, and with files received."""

from pathlib import Path

from gaitui.campaign.folder import Campaign
from gaitui.campaign.founding import found
from gaitui.campaign.receive import Receipt, receive
from gaitui.campaign.send import send
from tests.campaign.january import NAMES, UNIT, YEAR, filled, last_year, roster_csv

FEW = NAMES[:4]


def new_campaign(folder: Path, names: tuple[str, ...] = FEW, with_prior: bool = False) -> Campaign:
    """A campaign in `folder`/收集 with some of the departments."""
    roster = folder / "名单.csv"
    roster.write_bytes(roster_csv(names))
    prior = None
    if with_prior:
        prior = folder / "上年汇总.xlsx"
        prior.write_bytes(last_year())
    return found(folder / "收集", UNIT, YEAR, roster, prior=prior).campaign


def send_all(campaign: Campaign) -> list[str]:
    """Send to everybody; the workbooks written."""
    with campaign.changing():
        sendings = list(send(campaign, campaign.chosen(())))
    return [item.workbook for item in sendings if item.workbook]


def take(campaign: Campaign, *files: Path, department: str | None = None) -> list[Receipt]:
    """Receive files."""
    with campaign.changing():
        owner = campaign.find(department) if department else None
        return list(receive(campaign, files, owner))


def reply(campaign: Campaign, name: str, file: str = "", **changes: int | None) -> Path:
    """The file in which a department answers, outside the campaign."""
    inbox = campaign.folder.parent / "附件"
    inbox.mkdir(exist_ok=True)
    path = inbox / (file or f"{name}.xlsx")
    sent = campaign.find(name).sent
    assert sent is not None
    path.write_bytes(filled(campaign.path(next(iter(sent.files))), name, **changes))
    return path


def collected(folder: Path, names: tuple[str, ...] = FEW) -> Campaign:
    """A campaign in which everybody has answered without a fault."""
    campaign = new_campaign(folder, names)
    send_all(campaign)
    take(campaign, *(reply(campaign, name) for name in names))
    return campaign
