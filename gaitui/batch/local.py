"""A batch on this machine."""

import os
from collections.abc import Generator, Sequence
from pathlib import Path

from gaitui import commands
from gaitui.batch.limits import USUAL, Limits
from gaitui.definition import Definition
from gaitui.finding import Finding, Severity
from gaitui.render.outcome import FileResult
from gaitui.report import Report

FEW = 8
"""So many files are checked sooner than a process has started."""


def default_jobs(count: int) -> int:
    """How many processes so many files are worth."""
    return 1 if count <= FEW else min(count, len(os.sched_getaffinity(0)))


def check_local(
    paths: Sequence[str],
    definition: Definition | None,
    prior: Report | None,
    jobs: int,
    stdin: bytes = b"",
    limits: Limits = USUAL,
    select: str | None = None,
) -> Generator[FileResult]:
    """Results in the order of the paths, `-` standing for `stdin`. A few files with one job are
    checked in this process; otherwise each file's danger is its worker's.

    Workers are forked, so that edition and last year's report reach each one once and as they
    are.
    """

    def work(path: str) -> FileResult:
        if path == "-":
            return commands.check_bytes(stdin, definition, prior, select)
        return commands.check_file(Path(path), definition, prior, select)

    if jobs == 1 and len(paths) <= FEW:
        return (work(path) for path in paths)
    # Imported here: what processes need takes longer to load than one file to check.
    from gaitui.batch.pool import run

    return run(paths, work, lost_file, jobs, limits)


def lost_file(path: str, problem: str) -> FileResult:
    """The result of a file whose check could not be brought to an end."""
    finding = Finding(
        "W601",
        Severity.ERROR,
        f"{problem}。",
        hint="文件可能已损坏或有恶意，请不要用 Excel 打开；请报送单位用模板重新填报。",
    )
    return FileResult(path, None, None, None, None, 1, (finding,))
