"""A campaign survives being killed at any moment: it verifies, or is repaired without losing
anything, and the job can be done again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from gaitui.campaign.change import accept
from gaitui.campaign.folder import Campaign
from gaitui.campaign.merging import merge_departments
from gaitui.campaign.receive import receive
from gaitui.campaign.returning import return_versions
from gaitui.campaign.send import send
from gaitui.campaign.state import Stage
from gaitui.campaign.verify import repair, verify
from gaitui.files.lock import Lock
from tests.campaign.january import NAMES
from tests.campaign.support import collected, new_campaign, reply, send_all, take
from tests.support import ROOT, run_gaitui

TWO = NAMES[:2]
_OPERATIONS = ("replace", "rename", "fsync", "pwrite", "ftruncate", "unlink", "mkdir")


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[list[int]]:
    """From the `at`-th operation on files on, none is carried out any more; a write stops half
    way. What was counted is in the list."""
    count = [0]

    def wrapped(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            count[0] += 1
            if count[0] >= at:
                if count[0] == at and name == "pwrite":
                    real(args[0], args[1][: len(args[1]) // 2], args[2])
                raise Killed
            return real(*args, **options)

        return call

    with monkeypatch.context() as patched:
        # The system lets go of a dead process's lock; here the process lives on.
        patched.setattr("gaitui.campaign.folder.acquire", lambda path: Lock(path, None))
        for name in _OPERATIONS:
            patched.setattr(os, name, wrapped(getattr(os, name), name))
        yield count


def job_send(campaign: Campaign, _inbox: Path) -> None:
    with campaign.changing():
        list(send(campaign, campaign.chosen(())))


def job_receive(campaign: Campaign, inbox: Path) -> None:
    with campaign.changing():
        list(receive(campaign, sorted(inbox.iterdir())))


def job_return(campaign: Campaign, _inbox: Path) -> None:
    with campaign.changing():
        list(return_versions(campaign, TWO))


def job_merge(campaign: Campaign, _inbox: Path) -> None:
    with campaign.changing():
        merge_departments(campaign)


def before(job: Callable[[Campaign, Path], None], folder: Path) -> Campaign:
    """A campaign in which a job can be done."""
    if job in (job_merge, job_return):
        campaign = collected(folder, TWO)
        if job is job_merge:
            job_merge(campaign, folder)
            changes = {"new__research": 4, "granted__research": 4}
            take(campaign, reply(campaign, TWO[0], "再报.xlsx", **changes))
            with campaign.changing():
                accept(campaign, campaign.find(TWO[0]), "核实过")
        return campaign
    campaign = new_campaign(folder, TWO)
    if job is job_receive:
        send_all(campaign)
        for name in TWO:
            reply(campaign, name)
    return campaign


@pytest.mark.parametrize("job", [job_send, job_receive, job_return, job_merge])
def test_killed_at_every_single_step(
    job: Callable[[Campaign, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(job, tmp_path)
    inbox = tmp_path / "附件"
    at, is_done = 0, False
    while not is_done:
        at += 1
        folder = tmp_path / f"第{at}步"
        copytree(tmp_path / "收集", folder)
        with dying(monkeypatch, at) as count, suppress(Killed):
            job(Campaign(folder), inbox)
            is_done = count[0] < at
        recovers(folder)
        if at % 5 == 0 or is_done:
            job(Campaign(folder), inbox)
            assert verify(Campaign(folder)).problems == ()
    assert at > 10


def recovers(folder: Path) -> None:
    """Verified at once or after repairing; nothing that was there is lost."""
    kept = sum(path.is_file() for path in folder.rglob("*"))
    problems = verify(Campaign(folder)).problems
    assert all(problem.repair for problem in problems), problems
    with Campaign(folder).changing() as campaign:
        repair(campaign)
    assert verify(Campaign(folder)).problems == ()
    assert sum(path.is_file() for path in folder.rglob("*")) >= kept - 1  # the lock goes


@pytest.mark.parametrize("command", ["receive", "merge", "return"])
def test_killed_by_the_system_at_random_moments(command: str, tmp_path: Path) -> None:
    job = {"receive": job_receive, "merge": job_merge, "return": job_return}[command]
    before(job, tmp_path)
    choose = random.Random(command)
    more = {"receive": ["附件"], "merge": [], "return": list(TWO)}[command]
    for number in range(4):
        copytree(tmp_path / "收集", tmp_path / f"{number}")
        process = subprocess.Popen(
            [sys.executable, "-m", "gaitui", "campaign", command, f"{number}", *more],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(choose.uniform(0.1, 0.8))
        process.send_signal(signal.SIGKILL)
        process.wait()
        recovers(tmp_path / f"{number}")
        job(Campaign(tmp_path / f"{number}"), tmp_path / "附件")
        assert verify(Campaign(tmp_path / f"{number}")).problems == ()


def test_ctrl_c_in_the_middle_of_receiving_ends_at_once(tmp_path: Path) -> None:
    names = NAMES[:12]
    campaign = new_campaign(tmp_path, names)
    send_all(campaign)
    for name in names:
        reply(campaign, name)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "gaitui", "campaign", "receive", "收集", "附件"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "其余的再收一次即可" in told.decode() and "Traceback" not in told.decode()
    assert verify(Campaign(campaign.folder)).problems == ()
    result = run_gaitui("campaign", "receive", "收集", "附件", cwd=tmp_path)
    assert result.returncode == 0
    assert not Campaign(campaign.folder).state.in_stage(Stage.MISSING)


def test_two_at_once_are_kept_apart(tmp_path: Path) -> None:
    campaign = collected(tmp_path)
    with campaign.changing():
        result = run_gaitui("campaign", "send", campaign.folder)
    assert result.returncode == 2
    assert "正在被另一个命令使用" in result.stderr.decode()
