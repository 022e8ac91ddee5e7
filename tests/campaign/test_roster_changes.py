"""The roster is edited in the middle of January: what was received stays whose it was."""

from pathlib import Path

import pytest

from gaitui.campaign.folder import Campaign
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import Stage
from gaitui.campaign.verify import verify
from gaitui.errors import GaituiError
from tests.campaign.support import FEW, collected, new_campaign, reply, send_all, take

OLD, NEW = FEW[0], "罗湖区教育和体育局"


def edit(campaign: Campaign, old: str, new: str) -> Campaign:
    roster = campaign.folder / "roster.csv"
    text = roster.read_bytes().decode("gbk")
    assert old in text
    roster.write_bytes(text.replace(old, new).encode("gbk"))
    again = Campaign(campaign.folder)
    with again.changing():
        pass
    return again


def merged(folder: Path) -> Campaign:
    campaign = collected(folder)
    with campaign.changing():
        merge_departments(campaign)
    return campaign


def test_a_renamed_department_keeps_what_it_sent(tmp_path: Path) -> None:
    campaign = edit(merged(tmp_path), f"{OLD},,", f"{NEW},{OLD},")
    standing = campaign.find(NEW)
    assert (standing.stage, len(standing.versions)) == (Stage.ACCEPTED, 1)
    assert standing.sent is not None and standing.sent_count == 1
    assert verify(campaign).problems == () and not campaign.state.is_stale
    inbox = tmp_path / "附件"
    (receipt,) = take(campaign, *inbox.glob(f"{OLD}.xlsx"))
    assert receipt.outcome == "重复" and receipt.department == NEW
    (receipt,) = take(campaign, reply(campaign, OLD, "再报.xlsx", new__research=1))
    assert (receipt.department, receipt.version) == (NEW, 2)


def test_a_renamed_department_keeps_last_years_report(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path, with_prior=True)
    assert prior_of(campaign, campaign.find(OLD).department) is not None
    campaign = edit(campaign, f"{OLD},,", f"{NEW},{OLD},")
    prior = prior_of(campaign, campaign.find(NEW).department)
    assert prior is not None and prior.unit == OLD


def test_two_departments_become_one_without_mixing_their_versions(tmp_path: Path) -> None:
    campaign = collected(tmp_path)
    gone = f"2,{FEW[1]},,部门,联系人2,,,\r\n"
    campaign = edit(campaign, gone, "")
    campaign = edit(campaign, f"{OLD},,", f"{OLD},{FEW[1]},")
    assert [item.department for item in campaign.find(OLD).versions] == [OLD, FEW[1]]
    (receipt,) = take(campaign, reply(campaign, OLD, "合并后.xlsx", new__research=1))
    assert receipt.version == 2
    assert verify(campaign).problems == ()


def test_a_merged_report_is_proved_although_a_department_left_the_roster(tmp_path: Path) -> None:
    campaign = edit(merged(tmp_path), f"1,{OLD},,部门,联系人1,,,\r\n", "")
    proof = verify(campaign)
    assert proof.problems == ()
    assert "重新运行 gaitui campaign merge" in proof.notes[0]


def test_last_years_report_changed_in_the_folder_is_not_used(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path, with_prior=True)
    path = campaign.folder / "prior" / f"{OLD}.json"
    whole = path.read_bytes()
    for change in (lambda: path.write_bytes(whole + b" "), path.unlink):
        change()
        with campaign.changing():
            pass  # any command puts settings and roster on record, but not this
        problems = [item.what for item in verify(Campaign(campaign.folder)).problems]
        assert len(problems) == 1 and f"prior/{OLD}.json" in problems[0]
        with pytest.raises(GaituiError, match=f"prior/{OLD}.json"):
            send_all(Campaign(campaign.folder))


def test_a_report_added_to_last_years_is_noticed(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path, with_prior=True)
    (campaign.folder / "prior" / "别的.json").write_text("{}", encoding="utf-8")
    assert [item.what for item in verify(campaign).problems] == ["prior/别的.json 没有登记"]
