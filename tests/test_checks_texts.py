"""T5xx: the cases of each code, and real sentences that must and must not be taken for slips."""

from dataclasses import replace
from functools import cache

import pytest

from gaitui.report import Report
from tests.check_cases import Case, CodeCases, filled, findings_of, told
from tests.support import luohu

TRIAL = "gwy-2019"
PERIOD = "所列数据的统计期限自{}止。"
FORM, OLD_FORM = "国办公开办函〔2021〕30号", "国办公开办函〔2019〕60号"
CLEAN = {"2021": Case(filled()), "2019": Case(filled(TRIAL))}


def text(found: str, name: str = "gwy-2021", **texts: str) -> Case:
    """The finished report with texts replaced; `found` are codes with severity and reference,
    separated by commas."""
    return Case(told(filled(name), **texts), tuple(filter(None, found.split(", "))))


def headed(unit: str, year: int | None, *found: str) -> Case:
    """The finished report with another unit and year, and a preamble that names neither."""
    preamble = "现公布本机关政府信息公开工作年度报告。"
    report = told(filled(), preamble=preamble, overview="工作正常。")
    return Case(replace(report, unit=unit, year=year), found)


CASES = {
    "T501": CodeCases(
        clean=CLEAN,
        failing={
            "no problems": text("T501 error problems", problems=""),
            "no preamble in the trial form": text("T501 error preamble", TRIAL, preamble=""),
        },
        boundary={
            "only white space": text("T501 error problems", problems=" \n　\t\n"),
            "one character": text("", problems="无"),
        },
    ),
    "T502": CodeCases(
        clean=CLEAN,
        failing={
            "a day short": text(
                "T502 warning preamble",
                preamble=PERIOD.format("2021年1月1日起至2021年12月30日"),
            ),
            "last year's, in the trial form": text(
                "T502 warning preamble",
                TRIAL,
                preamble=PERIOD.format("2018年1月1日起至2018年12月31日"),
            ),
        },
        boundary={
            "the year stated once": text("", preamble=PERIOD.format("2021年1月1日至12月31日")),
            "no year at all": text("", preamble=PERIOD.format("1月1日至12月31日")),
            "full-width digits and spaces": text(
                "", preamble=PERIOD.format("２０２１ 年 １ 月 １ 日至 １２ 月 ３１ 日")
            ),
            "no period": text("", preamble="现公布年度报告。"),
        },
    ),
    "T503": CodeCases(
        clean=CLEAN,
        failing={
            "last year's title": text(
                "T503 warning preamble",
                preamble="现公布测试市某某局2020年政府信息公开工作年度报告。",
            ),
            "last year's text": text("T503 warning overview", overview="2020年，我局全面公开。"),
        },
        boundary={
            "last year's text, which also names this one": text(
                "", overview="2020年，我局起步。2021年全面公开。"
            ),
            "last year's report is spoken of": text(
                "", overview="按时公布2020年政府信息公开工作年度报告。"
            ),
        },
    ),
    "T504": CodeCases(
        clean=CLEAN,
        failing={
            "superseded notice": text("T504 warning preamble", preamble=f"根据{OLD_FORM}公布。"),
            "superseded regulations in the trial form": text(
                "T504 warning preamble", TRIAL, preamble="根据条例（国务院令第492号）公布。"
            ),
        },
        boundary={
            "misspelled": text(
                "T504 warning preamble", preamble="根据国办政务公开办函〔2021〕30 号公布。"
            ),
            "the trial form's own": text("", TRIAL, preamble=f"根据{OLD_FORM}公布。"),
            "told twice, found once": text("T504 warning other", other=OLD_FORM * 2 + "信息处理费"),
            "named beside what replaced it": text("", preamble=f"{FORM}代替{OLD_FORM}。"),
        },
    ),
    "T505": CodeCases(
        clean=CLEAN,
        failing={
            "a character too many": text("T505 info overview", overview="字" * 1001),
            "in the trial form": text("T505 info overview", TRIAL, overview="字" * 2000),
        },
        boundary={
            "as many as advised": text("", overview="字" * 1000),
            "white space is not counted": text("", overview="字 　\n" * 1000),
            "the other parts may be long": text("", problems="字" * 1001),
        },
    ),
    "T506": CodeCases(
        clean=CLEAN,
        failing={"nothing said": text("T506 warning other", other="无其他事项。")},
        boundary={
            "broken over two lines": text("", other="未收取信息\n处理费。"),
            "not asked by the trial form": text("", TRIAL, other="无其他事项。"),
            "an empty part has its own finding": text("T501 error other", other=""),
        },
    ),
    "T507": CodeCases(
        clean=CLEAN,
        failing={
            "a vertical tab": text("T507 error problems", problems="一是\x0b二是"),
            "a turned direction": text("T507 error preamble", TRIAL, preamble="公\u202e布"),
        },
        boundary={
            "tabs and line feeds are text": text("", problems="一是\t二是\n三是"),
            "many at once": text("T507 error problems", problems="\x01公\x02布\x7f"),
        },
    ),
    "T508": CodeCases(
        clean={**CLEAN, "a short name": headed("局", 2021)},
        failing={
            "no unit": headed("", 2021, "T508 error unit"),
            "no year": headed("局", None, "T508 error year"),
        },
        boundary={
            "100 characters": headed("局" * 100, 2021),
            "101 characters": headed("局" * 101, 2021, "T508 error unit"),
            "two lines": headed("某某\n局", 2021, "T508 error unit"),
            "only spaces, and no year": headed("　", None, "T508 error unit", "T508 error year"),
        },
    ),
}  # fmt: skip

UNIT = "深圳市罗湖区人民政府"


@cache
def report_2024() -> Report:
    """A finished report of 2024, as a background for single sentences."""
    preamble = f"现公布{UNIT}2024年政府信息公开工作年度报告。"
    texts = {"preamble": preamble, "overview": "2024年，工作正常。", "problems": "无。"}
    return told(replace(filled(), unit=UNIT, year=2024), **texts)


def slips(part: str, sentence: str) -> list[str]:
    """Codes of what is found about years, periods and document numbers in a sentence."""
    found = findings_of(told(report_2024(), **{part: sentence}))
    return [item.code for item in found if item.code in ("T502", "T503", "T504")]


INNOCENT = [
    ("overview", "2024 年，罗湖区共受理 534 件申请，结转 2023 年 41 件；自然人 548 件。"),
    ("overview", "结转 2023 年 41 件，均已办结。"),
    ("overview", "2023年结转的41件申请全部办结。"),
    ("overview", "全年共处理申请1261件（含上年度结转申请74件），同比增长12.5%，较2023年多140件。"),
    ("overview", "与2023年相比，申请量下降；2022年、2023年分别为30件、25件。"),
    ("overview", "2023年度全市考核获评优秀，2024年继续保持。"),
    ("overview", "按时编制并公布了2023年政府信息公开工作年度报告。"),
    ("overview", "1月31日前公布罗湖区人民政府2023年政府信息公开工作年度报告。"),
    ("overview", f"公布{UNIT}2023年政府信息公开工作年度报告，督促各部门公布。"),
    ("overview", "2023年5月20日召开会议，部署2024年工作。"),
    ("overview", "12月18日，召开2025年工作谋划会。"),
    ("overview", "2024年6月1日至6月30日，开展“政务公开月”活动。"),
    ("overview", "依托大数据平台，2024年5月1日至5月7日集中发布政策解读。"),
    ("overview", "市统计局2024年9月1日至9月30日开展企业走访。"),
    ("overview", "征求意见的期限为2024年3月1日至3月31日。"),
    ("overview", "办理期限自2024年11月5日至12月3日的申请均按时答复。"),
    ("overview", "落实《关于印发2021年政务公开工作要点的通知》（国办发〔2021〕12号）。"),
    ("overview", "修订2019年印发的《政府信息公开指南》（粤府办〔2019〕60号）。"),
    ("overview", "落实《法治政府建设实施纲要（2021－2025年）》和“十四五”（2021年至2025年）规划。"),
    ("overview", "截至2023年12月31日有效规范性文件69件，截至2024年12月31日74件。"),
    ("overview", "收到2022年度遗留的行政复议案件1件，2024年1月5日审结。"),
    ("overview", "落实《国务院办公厅关于…的通知》（国办函〔2021〕30号）。"),
    ("problems", "2023年，我局存在公开不够及时的问题，本年度已全部整改。"),
    ("problems", "针对2023年年度报告指出的问题，逐项整改。"),
    ("problems", "2025年，我局将继续加强培训。"),
    ("other", "根据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），未收取信息处理费。"),
    ("other", "2023年收取的信息处理费已全部上缴。"),
    ("preamble", "根据条例（2007年国务院令第492号公布，2019年国务院令第711号修订）公布。"),
    ("preamble", f"根据《格式》（{FORM}，{OLD_FORM}同时废止），现公布本报告。"),
    ("preamble", "统计期限自2024年1月1日起至12月31日止。"),
    ("preamble", "统计起止时间为 2024 年 1 月 1 日—2024 年 12 月 31 日。"),
    ("preamble", "数据的统计期限从２０２４年１月１日起，至２０２４年１２月３１日止。"),
    ("preamble", "本报告可与2023年政府信息公开工作年度报告对照阅读。"),
]  # fmt: skip

SLIPS = [
    ("T502", "preamble", "所列数据的统计期限自2024年1月1日起至2024年12月30日止。"),
    ("T502", "preamble", "统计期限为2023年1月1日至2023年12月31日。"),
    ("T502", "preamble", "统计起止时间为2024年1月1日至11月30日。"),
    ("T502", "preamble", "本报告数据统计自2024年1月1日起，至12月30日止。"),
    ("T502", "preamble", "报告期为2024年1月5日—12月31日。"),
    ("T502", "preamble", "本报告中所列数据的期限是2023年1月1日到12月31日。"),
    ("T502", "overview", "统计期限自 ２０２３ 年 １ 月 １ 日至 ２０２４ 年 １２ 月 ３１ 日。"),
    ("T503", "preamble", f"现公布{UNIT}2023年政府信息公开工作年度报告。"),
    ("T503", "preamble", "依据条例编制2023年度政府信息公开年度报告。"),
    ("T503", "preamble", "现将2022年政府信息公开工作年度报告公布如下。"),
    ("T503", "overview", "2023年，罗湖区积极推进政务公开。全年主动公开信息100条。"),
    ("T503", "overview", f"{UNIT} 2023 年政府信息公开工作年度报告\n2024年，工作正常。"),
    ("T503", "other", "2023年，我区未收取信息处理费。"),
    ("T504", "preamble", "根据国办政务公开办函〔2021〕30 号的要求公布。"),
    ("T504", "preamble", "根据国办公开函[2021]30号公布。"),
    ("T504", "preamble", f"根据{OLD_FORM}公布。"),
    ("T504", "preamble", "根据条例（国务院令 第 492 号）公布。"),
]


@pytest.mark.parametrize(("part", "sentence"), INNOCENT)
def test_a_sentence_of_real_reports_is_no_slip(part: str, sentence: str) -> None:
    assert slips(part, sentence) == []


@pytest.mark.parametrize(("code", "part", "sentence"), SLIPS)
def test_a_slip_of_real_reports_is_found(code: str, part: str, sentence: str) -> None:
    assert slips(part, sentence) == [code]


def test_the_published_sample_has_just_the_slips_that_were_published() -> None:
    found = [(item.code, item.ref) for item in findings_of(luohu())]
    assert found == [("T505", "overview"), ("T504", "preamble")]


def test_a_wrong_number_is_told_with_the_right_one() -> None:
    report = told(report_2024(), preamble=f"根据{OLD_FORM}公布。")
    (finding,) = findings_of(report)
    assert finding.message == f"导语：发文字号“{OLD_FORM}”已被 {FORM} 取代"
    assert (finding.expected, finding.actual) == (FORM, OLD_FORM)
    assert FORM in finding.hint
