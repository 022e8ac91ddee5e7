"""Texts to paste into an e-mail: the note that goes with a workbook, and reminders."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

from gaitui.campaign.folder import Campaign
from gaitui.campaign.state import Stage, Standing


def covering_note(campaign: Campaign, standing: Standing, workbook: str, has_prior: bool) -> str:
    """The note for one department; `workbook` is the attachment, `has_prior` says that it carries
    last year's figures."""
    settings = campaign.settings
    carried = (
        "“二、上年结转”已按你单位上年报告填好；其余上年数字列在“上年数据”表，供对照。\n"
        if has_prior
        else "“二、上年结转”请按你单位上年报告的“四、结转下年度继续办理”填写。\n"
    )
    return (
        f"{standing.name}：\n\n"
        f"请填报{settings.year}年政府信息公开工作年度报告，"
        f"于{_day(settings.deadline)}前把填好的附件发回（存为 .xlsx，文件名不限）。\n\n"
        f"附件：{PurePosixPath(workbook).name}\n\n"
        "填写时请注意：\n"
        "1. 只填浅黄色的格子，没有的填 0，不要留空，不带单位；总计自动计算，请不要改写。\n"
        f"2. {carried}"
        "3. “校验”表全部显示“通过”再报；不平的格子会变红。\n"
        "4. 文字部分的数字要与表格一致；第六部分必须写明是否收取信息处理费。\n"
        "5. 请用这份附件填，不要另建表格，不要增删行列和工作表。\n\n"
        f"{settings.unit}\n"
    )


def reminder(campaign: Campaign, late: Sequence[Standing], today: date) -> str:
    """One text for all who have not reported or not sent their corrections."""
    settings = campaign.settings
    left = (settings.deadline - today).days
    when = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已经超过 {-left} 天"
    missing = [item for item in late if item.stage is Stage.MISSING]
    returned = [item for item in late if item.stage is not Stage.MISSING]
    if not late:
        return "没有需要催报的部门。\n"
    parts = [
        f"各有关单位：\n\n{settings.year}年政府信息公开工作年度报告的报送期限是"
        f"{_day(settings.deadline)}（{when}）。\n"
    ]
    if missing:
        parts.append(f"以下 {len(missing)} 个单位尚未报送，请尽快填报：\n{_names(missing)}\n")
    if returned:
        parts.append(
            f"以下 {len(returned)} 个单位的报告有误，请按退回的意见改正后重报：\n"
            f"{_names(returned)}\n"
        )
    parts.append(f"{settings.unit}\n")
    return "\n".join(parts)


def _names(standings: Sequence[Standing]) -> str:
    return "\n".join(
        f"  {number}. {item.name}"
        + (f"（{item.department.contact}）" if item.department.contact else "")
        for number, item in enumerate(standings, start=1)
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
