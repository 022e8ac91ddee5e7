"""The whole process `gaitui check`, against `python -c "import openpyxl"`."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.timing import WORKBOOK, Row, alone, paired, show

ROUNDS = 15
GOAL = 1.0


def process(*command: str) -> Callable[[], object]:
    """A job that runs a command in a process of its own."""
    return lambda: subprocess.run(command, capture_output=True, check=True)


def measure() -> list[Row]:
    """The command as installed, and Python doing nothing for comparison."""
    installed = Path(sys.executable).with_name("gaitui")
    gaitui = (str(installed),) if installed.exists() else (sys.executable, "-m", "gaitui")
    return [
        paired(
            ("gaitui check one.xlsx", 'python -c "import openpyxl"'),
            process(*gaitui, "check", str(WORKBOOK)),
            process(sys.executable, "-c", "import openpyxl"),
            ROUNDS,
            GOAL,
        ),
        alone("python -c pass", process(sys.executable, "-c", "pass"), ROUNDS),
    ]


if __name__ == "__main__":
    raise SystemExit(show(measure()))
