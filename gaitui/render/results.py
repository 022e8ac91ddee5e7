"""The result of a check, for people and for programs; both show the same findings."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from gaitui.errors import printable
from gaitui.finding import SEVERITY_NAMES, Finding, Severity, count_by_severity

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
"""What marks a finding's severity, so that colour only repeats it."""


class FileResult(Struct, frozen=True):
    """What checking one file came to."""

    path: str
    sha256: str | None
    unit: str | None
    year: int | None
    definition: str | None
    checks_run: int
    findings: tuple[Finding, ...]


def render_results_json(results: Sequence[FileResult], version: str) -> str:
    """The result document, schema 1."""
    document = {
        "schema": 1,
        "gaitui": version,
        "files": [
            {
                "path": result.path,
                "sha256": result.sha256,
                "unit": result.unit,
                "year": result.year,
                "definition": result.definition,
                "checks_run": result.checks_run,
                "counts": {
                    severity.value: count
                    for severity, count in count_by_severity(result.findings).items()
                },
                "findings": [_finding(item) for item in result.findings],
            }
            for result in results
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding as plain fields; decimals as strings, as in the report's own document."""
    fields = {name: getattr(finding, name) for name in finding.__struct_fields__}
    return {
        name: f"{value:f}" if isinstance(value, Decimal) else value
        for name, value in fields.items()
    }


def render_results_text(results: Sequence[FileResult]) -> str:
    """Findings file by file, each with place and remedy, and a verdict at the end."""
    lines: list[str] = []
    for result in results:
        lines += _file_lines(result)
        lines.append("")
    lines.append(verdict(results))
    return "\n".join(lines) + "\n"


def _file_lines(result: FileResult) -> list[str]:
    about = "，".join(
        part
        for part in (
            printable(result.unit or ""),
            f"{result.year} 年度" if result.year else "",
            result.definition or "",
        )
        if part
    )
    lines = [printable(result.path) + (f"（{about}）" if about else "")]
    for finding in result.findings:
        lines += _finding_lines(finding)
    if not result.findings:
        lines.append("  没有发现问题")
    return lines


def _finding_lines(finding: Finding) -> list[str]:
    place = " ".join(part for part in (finding.sheet, finding.address) if part)
    lines = [f"  {SIGNS[finding.severity]} {finding.code} {printable(finding.message)}"]
    if place:
        lines.append(f"      位置：{printable(place)}")
    if finding.hint:
        lines.append(f"      改法：{printable(finding.hint)}")
    return lines


def verdict(results: Sequence[FileResult]) -> str:
    """One line: passed or not, how many checks ran, and what they found."""
    counts = count_by_severity(item for result in results for item in result.findings)
    checks_run = sum(result.checks_run for result in results)
    word = "通过" if not counts[Severity.ERROR] else "不通过"
    found = "，".join(f"{count} 个{SEVERITY_NAMES[key]}" for key, count in counts.items())
    files = f"{len(results)} 个文件，" if len(results) > 1 else ""
    return f"结论：{word}。{files}共核对 {checks_run} 项：{found}。"
