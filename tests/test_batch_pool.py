"""The pool of a batch: order, and what a worker's death, hang or mistake costs."""

import faulthandler
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gaitui.batch.limits import USUAL, Limits
from gaitui.batch.pool import run


def lost(task: int, problem: str) -> str:
    return f"{task} lost: {problem}"


def pooled(
    tasks: range, work: Callable[[int], str], jobs: int = 2, limits: Limits = USUAL
) -> list[str]:
    return list(run(tasks, work, lost, jobs, limits))


def children() -> list[str]:
    with open(f"/proc/self/task/{os.getpid()}/children") as stream:
        return stream.read().split()


@pytest.fixture(autouse=True)
def _no_worker_stays() -> Iterator[None]:
    before = children()
    yield
    assert children() == before


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 3, 300])
def test_results_come_in_the_order_of_the_tasks(jobs: int, count: int) -> None:
    assert pooled(range(count), str, jobs) == [str(task) for task in range(count)]


def test_a_slow_task_holds_back_the_order_but_not_the_work() -> None:
    def work(task: int) -> str:
        time.sleep(0.3 if task == 0 else 0)
        return str(task)

    assert pooled(range(100), work) == [str(task) for task in range(100)]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("deadly", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_a_task_that_kills_its_worker_costs_only_itself(deadly: signal.Signals, jobs: int) -> None:
    def work(task: int) -> str:
        if task in (0, 7, 8, 29):
            faulthandler.disable()
            os.kill(os.getpid(), deadly)
        return str(task)

    expected = [
        f"{task} lost: 读取时核对进程被终止（{deadly.name}）"
        if task in (0, 7, 8, 29)
        else str(task)
        for task in range(30)
    ]
    assert pooled(range(30), work, jobs) == expected


def test_a_worker_that_ends_by_itself_is_replaced() -> None:
    def work(task: int) -> str:
        if task == 3:
            os._exit(5)
        return str(task)

    assert pooled(range(6), work)[3] == "3 lost: 读取时核对进程意外结束（退出码 5）"


def test_a_worker_killed_by_chance_costs_nothing(tmp_path: Path) -> None:
    marker = tmp_path / "once"

    def work(task: int) -> str:
        if task == 4 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return str(task)

    assert pooled(range(9), work) == [str(task) for task in range(9)]


def test_a_task_that_hangs_is_stopped_with_what_it_started() -> None:
    def work(task: int) -> str:
        if task == 2:
            if os.fork() == 0:
                signal.pause()
            signal.pause()
        return str(task)

    results = pooled(range(20), work, limits=Limits(seconds=0.5))
    assert results[2] == "2 lost: 超过 0.5 秒没有读完，已停止"
    assert results[:2] + results[3:] == [str(task) for task in range(20) if task != 2]


def test_a_task_that_asks_for_too_much_memory_is_told_so() -> None:
    def work(task: int) -> str:
        return str(len(bytearray(task << 30)) and task)

    assert pooled(range(3), work, limits=Limits(memory=1 << 30)) == [
        "0",
        "1 lost: 读取时内存不够，已停止",
        "2 lost: 读取时内存不够，已停止",
    ]


def test_a_mistake_in_our_program_costs_one_result() -> None:
    def work(task: int) -> str:
        return str(6 // (task - 2))

    results = pooled(range(5), work)
    assert results[2] == "2 lost: 读取时程序出错（ZeroDivisionError），请把文件发给开发者"
    assert results[3:] == ["6", "3"]


def test_workers_are_renewed() -> None:
    pids = pooled(range(60), lambda task: str(os.getpid()), 2, Limits(tasks=10))
    assert max(Counter(pids).values()) <= 10


def test_only_a_window_of_tasks_is_taken_ahead() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        while True:
            yield taken
            taken += 1

    def work(task: int) -> str:
        time.sleep(0.5 if task == 0 else 0)
        return str(task)

    results = run(tasks(), work, lost, 2)
    assert next(results) == "0"
    assert taken <= 2 * 64
    results.close()


def test_an_interrupt_gives_what_is_known_then_goes_on() -> None:
    def work(task: int) -> str:
        if task == 5:
            os.kill(os.getppid(), signal.SIGINT)
            signal.pause()
        return str(task)

    known: list[str] = []
    # Whoever runs the tests in the background has the signal ignored; a user's terminal has not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            known.extend(run(range(50), work, lost, 1))
    finally:
        signal.signal(signal.SIGINT, before)
    # `extend` keeps what came before the interrupt was raised; the signal may have hit just
    # between an answer and its place.
    assert known in (["0", "1", "2", "3"], ["0", "1", "2", "3", "4"])
