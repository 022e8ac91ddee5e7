"""A version sent again: what was mended, what was not, what is new, and what nobody asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from gaitui.finding import Finding, Severity
from gaitui.intake import Intake, take_in_bytes
from gaitui.render.resubmission import render_resubmission
from gaitui.resubmission import Resubmission, review_resubmission
from gaitui.writing import write_workbook
from tests.support import luohu_document, report_of, take_in_document

Edit = Callable[[dict[str, Any]], object]


def version(*edits: Edit) -> Intake:
    """The sample as a workbook, edited."""
    document = luohu_document()
    for edit in edits:
        edit(document)
    return take_in_bytes(write_workbook(report_of(take_in_document(document))), "x.xlsx")


def number(ref: str, change: int) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        document["cells"][ref] += change

    return edit


def blank(ref: str) -> Edit:
    return lambda document: document["cells"].pop(ref)


def text(key: str, old: str, new: str) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        assert old in document["narratives"][key]
        document["narratives"][key] = document["narratives"][key].replace(old, new, 1)

    return edit


def review(before: Intake, after: Intake) -> Resubmission:
    return review_resubmission(before, after)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [item.code for item in findings]


def silent(found: Resubmission) -> list[str]:
    """The places that were changed silently."""
    cells = [str(item.ref) for item in found.silent.cells]
    texts = [item.key for item in found.silent.narratives]
    return cells + texts + [item.key for item in found.silent.fields]


ROW = number("requests.new.business", 9)
"""Breaks the row's total (A101) and the column's balance (A103)."""
TOTAL = number("disputes.reconsideration.total", 66)


def test_the_same_version_again_has_mended_nothing() -> None:
    found = review(version(ROW), version(ROW))
    assert codes(found.still_open) == ["A103", "A101", "T504", "W604"]
    assert not found.mended and not found.new and found.silent.is_empty


def test_what_was_asked_for_is_mended_and_not_silent() -> None:
    found = review(version(ROW, TOTAL), version(TOTAL))
    assert codes(found.mended) == ["A103", "A101", "W604"]
    assert codes(found.still_open) == ["A104", "T504", "W604"]
    assert not found.new and not silent(found)


def test_a_change_that_nobody_asked_for_is_named_and_its_total_is_not() -> None:
    """The row's total and the outcomes' total follow from the one number that was changed."""
    columns = ("natural_person", "total")
    refs = [f"requests.{row}.{column}" for row in ("granted", "handled") for column in columns]
    grants = [number(ref, 1) for ref in refs]
    found = review(version(TOTAL), version(*grants))
    assert silent(found) == ["requests.granted.natural_person"]
    (change,) = found.silent.cells
    assert (change.old.value, change.new.value, change.delta) == (132, 133, 1)
    assert set(codes(found.new)) == {"A103", "N301"}


@pytest.mark.parametrize(
    ("fault", "mending"),
    [
        pytest.param(ROW, number("requests.carried_out.business", 9), id="a term of the rule"),
        pytest.param(ROW, number("requests.granted.business", 9), id="a part of its total"),
        pytest.param(TOTAL, number("disputes.reconsideration.upheld", 66), id="a part of the sum"),
    ],
)
def test_any_term_of_a_rule_that_failed_was_spoken_of(fault: Edit, mending: Edit) -> None:
    assert not silent(review(version(fault), version(fault, mending)))


def test_a_number_beside_the_rule_was_not() -> None:
    found = review(version(ROW), version(number("requests.granted.research", 1)))
    assert silent(found) == ["requests.granted.research"]


def test_a_note_that_no_letter_tells_of_allows_no_change() -> None:
    ref = "disclosure.penalties.decisions"
    before = version()
    note = Finding("V208", Severity.INFO, "与上年相差悬殊", ref, "二、主动公开", "B12")
    noted = replace(before, findings=(*before.findings, note))
    assert silent(review(noted, version(number(ref, 3)))) == [ref]


def test_blanks_of_a_table_were_spoken_of_together() -> None:
    refs = [f"requests.{row}.research" for row in ("granted", "partly_granted", "refused_query",
            "refused_internal", "other_rest", "declined_published")]  # fmt: skip
    before = version(*map(blank, refs))
    after = version(*map(blank, refs[:1]))
    found = review(before, after)
    assert not silent(found) and not found.new
    assert "V204" in codes(found.still_open) and "V204" not in codes(found.mended)
    filled = review(version(), version(blank("requests.granted.research")))
    assert silent(filled) == ["requests.granted.research"]


def test_texts_are_silent_unless_a_finding_stands_on_them() -> None:
    before = version()
    assert "T504" in codes(before.findings)
    cited = version(text("preamble", "国办政务公开办函", "国办公开办函"))
    found = review(before, cited)
    assert codes(found.mended) == ["T504"] and not silent(found)
    assert silent(review(before, version(text("problems", "不够规范", "规范")))) == ["problems"]


def test_unit_and_year_are_silent_too_and_reasons_never() -> None:
    def rename(document: dict[str, Any]) -> None:
        document |= {"unit": "别的机关", "explanations": {"A101 requests.new.total": "台账如此"}}

    assert silent(review(version(), version(rename))) == ["unit"]


def finding(code: str, message: str, ref: str | None, severity: str = "error") -> Finding:
    return Finding(code, Severity(severity), message, ref)


def matched(old: list[Finding], new: list[Finding]) -> tuple[int, int, int]:
    base = version()
    before, after = (replace(base, findings=tuple(items)) for items in (old, new))
    found = review(before, after)
    assert len(found.mended) + len(found.still_open) == len(old)
    assert len(found.new) + len(found.still_open) == len(new)
    return len(found.mended), len(found.still_open), len(found.new)


CLAIM = "一、总体情况：“受理{}件”写的是 {}，与表格各种算法都不符：一、本年新收 {}"


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        pytest.param(
            [finding("A101", "总计 5 ≠ 3", "requests.new.total")],
            [finding("A101", "全然不同的话", "requests.new.total")],
            (0, 1, 0),
            id="one cell, whatever the words",
        ),
        pytest.param(
            [finding("A101", "总计 5 ≠ 3", "requests.new.total")],
            [finding("A101", "总计 5 ≠ 3", "requests.granted.total")],
            (0, 1, 0),
            id="another place, the same words",
        ),
        pytest.param(
            [finding("A101", "本年新收：总计 5 ≠ 3", "requests.new.total")],
            [finding("A101", "予以公开：总计 7 ≠ 4", "requests.granted.total")],
            (1, 0, 1),
            id="another place, other words",
        ),
        pytest.param(
            [finding("N301", CLAIM.format(5, 5, 9), "overview"),
             finding("N301", "一、总体情况：“行政复议3件”写的是 3", "overview")],
            [finding("N301", CLAIM.format(6, 6, 9), "overview")],
            (1, 1, 0),
            id="one of two claims of a text",
        ),
        pytest.param(
            [finding("N301", CLAIM.format(5, 5, 9), "overview")],
            [finding("N301", "一、总体情况：诉讼两件，表中没有", "overview")],
            (1, 0, 1),
            id="another claim of the text",
        ),
        pytest.param(
            [finding("W604", "总计公式被改：J6、J7", "requests.new.total", "warning")],
            [finding("W604", "总计公式被改：J7", "requests.carried_in.total", "warning")],
            (0, 1, 0),
            id="one finding for a table",
        ),
        pytest.param(
            [finding("T505", "偏长", "overview", "info")],
            [finding("T505", "很长", "overview", "info")],
            (0, 0, 0),
            id="notes ask for nothing",
        ),
    ],
)  # fmt: skip
def test_findings_are_the_same_by_place_then_by_words(
    old: list[Finding], new: list[Finding], counts: tuple[int, int, int]
) -> None:
    if all(item.severity is Severity.INFO for item in old):
        base = version()
        found = review(replace(base, findings=tuple(old)), replace(base, findings=tuple(new)))
        assert (found.mended, found.still_open, found.new) == ((), (), ())
    else:
        assert matched(old, new) == counts


def test_an_unreadable_version_has_findings_and_no_changes() -> None:
    broken = take_in_bytes(b"PK\x03\x04", "x.xlsx")
    found = review(broken, version())
    assert codes(found.mended) == ["W601"] and codes(found.new) == ["T504"]
    assert found.silent.is_empty
    text_ = render_resubmission(None, version().report, found, ("a", "b"))
    assert text_.endswith("\n未说明的改动：有一份读不出，没有比较\n")


TEXT = """\
上次：第1次.xlsx
这次：第2次.xlsx

已改正：2 处
  ✗ A104 四、政府信息公开行政复议、行政诉讼情况，行政复议：总计 99 ≠ 结果维
      持、结果纠正、其他结果、尚未审结之和 33，差 66（四、复议诉讼 E6）
  ! W604 总计公式被改成了手填的数字：行政复议 › 总计（E6）（四、复议诉讼
      E6）

仍未改正：1 处
  ! T504 导语：发文字号“国办政务公开办函〔2021〕30号”应为 国办公开办函
      〔2021〕30号（基本信息 B14）

新出现：1 处
  ! V204 二、主动公开政府信息情况：有 1 格空着，合计时按 0 计：行政处罚 › 本
      年处理决定数量（B12）（二、主动公开 B12）

未说明的改动（上次没有指出这些地方）：共有 1 格不同。

二、主动公开政府信息情况
  二 › 行政处罚 › 本年处理决定数量：2867 → （空）  〔二、主动公开 B12〕
"""


def test_the_text_says_all_four() -> None:
    before, after = version(TOTAL), version(blank("disclosure.penalties.decisions"))
    found = review(before, after)
    names = "第1次.xlsx", "第2次.xlsx"
    assert render_resubmission(before.report, after.report, found, names) == TEXT
