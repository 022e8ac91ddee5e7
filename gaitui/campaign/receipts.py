"""What became of received files, in words."""

import textwrap
from collections import Counter

from gaitui.campaign.receive import Outcome, Receipt
from gaitui.errors import printable
from gaitui.finding import Severity, count_by_severity
from gaitui.render.outcome import SIGNS
from gaitui.render.resubmission import render_resubmission

MAX_FINDINGS = 5


class ReceiptTexts:
    """One part a file as they come, and the figures at the end. `ask` and `give_back` are how
    the user says whose a file is, and how what has errors goes back."""

    def __init__(
        self, ask: str = "请用 --as 部门 指明后再收", give_back: str = "可用 campaign return 退回"
    ) -> None:
        self._ask, self._give_back = ask, give_back
        self._counts: Counter[Outcome] = Counter()
        self._faulty = 0

    @property
    def has_faults(self) -> bool:
        """Whether something that was taken has errors."""
        return self._faulty > 0

    @property
    def has_trouble(self) -> bool:
        """Whether a file was not taken, or one that was has errors."""
        return bool(self._faulty or self._counts[Outcome.REFUSED] + self._counts[Outcome.DOUBTFUL])

    def receipt(self, receipt: Receipt) -> str:
        """What became of one file."""
        self._counts[receipt.outcome] += 1
        if receipt.outcome is not Outcome.RECEIVED:
            return _not_taken(receipt, self._ask)
        assert receipt.intake is not None
        counts = count_by_severity(receipt.intake.findings)
        errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
        self._faulty += errors > 0
        sign, verdict = _verdict(receipt, errors)
        lines = [
            f"{sign} {receipt.original} → {receipt.department}"
            f"（按{receipt.how}认出），第 {receipt.version} 次，{verdict}："
            f"{errors} 个错误，{warnings} 个提醒"
        ]
        found = [item for item in receipt.intake.findings if item.severity is Severity.ERROR]
        lines += [
            f"    {SIGNS[item.severity]} {item.code} {printable(item.message)}"
            for item in found[:MAX_FINDINGS]
        ]
        if len(found) > MAX_FINDINGS:
            lines.append(f"    …另有 {len(found) - MAX_FINDINGS} 个错误")
        text = "\n".join(lines) + "\n"
        return text + _compared(receipt)

    def end(self) -> str:
        """The figures."""
        counted = "，".join(f"{outcome} {self._counts[outcome]} 个" for outcome in Outcome)
        faulty = f"；收下的有 {self._faulty} 个有误，{self._give_back}" if self._faulty else ""
        return f"结论：{counted}{faulty}。\n"


def _verdict(receipt: Receipt, errors: int) -> tuple[str, str]:
    if errors:
        return "✗", "有误"
    is_silent = receipt.resubmission is not None and not receipt.resubmission.silent.is_empty
    return ("?", "待确认（有未说明的改动）") if is_silent else ("✓", "合格")


def _compared(receipt: Receipt) -> str:
    """How a version differs from the one before."""
    if receipt.resubmission is None or receipt.before is None or receipt.intake is None:
        return ""
    names = receipt.before.path, receipt.original
    reports = receipt.before.report, receipt.intake.report
    return textwrap.indent(render_resubmission(*reports, receipt.resubmission, names), "    ")


def _not_taken(receipt: Receipt, ask: str) -> str:
    signs = {Outcome.DUPLICATE: "·", Outcome.DOUBTFUL: "?", Outcome.REFUSED: "✗"}
    line = (
        f"{signs[receipt.outcome]} {receipt.original}：{receipt.outcome}。{printable(receipt.why)}"
    )
    lines = [line if line.endswith("。") else f"{line}。"]
    if receipt.outcome is Outcome.DOUBTFUL:
        names = "、".join(map(printable, receipt.candidates))
        like = f"可能是：{names}" if names else "名单里没有相近的"
        lines.append(f"    {like}。{ask}")
    return "\n".join(lines) + "\n"
