"""The command line: owns argv, stdout, stderr and exit codes; the work is done in commands."""

import sys

from gaitui.cli.chinese import run
from gaitui.cli.root import gaitui


def main() -> None:
    """Entry point of the command `gaitui`."""
    sys.exit(run(gaitui))


__all__ = ["main"]
