"""What became of a version that was sent back: mended, still open, new, changed unasked."""

from collections.abc import Iterator, Sequence

from gaitui.finding import Finding
from gaitui.render.difference import WIDTH, difference_lines, summary
from gaitui.render.outcome import SIGNS
from gaitui.render.wrap import one_line, wrap
from gaitui.report import Report
from gaitui.resubmission import Resubmission

_INDENT = "      "


def render_resubmission(
    old: Report | None, new: Report | None, resubmission: Resubmission, names: tuple[str, str]
) -> str:
    """The whole text, ended by a line feed; `names` are what the two files are called."""
    parts = {
        "已改正": resubmission.mended,
        "仍未改正": resubmission.still_open,
        "新出现": resubmission.new,
    }
    lines = [
        *wrap(one_line(f"上次：{names[0]}"), WIDTH),
        *wrap(one_line(f"这次：{names[1]}"), WIDTH),
    ]
    for title, findings in parts.items():
        lines += ["", f"{title}：{len(findings)} 处", *_findings(findings)]
    return "\n".join([*lines, "", *_silent(old, new, resubmission)]) + "\n"


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        where = " ".join(filter(None, (finding.sheet, finding.address)))
        at = f"（{where}）" if where else ""
        text = f"{SIGNS[finding.severity]} {finding.code} {finding.message}{at}"
        for index, line in enumerate(wrap(one_line(text), WIDTH - len(_INDENT))):
            yield (_INDENT if index else "  ") + line


def _silent(old: Report | None, new: Report | None, resubmission: Resubmission) -> Iterator[str]:
    if old is None or new is None:
        yield "未说明的改动：有一份读不出，没有比较"
    elif resubmission.silent.is_empty:
        yield "未说明的改动：没有"
    else:
        yield from wrap(
            f"未说明的改动（上次没有指出这些地方）：{summary(resubmission.silent)}", WIDTH
        )
        yield from difference_lines(old, new, resubmission.silent)
