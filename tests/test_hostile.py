"""Files that are damaged, disguised or made to harm: each is refused with a reason, or read as
if the harm were not there; none crashes, hangs or takes the rest of a batch with it."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gaitui.intake import take_in, take_in_bytes
from gaitui.render.document import render_json
from tests.hostile import (
    BASICS,
    TABLE,
    TEXT,
    command,
    cut_points,
    edited,
    in_sheet,
    padded,
    part,
    sample_with,
)
from tests.hostile_cases import MIB, REFUSED, RELS, STORED
from tests.support import LUOHU_JSON, codes, luohu_workbook, report_of, run_gaitui

ADDRESSES = ("XFE1", "A1048577", "A0", "a1", "1A", "A１", "AAAAAAAA1", "A99999999999", "-", "")
INDEXES = ("99999", "-1", "1.0", "１", "x", "9" * 5_000)


def assert_refused(data: bytes, words: str, folder: Path) -> None:
    """The file gives one finding, W601, that says why; the command ends with 2."""
    file = folder / "received.xlsx"
    file.write_bytes(data)
    intake = take_in(file)
    assert (intake.report, codes(intake)) == (None, ["W601"])
    assert words in intake.findings[0].message
    assert intake.checks_run == 1
    outcome = command("check", file)
    assert (outcome.code, outcome.err) == (2, "")
    assert "W601" in outcome.out and words in outcome.out and "结论：不通过" in outcome.out


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    build, words = REFUSED[name]
    assert_refused(build(), words, tmp_path)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_beyond_the_sheet_is_refused(address: str, tmp_path: Path) -> None:
    data = in_sheet(f'<row r="200"><c r="{address}"><v>1</v></c></row>')
    assert_refused(data, "超出了表格的范围", tmp_path)


def test_cells_without_addresses_cannot_run_past_the_last_column(tmp_path: Path) -> None:
    data = in_sheet(f'<row r="200">{"<c><v>1</v></c>" * 16_385}</row>')
    assert_refused(data, "列数超出了表格的范围", tmp_path)


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index[:8])
def test_a_text_that_is_not_in_the_table_of_texts_is_refused(index: str, tmp_path: Path) -> None:
    data = in_sheet(f'<row r="200"><c r="A200" t="s"><v>{index}</v></c></row>')
    assert_refused(data, "文字表不完整", tmp_path)


def test_two_parts_of_one_name_are_refused_since_programs_differ_on_which_counts(
    tmp_path: Path,
) -> None:
    file = io.BytesIO(luohu_workbook())
    with zipfile.ZipFile(file, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(part(TABLE), b"<worksheet/>")
    assert_refused(file.getvalue(), "同名的部件", tmp_path)


def test_bytes_that_many_parts_may_claim_in_vain_are_refused_before_they_are_copied(
    tmp_path: Path,
) -> None:
    """2,000 parts that claim the same 30 MB took seven seconds to look at."""
    assert_refused(padded(part(TABLE), bytes(MIB)), "压缩后反而大得多", tmp_path)
    harmless = take_in_bytes(padded(part(TABLE), bytes(100)), "received.xlsx")
    assert codes(harmless) == codes(take_in_bytes(luohu_workbook(), "received.xlsx"))


@pytest.mark.parametrize("size", cut_points(luohu_workbook(), 40))
def test_a_workbook_cut_short_in_the_mail_is_refused(size: int, tmp_path: Path) -> None:
    data = luohu_workbook()[:size]
    words = "认不出" if size < 4 else "可能没有传完"
    assert_refused(data, words, tmp_path)


@pytest.mark.parametrize("size", cut_points(LUOHU_JSON.read_bytes().rstrip(), 40))
def test_a_document_cut_short_is_refused(size: int, tmp_path: Path) -> None:
    assert_refused(LUOHU_JSON.read_bytes()[:size], "不是正确的 JSON", tmp_path)


HARMLESS: dict[str, Callable[[], bytes]] = {
    "far corner": lambda: in_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "corner of a text sheet": lambda: in_sheet(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', TEXT
    ),
    "huge merge": lambda: edited(
        part(TABLE), "</mergeCells>", '<mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "long comment": lambda: edited(
        part(TABLE), "<sheetData>", f"<!--{' ' * (6 * MIB)}--><sheetData>", STORED
    ),
    "deep nesting": lambda: in_sheet("<a>" * 100_000 + "</a>" * 100_000),
    "deep nesting in a cell": lambda: in_sheet(
        f'<row r="200"><c r="A200">{"<a>" * 50_000}{"</a>" * 50_000}</c></row>'
    ),
    "many attributes": lambda: edited(
        part(TABLE), "<sheetData", "<sheetData " + " ".join(f'a{n}=""' for n in range(50_000))
    ),
    "unknown parts": lambda: sample_with({"../../etc/passwd": b"x", "xl/x.bin": b"\0" * 999}),
    "nothing compressed": lambda: sample_with({}, STORED),
    "something before and after": lambda: luohu_workbook() + b"\r\n-- \r\n",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_harms_other_readers_changes_nothing(name: str) -> None:
    plain, intake = (take_in_bytes(data, "x") for data in (luohu_workbook(), HARMLESS[name]()))
    assert intake.findings == plain.findings
    assert render_json(report_of(intake)) == render_json(report_of(plain))


def test_a_stray_text_far_below_is_kept_without_a_million_blank_paragraphs() -> None:
    stray = '<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>底</t></is></c></row>'
    text = report_of(take_in_bytes(in_sheet(stray, TEXT), "x")).narratives["overview"]
    plain = report_of(take_in_bytes(luohu_workbook(), "x")).narratives["overview"]
    assert text.replace("\n\n", "\n").startswith(plain.replace("\n\n", "\n"))
    assert text.endswith("\n\n底") and text.count("\n") < 2 * plain.count("\n") + 3


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/macrosheets/sheet1.xml", "宏"),
        ("xl/externalLinks/externalLink1.xml", "链接"),
    ],
)
def test_macros_and_links_are_named_and_not_followed(extra: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "received.xlsx"
    file.write_bytes(sample_with({extra: b"\xff not even XML"}))
    intake = take_in(file)
    assert [item.message for item in intake.findings if item.code == "W608"] == [
        next(item.message for item in intake.findings if what in item.message)
    ]
    plain = take_in_bytes(luohu_workbook(), "x")
    assert sorted(codes(intake)) == sorted([*codes(plain), "W608"])
    assert render_json(report_of(intake)) == render_json(report_of(plain))
    assert command("check", file).code == 0
    assert command("check", "--fail-on", "warning", file).code == 1


@pytest.mark.parametrize("target", ["../../etc/passwd", "/etc/passwd", "C:\\x.xml", "sheet99.xml"])
def test_a_sheet_whose_part_is_elsewhere_is_said_to_be_missing(target: str) -> None:
    name = part(TABLE).removeprefix("xl/")
    intake = take_in_bytes(edited(RELS, f'Target="{name}"', f'Target="{target}"'), "x")
    missing = [item for item in intake.findings if item.code == "W603"]
    assert [item.sheet for item in missing] == [TABLE]
    assert f"找不到工作表“{TABLE}”" in missing[0].message


def test_a_sheet_without_its_basics_says_so() -> None:
    name = part(BASICS).removeprefix("xl/")
    intake = take_in_bytes(edited(RELS, f'Target="{name}"', 'Target="x"'), "x")
    assert {"W603", "T508"} <= set(codes(intake))


@pytest.mark.parametrize("seed", range(8))
def test_bytes_changed_at_random_never_end_the_program(seed: int) -> None:
    chance = random.Random(seed)
    for original in (luohu_workbook(), LUOHU_JSON.read_bytes()):
        for _ in range(12):
            data = bytearray(original)
            for _ in range(chance.choice([1, 3, 10])):
                start = len(data) // 2 if chance.random() < 0.5 else 0
                data[chance.randrange(start, len(data))] = chance.randrange(256)
            intake = take_in_bytes(bytes(data), "x")
            assert intake.report is not None or intake.findings


def test_one_bad_file_does_not_end_a_batch(tmp_path: Path) -> None:
    bad = ("empty", "old .xls", "bomb", "entities", "row number")
    files = [tmp_path / f"{number}.xlsx" for number in range(len(bad))]
    for file, name in zip(files, bad, strict=True):
        file.write_bytes(REFUSED[name][0]())
    good = tmp_path / "good.xlsx"
    good.write_bytes(luohu_workbook())
    missing = tmp_path / "missing.xlsx"
    outcome = run_gaitui("check", "--format", "json", *files, missing, good)
    results = json.loads(outcome.stdout)["files"]
    assert outcome.returncode == 1
    assert [result["path"] for result in results] == list(map(str, [*files, missing, good]))
    *refused, read = results
    assert [[item["code"] for item in result["findings"]] for result in refused] == [
        ["W601"]
    ] * len(refused)
    assert read["counts"]["error"] == 0 and read["unit"] == "深圳市罗湖区人民政府"


def test_a_device_without_end_is_not_read_to_its_end() -> None:
    intake = take_in(Path("/dev/zero"))
    assert codes(intake) == ["W601"] and "超过 32 MiB" in intake.findings[0].message


def test_standard_input_is_guarded_as_files_are() -> None:
    for name in ("bomb", "entities", "large directory"):
        data, words = REFUSED[name][0](), REFUSED[name][1]
        result = run_gaitui("check", "-", stdin=data)
        assert (result.returncode, result.stderr) == (2, b"")
        assert words in result.stdout.decode()
