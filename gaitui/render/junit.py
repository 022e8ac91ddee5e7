"""Results of a check as JUnit XML, for programs that collect test results: a suite a file."""

import re
from xml.sax.saxutils import escape, quoteattr

from gaitui.finding import SEVERITY_NAMES, Finding, Severity
from gaitui.render.outcome import FileResult, plain_path
from gaitui.render.results import place

_NO_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, and others that control a terminal."""


class JunitResults:
    """A test case a finding; those of a severity in `failing` are failures, a file that cannot
    be read is an error, others pass and say what they found."""

    def __init__(self, failing: frozenset[Severity]) -> None:
        self._failing = failing

    def start(self) -> str:
        return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="gaitui">\n'

    def file(self, result: FileResult) -> str:
        failed = sum(item.severity in self._failing for item in result.findings)
        lost = result.definition is None
        cases = [self._case(item, lost) for item in result.findings]
        if not failed:
            name = f"核对 {result.checks_run} 项"
            cases.append(f"    <testcase {_attributes(name=name, classname='通过')}/>\n")
        counted = {
            "tests": str(len(cases)),
            "failures": str(0 if lost else failed),
            "errors": str(failed if lost else 0),
            "skipped": "0",
        }
        head = _attributes(name=plain_path(result.path), **counted)
        known = {"unit": result.unit, "year": result.year, "definition": result.definition}
        properties = "".join(
            f"      <property {_attributes(name=name, value=str(value))}/>\n"
            for name, value in {**known, "checks_run": result.checks_run}.items()
            if value is not None
        )
        return (
            f"  <testsuite {head}>\n    <properties>\n{properties}    </properties>\n"
            f"{''.join(cases)}  </testsuite>\n"
        )

    def end(self, is_whole: bool = True) -> str:
        return "</testsuites>\n"

    def _case(self, item: Finding, lost: bool) -> str:
        where = place(item)
        name = f"{item.code} {item.ref or where}".strip()
        text = "\n".join(
            filter(
                None, (item.message, where and f"位置：{where}", item.hint and f"改法：{item.hint}")
            )
        )
        head = f"    <testcase {_attributes(name=name, classname=item.code)}>\n"
        if item.severity in self._failing:
            tag = "error" if lost else "failure"
            told = _attributes(message=item.message, type=item.code)
            body = f"      <{tag} {told}>{_text(text)}</{tag}>\n"
        else:
            said = f"{SEVERITY_NAMES[item.severity]}：{text}"
            body = f"      <system-out>{_text(said)}</system-out>\n"
        return f"{head}{body}    </testcase>\n"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _attributes(**values: str) -> str:
    return " ".join(
        f"{name}={quoteattr(_NO_XML.sub(chr(0xFFFD), value))}" for name, value in values.items()
    )
