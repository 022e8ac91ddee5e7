"""Bytes sent to the terminal and time to the last of them, per key, through a pty at 80×24.

The app with `samples/luohu-2024.xlsx` open at part three stands beside its grid alone, the board of
a campaign with forty departments, a bare Textual app and a DataTable with the same numbers, each
in a process of its own:
`python -m bench.tui_bytes`.
"""

import fcntl
import importlib
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import TypeAlias

from msgspec import Struct

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 80, 24
QUIET, STARTING, IDLE = 0.15, 1.0, 2.0
"""Seconds without output after which a key counts as answered, the app as up; idle watch."""
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
TO_PART_THREE = "\x1b4"
TABLE_END, ROW_START = "\x1b[1;5F", "\x1b[H"
GOALS = {"move": 400, "digit": 250, "commit": 1500, "idle": 0}
GOAL_LATENCY, GOAL_FIRST_PAINT = 15.0, 1.4
STARTS = 5
MOVES = [DOWN, RIGHT, UP, LEFT, DOWN, DOWN, RIGHT, RIGHT, UP, LEFT] * 3
CLIMBS = [*[DOWN] * 20, *[UP] * 10]
VALUES = ["101", "7", "23", "118", "5", "66", "0", "12", "340", "9"]


class Answer(Struct, frozen=True):
    """What a key set off: bytes, and milliseconds to the last of them."""

    sent: int
    latency: float


Answers: TypeAlias = Mapping[str, Sequence[Answer]]


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


def measure(kind: str, typed: bool) -> dict[str, list[Answer]]:
    """Answers by what was done; `typed` says whether the program can be typed into."""
    answers: dict[str, list[Answer]] = {"start": []}
    for _ in range(STARTS - 1):
        terminal = Terminal(kind)
        terminal.close()
        answers["start"].append(terminal.started)
    terminal = Terminal(kind)
    answers["start"].append(terminal.started)
    try:
        if kind == "app":
            terminal.press(TO_PART_THREE)
        moves = CLIMBS if kind == "board" else MOVES
        answers["move"] = [terminal.press(key) for key in moves]
        if typed:
            answers |= _type_values(terminal)
        answers["idle"] = [Answer(terminal.watch(IDLE), 0.0)]
    finally:
        terminal.close()
    return answers


def _type_values(terminal: Terminal) -> dict[str, list[Answer]]:
    """Fill part of a column downwards, with the row's and the column's total in sight."""
    for key in (TABLE_END, ROW_START, RIGHT, *[UP] * (len(VALUES) + 2)):
        terminal.press(key)
    digits, commits = [], []
    for value in VALUES:
        digits += [terminal.press(digit) for digit in value]
        commits.append(terminal.press("\r"))
    return {"digit": digits, "commit": commits}


def lines(results: Mapping[str, Answers]) -> Iterator[str]:
    """A line for each program and key, with medians, beside the app's."""
    yield f"{'':12}{'':8}{'bytes':>8}{'ms':>8}{'goal':>8}{'bytes to the app':>22}"
    for kind, answers in results.items():
        for what, given in answers.items():
            sent, late = _medians(given)
            base = _medians(results["app"][what])[0]
            goal = GOALS.get(what, "") if kind in ("app", "board") else ""
            ratio = f"{sent / base:.1f} ×" if base and kind != "app" else ""
            yield f"{kind:12}{what:8}{sent:8.0f}{late:8.1f}{goal:>8}{ratio:>22}"


def _medians(answers: Sequence[Answer]) -> tuple[float, float]:
    return (
        median(answer.sent for answer in answers),
        median(answer.latency for answer in answers),
    )


def failures(results: Mapping[str, Answers]) -> Iterator[str]:
    """Goals the app missed."""
    for what, goal in GOALS.items():
        sent, late = _medians(results["app"][what])
        if sent > goal:
            yield f"{what}: {sent:.0f} bytes, goal {goal}"
        if late > GOAL_LATENCY:
            yield f"{what}: {late:.1f} ms, goal {GOAL_LATENCY}"
    moved = _medians(results["board"]["move"])[0]
    if moved > GOALS["move"]:
        yield f"move on the board: {moved:.0f} bytes, goal {GOALS['move']}"
    first, bare = (_medians(results[kind]["start"])[1] for kind in ("app", "bare"))
    if first > GOAL_FIRST_PAINT * bare:
        yield f"first paint: {first / bare:.2f} times the bare app's, goal {GOAL_FIRST_PAINT}"


def main() -> int:
    """Measure all and print the table; 1 if the app missed a goal."""
    # Imported here: what is measured must not find Textual loaded and set up already.
    from tests.tui.boarding import january

    kinds = ("app", "grid", "board", "datatable", "bare")
    with tempfile.TemporaryDirectory(prefix="gaitui-bench-") as name:
        os.environ["GAITUI_BENCH_CAMPAIGN"] = str(january(Path(name)).folder)
        typed = {"app", "grid", "datatable"}
        results = {kind: measure(kind, typed=kind in typed) for kind in kinds}
    print("\n".join(lines(results)))
    missed = list(failures(results))
    print("\n".join(missed) if missed else "all goals met")
    return 1 if missed else 0


def run(kind: str) -> None:
    """Be one of the programs measured."""
    if kind in ("app", "grid", "board"):
        # The app's package sets Textual up, and must come before it; the others take it as is.
        importlib.import_module("gaitui.tui")
    importlib.import_module("bench.tui_apps").APPS[kind]().run()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(sys.argv[1])
    else:
        sys.exit(main())
