"""Bytes sent to the terminal and time to the last of them, per key, through a pty at 80×24.

The grid stands beside a bare Textual app and a DataTable with the same numbers (part three of
`samples/luohu-2024.json`), each in a process of its own: `python -m bench.tui_bytes`.
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 80, 24
QUIET, STARTING, IDLE = 0.15, 1.0, 2.0
"""Seconds without output after which a key counts as answered, the app as up; idle watch."""
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
GOALS = {"move": 400, "digit": 250, "commit": 1500, "idle": 0}
GOAL_LATENCY = 15.0
MOVES = [DOWN, RIGHT, UP, LEFT, DOWN, DOWN, RIGHT, RIGHT, UP, LEFT] * 3
VALUES = ["101", "7", "23", "118", "5", "66", "0", "12", "340", "9"]


class Answer(Struct, frozen=True):
    """What a key set off: bytes, and milliseconds to the last of them."""

    sent: int
    latency: float


class Terminal:
    """A program in a pty of 80×24, typed at from outside."""

    def __init__(self, kind: str) -> None:
        self._fd, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.tui_bytes", kind],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        os.close(child)
        self.started = self._listen(STARTING, time.perf_counter())

    def press(self, keys: str) -> Answer:
        """Type, and wait until the program has been quiet for a while."""
        start = time.perf_counter()
        os.write(self._fd, keys.encode())
        return self._listen(QUIET, start)

    def watch(self, seconds: float) -> int:
        """Bytes sent while nothing is typed."""
        return self._listen(seconds, time.perf_counter(), until_quiet=False).sent

    def close(self) -> None:
        """End the program this object started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(10)
        os.close(self._fd)

    def _listen(self, seconds: float, start: float, until_quiet: bool = True) -> Answer:
        sent, last = 0, start
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if not select.select([self._fd], [], [], left)[0]:
                break
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                break
            if not data:
                break
            sent, last = sent + len(data), time.perf_counter()
            if until_quiet:
                end = last + seconds
        return Answer(sent, (last - start) * 1000)


def measure(kind: str, digits: bool) -> dict[str, list[Answer]]:
    """Answers by what was done; `digits` says whether the program can be typed into."""
    terminal = Terminal(kind)
    answers: dict[str, list[Answer]] = {"start": [terminal.started]}
    try:
        answers["move"] = [terminal.press(key) for key in MOVES]
        if digits:
            answers["digit"], answers["commit"] = [], []
            for value in VALUES:
                answers["digit"] += [terminal.press(digit) for digit in value]
                answers["commit"].append(terminal.press("\r"))
        answers["idle"] = [Answer(terminal.watch(IDLE), 0.0)]
    finally:
        terminal.close()
    return answers


def report(results: Mapping[str, Mapping[str, Sequence[Answer]]]) -> Iterator[str]:
    """A line for each program and key, with medians, and how they compare with the grid's."""
    yield f"{'':12}{'':8}{'bytes':>8}{'ms':>8}{'goal':>8}   of the grid's bytes"
    for kind, answers in results.items():
        for what, given in answers.items():
            sent = median(answer.sent for answer in given)
            late = median(answer.latency for answer in given)
            base = median(answer.sent for answer in results["grid"].get(what, given))
            ratio = f"{sent / base:8.1f} ×" if base and kind != "grid" else ""
            goal = str(GOALS.get(what, "")) if kind == "grid" else ""
            yield f"{kind:12}{what:8}{sent:8.0f}{late:8.1f}{goal:>8}   {ratio}"


def failures(answers: Mapping[str, Sequence[Answer]]) -> Iterator[str]:
    """Goals the grid missed."""
    for what, goal in GOALS.items():
        sent = median(answer.sent for answer in answers[what])
        if sent > goal:
            yield f"{what}: {sent:.0f} bytes, goal {goal}"
        late = median(answer.latency for answer in answers[what])
        if late > GOAL_LATENCY:
            yield f"{what}: {late:.1f} ms, goal {GOAL_LATENCY}"


def main() -> int:
    """Measure all three and print the table; 1 if the grid missed a goal."""
    kinds = {"grid": True, "datatable": True, "bare": False}
    results = {kind: measure(kind, digits) for kind, digits in kinds.items()}
    print("\n".join(report(results)))
    if "--json" in sys.argv:
        print(json.dumps({k: {w: [(a.sent, a.latency) for a in v] for w, v in r.items()} for k, r in results.items()}))
    missed = list(failures(results["grid"]))
    print("\n".join(missed) if missed else "all goals met")
    return 1 if missed else 0


def run_app(kind: str) -> None:
    """Run one of the programs measured; called in the child process."""
    from bench import tui_apps  # noqa: PLC0415

    apps: dict[str, Callable[[], None]] = {
        "grid": tui_apps.run_grid,
        "datatable": tui_apps.run_datatable,
        "bare": tui_apps.run_bare,
    }
    apps[kind]()


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        run_app(sys.argv[1])
    else:
        sys.exit(main())
