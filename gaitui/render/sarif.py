"""Results of a check as SARIF 2.1.0 (OASIS), for code review and audit programs."""

import os
from typing import Any
from urllib.parse import quote

import msgspec

from gaitui.definition.catalogue import CatalogueEntry, catalogue
from gaitui.finding import Finding, Severity
from gaitui.render.outcome import FileResult, plain

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


class SarifResults:
    """One run; its rules are the catalogue, its results the findings."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._count = 0
        self._rules = {code: index for index, code in enumerate(catalogue())}

    def start(self) -> str:
        driver = {
            "name": "gaitui",
            "semanticVersion": self._version,
            "language": "zh-CN",
            "rules": [_rule(entry) for entry in catalogue().values()],
        }
        return (
            f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{\n"tool": {{"driver": '
            f'{_json(driver)}}},\n"language": "zh-CN", "columnKind": "unicodeCodePoints",\n'
            '"results": ['
        )

    def file(self, result: FileResult) -> str:
        uri = artifact_uri(result.path)
        parts = []
        for item in result.findings:
            parts.append(("," if self._count else "") + "\n" + _json(self._result(item, uri)))
            self._count += 1
        return "".join(parts)

    def end(self, is_whole: bool = True) -> str:
        done = "true" if is_whole else "false"
        return f'\n],\n"invocations": [{{"executionSuccessful": {done}}}]\n}}]}}\n'

    def _result(self, item: Finding, uri: str) -> dict[str, Any]:
        text = f"{item.message}\n改法：{item.hint}" if item.hint else item.message
        location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
        cell = "!".join(filter(None, (item.sheet, item.address)))
        if name := cell or item.ref:
            logical = {"fullyQualifiedName": name, "kind": "member"}
            location["logicalLocations"] = [logical | ({"name": item.ref} if item.ref else {})]
        fields: dict[str, Any] = {"ruleId": item.code}
        if item.code in self._rules:
            fields["ruleIndex"] = self._rules[item.code]
        fields |= {"level": _LEVELS[item.severity], "message": {"text": text}}
        numbers = {"expected": item.expected, "actual": item.actual, "delta": item.delta}
        known = {name: plain(value) for name, value in numbers.items() if value is not None}
        return fields | {"locations": [location]} | ({"properties": known} if known else {})


def artifact_uri(path: str) -> str:
    """A path as a URI reference, whatever bytes it holds: relative ones stay relative."""
    data = os.fsencode(path)
    return ("file://" if data.startswith(b"/") else "") + quote(data)


def _rule(entry: CatalogueEntry) -> dict[str, Any]:
    mend = "\n".join(f"{number}. {step}" for number, step in enumerate(entry.mend, 1))
    return {
        "id": entry.code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.meaning},
        "help": {"text": f"{mend}\n依据：{entry.basis}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severities[0]]},
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
