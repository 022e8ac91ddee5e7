"""Starting the terminal app."""

import os
import sys
from pathlib import Path

import click


def run_app(report: Path | None, prior: Path | None) -> None:
    """Start the terminal app with a report or a campaign's folder, or say what it needs."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("填报界面要在终端里运行；这里不是终端。")
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        raise click.UsageError(
            f"终端的编码是 {sys.stdout.encoding}，显示不了中文界面。请先执行 export LANG=C.UTF-8。"
        )
    for stale in ("COLUMNS", "LINES"):
        # Where a shell exports them, the size at its start would hide every resize from us.
        os.environ.pop(stale, None)
    from gaitui.tui.app import GaituiApp

    GaituiApp(report, prior).run()
