"""`new` and `export` by subprocess: what they write, what they refuse, what they load."""

import csv
import io
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from gaitui.definition import built_in
from gaitui.render.text import DRAFT_MARK
from tests.support import LUOHU_JSON, ROOT, luohu, luohu_document, run_gaitui

UNIT = "深圳市罗湖区人民政府"
COLUMNS = ["natural_person", "business", "research", "public_interest", "legal_service",
           "other_org", "total"]  # fmt: skip


def export(source: Path, target: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    return run_gaitui("export", source, target, *options)


def document_of(path: Path) -> dict[str, Any]:
    """A report's JSON document."""
    document: dict[str, Any] = json.loads(
        run_gaitui("export", path, "-", "--to", "json").stdout.decode()
    )
    return document


def saved(folder: Path, name: str, document: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A report that does not balance."""
    document = luohu_document()
    document["cells"]["requests.new.business"] += 9
    return saved(tmp_path, "broken.json", document)


@pytest.mark.parametrize(
    ("year", "definition"), [(2019, "gwy-2019"), (2020, "gwy-2019"), (2024, "gwy-2021")]
)
@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_new_makes_a_blank_report_of_the_year_s_edition(
    year: int, definition: str, suffix: str, tmp_path: Path
) -> None:
    out = tmp_path / f"out.{suffix}"
    done = run_gaitui("new", out, "--unit", "测试局", "--year", year)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"已生成 {out}（测试局，{year} 年度，{definition}）\n"
    document = {"definition": definition, "unit": "测试局", "year": year}
    assert document_of(out) == {**document, "cells": {}, "narratives": {}}


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_new_refuses_to_overwrite(suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"out.{suffix}"
    out.write_bytes(b"somebody's work")
    done = run_gaitui("new", out, "--unit", "测试局", "--year", 2024)
    assert done.returncode == 2
    assert f"gaitui：{out} 已经存在，没有覆盖。" in done.stderr.decode()
    assert out.read_bytes() == b"somebody's work"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_new_with_last_year_s_report_carries_over_each_column_and_the_unit(
    suffix: str, tmp_path: Path
) -> None:
    last = tmp_path / f"last.{suffix}"
    assert export(LUOHU_JSON, last).returncode == 0
    out = tmp_path / "this.xlsx"
    done = run_gaitui("new", out, "--year", 2025, "--prior", last)
    assert done.returncode == 0
    assert "已转入上年结转" in done.stderr.decode()
    document = document_of(out)
    carried = luohu_document()["cells"]
    assert document["unit"] == UNIT and document["year"] == 2025
    assert document["cells"] == {
        f"requests.carried_in.{column}": carried[f"requests.carried_out.{column}"]
        for column in COLUMNS
    }
    assert document["cells"]["requests.carried_in.total"] == 21


def test_new_computes_a_total_that_last_year_s_report_got_wrong(tmp_path: Path) -> None:
    document = luohu_document()
    document["cells"]["requests.carried_out.total"] = 99
    last = saved(tmp_path, "last.json", document)
    run_gaitui("new", tmp_path / "this.json", "--year", 2025, "--prior", last)
    assert document_of(tmp_path / "this.json")["cells"]["requests.carried_in.total"] == 21


def test_new_carries_over_from_the_trial_form_and_takes_another_unit(tmp_path: Path) -> None:
    cells = {"requests.carried_out.research": 3}
    document = {"definition": "gwy-2019", "unit": "旧名", "year": 2020, "cells": cells}
    last = saved(tmp_path, "last.json", document)
    out = tmp_path / "this.json"
    done = run_gaitui("new", out, "--year", 2021, "--prior", last, "--unit", "新名")
    assert done.returncode == 0
    assert document_of(out) == {
        "definition": "gwy-2021",
        "unit": "新名",
        "year": 2021,
        "cells": {"requests.carried_in.research": 3, "requests.carried_in.total": 3},
        "narratives": {},
    }


@pytest.mark.parametrize("year", [2024, 2026, 2023])
def test_new_refuses_a_prior_of_another_year(year: int, tmp_path: Path) -> None:
    out = tmp_path / "this.xlsx"
    done = run_gaitui("new", out, "--year", year, "--prior", LUOHU_JSON)
    assert done.returncode == 2
    assert f"上年报告是 2024 年度的，不是 {year - 1} 年度的，没有结转" in done.stderr.decode()
    assert not out.exists()


def test_new_refuses_a_prior_that_cannot_be_read(tmp_path: Path) -> None:
    done = run_gaitui("new", tmp_path / "a.xlsx", "--year", 2025, "--prior", tmp_path / "b.xlsx")
    assert done.returncode == 2
    assert "b.xlsx：文件不存在" in done.stderr.decode()
    assert not list(tmp_path.iterdir())


def test_print_refuses_errors_and_says_which(broken: Path) -> None:
    target = broken.with_name("out.txt")
    done = export(broken, target)
    assert (done.returncode, done.stdout) == (1, b"")
    narration = done.stderr.decode()
    assert narration.startswith("gaitui：报告有 2 个错误，不能输出正式文本。")
    assert "--draft" in narration
    assert "✗ A101 三、收到和处理政府信息公开申请情况" in narration
    assert not target.exists()


def test_print_refuses_errors_in_a_pipe_as_well(broken: Path) -> None:
    done = run_gaitui("export", "-", "-", "--to", "txt", stdin=broken.read_bytes())
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_draft_is_printed_and_marked_at_every_part(broken: Path) -> None:
    target = broken.with_name("out.txt")
    done = export(broken, target, "--draft")
    assert done.returncode == 0
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == DRAFT_MARK
    marked = [below for above, below in pairwise(lines) if above == DRAFT_MARK]
    headings = [section.heading for section in luohu().definition.sections]
    assert [line for line in marked if line in headings] == headings


@pytest.mark.parametrize("suffix", ["xlsx", "json", "csv"])
def test_data_is_exported_with_its_errors(suffix: str, broken: Path) -> None:
    target = broken.with_name(f"out.{suffix}")
    assert export(broken, target).returncode == 0
    if suffix != "csv":
        assert document_of(target) == json.loads(broken.read_bytes())


@pytest.mark.parametrize("options", [[], ["--encoding", "gb18030"], ["--encoding", "gbk"]])
def test_the_text_in_each_encoding_is_the_same_text(options: list[str], tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    assert export(LUOHU_JSON, target, *options).returncode == 0
    text = target.read_bytes().decode(options[-1] if options else "utf-8")
    assert text == (ROOT / "samples" / "luohu-2024.txt").read_text(encoding="utf-8")


def test_a_character_that_does_not_fit_is_named_and_nothing_written(tmp_path: Path) -> None:
    document = luohu_document()
    document["narratives"]["problems"] = "存在问题🎉。"
    source, target = saved(tmp_path, "a.json", document), tmp_path / "a.txt"
    done = export(source, target, "--encoding", "gbk")
    assert done.returncode == 2
    assert "“🎉”（U+1F389）不能用 gbk 编码写出" in done.stderr.decode()
    assert not target.exists()
    assert export(source, target, "--encoding", "gb18030").returncode == 0


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_of_the_text_is_wider_than_asked(width: int, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    assert export(LUOHU_JSON, target, "--width", str(width)).returncode == 0
    lines = target.read_text(encoding="utf-8").splitlines()
    assert width - 4 <= max(map(cell_len, lines)) <= width


@pytest.mark.parametrize(
    ("options", "encoding"), [([], "utf-8-sig"), (["--encoding", "gbk"], "gbk")]
)
def test_the_csv_has_every_number(options: list[str], encoding: str, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert export(LUOHU_JSON, target, *options).returncode == 0
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == (not options)
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
    assert {row[0]: row[4] for row in rows[1:]} == {
        key: str(value) for key, value in luohu_document()["cells"].items()
    }
    assert [row[0] for row in rows[1:]] == list(built_in("gwy-2021").cells)


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_what_an_export_replaces_is_kept(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{suffix}"
    target.write_bytes(b"somebody's work")
    done = export(LUOHU_JSON, target)
    assert done.returncode == 0
    assert f"原来的文件保存为 out.备份1.{suffix}" in done.stderr.decode()
    assert (tmp_path / f"out.备份1.{suffix}").read_bytes() == b"somebody's work"


PROBE = """
import sys
from gaitui.cli.chinese import run
from gaitui.cli.root import gaitui
code = run(gaitui, sys.argv[1:])
heavy = "textual openpyxl python_calamine xlsxwriter platformdirs asyncio".split()
sys.stderr.write(" ".join(name for name in heavy if name in sys.modules))
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("args", "loaded"),
    [
        ("check luohu-2024.xlsx luohu-2024.json", ""),
        ("check luohu-2024.xlsx --format json", ""),
        ("export luohu-2024.xlsx - --to txt", ""),
        ("export luohu-2024.xlsx - --to json", ""),
        ("export luohu-2024.xlsx - --to csv", ""),
        ("export luohu-2024.json - --to xlsx", "xlsxwriter"),
        ("explain A101", ""),
        ("--help", ""),
    ],
)
def test_a_command_loads_no_library_it_does_not_need(args: str, loaded: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *args.split()],
        cwd=ROOT / "samples",
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, loaded)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gaitui", "export", str(LUOHU_JSON), "-", "--to", "txt"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={"PATH": ""}
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert (process.wait(), process.stderr.read()) == (0, b"")
    process.stderr.close()


@pytest.mark.parametrize("args", ["check {}", "export {} - --to txt", "export {} - --to csv"])
def test_a_full_disk_behind_standard_output_is_told(args: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gaitui", *args.format(LUOHU_JSON).split()],
            stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (2, "gaitui：写不出结果：磁盘满了。\n")
