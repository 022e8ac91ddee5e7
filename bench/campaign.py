"""A campaign of forty departments: sending against as many bare XlsxWriter scripts, receiving and
merging against a second; and whether more departments take more than their share.

`GAITUI_BENCH_DEPARTMENTS` sets how many the long run has (400); 3000 takes some minutes.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from bench.timing import Row, show, timed
from bench.writing import bare_script
from gaitui.campaign.folder import Campaign
from gaitui.campaign.founding import found
from gaitui.campaign.identify import DEPARTMENT
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.receive import receive
from gaitui.campaign.send import send
from gaitui.intake import take_in
from gaitui.report import Report
from gaitui.writing import write_workbook
from tests.campaign.january import NAMES, UNIT, YEAR, departments, roster_csv

FEW = len(NAMES)
MANY = int(os.environ.get("GAITUI_BENCH_DEPARTMENTS", "400"))
ROUNDS = 5
SECOND = 1000.0


def measure() -> list[Row]:
    """Milliseconds for all departments; of the long run, for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [_sending(folder), *_within_a_second(folder)]
        return rows + _growth(folder)


def _sending(folder: Path) -> Row:
    """Workbooks, notes and ledger for all, against a script a department that only writes it."""
    campaign = _new(folder / "模板", NAMES)
    with campaign.changing():
        first = next(iter(send(campaign, campaign.chosen(NAMES[:1]))))
    report = take_in(campaign.path(first.workbook)).report
    assert report is not None
    script = bare_script(report)
    pairs = []
    for number in range(ROUNDS):
        sent = _new(folder / f"发{number}", NAMES)
        ours = timed(partial(_send, sent))
        theirs = timed(partial(_bare, script, folder / f"裸{number}"))
        pairs.append((ours, theirs))
    mine, other = (median(pair[side] for pair in pairs) for side in (0, 1))
    ratio = median(ours / theirs for ours, theirs in pairs)
    return Row(f"send to {FEW}", mine, f"{FEW} bare XlsxWriter scripts", other, ratio, 1.5)


def _bare(script: Callable[[], bytes], folder: Path) -> None:
    folder.mkdir()
    for number in range(FEW):
        (folder / f"{number}.xlsx").write_bytes(script())


def _within_a_second(folder: Path) -> Iterator[Row]:
    inbox = folder / "附件"
    _answers(inbox, departments())
    received, merged = [], []
    for number in range(ROUNDS):
        campaign = _new(folder / f"收{number}", NAMES)
        received.append(timed(partial(_receive, campaign, inbox)))
        merged.append(timed(partial(_merge, campaign)))
    for what, times in (("receive + check", received), ("merge", merged)):
        taken = median(times)
        yield Row(f"{what} {FEW}", taken, "a second", SECOND, taken / SECOND, 1.0)


def _growth(folder: Path) -> list[Row]:
    """A department's share of the time with many, against that with a tenth of them."""
    shares = [_each(folder, MANY // 10), _each(folder, MANY)]
    few, many = shares
    return [
        Row(f"{what} {MANY}, each", many[what], f"{MANY // 10}, each", few[what], growth, 1.3)
        for what in many
        if (growth := many[what] / few[what])
    ]


def _each(folder: Path, count: int) -> dict[str, float]:
    names = tuple(f"{name}{number}" for number in range(-(-count // FEW)) for name in NAMES)[:count]
    with _scratch(folder, f"共{count}") as scratch:
        reports = list(departments().values())
        answers = {name: replace(reports[at % FEW], unit=name) for at, name in enumerate(names)}
        _answers(scratch / "附件", answers)
        campaign = _new(scratch / "收集", names)
        times = {
            "send": timed(lambda: _send(campaign)),
            "receive": timed(lambda: _receive(campaign, scratch / "附件")),
            "merge": timed(lambda: _merge(campaign)),
        }
    return {what: taken / count for what, taken in times.items()}


@contextmanager
def _scratch(folder: Path, name: str) -> Iterator[Path]:
    scratch = folder / name
    scratch.mkdir()
    yield scratch
    shutil.rmtree(scratch)


def _new(folder: Path, names: tuple[str, ...]) -> Campaign:
    roster = folder.with_suffix(".csv")
    roster.write_bytes(roster_csv(names))
    return found(folder, UNIT, YEAR, roster, allow_similar=True).campaign


def _answers(inbox: Path, reports: Mapping[str, Report]) -> None:
    inbox.mkdir()
    for name, report in reports.items():
        (inbox / f"{name}.xlsx").write_bytes(write_workbook(report, {DEPARTMENT: name}))


def _send(campaign: Campaign) -> None:
    with campaign.changing():
        for _ in send(campaign, campaign.chosen(())):
            pass


def _receive(campaign: Campaign, inbox: Path) -> None:
    with campaign.changing():
        for _ in receive(campaign, sorted(inbox.iterdir())):
            pass


def _merge(campaign: Campaign) -> None:
    with campaign.changing():
        merge_departments(campaign)


if __name__ == "__main__":
    raise SystemExit(show(measure()))
