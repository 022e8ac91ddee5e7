"""What a clerk decides is on record with its reason, and the merged report follows it."""

from dataclasses import replace
from pathlib import Path

import pytest

from gaitui.campaign.change import accept, amend, decide
from gaitui.campaign.folder import REPORT, Campaign, CampaignError
from gaitui.campaign.founding import found
from gaitui.campaign.hints import next_step
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.priors import prior_of
from gaitui.campaign.returning import return_versions
from gaitui.campaign.state import Stage
from gaitui.campaign.verify import verify
from gaitui.cell import CellRef
from gaitui.errors import GaituiError
from gaitui.intake import take_in
from gaitui.merge import undecided
from gaitui.report import Report
from gaitui.session import Session
from gaitui.writing import write_workbook
from tests.campaign.january import UNIT, YEAR, departments
from tests.campaign.support import FEW, collected, new_campaign, reply, send_all, take
from tests.support import run_gaitui

NEW = CellRef("requests.new.natural_person")
STOCK = CellRef("disclosure.normative_documents.in_force")


def merged(campaign: Campaign) -> Report:
    with campaign.changing():
        merge_departments(campaign)
    report = take_in(campaign.folder / "report.xlsx").report
    assert report is not None
    return report


def total(ref: CellRef) -> int:
    values = (departments()[name].value(ref) or 0 for name in FEW)
    return sum(int(value) for value in values)


def faulty(folder: Path) -> Campaign:
    """A campaign whose first department reported one request too few."""
    campaign = new_campaign(folder)
    send_all(campaign)
    right = departments()[FEW[0]].value(NEW)
    assert isinstance(right, int)
    take(campaign, reply(campaign, FEW[0], new__natural_person=right + 1))
    take(campaign, *(reply(campaign, name) for name in FEW[1:]))
    return campaign


def test_an_amended_number_mends_and_is_merged(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    right = departments()[FEW[0]].value(NEW)
    assert campaign.find(FEW[0]).stage is Stage.FAULTY
    with campaign.changing():
        change = amend(campaign, campaign.find(FEW[0]), NEW, str(right), "电话核实")
    assert (change.old, change.new, change.errors) == (str((right or 0) + 1), str(right), 0)
    assert campaign.find(FEW[0]).stage is Stage.ACCEPTED
    report = merged(campaign)
    assert report.value(NEW) == total(NEW)
    assert report.value(CellRef("requests.new.total")) == total(CellRef("requests.new.total"))
    assert verify(campaign).problems == ()


def test_an_amendment_belongs_to_its_version(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    with campaign.changing():
        amend(campaign, campaign.find(FEW[0]), NEW, "1000", "试")
    take(campaign, reply(campaign, FEW[0], "改正.xlsx"))
    latest = campaign.find(FEW[0]).latest
    assert latest is not None and not latest.amendments


def test_explain_cell_tells_what_was_changed_after_it_came(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    right = str(departments()[FEW[0]].value(NEW))
    with campaign.changing():
        amend(campaign, campaign.find(FEW[0]), NEW, "1", "记错了")
        amend(campaign, campaign.find(FEW[0]), NEW, right, "电话核实[/b]")
        merge_departments(campaign)
    report = campaign.folder / "report.xlsx"
    lines = run_gaitui("explain-cell", report, "requests.new.total").stdout.decode().splitlines()
    assert lines[-2] == "收到之后的改动："
    label = "一、本年新收政府信息公开申请数量 › 自然人"
    assert f"{FEW[0]}　{label}：1 → {right}　电话核实[/b]（" in lines[-1]
    told = run_gaitui("explain-cell", report, NEW).stdout.decode()
    assert f"汇总用的是 {right}" in told


def test_accepted_with_a_reason_in_spite_of_errors(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    with campaign.changing():
        accept(campaign, campaign.find(FEW[0]), "部门确认无误，统计口径不同")
        with pytest.raises(CampaignError, match="已经合格"):
            accept(campaign, campaign.find(FEW[0]), "再来一次")
    assert merged(campaign).value(NEW) == total(NEW) + 1


def test_a_cell_is_named_as_excel_shows_it(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    with campaign.changing():
        change = amend(campaign, campaign.find(FEW[0]), "三、依申请!F6", "3", "电话核实")
        assert change.ref == "requests.new.research"
        accept(campaign, campaign.find(FEW[0]), "核实过")
        merge_departments(campaign)
        assert decide(campaign, "二、主动公开!$D$6", "7", "联合发文").ref == STOCK
        with pytest.raises(CampaignError, match="三、依申请!J6 是总计"):
            decide(campaign, "三、依申请!J6", "7", "x")


def test_merging_again_is_called_for_after_a_change(tmp_path: Path) -> None:
    campaign = collected(tmp_path)
    assert "campaign merge" in next_step(campaign)
    merged(campaign)
    assert not campaign.state.is_stale and "2 个数待定" in next_step(campaign)
    with campaign.changing():
        decide(campaign, STOCK, "7", "联合发文")
    assert campaign.state.is_stale and "campaign merge" in next_step(campaign)
    assert "重新运行" in verify(campaign).notes[0]
    merged(campaign)
    assert not campaign.state.is_stale
    with campaign.changing():
        amend(campaign, campaign.find(FEW[0]), "requests.new.research", "0", "未变")
    assert campaign.state.is_stale and verify(campaign).problems == ()


def test_returning_takes_an_acceptance_back(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    with campaign.changing():
        accept(campaign, campaign.find(FEW[0]), "看错了")
        list(return_versions(campaign, FEW[:1]))
    assert campaign.find(FEW[0]).stage is Stage.RETURNED


@pytest.mark.parametrize(
    ("ref", "text", "reason", "said"),
    [
        (NEW, "5", " ", "请写明理由"),
        (NEW, "约5", "x", "不是这一格能用的数"),
        (NEW, "", "x", "不是这一格能用的数"),
        ("requests.new.natural", "5", "x", "最接近的是“requests.new.natural_person”"),
        ("requests.new.total", "5", "x", "是总计"),
    ],
)
def test_what_cannot_be_amended(
    ref: str, text: str, reason: str, said: str, tmp_path: Path
) -> None:
    campaign = faulty(tmp_path)
    before = len(campaign.ledger.entries)
    with campaign.changing(), pytest.raises(GaituiError, match=said):
        amend(campaign, campaign.find(FEW[0]), ref, text, reason)
    assert len(campaign.ledger.entries) == before


def test_a_stock_is_decided_and_stays_so(tmp_path: Path) -> None:
    campaign = collected(tmp_path)
    with campaign.changing():
        first = merge_departments(campaign)
    waiting = {item.ref: item for item in first.decisions}
    assert waiting[STOCK].decided is None and waiting[STOCK].added == total(STOCK)
    with campaign.changing():
        decide(campaign, STOCK, "7", "三件是联合发文，只计一次")
        second = merge_departments(campaign)
    assert second.report.value(STOCK) == 7
    decided = next(item for item in second.decisions if item.ref == STOCK)
    assert decided.decided is not None and not decided.is_stale
    assert verify(campaign).problems == ()
    assert second.replaced == ()


def test_texts_written_in_the_merged_report_survive_merging_again(tmp_path: Path) -> None:
    campaign = collected(tmp_path)
    merged(campaign)
    path = campaign.folder / "report.xlsx"
    session = Session.open(path)
    session.set_narrative("overview", "全区总体情况。")
    session.set_meta("drafter", "张三")
    session.save()
    session.close()
    proof = verify(campaign)
    assert proof.problems == () and "改过文字" in proof.notes[0]
    report = merged(campaign)
    assert report.narratives["overview"] == "全区总体情况。"
    assert report.meta["drafter"] == "张三"
    assert len(report.parts) == len(FEW)


def test_a_number_changed_by_hand_is_named_before_it_is_the_sum_again(tmp_path: Path) -> None:
    campaign = collected(tmp_path)
    merged(campaign)
    path = campaign.folder / "report.xlsx"
    session = Session.open(path)
    session.set_cell(NEW, "9999")
    session.save()
    session.close()
    assert "9999" in " ".join(problem.what for problem in verify(campaign).problems)
    with campaign.changing():
        merging = merge_departments(campaign)
    assert merging.replaced == ((NEW, 9999),)
    assert merging.backup is not None
    assert merging.report.value(NEW) == total(NEW)


def test_missing_departments_need_partial(tmp_path: Path) -> None:
    campaign = new_campaign(tmp_path)
    send_all(campaign)
    with campaign.changing(), pytest.raises(CampaignError, match="还没有合格的部门"):
        merge_departments(campaign)
    take(campaign, *(reply(campaign, name) for name in FEW[1:]))
    with campaign.changing():
        with pytest.raises(CampaignError, match=f"还缺 1 个部门：{FEW[0]}（未报）"):
            merge_departments(campaign)
        merging = merge_departments(campaign, is_partial=True)
    assert [item.name for item in merging.missing] == [FEW[0]]


def test_a_group_given_as_one_number_cannot_be_added_up(tmp_path: Path) -> None:
    from gaitui.report import Cell

    campaign = new_campaign(tmp_path)
    send_all(campaign)
    take(campaign, *(reply(campaign, name) for name in FEW))
    ref = CellRef("requests.new.natural_person")
    text = replace(
        departments()[FEW[0]],
        cells={**departments()[FEW[0]].cells, ref: Cell("约5", None, (), "V207")},
    )
    path = tmp_path / "附件" / "含糊.xlsx"
    path.write_bytes(write_workbook(text, {"department": FEW[0]}))
    take(campaign, path)
    with campaign.changing():
        accept(campaign, campaign.find(FEW[0]), "先收下")
        with pytest.raises(CampaignError, match="“约5”不是能用的数字"):
            merge_departments(campaign)
        amend(campaign, campaign.find(FEW[0]), ref, "5", "电话核实")
        merge_departments(campaign)


def test_next_years_campaign_starts_from_this_one(tmp_path: Path) -> None:
    campaign = faulty(tmp_path)
    with campaign.changing():
        amend(campaign, campaign.find(FEW[0]), "requests.carried_out.research", "6", "更正")
        accept(campaign, campaign.find(FEW[0]), "更正后收下")
        merge_departments(campaign)
    roster = campaign.folder / "roster.csv"
    made = found(tmp_path / "明年", UNIT, YEAR + 1, roster, prior=campaign.folder)
    assert set(made.priors) == {"", *FEW} and made.without_prior == ()
    first = next(item for item in made.campaign.departments if item.name == FEW[0])
    prior = prior_of(made.campaign, first)
    assert prior is not None and prior.value(CellRef("requests.carried_out.research")) == 6
    assert prior_of(made.campaign, None) is not None
    with pytest.raises(CampaignError, match="是 2024 年度的，不是 2029 年度的"):
        found(tmp_path / "后年", UNIT, YEAR + 6, roster, prior=campaign.folder)
    assert not (tmp_path / "后年").exists()


def test_the_next_step_after_merging_is_what_no_sum_gives_and_then_the_texts(
    tmp_path: Path,
) -> None:
    campaign = collected(tmp_path)
    merged(campaign)
    assert "campaign amend" in next_step(campaign)
    with campaign.changing():
        for ref in undecided(campaign.definition):
            decide(campaign, ref, "7", "联合发文")
    merged(campaign)
    assert "gaitui edit" in next_step(campaign)
    (campaign.folder / REPORT).unlink()
    assert "campaign merge" in next_step(campaign)
