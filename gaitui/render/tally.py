"""What a whole batch came to, counted as results pass by; the results themselves are not kept."""

from collections import Counter

from gaitui.finding import SEVERITY_NAMES, Finding, Severity, count_by_severity
from gaitui.render.outcome import FileResult


class Tally:
    """Counts of a batch: files, checks, findings by severity and by code."""

    def __init__(self) -> None:
        self.files = 0
        self.unreadable = 0
        self.failed = 0
        self.checks_run = 0
        self.severities = count_by_severity(())
        self.codes: Counter[tuple[str, Severity]] = Counter()
        self.files_with: Counter[tuple[str, Severity]] = Counter()

    def add(self, result: FileResult) -> None:
        """Count one file's result."""
        counts = count_by_severity(result.findings)
        self.files += 1
        self.unreadable += result.definition is None
        self.failed += counts[Severity.ERROR] > 0
        self.checks_run += result.checks_run
        for severity, count in counts.items():
            self.severities[severity] += count
        self.codes.update(map(_kind, result.findings))
        self.files_with.update(set(map(_kind, result.findings)))

    @property
    def kinds(self) -> list[tuple[str, Severity]]:
        """Codes with their severities: the worst first, then by code."""
        ranks = list(Severity)
        return sorted(self.codes, key=lambda kind: (ranks.index(kind[1]), kind[0]))

    def verdict(self, is_whole: bool = True) -> str:
        """One line: passed or not, how many checks ran, and what they found."""
        word = "通过" if not self.severities[Severity.ERROR] else "不通过"
        found = "，".join(
            f"{count} 个{SEVERITY_NAMES[key]}" for key, count in self.severities.items()
        )
        files = f"{self.files} 个文件，" if self.files > 1 else ""
        if is_whole:
            return f"结论：{word}。{files}共核对 {self.checks_run} 项：{found}。"
        return f"结论：没有核对完。已核对 {self.files} 个文件，{self.checks_run} 项，其中{found}。"


def _kind(finding: Finding) -> tuple[str, Severity]:
    return finding.code, finding.severity


def file_verdict(result: FileResult) -> str:
    """A file's verdict in one word."""
    if result.definition is None:
        return "读不出"
    counts = count_by_severity(result.findings)
    return "不通过" if counts[Severity.ERROR] else "通过"
