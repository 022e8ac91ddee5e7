"""How often the likely culprit is the true one: seeded faults, one a report."""

from collections import defaultdict
from collections.abc import Iterator
from random import Random
from statistics import median

from bench.timing import timed
from gaitui.cell import CellRef
from gaitui.checks.arithmetic import check_balances
from gaitui.checks.culprit import explain
from gaitui.checks.culprit.effects import followers
from gaitui.checks.repairs import ranked
from gaitui.definition import built_in
from gaitui.report import Report
from gaitui.values import Value
from tests.strategies import balance
from tests.support import with_values

KINDS = ("digit", "transposed", "dropped", "doubled", "swapped", "slipped row", "slipped column",
         "left out", "stale", "moved", "blank")  # fmt: skip


def realistic(edition: str, random: Random) -> Report:
    """Small numbers, most of them 0, as published reports have; everything balances."""
    inputs: dict[str, Value] = {}
    definition = built_in(edition)
    for ref, spec in definition.cells.items():
        if definition.is_computed(ref) or spec.table == "disclosure":
            continue
        often = {"natural_person": 0.6, "business": 0.35}.get(spec.column, 0.15)
        if spec.table == "disputes" or random.random() < often:
            top = 150 if spec.column == "natural_person" else 20
            inputs[ref] = int(top * random.random() ** 2)
    return balance(definition, inputs)


def fault(report: Report, kind: str, random: Random) -> dict[str, Value | None] | None:
    """The cells as a slip of this kind leaves them; None where the place drawn cannot hold it."""
    definition = report.definition
    cells = [ref for ref, spec in definition.cells.items() if spec.table == "requests"]
    ref = random.choice(cells)
    table, row, column = ref.split(".")
    value = report.value(ref) or 0
    text = str(value)
    place = random.randrange(len(text))
    rows, columns = definition.tables[table].rows, definition.tables[table].columns
    if kind == "digit" and value:
        return {ref: int(text[:place] + random.choice("0123456789") + text[place + 1 :])}
    if kind == "transposed" and place + 1 < len(text):
        return {ref: int(text[:place] + text[place + 1] + text[place] + text[place + 2 :])}
    if kind == "dropped" and len(text) > 1:
        return {ref: int(text[:place] + text[place + 1 :])}
    if kind == "doubled" and value:
        return {ref: int(text[: place + 1] + text[place:])}
    if kind == "blank" and value and not definition.is_computed(ref):
        return {ref: None}
    if kind in ("left out", "stale") and definition.is_computed(ref):
        part = random.choice(definition.formulas[ref].right)
        lost = report.value(part) or 0
        return {ref: value - (lost if kind == "left out" else random.randint(0, lost))}
    if kind in ("swapped", "moved"):
        along = random.random() < 0.5
        names, here = (columns, column) if along else (rows, row)
        after = names[(names.index(here) + 1) % len(names)]
        other = CellRef(f"{table}.{row}.{after}" if along else f"{table}.{after}.{column}")
        second = report.value(other) or 0
        if bool(value) and bool(second) == (kind == "swapped"):
            return {ref: second, other: value}
    if kind.startswith("slipped"):
        line = [f"{table}.{row}.{name}" for name in columns if name != "total"]
        if kind == "slipped column":
            line = [f"{table}.{name}.{column}" for name in rows[2:-2]]
        old = [report.value(CellRef(item)) or 0 for item in line]
        return dict(zip(line, [0, *old[:-1]], strict=True))
    return None


def cases(
    kind: str, count: int, live: bool, seed: str
) -> Iterator[tuple[Report, dict[str, Value]]]:
    """Reports with one fault each that changes something, and the right numbers of its cells."""
    random = Random(f"{seed} {kind} {live}")
    while count:
        report = realistic(random.choice(("gwy-2021", "gwy-2019")), random)
        wrong = fault(report, kind, random)
        right = {ref: report.value(CellRef(ref)) or 0 for ref in wrong or ()}
        if not wrong or all((wrong[ref] or 0) == right[ref] for ref in wrong):
            continue
        broken = with_values(report, wrong)
        if live:
            if any(report.definition.is_computed(CellRef(ref)) for ref in wrong):
                continue
            steps: dict[str, Value] = defaultdict(int)
            for ref in wrong:
                for total, times in followers(report.definition, CellRef(ref)).items():
                    steps[total] += times * ((wrong[ref] or 0) - right[ref])
            broken = with_values(
                broken,
                {ref: (report.value(CellRef(ref)) or 0) + step
                 for ref, step in steps.items() if ref not in wrong},
            )  # fmt: skip
        count -= 1
        yield broken, {ref: value for ref, value in right.items() if value != (wrong[ref] or 0)}


def rank(report: Report, right: dict[str, Value]) -> tuple[bool, int | None]:
    """Whether an equation fails, and the place of the true repair among those offered."""
    gaps = {
        index: left - other
        for index, equation in enumerate(report.definition.equations)
        if (left := report.total(equation.left)) != (other := report.total(equation.right))
    }
    values = {ref: report.value(ref) for ref in report.definition.cells}
    for repairs in explain(report.definition, values, gaps):
        for place, lead in enumerate(ranked(report, repairs, None)):
            if {edit.ref: edit.new for edit in lead.repair.edits} == right:
                return True, place
    return bool(gaps), None


def measure(
    total: int = 1000, seed: str = "culprits"
) -> list[tuple[str, float, float, float, float]]:
    """For each kind: shares found, named first, named among three, and median ms of the check."""
    rows = []
    for live in (False, True):
        kinds = [kind for kind in KINDS if not (live and kind in ("left out", "stale"))]
        for kind in kinds:
            many = list(cases(kind, total // len(kinds), live, seed))
            ranks = [rank(*case) for case in many]
            ms = median(timed(lambda r=report: list(check_balances(r))) for report, _ in many)
            n = len(many) / 100
            rows.append((
                f"{'formula' if live else 'typed'} totals: {kind}",
                sum(found for found, _ in ranks) / n,
                sum(place == 0 for _, place in ranks) / n,
                sum(place is not None and place < 3 for _, place in ranks) / n,
                ms,
            ))  # fmt: skip
    return rows


def main() -> int:
    """Print the table."""
    print(f"{'seeded fault':34}{'found':>8}{'first':>8}{'three':>8}{'ms':>8}")
    for what, *figures in measure():
        print(f"{what:34}" + "".join(f"{figure:8.1f}" for figure in figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
