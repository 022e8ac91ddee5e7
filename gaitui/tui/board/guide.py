"""What F1 says on the board: where the current department stands, and what can be done."""

from gaitui.campaign.folder import Campaign
from gaitui.campaign.rollcall_text import SIGNS
from gaitui.campaign.state import Stage, Standing

_STAGES = {
    Stage.MISSING: "还没有收到报告。s 写出填报表，发给它；收到附件按 i 收下；n 是催报通知。",
    Stage.FAULTY: "最近一次报的有错误，还没有退回。r 在部门自己的表上加批注，并写退回通知；"
    "错误情有可原的，a 写明理由后可以汇总；只差一个数、电话里核实过的，m 改数并写明理由。",
    Stage.DOUBTFUL: "错误都改了，但改了没有要求改的地方。核实后，a 写明理由确认，或者 r 退回。",
    Stage.RETURNED: "已经退回，等它改正后再报。t 看退回通知，n 是催报通知的文字。",
    Stage.ACCEPTED: "可以汇总。g 汇总全部合格的部门，o 打开汇总报告。",
}
_COURSE = """一年的收集：
  1. s 写出填报表和说明，逐个发给部门
  2. i 收下报来的附件：一个文件，或存附件的整个文件夹；认不出部门的会问
  3. r 退回有误的（R 一次退回全部），a 写明理由确认，m 改数
  4. n 催报，f 只看一种状态，/ 查找部门
  5. g 汇总，d 定下不能简单相加的数再汇总，o 打开汇总报告写文字部分，v 核对账本

收到的文件一份都不会改；每一步都记在账本里。"""


def guide_text(standing: Standing | None, campaign: Campaign) -> tuple[str, str]:
    """Title and text for the current department, or the campaign where none is listed."""
    if standing is None:
        return campaign.settings.unit, _COURSE
    now = f"{SIGNS[standing.stage]} {standing.stage}：{_STAGES[standing.stage]}"
    return standing.name, f"{now}\n\n{_COURSE}"
