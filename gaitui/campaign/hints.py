"""What a clerk does next, and how the command is written."""

import re
import shlex
from pathlib import Path

from gaitui.campaign.decisions import decisions_of
from gaitui.campaign.folder import REPORT, Campaign, CampaignError
from gaitui.campaign.state import Stage

_SPECIAL = re.compile(r"[\s\"'\\$`!*?()\[\]{}<>|&;#~]")
"""What a shell takes for something else than a character of a name."""


def command(name: str, folder: Path, rest: str = "") -> str:
    """A campaign's command as it is typed, whatever the folder is called."""
    return f"gaitui campaign {name} {_typed(folder)} {rest}".rstrip()


def _typed(path: Path) -> str:
    return shlex.quote(str(path)) if _SPECIAL.search(str(path)) else str(path)


def next_step(campaign: Campaign) -> str:
    """The next sensible command, with the reason for it."""
    state, folder = campaign.state, campaign.folder
    standings = state.standings.values()
    missing, returned = state.in_stage(Stage.MISSING), state.in_stage(Stage.RETURNED)
    unsent = [item for item in missing if item.sent is None]
    if unsent:
        return f"{len(unsent)} 个部门还没有填报表：{command('send', folder)}"
    open_ones = state.in_stage(Stage.FAULTY, Stage.DOUBTFUL)
    if open_ones:
        accept = command("accept", folder, "部门 --reason 理由")
        return f"{len(open_ones)} 个有误或待确认：{command('return', folder)}，或 {accept}"
    if missing or returned:
        remind = command("status", folder, "--remind")
        return (
            f"还等 {len(missing) + len(returned)} 个部门：收到后 "
            f"{command('receive', folder, '文件…')}；催报 {remind}"
        )
    if not standings:
        return f"没有应报的部门，请核对名单 {campaign.path(campaign.settings.roster)}"
    return _after_collecting(campaign)


def _after_collecting(campaign: Campaign) -> str:
    state, folder = campaign.state, campaign.folder
    if state.merged is None or state.is_stale:
        why = "已经收齐" if state.merged is None else "汇总之后又有变动"
        return f"{why}：{command('merge', folder)}"
    if not campaign.path(REPORT).is_file():
        return f"汇总报告 {REPORT} 不在了：{command('merge', folder)}"
    if waiting := _waiting(campaign):
        amend = command("amend", folder, "栏目 数 --reason 理由")
        return f"汇总报告有 {waiting} 个数待定：在 {command('board', folder)} 按 d，或 {amend}"
    return f"已经汇总：gaitui edit {_typed(folder / REPORT)} 写文字，再核对"


def _waiting(campaign: Campaign) -> int:
    """How many numbers of the merged report wait for a clerk; none where it cannot be read."""
    try:
        _, decisions = decisions_of(campaign)
    except CampaignError:
        return 0
    return sum(item.is_open for item in decisions)
