"""Last year's report beside this one: on the command line, and live in a session."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gaitui.cell import CellRef
from gaitui.render.document import render_json
from gaitui.report import Report
from gaitui.session import Session
from gaitui.writing import write_workbook
from tests.check_cases import before, filled, keys_of, stepped
from tests.support import run_gaitui

THIS = filled(year=2022)
LAST = before(THIS)
OFF = stepped(LAST, requests__carried_out__business=3)
BUSINESS = CellRef("requests.carried_in.business")
FOUND = f"Y401 error {BUSINESS}"


def written(folder: Path, name: str, report: Report) -> Path:
    """The report as a workbook or a document, by its name."""
    path = folder / name
    is_book = path.suffix == ".xlsx"
    path.write_bytes(write_workbook(report) if is_book else render_json(report).encode())
    return path


def checked(*args: object) -> tuple[int, list[Mapping[str, Any]]]:
    """The exit code of a check, and its results."""
    done = run_gaitui("check", "--format", "json", *args)
    return done.returncode, json.loads(done.stdout)["files"]


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
@pytest.mark.parametrize("last_suffix", ["xlsx", "json"])
def test_a_report_is_checked_against_last_year_s(
    suffix: str, last_suffix: str, tmp_path: Path
) -> None:
    this = written(tmp_path, f"this.{suffix}", THIS)
    assert checked(this, "--prior", written(tmp_path, f"last.{last_suffix}", LAST))[0] == 0
    code, (result,) = checked(this, "--prior", written(tmp_path, f"off.{last_suffix}", OFF))
    # What a workbook's broken sums say of last year is no matter of this year's.
    (finding,) = result["findings"]
    assert (code, finding["code"], finding["ref"]) == (1, "Y401", BUSINESS)
    assert (finding["expected"], finding["actual"], finding["delta"]) == (6, 3, -3)
    assert (finding["address"] == "E7") == (suffix == "xlsx")
    assert ("三、依申请!E30" in finding["message"]) == (last_suffix == "xlsx")


def test_without_last_year_s_nothing_is_said_and_less_is_counted(tmp_path: Path) -> None:
    this, last = written(tmp_path, "this.json", THIS), written(tmp_path, "last.json", LAST)
    (alone,), (beside,) = checked(this)[1], checked(this, "--prior", last)[1]
    assert alone["findings"] == beside["findings"] == []
    assert beside["checks_run"] > alone["checks_run"] + 7


def test_a_prior_of_another_year_is_a_warning_of_each_file(tmp_path: Path) -> None:
    older = written(tmp_path, "older.json", replace(OFF, year=2020))
    files = [written(tmp_path, f"{number}.json", THIS) for number in range(2)]
    code, results = checked(*files, "--prior", older)
    assert code == 0
    for result in results:
        (finding,) = result["findings"]
        assert (finding["code"], finding["severity"]) == ("Y403", "warning")
        assert "2020 年度的，应为 2021 年度，没有核对年度衔接" in finding["message"]
    assert checked(*files, "--prior", older, "--fail-on", "warning")[0] == 1


def test_standard_input_is_checked_against_last_year_s_too(tmp_path: Path) -> None:
    last = written(tmp_path, "last.json", OFF)
    done = run_gaitui("check", "-", "--prior", last, stdin=render_json(THIS).encode())
    assert done.returncode == 1
    assert "Y401" in done.stdout.decode()


def test_a_prior_that_cannot_be_read_ends_the_job(tmp_path: Path) -> None:
    this = written(tmp_path, "this.json", THIS)
    done = run_gaitui("check", this, "--prior", tmp_path / "none.xlsx")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "none.xlsx：文件不存在" in done.stderr.decode()


def test_a_session_checks_against_last_year_s_with_every_edit(tmp_path: Path) -> None:
    path = written(tmp_path, "this.json", THIS)
    with Session.open(path, LAST) as session:
        assert keys_of(session.findings) == []
        alone = session.checks_run
        session.set_cell(BUSINESS, "4")
        found = [key for key in keys_of(session.findings) if key.startswith("Y")]
        assert found == [FOUND, "Y401 error requests.carried_in.total"]
        assert session.checks_run == alone
        session.undo()
        assert keys_of(session.findings) == []
        session.set_meta("year", "2023")
        assert "Y403 warning year" in keys_of(session.findings)
        session.undo()
        session.save()
        assert session.checks_run == alone
    with Session.open(path, OFF) as session:
        assert keys_of(session.findings) == [FOUND]
        session.set_explanation(session.findings[0], "上年填错，已更正")
        session.save()
    with Session.open(path, OFF) as session:
        assert session.report.explanations == {f"Y401 {BUSINESS}": "上年填错，已更正"}
