"""Undo and redo without limit: back to the first report, on to the last, the same each time."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.report import META_FIELDS, Report
from gaitui.session import Change, Session
from gaitui.session.edits import Part, State, state_of
from gaitui.writing import write_workbook
from tests.editing import TYPED, act, inputs, ref, sample_file
from tests.strategies import legal_texts, random_report
from tests.support import EDITIONS, edition

DEFINITION = edition("gwy-2021")
KEYS = {
    Part.CELL: tuple(DEFINITION.cells),
    Part.NARRATIVE: tuple(DEFINITION.narratives),
    Part.META: ("unit", "year", *META_FIELDS),
}


def states(report: Report) -> dict[tuple[Part, str], State]:
    """Every key with its state, explanations included."""
    keys = [(part, key) for part, group in KEYS.items() for key in group]
    keys += [(Part.EXPLANATION, key) for key in report.explanations]
    return {(part, key): state_of(report, part, key) for part, key in keys}


def changed(before: Report, after: Report) -> set[tuple[Part, str]]:
    """The keys in which two reports differ."""
    one, other = states(before), states(after)
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def named(change: Change) -> set[tuple[Part, str]]:
    """The keys that a change names."""
    return {
        *((Part.CELL, key) for key in change.cells),
        *((Part.NARRATIVE, key) for key in change.narratives),
        *((Part.META, key) for key in change.meta),
        *((Part.EXPLANATION, key) for key in change.explanations),
    }


class Editing(RuleBasedStateMachine):
    """Random edits of a balanced report, with what each of them is to keep true."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        report = random_report(DEFINITION, 1, broken=False)
        path = sample_file(Path(self.folder.name), write_workbook(report))
        with Session.open(path) as session:
            session.accept_all_computed()
            session.save()
        self.session = Session.open(path)
        self.first = self.session.report
        self.reports = [self.first]
        self.at = 0

    def edit(self, make: Callable[[], Change]) -> None:
        """An edit names exactly what it changed, and is one step or none."""
        before, findings = self.session.report, self.session.findings
        change = make()
        after = self.session.report
        assert named(change) == changed(before, after)
        assert change.findings_changed == (findings != self.session.findings)
        if after != before:
            del self.reports[self.at + 1 :]
            self.reports.append(after)
            self.at += 1

    @rule(key=st.sampled_from(inputs(Report(DEFINITION))), text=st.sampled_from(TYPED))
    def cell(self, key: CellRef, text: str) -> None:
        self.edit(lambda: self.session.set_cell(key, text))

    @rule(data=st.data())
    def cells(self, data: st.DataObject) -> None:
        keys = st.sampled_from(inputs(Report(DEFINITION)))
        texts = data.draw(st.dictionaries(keys, st.sampled_from(TYPED), max_size=12))
        self.edit(lambda: self.session.set_cells(texts, "粘贴"))

    @rule(table=st.sampled_from(list(DEFINITION.tables)))
    def zeros(self, table: str) -> None:
        self.edit(lambda: self.session.fill_zeros(table))

    @rule(key=st.sampled_from(KEYS[Part.NARRATIVE]), text=legal_texts)
    def narrative(self, key: str, text: str) -> None:
        self.edit(lambda: self.session.set_narrative(key, text))

    @rule(key=st.sampled_from(("unit", *META_FIELDS)), text=legal_texts)
    def meta(self, key: str, text: str) -> None:
        self.edit(lambda: self.session.set_meta(key, text))

    @rule(year=st.sampled_from(("2021", "２０２４年", "")))
    def year(self, year: str) -> None:
        self.edit(lambda: self.session.set_meta("year", year))

    @precondition(lambda self: self.session.findings)
    @rule(data=st.data(), text=st.sampled_from(("", "已核实", "划转")))
    def explanation(self, data: st.DataObject, text: str) -> None:
        finding = data.draw(st.sampled_from(self.session.findings))
        self.edit(lambda: self.session.set_explanation(finding, text))

    @rule()
    def undo(self) -> None:
        before = self.session.report
        change = self.session.undo()
        assert (change is None) == (self.at == 0)
        if change is not None:
            self.at -= 1
            assert self.session.report == self.reports[self.at]
            assert named(change) == changed(before, self.session.report)

    @rule()
    def redo(self) -> None:
        before = self.session.report
        change = self.session.redo()
        assert (change is None) == (self.at == len(self.reports) - 1)
        if change is not None:
            self.at += 1
            assert self.session.report == self.reports[self.at]
            assert named(change) == changed(before, self.session.report)

    @invariant()
    def totals_are_what_their_parts_add_up_to(self) -> None:
        assert not self.session.differing_totals

    @invariant()
    def all_is_on_record(self) -> None:
        assert self.session.journal_problem is None
        assert self.session.is_dirty == (self.session.report != self.first)

    def teardown(self) -> None:
        last = self.session.report
        while self.session.undo():
            pass
        assert self.session.report == self.first
        while self.session.redo():
            pass
        assert self.session.report == self.reports[-1]
        while self.session.report != last:
            assert self.session.undo()
        self.session.close()
        with Session.resume(self.session.path) as resumed:
            assert resumed.report == last
            while resumed.undo():
                pass
            assert resumed.report == self.first
        self.folder.cleanup()


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("seed", range(6))
def test_undo_restores_what_was_received(name: str, seed: int, folder: Path) -> None:
    """From a report that does not balance, whose totals are kept as received."""
    received = random_report(edition(name), seed + 1, broken=True)
    session = Session.open(sample_file(folder, write_workbook(received)))
    first, findings = session.report, session.findings
    random = Random(seed)
    for _ in range(60):
        act(session, random)
        if random.random() < 0.1 and session.differing_totals:
            session.accept_computed(random.choice(list(session.differing_totals)))
    session.redo()
    while session.redo():
        pass
    last, last_findings = session.report, session.findings
    while session.undo():
        pass
    assert session.report == first and session.findings == findings and not session.is_dirty
    while session.redo():
        pass
    assert session.report == last and session.findings == last_findings
    session.close()


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_only_totals_over_what_was_edited_are_computed(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    received = random_report(DEFINITION, data.draw(st.integers(1, 40)), broken=True)
    folder = tmp_path_factory.mktemp("report")
    with Session.open(sample_file(folder, write_workbook(received))) as session:
        before = session.report
        key = data.draw(st.sampled_from(inputs(before)))
        session.set_cell(key, "987654")
        over = _over(DEFINITION, key)
        for total in DEFINITION.formulas:
            if total in over:
                assert session.report.value(total) == session.report.computed(total)
            else:
                assert session.report.cells.get(total) == before.cells.get(total)


def _over(definition: Definition, key: CellRef) -> set[CellRef]:
    """The totals a cell goes into, directly or through others."""
    over = {key}
    while True:
        more = {
            total
            for total, equation in definition.formulas.items()
            if over.intersection(equation.right)
        }
        if more <= over:
            return over - {key}
        over |= more


def test_typing_a_text_is_one_step_until_something_else_is_done(folder: Path) -> None:
    session = Session.open(sample_file(folder))
    first = session.report
    for text in ("本", "本年", "本年度"):
        session.set_narrative("other", text, continue_edit=True)
    assert session.undo() is not None and session.report == first and session.undo() is None
    session.redo()
    assert session.report.narratives["other"] == "本年度"
    session.set_narrative("problems", "一", continue_edit=True)
    session.set_narrative("other", "本年度未", continue_edit=True)
    session.set_cell(ref("new.business"), "17")
    session.set_narrative("other", "本年度未收", continue_edit=True)
    session.set_narrative("other", "本年度未收取", continue_edit=False)
    steps = []
    while session.undo():
        steps.append(session.report.narratives["other"])
    assert steps[:3] == ["本年度未收", "本年度未", "本年度未"] and len(steps) == 6
    session.close()


def test_typing_and_taking_it_back_by_hand_leaves_no_step(folder: Path) -> None:
    session = Session.open(sample_file(folder))
    before = session.report.narratives["other"]
    session.set_narrative("other", before + "x", continue_edit=True)
    session.set_narrative("other", before, continue_edit=True)
    assert session.undo_label is None and not session.is_dirty
    session.close()


def test_typing_after_undo_is_a_new_step(folder: Path) -> None:
    session = Session.open(sample_file(folder))
    session.set_narrative("other", "一", continue_edit=True)
    session.set_narrative("other", "一二")
    session.undo()
    session.set_narrative("other", "一三", continue_edit=True)
    assert session.redo_label is None
    session.undo()
    assert session.report.narratives["other"] == "一"
    session.close()


def test_undo_goes_on_behind_a_save(folder: Path) -> None:
    with Session.open(sample_file(folder)) as session:
        first = session.report
        session.set_cell(ref("new.business"), "17")
        session.save()
        session.undo()
        assert session.report == first and session.is_dirty
        session.save()
        session.redo()
        assert session.is_dirty
