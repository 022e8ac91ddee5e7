"""The whole 罗湖 report, filled from nothing in a terminal, equals the sample."""

import json
from pathlib import Path

from tests.support import LUOHU_JSON, run_gaitui
from tests.tui.tour import PAGE, REPORT, play


def test_the_report_filled_by_keys_and_pastes_equals_the_sample(tmp_path: Path) -> None:
    page = play(tmp_path)
    title = "深圳市罗湖区人民政府2024年政府信息公开工作年度报告"
    for name in (REPORT, f"{title}.xlsx"):
        done = run_gaitui("export", tmp_path / name, "-", "--to", "json")
        assert done.returncode == 0, done.stderr.decode()
        assert json.loads(done.stdout) == json.loads(LUOHU_JSON.read_text(encoding="utf-8"))
    assert title in (tmp_path / f"{title}.txt").read_text(encoding="utf-8")
    current = PAGE.read_text(encoding="utf-8")
    assert page == current, "look at it, then run python -m tests.tui.tour and commit docs/tour.md"
