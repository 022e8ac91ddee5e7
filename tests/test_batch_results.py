"""Results in every format, read back by parsers that are not ours; hostile text in all places."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from gaitui.batch.report import ReportFolder
from gaitui.cell import CellRef
from gaitui.definition.catalogue import catalogue
from gaitui.errors import OutputError
from gaitui.finding import Finding, Severity
from gaitui.render.junit import JunitResults
from gaitui.render.outcome import FileResult, ResultWriter
from gaitui.render.results import TextResults
from gaitui.render.results_csv import HEADER, CsvResults
from gaitui.render.results_json import JsonResults
from gaitui.render.sarif import SarifResults

NASTY = "\x00\x1b[31m<b>&\"']]>\n\r\t\u202e\ufffe=1+1,;[/b]"
ERROR = Finding(
    "A101",
    Severity.ERROR,
    NASTY,
    CellRef("requests.new.total"),
    f"表{NASTY}",
    "J6",
    Decimal("1E+3"),
    999,
    Decimal("-1.50"),
    NASTY,
)
WARNING = Finding("T504", Severity.WARNING, "文号不对", "preamble")
INFO = Finding("T505", Severity.INFO, "太长")
UNREADABLE = Finding("W601", Severity.ERROR, "打不开。", hint="重发。")
HOSTILE = "in/\udcff\n[/b]<i>&\x1b-"
RESULTS = [
    FileResult("good.xlsx", "0" * 64, "甲局", 2024, "gwy-2021", 100, ()),
    FileResult(HOSTILE, "1" * 64, f"=乙{NASTY}", 2024, "gwy-2021", 200, (ERROR, WARNING, INFO)),
    FileResult("-lost.xlsx", None, None, None, None, 1, (UNREADABLE,)),
]
CLEAN = NASTY.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
SHOWN = "in/\ufffd\n[/b]<i>&\x1b-"
FAILING = frozenset({Severity.ERROR})


def rendered(writer: ResultWriter, results: list[FileResult], is_whole: bool = True) -> str:
    return writer.start() + "".join(map(writer.file, results)) + writer.end(is_whole)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_whole_and_says_all(count: int) -> None:
    document = json.loads(rendered(JsonResults("1.2"), RESULTS[:count], False))
    assert list(document) == ["schema", "gaitui", "files"]
    assert (document["schema"], document["gaitui"]) == (1, "1.2")
    assert len(document["files"]) == count


def test_json_keys_are_those_promised() -> None:
    file = json.loads(rendered(JsonResults("1.2"), RESULTS))["files"][1]
    keys = "path sha256 unit year definition checks_run counts findings"
    assert list(file) == keys.split()
    assert file["path"] == SHOWN
    assert file["counts"] == {"error": 1, "warning": 1, "info": 1}
    assert file["findings"][0] == {
        "code": "A101",
        "severity": "error",
        "message": NASTY,
        "ref": "requests.new.total",
        "sheet": f"表{NASTY}",
        "address": "J6",
        "expected": "1000",
        "actual": 999,
        "delta": "-1.50",
        "hint": NASTY,
    }


def test_csv_has_a_line_a_finding_and_no_formula() -> None:
    text = rendered(CsvResults(), RESULTS)
    assert text.startswith("\ufeff")
    header, *lines = csv.reader(io.StringIO(text[1:], newline=""))
    assert tuple(header) == HEADER
    assert [(line[0], line[3], line[4]) for line in lines] == [
        (SHOWN.replace("\x1b", "\ufffd"), "A101", "错误"),
        (SHOWN.replace("\x1b", "\ufffd"), "T504", "提醒"),
        (SHOWN.replace("\x1b", "\ufffd"), "T505", "说明"),
        ("'-lost.xlsx", "W601", "错误"),
    ]
    error = dict(zip(header, lines[0], strict=True))
    assert error["机关"] == f"'=乙{CLEAN}"
    assert (error["应为"], error["实为"], error["差"]) == ("1000", "999", "-1.50")
    assert (error["地址"], error["问题"], error["改法"]) == ("J6", CLEAN, CLEAN)


def test_csv_without_findings_is_its_header() -> None:
    assert len(rendered(CsvResults(), RESULTS[:1]).splitlines()) == 1


def suites(failing: frozenset[Severity] = FAILING) -> list[ET.Element]:
    return list(ET.fromstring(rendered(JunitResults(failing), RESULTS).encode()))


def test_junit_has_a_suite_a_file_and_a_case_a_finding() -> None:
    names = [(suite.get("name"), len(suite.findall("testcase"))) for suite in suites()]
    # XML cannot hold the escape character, and its attributes keep line ends only if escaped.
    assert names == [("good.xlsx", 1), (SHOWN.replace("\x1b", "\ufffd"), 3), ("-lost.xlsx", 1)]
    counts = [
        tuple(suite.get(key) for key in ("tests", "failures", "errors")) for suite in suites()
    ]
    assert counts == [("1", "0", "0"), ("3", "1", "0"), ("1", "0", "1")]
    for suite in suites():
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("errors") == str(len(suite.findall("testcase/error")))
    failure = suites()[1].find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "A101"
    assert "<b>&\"']]>" in (failure.text or "")


def test_junit_fails_at_warnings_where_that_is_asked() -> None:
    failing = frozenset({Severity.ERROR, Severity.WARNING})
    assert suites(failing)[1].get("failures") == "2"


def sarif(is_whole: bool = True) -> dict[str, Any]:
    document = json.loads(rendered(SarifResults("1.2"), RESULTS, is_whole))
    assert (document["version"], len(document["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = document["runs"][0]
    return run


def test_sarif_rules_are_the_catalogue() -> None:
    driver = sarif()["tool"]["driver"]
    assert driver["name"] == "gaitui"
    assert {rule["id"]: rule["shortDescription"]["text"] for rule in driver["rules"]} == {
        entry.code: entry.title for entry in catalogue().values()
    }
    for result in sarif()["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_results_say_where() -> None:
    run = sarif()
    levels = [result["level"] for result in run["results"]]
    assert levels == ["error", "warning", "note", "error"]
    location = run["results"][0]["locations"][0]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == HOSTILE.encode("utf-8", "surrogateescape")
    assert uri.isascii() and uri.isprintable() and not set(uri) & set(' <>"')
    assert location["logicalLocations"] == [
        {"fullyQualifiedName": f"表{NASTY}!J6", "kind": "member", "name": "requests.new.total"}
    ]
    assert run["results"][0]["properties"] == {"expected": "1000", "actual": 999, "delta": "-1.50"}


@pytest.mark.parametrize("is_whole", [True, False])
def test_sarif_says_whether_the_run_was_whole(is_whole: bool) -> None:
    assert sarif(is_whole)["invocations"] == [{"executionSuccessful": is_whole}]


def test_after_many_files_the_text_has_a_table_and_totals_by_code() -> None:
    text = rendered(TextResults(), RESULTS * 3)
    table = text.partition("逐个文件\n")[2].partition("\n各类问题\n")
    rows = table[0].splitlines()[1:]
    assert len(rows) == 9
    assert rows[0].split() == ["通过", "0", "0", "2024", "good.xlsx（甲局）"]
    assert rows[2].split() == ["读不出", "1", "0", "-lost.xlsx"]
    codes = [line.split()[1:4] for line in table[2].splitlines() if line.startswith("  ")]
    assert codes == [[code, "3", "个，"] for code in ("A101", "W601", "T504", "T505")]
    assert text.splitlines()[-1].startswith("结论：不通过。9 个文件，共核对 903 项：6 个错误")


def test_few_files_have_no_table() -> None:
    assert "逐个文件" not in rendered(TextResults(), (RESULTS * 3)[:8])


def test_an_interrupted_text_says_so() -> None:
    last = rendered(TextResults(), RESULTS, False).splitlines()[-1]
    assert last.startswith("结论：没有核对完。已核对 3 个文件，301 项")
    assert rendered(TextResults(), [], False) == ""


class Page(HTMLParser):
    """A page's tags, its rows' texts and anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)
        for name, value in attrs:
            assert name in ("href", "id", "class", "charset", "name", "content", "lang")
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page_of(folder: Path, results: list[FileResult], is_whole: bool = True) -> str:
    report = ReportFolder(folder)
    for result in results:
        report.add(result)
    report.write(is_whole)
    report.close()
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    return report.page.read_text(encoding="utf-8")


def test_the_page_is_sound_and_needs_nothing_else(tmp_path: Path) -> None:
    text = page_of(tmp_path / "a" / "b", RESULTS)
    page = Page(text)
    used = "html head meta title style body h1 h2 h3 p table thead tbody tr th td b a"
    assert set(page.tags) == set(used.split())
    assert "url(" not in text and "@import" not in text and "://" not in text
    assert sorted(page.links) == sorted(f"#{anchor}" for anchor in page.ids)
    assert "<b>&\"']]>" in "".join(page.texts)
    assert text.isprintable() or set(filter(lambda char: not char.isprintable(), text)) == {"\n"}


def test_the_page_shows_the_worst_file_first(tmp_path: Path) -> None:
    texts = Page(page_of(tmp_path, RESULTS)).texts
    names = [text for text in texts if text in ("good.xlsx", "-lost.xlsx") or "[/b]<i>" in text]
    bad = HOSTILE.replace("\udcff", "\ufffd").replace("\n", "\ufffd").replace("\x1b", "\ufffd")
    assert names == [bad, "-lost.xlsx", "good.xlsx", bad, "-lost.xlsx"]


def test_the_page_of_an_interrupted_batch_says_so(tmp_path: Path) -> None:
    assert "核对中途停止：只包括已经核对的 3 个文件" in page_of(tmp_path, RESULTS, False)


def test_the_page_replaces_its_like_and_nothing_else(tmp_path: Path) -> None:
    first = page_of(tmp_path, RESULTS)
    assert page_of(tmp_path, RESULTS) == first
    (tmp_path / "index.html").write_text("<p>somebody's work")
    with pytest.raises(OutputError, match="没有覆盖"):
        ReportFolder(tmp_path)
    assert (tmp_path / "index.html").read_text() == "<p>somebody's work"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="写不了"):
        ReportFolder(tmp_path / "file" / "x")
