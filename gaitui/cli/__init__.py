"""The command line: owns argv, stdout, stderr and exit codes; the work is done in commands."""

import gc
import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of the command `gaitui`."""
    # What a command loads stays until the end. To look for garbage among it, while it is loaded
    # and once more at the end, took a fifth of the time that checking one file takes.
    gc.set_threshold(50_000)
    from gaitui.cli.chinese import run
    from gaitui.cli.root import gaitui

    code = run(gaitui)
    gc.freeze()
    sys.exit(code)
