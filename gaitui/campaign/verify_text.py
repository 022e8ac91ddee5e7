"""What verifying came to, in words."""

from gaitui.campaign.verify import Verification
from gaitui.errors import printable


def render_verification(result: Verification, way: str = "--repair：") -> str:
    """What does not fit, what is worth knowing, the figures; `way` leads in what repairing does."""
    lines = []
    for problem in result.problems:
        mend = f"（{way}{problem.repair}）" if problem.repair else ""
        lines.append(f"✗ {printable(problem.what)}{mend}")
    lines += [f"· {printable(note)}" for note in result.notes]
    verdict = "不通过" if result.problems else "通过"
    lines.append(
        f"结论：{verdict}。账本 {result.entries} 行，文件 {result.files} 个，"
        f"重算汇总报告 {result.numbers} 个数，{len(result.problems)} 处不符。"
    )
    lines.append(f"账本指纹：{result.head}")
    return "\n".join(lines) + "\n"
