"""Several reports in one file are told apart, and one is chosen by name."""

import json
from pathlib import Path

import pytest

import tests.layout_faults_beside  # noqa: F401
from tests.foreign import sample, to_xlsx
from tests.layout_faults import build
from tests.support import run_gaitui


@pytest.fixture
def two_years(folder: Path) -> Path:
    path = folder / "两年.xlsx"
    path.write_bytes(to_xlsx(build(sample("gwy-2021"), ["two_years"])))
    return path


@pytest.mark.parametrize(
    ("select", "year", "new"),
    [("2023", 2023, 535), ("2024", 2024, 534), ("2", 2023, 535), ("Sheet2（上年）", 2023, 535)],
)
def test_one_of_several_reports(two_years: Path, select: str, year: int, new: int) -> None:
    done = run_gaitui("export", "--select", select, two_years, "-", "--to", "json")
    document = json.loads(done.stdout)
    assert (document["year"], document["cells"]["requests.new.total"]) == (year, new)
    done = run_gaitui("check", "--format", "json", "--select", select, two_years)
    (result,) = json.loads(done.stdout)["files"]
    assert result["year"] == year
    assert "W609" not in {finding["code"] for finding in result["findings"]}


def test_the_latest_is_checked_and_the_others_are_named(two_years: Path) -> None:
    done = run_gaitui("check", two_years)
    said = done.stdout.decode()
    assert "2024 年度" in said
    assert "文件里有 2 份报告" in said and "--select" in said


def test_a_report_that_is_not_there(two_years: Path) -> None:
    done = run_gaitui("check", "--select", "2019", two_years)
    assert done.returncode == 2
    assert "文件里没有“2019”这一份报告" in done.stdout.decode()


@pytest.mark.parametrize(("select", "unit", "new"), [("1", "深圳市", 534), ("2", "某某市", 536)])
def test_one_of_two_units_beside_each_other(folder: Path, select: str, unit: str, new: int) -> None:
    path = folder / "两单位.xlsx"
    path.write_bytes(to_xlsx(build(sample("gwy-2021"), ["units_beside"])))
    said = run_gaitui("check", path).stdout.decode()
    assert "文件里有 2 份报告" in said and "“Sheet1”的 B6:D17 起" in said
    done = run_gaitui("export", "--select", select, path, "-", "--to", "json")
    document = json.loads(done.stdout)
    assert document["unit"].startswith(unit)
    assert document["cells"]["requests.new.total"] == new
