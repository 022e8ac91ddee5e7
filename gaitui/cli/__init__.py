"""The command line: owns argv, stdout, stderr and exit codes; the work is done in commands."""

import gc
import sys

from gaitui.cli.chinese import run
from gaitui.cli.root import gaitui


def main() -> None:
    """Entry point of the command `gaitui`."""
    # What a command loads stays: to look for garbage among it takes time and finds none.
    gc.set_threshold(50_000)
    sys.exit(run(gaitui))


__all__ = ["main"]
