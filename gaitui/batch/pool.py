"""Processes in which a task that kills or hangs its worker costs its own result, no other.

concurrent.futures gives up a whole pool when one worker dies. Here each worker has a pipe of its
own and answers in order, so that it is known what it died of. The parent has one thread: it
waits on the pipes, and forks without harm.
"""

import gc
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from gaitui.batch.limits import USUAL, Limits

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Tasks a worker holds: the one it does and the next, so that it never waits for the parent."""
_WINDOW = 64
"""Results a worker may be ahead of the oldest one that is missing; this bounds the memory."""
_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    left: int
    given: deque[int] = field(default_factory=deque)
    since: float = 0

    def end(self) -> str:
        """End the process and what it started; says how it had ended by itself, if it had."""
        self.process.join(0.1)
        how = _last_words(self.process.exitcode)
        self.connection.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.process.close()
        return how


def run(
    tasks: Iterable[T],
    work: Callable[[T], R],
    lost: Callable[[T, str], R],
    jobs: int,
    limits: Limits = USUAL,
) -> Generator[R]:
    """Results of `work` on each task, in the order of the tasks, as they come.

    `lost` gives the result of a task whose worker died of it (tried twice), took too long or
    raised; its text says in Chinese what happened. On KeyboardInterrupt the results already
    known still come, then it is raised again. Closing the iterator ends all workers.
    """
    pool = _Pool(work, lost, jobs, limits)
    try:
        yield from pool.results(enumerate(tasks))
    except KeyboardInterrupt:
        pool.hear_all()
        pool.end()
        for index in sorted(pool.done):
            yield pool.done[index]
        raise
    finally:
        pool.end()


class _Pool(Generic[T, R]):
    def __init__(
        self, work: Callable[[T], R], lost: Callable[[T, str], R], jobs: int, limits: Limits
    ) -> None:
        self.done: dict[int, R] = {}
        self._work, self._lost = work, lost
        self._jobs, self._limits = jobs, limits
        self._workers: list[_Worker] = []
        self._open: dict[int, T] = {}
        self._again: deque[int] = deque()
        self._suspects: set[int] = set()
        self._taken = 0

    def results(self, tasks: Iterator[tuple[int, T]]) -> Iterator[R]:
        following = 0
        while True:
            self._give_out(tasks, following + _WINDOW * self._jobs)
            if not self._open:
                return
            self._collect()
            while following in self.done:
                yield self.done.pop(following)
                following += 1

    def hear_all(self) -> None:
        """Answers already on their way."""
        for worker in self._workers:
            with suppress(EOFError, OSError):
                while worker.connection.poll():
                    self._receive(worker)

    def end(self) -> None:
        while self._workers:
            self._workers.pop().end()

    def _give_out(self, tasks: Iterator[tuple[int, T]], bound: int) -> None:
        """Tasks to those who have fewest, none at or after `bound`."""
        for depth in range(_AHEAD):
            for place in range(self._jobs):
                worker = self._workers[place] if place < len(self._workers) else None
                if worker is not None and (len(worker.given) > depth or not worker.left):
                    continue
                index = self._next(tasks, bound)
                if index is None:
                    return
                self._give(worker or self._hire(), index)

    def _next(self, tasks: Iterator[tuple[int, T]], bound: int) -> int | None:
        if self._again:
            return self._again.popleft()
        following = next(tasks, None) if self._taken < bound else None
        if following is None:
            return None
        self._taken += 1
        self._open[following[0]] = following[1]
        return following[0]

    def _give(self, worker: _Worker, index: int) -> None:
        if not worker.given:
            worker.since = time.monotonic()
        worker.given.append(index)
        worker.left -= 1
        # A worker that died meanwhile is noticed by its pipe's end.
        with suppress(OSError):
            worker.connection.send((index, self._open[index]))

    def _hire(self) -> _Worker:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        parents = [ours, *(worker.connection for worker in self._workers)]
        process = context.Process(target=_serve, args=(self._work, theirs, parents, self._limits))
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            process.start()
            worker = _Worker(process, ours, self._limits.tasks)
            self._workers.append(worker)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        return worker

    def _collect(self) -> None:
        """Wait for answers, deaths or the end of somebody's time."""
        limit = self._limits.seconds
        ends = [worker.since + limit for worker in self._workers if worker.given]
        patience = max(0.0, min(ends) - time.monotonic()) if ends else limit
        ready = set(wait([worker.connection for worker in self._workers], patience))
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.connection in ready:
                self._hear(worker)
            elif worker.given and now >= worker.since + limit:
                self._dismiss(worker, f"超过 {limit:g} 秒没有读完，已停止")
            if not worker.given and not worker.left and worker in self._workers:
                self._workers.remove(worker)
                worker.end()

    def _hear(self, worker: _Worker) -> None:
        try:
            self._receive(worker)
        except (EOFError, OSError):
            self._dismiss(worker, None)

    def _receive(self, worker: _Worker) -> None:
        index, result, problem = worker.connection.recv()
        worker.given.popleft()
        worker.since = time.monotonic()
        task = self._open.pop(index)
        self.done[index] = result if problem is None else self._lost(task, problem)

    def _dismiss(self, worker: _Worker, problem: str | None) -> None:
        """End a worker; what it had not begun is given out again, and so is, once, what it
        died of: somebody else's greed for memory may have hit it."""
        self._workers.remove(worker)
        how = worker.end()
        if not worker.given:
            return
        index = worker.given.popleft()
        self._again.extendleft(reversed(worker.given))
        if problem is None and index not in self._suspects:
            self._suspects.add(index)
            self._again.appendleft(index)
        else:
            self.done[index] = self._lost(self._open.pop(index), problem or how)


def _last_words(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"读取时核对进程被终止（{signal.Signals(-code).name}）"
    return f"读取时核对进程意外结束（退出码 {code}）"


def _serve(
    work: Callable[[T], R], connection: Connection, parents: list[Connection], limits: Limits
) -> None:
    """A worker's life: one task after another until the pipe ends."""
    # A group of its own: the terminal's Ctrl-C goes to the parent, and what a worker started
    # ends with it.
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for parent in parents:
        parent.close()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = limits.memory if hard == resource.RLIM_INFINITY else min(hard, limits.memory)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    gc.freeze()
    while True:
        try:
            index, task = connection.recv()
        except (EOFError, OSError):
            break
        connection.send((index, *_attempt(work, task)))
    os._exit(0)


def _attempt(work: Callable[[T], R], task: T) -> tuple[R | None, str | None]:
    try:
        return work(task), None
    except MemoryError:
        return None, "读取时内存不够，已停止"
    except Exception as error:
        # Our own fault, and still no reason to lose the other files' results.
        return None, f"读取时程序出错（{type(error).__name__}），请把文件发给开发者"
