"""What a batch shows: results on stdout and, on a terminal, one line on stderr that says how far
it has come."""

import sys
import time
from typing import TYPE_CHECKING

import click

from gaitui.cli.chinese import has_colours

if TYPE_CHECKING:
    from rich.progress import Progress

_SIGN_COLOURS = {"✗": "red", "!": "yellow", "·": "cyan"}
_EVERY = 0.1
"""Seconds between two paintings of the bar."""
_ERASE = "\r\x1b[2K"


class Screen:
    """`total` is the number of files a bar counts to, None for no bar. Without a bar every
    result is shown at once; above a bar they come as often as it is painted."""

    def __init__(self, total: int | None, is_text: bool) -> None:
        self._is_text = is_text
        self._waiting: list[str] = []
        self._done = 0
        self._began = self._painted = time.monotonic()
        has_bar = total is not None and sys.stderr.isatty()
        self._progress = _progress(total) if has_bar else None

    def show(self, text: str) -> None:
        """One file's part of the output, or what stands around them."""
        self._done += 1
        self._waiting.append(text)
        if self._progress is None:
            self._write()
        elif time.monotonic() - self._painted >= _EVERY:
            self._paint(self._progress)

    def stop(self) -> None:
        """Take the bar away and show what waits."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
        self._write()

    def _paint(self, progress: "Progress") -> None:
        if sys.stdout.isatty():
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
        self._write()
        self._painted = time.monotonic()
        rate = f"{self._done / (self._painted - self._began):.0f}"
        progress.update(progress.task_ids[0], completed=self._done, rate=rate)
        progress.refresh()

    def _write(self) -> None:
        text = "".join(self._waiting)
        self._waiting.clear()
        if not text:
            return
        if self._is_text:
            _echo_coloured(text)
        else:
            # Documents for programs are UTF-8 whatever the locale.
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()


def _progress(total: int | None) -> "Progress":
    """A bar without a thread of its own, because the batch forks."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    progress = Progress(
        TextColumn("核对"),
        BarColumn(30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} 个/秒，还要"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("", total=total, rate="…")
    progress.start()
    return progress


def _echo_coloured(text: str) -> None:
    """Print findings; where the terminal has colours, they repeat what the signs say."""
    if not has_colours(sys.stdout):
        click.echo(text, nl=False)
        return
    for line in text.splitlines():
        colour = _SIGN_COLOURS.get(line.lstrip()[:1]) if line.startswith("  ") else None
        click.secho(line, fg=colour, bold=line.startswith("结论"))
