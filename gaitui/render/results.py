"""Results of a check as text, for people: findings file by file, a verdict at the end."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gaitui.errors import printable
from gaitui.finding import Finding, Severity, by_cause, count_by_severity, shared_hint
from gaitui.render.outcome import SIGNS, FileResult
from gaitui.render.tally import Tally, file_verdict

SHORT, EXAMPLES = 6, 3
"""Up to so many numbers read alike are listed one by one; of more, so many are shown."""
FEW = 8
"""Up to so many files a reader has in view; more need a table."""


class TextResults:
    """Each finding with place and remedy; after many files a table of them and of the codes."""

    def __init__(self) -> None:
        self._tally = Tally()
        self._rows = bytearray()

    def start(self) -> str:
        return ""

    def file(self, result: FileResult) -> str:
        self._tally.add(result)
        # Encoded and joined: a line each of ten thousand files is then a megabyte, not ten.
        self._rows += f"{_row(result)}\n".encode("utf-8", "replace")
        return "\n".join([*_file_lines(result), "", ""])

    def end(self, is_whole: bool = True) -> str:
        if not is_whole and not self._tally.files:
            return ""
        many = self._tally.files > FEW
        table = _HEAD + self._rows.decode() + "\n" + _codes(self._tally) + "\n" if many else ""
        return f"{table}{self._tally.verdict(is_whole)}\n"


def render_results_text(results: Sequence[FileResult]) -> str:
    """The whole text for results at hand."""
    text = TextResults()
    return text.start() + "".join(map(text.file, results)) + text.end()


def about(result: FileResult) -> str:
    """Unit, year and edition of a report, as far as they are known."""
    year = f"{result.year} 年度" if result.year else ""
    parts = (printable(result.unit or ""), year, result.definition or "")
    return "，".join(filter(None, parts))


def place(finding: Finding) -> str:
    """Sheet and address, where there are any."""
    return printable(" ".join(filter(None, (finding.sheet, finding.address))))


def _file_lines(result: FileResult) -> Iterator[str]:
    known = about(result)
    yield printable(result.path) + (f"（{known}）" if known else "")
    for group in by_cause(_shortened(result.findings)):
        yield from _group_lines(group)
    if not result.findings:
        yield "  没有发现问题"


def _conversion(finding: Finding) -> tuple[str | None, str]:
    """The sheet and the rules by which a number was read; no rules for other findings."""
    rules = finding.message.rpartition("（")[2] if finding.code == "V205" else ""
    return finding.sheet, rules


def _conversions(findings: Sequence[Finding]) -> dict[tuple[str | None, str], list[Finding]]:
    """Numbers read from other notations, together where sheet and rules are the same."""
    groups: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in findings:
        if finding.code == "V205":
            groups.setdefault(_conversion(finding), []).append(finding)
    return groups


def _shortened(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with many conversions of one kind as one line each."""
    groups = _conversions(findings)
    shown: list[Finding] = []
    for finding in findings:
        group = groups.get(_conversion(finding), [finding])
        if len(group) <= SHORT:
            shown.append(finding)
        elif finding is group[0]:
            shown.append(_summary(group))
    return shown


def _summary(group: Sequence[Finding]) -> Finding:
    """Many conversions as one finding, which says where the rest is listed."""
    examples = "；".join(item.message.rpartition("（")[0] for item in group[:EXAMPLES])
    rules = _conversion(group[0])[1].removesuffix("）")
    return replace(
        group[0],
        message=f"有 {len(group)} 个数字不是直接填的数（{rules}），已换读，例如：{examples}",
        address=None,
        hint="读法正确就不用处理；逐格清单请用 gaitui check --format csv 查看。",
    )


def _group_lines(group: Sequence[Finding]) -> Iterator[str]:
    """Findings with one cause, and below them the remedy they share."""
    for finding in group:
        yield f"  {SIGNS[finding.severity]} {finding.code} {printable(finding.message)}"
        if where := place(finding):
            yield f"      位置：{where}"
    if hint := shared_hint(group):
        yield f"      {printable(hint)}"


_HEAD = "逐个文件\n  结论    错误   提醒   年度  文件（机关）\n"


def _row(result: FileResult) -> str:
    counts = count_by_severity(result.findings)
    verdict = file_verdict(result)
    gap = "　" * (3 - len(verdict))
    unit = f"（{printable(result.unit)}）" if result.unit else ""
    return (
        f"  {verdict}{gap}{counts[Severity.ERROR]:>6}{counts[Severity.WARNING]:>7}"
        f"   {result.year or '':>4}  {printable(result.path)}{unit}"
    )


def _codes(tally: Tally) -> str:
    """How often each code occurred, and in how many files."""
    from gaitui.definition.catalogue import catalogue

    lines = ["各类问题"]
    for kind in tally.kinds:
        code, severity = kind
        entry = catalogue().get(code)
        lines.append(
            f"  {SIGNS[severity]} {code} {tally.codes[kind]:>7} 个，{tally.files_with[kind]:>6} "
            f"个文件  {entry.title if entry else ''}"
        )
    if len(lines) == 1:
        lines.append("  没有发现问题")
    return "\n".join(lines) + "\n"
