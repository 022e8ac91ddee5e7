"""Results of a check as the JSON document, schema 1."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gaitui.finding import Finding, count_by_severity
from gaitui.render.outcome import FileResult, plain, plain_path


class JsonResults:
    """The document, one file after another; an interrupted one is a valid document as well."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._count = 0

    def start(self) -> str:
        version = msgspec.json.encode(self._version).decode()
        return f'{{\n  "schema": 1,\n  "gaitui": {version},\n  "files": ['

    def file(self, result: FileResult) -> str:
        self._count += 1
        text = msgspec.json.format(msgspec.json.encode(_fields(result)), indent=2).decode()
        return ("," if self._count > 1 else "") + "\n    " + text.replace("\n", "\n    ")

    def end(self, is_whole: bool = True) -> str:
        return ("\n  " if self._count else "") + "]\n}\n"


def render_results_json(results: Sequence[FileResult], version: str) -> str:
    """The whole document for results at hand."""
    document = JsonResults(version)
    return document.start() + "".join(map(document.file, results)) + document.end()


def _fields(result: FileResult) -> dict[str, Any]:
    counts = count_by_severity(result.findings)
    return {
        "path": plain_path(result.path),
        "sha256": result.sha256,
        "unit": result.unit,
        "year": result.year,
        "definition": result.definition,
        "checks_run": result.checks_run,
        "counts": {severity.value: count for severity, count in counts.items()},
        "findings": [_finding(item) for item in result.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding as plain fields; decimals as strings, as in the report's own document."""
    return {name: plain(getattr(finding, name)) for name in finding.__struct_fields__}
