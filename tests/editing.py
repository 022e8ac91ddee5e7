"""Sessions on copies of the sample, and a script of edits that a child process can run."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from gaitui.cell import CellRef
from gaitui.render.document import render_json
from gaitui.report import META_FIELDS, Report
from gaitui.session import Session
from tests.support import luohu_workbook

NAME = "罗湖区.xlsx"
TYPED = ("0", "7", "１２", "12件", "1,234", "", "/", "约5", "-3", "2.5", "  ", "abc", "38")
"""What people type into a cell: numbers, conversions, blanks and what is refused."""


def ref(key: str) -> CellRef:
    """A cell's key; `new.business` stands for one of part three."""
    return CellRef(key if key.count(".") == 2 else f"requests.{key}")


def sample_file(folder: Path, data: bytes | None = None, name: str = NAME) -> Path:
    """A report's file, the sample if nothing else is said."""
    path = folder / name
    path.write_bytes(luohu_workbook() if data is None else data)
    return path


def clock() -> Callable[[], datetime]:
    """A clock that goes one minute on each time it is looked at."""
    start = datetime(2025, 1, 20, 10, 30, tzinfo=UTC)
    times = (start + timedelta(minutes=minutes) for minutes in range(10**6))
    return lambda: next(times)


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {file.name for file in folder.iterdir()}


def inputs(report: Report) -> list[CellRef]:
    """The cells that users fill in."""
    return [key for key in report.definition.cells if not report.definition.is_computed(key)]


def act(session: Session, random: Random) -> None:
    """One edit, any of those there are, or an undo or redo."""
    report = session.report
    kind = random.choice(("cell",) * 6 + ("cells", "text", "text", "meta", "why", "undo", "redo"))
    if kind == "cell":
        session.set_cell(random.choice(inputs(report)), random.choice(TYPED))
    elif kind == "cells":
        chosen = random.sample(inputs(report), 5)
        session.set_cells({key: random.choice(TYPED) for key in chosen}, "粘贴")
    elif kind == "text":
        key = random.choice(list(report.definition.narratives))
        text = report.narratives.get(key, "") + random.choice(("2024 年", "\n（一）", "。"))
        session.set_narrative(key, text, continue_edit=random.random() < 0.5)
    elif kind == "meta":
        session.set_meta(random.choice(META_FIELDS), random.choice(("张三", "", "2025-01-20")))
    elif kind == "why" and session.findings:
        session.set_explanation(random.choice(session.findings), random.choice(("", "已核实")))
    elif kind == "undo":
        session.undo()
    else:
        session.redo()


def run_script(path: Path, seed: int, steps: int) -> Iterator[Session]:
    """Edit a report by the script of a seed, saving now and then; the session after each step."""
    random = Random(seed)
    with Session.open(path) as session:
        for number in range(1, steps + 1):
            if number % 6 == 0:
                session.save()
            else:
                act(session, random)
            yield session


def content(report: Report) -> str:
    """All that a report's file keeps of it."""
    return render_json(report)


def main() -> None:
    """`python -m tests.editing PATH SEED STEPS` runs a script and says when each step is done."""
    path, seed, steps = sys.argv[1:]
    for number, session in enumerate(run_script(Path(path), int(seed), int(steps))):
        done = {"step": number, "dirty": session.is_dirty, "problem": session.journal_problem}
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
