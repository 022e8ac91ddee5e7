"""Editing without a screen: what an edit changes, what it refuses, and how it is saved."""

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from gaitui.cell import CellRef
from gaitui.checks import run_checks
from gaitui.errors import OutputError, UnreadableError
from gaitui.files.journal import journal_path
from gaitui.files.lock import is_locked, lock_path
from gaitui.finding import Severity
from gaitui.intake import take_in, take_in_bytes
from gaitui.report import Report
from gaitui.session import (
    ChangedOnDiskError,
    Differing,
    Fill,
    LockedError,
    NotOursError,
    ReadOnlyError,
    Session,
    SessionError,
    StateKind,
    TargetExistsError,
)
from gaitui.writing import write_workbook
from tests.editing import NAME, clock, content, names, ref, sample_file
from tests.support import EDITIONS, balanced, edition, luohu, luohu_document, with_values

HELD = ref("unavailable_not_held.natural_person")


@pytest.fixture
def session(folder: Path) -> Session:
    return Session.open(sample_file(folder), clock=clock())


def opened(folder: Path, report: Report) -> Session:
    """A session on a report, received as a workbook."""
    return Session.open(sample_file(folder, write_workbook(report)))


def test_opening_checks_all_and_changes_nothing(session: Session, folder: Path) -> None:
    intake = take_in(folder / NAME)
    assert session.report == intake.report
    assert session.findings == intake.findings and session.checks_run == intake.checks_run
    assert not session.is_dirty and not session.read_only and session.saved_at is None
    assert session.undo() is None and session.redo() is None
    assert session.journal_problem is None and session.lock_problem is None
    assert names(folder) == {NAME, lock_path(folder / NAME).name}
    session.close()
    assert names(folder) == {NAME}


def test_a_cell_takes_its_totals_along(session: Session) -> None:
    assert session.report.value(HELD) == 110
    change = session.set_cell(HELD, "101")
    assert change.label == "三 › （四）1. › 自然人"
    assert change.cells == (
        HELD,
        ref("unavailable_not_held.total"),
        ref("handled.natural_person"),
        ref("handled.total"),
    )
    assert change.narratives == change.meta == change.explanations == ()
    assert change.findings_changed and session.is_dirty
    assert session.report.value(ref("unavailable_not_held.total")) == 106
    assert [item.code for item in session.findings_at(ref("new.natural_person"))] == ["A103"]
    assert session.report.value(ref("handled.total")) == 545
    assert [item.code for item in session.findings_at("overview")] == ["N301", "T505"]
    assert session.counts[Severity.ERROR] == 3


def test_an_edit_that_changes_nothing_is_none(session: Session, folder: Path) -> None:
    for change in (
        session.set_cell(HELD, "110"),
        session.set_narrative("overview", session.report.narratives["overview"]),
        session.set_meta("year", "2024"),
        session.set_meta("drafter", ""),
        session.fill_zeros("requests"),
        session.accept_all_computed(),
        session.accept_computed(ref("handled.total")),
    ):
        assert not (change.cells or change.narratives or change.meta or change.findings_changed)
    assert not session.is_dirty and session.undo() is None
    assert not journal_path(folder / NAME).exists()


@pytest.mark.parametrize(
    ("typed", "value", "problem", "shown"),
    [
        ("１２", 12, None, "12"),
        ("12件", 12, None, "12"),
        ("1,234", 1234, None, "1234"),
        ("约5", None, "V207", "约5"),
        ("-3", None, "V202", "-3"),
        ("[/foo]", None, "V201", "[/foo]"),
        ("=1+1", None, "V207", "=1+1"),
        ("/", None, None, "/"),
        ("", None, None, ""),
        ("  ", None, None, ""),
    ],
)
def test_typed_text_is_understood_or_stays_as_typed(
    typed: str, value: int | None, problem: str | None, shown: str, session: Session
) -> None:
    session.set_cell(HELD, typed)
    cell = session.report.cell(HELD)
    assert (cell.value, cell.problem, cell.shown) == (value, problem, shown)
    assert not cell.shown or cell.raw == typed
    assert session.report.value(ref("handled.natural_person")) == 528 - 110 + (value or 0)


def test_the_only_amount_keeps_its_decimals(session: Session) -> None:
    fees = CellRef("disclosure.fees.amount")
    session.set_cell(fees, "2792220.8元")
    assert session.report.value(fees) == Decimal("279.22208")


def test_totals_cannot_be_typed(session: Session) -> None:
    before = session.report
    for texts in ({ref("handled.total"): "5"}, {HELD: "5", ref("new.total"): "5"}):
        with pytest.raises(SessionError, match="自动合计"):
            session.set_cells(texts, "粘贴")
    with pytest.raises(SessionError, match="自动合计"):
        session.set_cell(ref("handled.business"), "")
    assert session.report is before and not session.is_dirty


@pytest.mark.parametrize(
    ("refuse", "near"),
    [
        (lambda session: session.set_cell(ref("new.natural_persons"), "1"), "natural_person"),
        (lambda session: session.set_narrative("overviews", "x"), "overview"),
        (lambda session: session.set_meta("units", "x"), "unit"),
        (lambda session: session.fill_zeros("request"), "requests"),
        (lambda session: session.accept_computed(HELD), "requests"),
    ],
)
def test_an_unknown_key_is_refused(
    refuse: Callable[[Session], object], near: str, session: Session
) -> None:
    with pytest.raises(SessionError, match=near):
        refuse(session)


def test_a_block_is_one_step(session: Session) -> None:
    texts = {ref(f"granted.{column}"): "2" for column in ("natural_person", "business", "research")}
    change = session.set_cells(texts, "粘贴 3 格")
    assert change.label == session.undo_label == "粘贴 3 格"
    assert set(texts) < set(change.cells) and ref("handled.total") in change.cells
    session.undo()
    assert session.report == take_in(session.path).report
    assert session.redo_label == "粘贴 3 格"


def test_a_preview_changes_nothing(session: Session) -> None:
    before = session.report
    after = session.preview({HELD: "101"})
    assert after.value(ref("handled.total")) == 545
    assert session.report is before and session.undo_label is None
    session.set_cell(HELD, "101")
    assert session.report == after


@pytest.mark.parametrize("name", EDITIONS)
def test_zeros_fill_only_what_is_blank(name: str, folder: Path) -> None:
    definition = edition(name)
    report = with_values(Report(definition, "某局", definition.first_year), {HELD: 7})
    session = opened(folder, report)
    session.set_cell(ref("new.business"), "/")
    for table in definition.tables:
        session.fill_zeros(table)
    assert session.blank_inputs("requests") == ()
    for key in definition.cells:
        if key == ref("new.business"):
            assert session.report.cell(key).does_not_apply
        elif not definition.is_computed(key) and key != HELD:
            value = session.report.value(key)
            assert value == 0 and isinstance(value, Decimal) == key.endswith("amount")
    assert session.report.value(HELD) == 7 == session.report.value(ref("handled.total"))
    for _ in definition.tables:
        session.undo()
    assert session.report.value(ref("new.research")) is None


def test_texts_keep_every_letter(session: Session) -> None:
    text = "第一段\r\n　　第二段 [/b] =1+1\r第三段\n"
    change = session.set_narrative("problems", text)
    assert change.narratives == ("problems",) and change.cells == ()
    kept = session.report.narratives["problems"]
    assert kept == "第一段\n　　第二段 [/b] =1+1\n第三段\n"
    session.set_narrative("problems", "")
    assert "problems" not in session.report.narratives
    assert [item.code for item in session.findings_at("problems")] == ["T501"]


def test_half_a_character_does_not_break_the_journal(session: Session) -> None:
    session.set_narrative("other", "信息处理费\udce4")
    session.set_cell(HELD, "\ud83d")
    assert session.report.narratives["other"] == "信息处理费\ufffd"
    assert session.journal_problem is None
    session.save()


@pytest.mark.parametrize(
    ("typed", "year"), [("2023", 2023), ("２０２３", 2023), (" 2023年度 ", 2023), ("", None)]
)
def test_a_year_is_four_digits(typed: str, year: int | None, session: Session) -> None:
    assert session.set_meta("year", typed).meta == ("year",)
    assert session.report.year == year


@pytest.mark.parametrize("typed", ["24", "20233", "2,023", "二〇二三", "0999", "2023件", "x"])
def test_what_is_no_year_is_refused(typed: str, session: Session) -> None:
    with pytest.raises(SessionError, match="四位数字"):
        session.set_meta("year", typed)
    assert session.report.year == 2024 and not session.is_dirty


def test_metadata_is_checked_too(session: Session) -> None:
    change = session.set_meta("unit", "")
    assert change.meta == ("unit",) and [item.code for item in session.findings_at("unit")]
    session.set_meta("contact", "0755-1234")
    assert session.report.meta["contact"] == "0755-1234"


def test_a_received_total_stays_until_its_parts_change(folder: Path) -> None:
    handled, total = ref("handled.natural_person"), ref("handled.total")
    session = opened(folder, with_values(luohu(), {handled: 530, total: 560}))
    assert session.differing_totals == {handled: (530, 528), total: (560, 556)}
    assert any(item.code == "W604" for item in session.received_findings)
    session.set_cell(ref("granted.business"), "7")
    # One part of the grand total was edited, its received neighbour was not.
    assert session.report.value(total) == 557 and session.report.value(handled) == 530
    assert session.differing_totals == {handled: Differing(530, 528)}
    change = session.accept_computed(handled)
    assert change.cells == (handled, total) and session.report.value(total) == 555
    assert not session.differing_totals
    session.undo()
    session.undo()
    assert session.differing_totals == {handled: (530, 528), total: (560, 556)}
    assert session.report == take_in(session.path).report


def test_a_total_that_is_no_number_can_be_accepted(folder: Path) -> None:
    document = luohu_document()
    document["cells"]["requests.new.total"] = "见附表"
    del document["cells"]["disputes.reconsideration.total"]
    session = Session.open(sample_file(folder, json.dumps(document).encode(), "report.json"))
    missing = CellRef("disputes.reconsideration.total")
    parts = session.report.computed(missing)
    assert session.differing_totals == {ref("new.total"): (None, 534), missing: (None, parts)}
    assert session.report.cell(ref("new.total")).shown == "见附表"
    session.accept_all_computed()
    assert session.report.value(ref("new.total")) == 534
    assert session.report.value(missing) == parts
    assert not session.differing_totals


def test_accepting_all_takes_parts_before_their_sums(folder: Path) -> None:
    broken: dict[str, int | Decimal | None] = {ref("handled.business"): 99}
    broken |= {ref(f"{row}.total"): 1 for row in ("granted", "handled", "new")}
    session = opened(folder, with_values(luohu(), broken))
    change = session.accept_all_computed()
    assert set(change.cells) == set(broken)
    assert not session.differing_totals
    assert session.report.value(ref("handled.total")) == luohu().value(ref("handled.total"))
    session.undo()
    assert session.report.value(ref("handled.business")) == 99


def test_findings_are_those_of_the_whole_report(session: Session) -> None:
    session.set_cell(ref("new.business"), "17")
    session.set_narrative("other", "")
    expected = run_checks(session.report)
    assert set(expected.findings) <= set(session.findings)
    assert session.checks_run >= expected.checks_run
    codes = {item.code for item in session.findings}
    assert {"A103", "T501"} <= codes


def test_f8_goes_round_in_the_forms_order(folder: Path) -> None:
    changed = with_values(luohu(), {ref("new.business"): 17, "disputes.reconsideration.total": 9})
    session = opened(folder, replace(changed, unit=""))
    stops = []
    at: str | None = None
    for _ in range(12):
        finding = session.next_finding(at)
        assert finding is not None and finding.ref is not None
        at = finding.ref
        stops.append(at)
    cycle = stops[: stops.index(stops[0], 1)]
    assert cycle[:2] == ["unit", "preamble"] and cycle[-1] == "disputes.reconsideration.total"
    assert len(set(cycle)) == len(cycle)
    assert stops == (cycle * 12)[:12]
    for here, there in pairwise(stops):
        back = session.next_finding(there, -1)
        assert back is not None and back.ref == here
    last = session.next_finding(None, -1)
    assert last is not None and last.ref == cycle[-1]


def test_without_findings_f8_goes_nowhere(folder: Path) -> None:
    definition = edition("gwy-2021")
    texts = dict.fromkeys(("preamble", "overview", "problems"), "2024 年的情况。")
    report = replace(
        balanced(definition, {}), year=2024, narratives={**texts, "other": "信息处理费"}
    )
    session = opened(folder, report)
    assert session.findings == () and session.next_finding(None) is None


def test_each_part_says_how_far_it_is(folder: Path) -> None:
    definition = edition("gwy-2021")
    session = opened(folder, Report(definition, "某局", 2024))
    sections = {section.id: section for section in definition.sections}
    kinds = [session.section_state(section).kind for section in definition.sections]
    assert kinds == [StateKind.EMPTY] * 6
    assert session.section_state("basics").kind is StateKind.ERRORS
    assert session.fill_state("basics") is Fill.PARTIAL
    session.set_cell(CellRef("disclosure.licensing.decisions"), "3")
    assert session.section_state(sections["disclosure"]).kind is StateKind.PARTIAL
    session.fill_zeros("disclosure")
    assert session.section_state("disclosure").kind is StateKind.OK
    session.set_cell(CellRef("disclosure.licensing.decisions"), "约3")
    state = session.section_state(sections["disclosure"])
    assert (state.kind, state.errors) == (StateKind.ERRORS, 1)
    assert session.page_counts("disclosure")[Severity.ERROR] == 1
    session.set_narrative("problems", "（一）存在的主要问题")
    assert session.section_state(sections["problems"]).kind is StateKind.OK
    assert session.fill_state("problems") is Fill.FULL


def test_a_cell_says_what_it_takes_part_in(session: Session) -> None:
    def words(key: str) -> list[str]:
        return list(session.takes_part(CellRef(key)))

    assert words(HELD) == ["本行总计", "本列（七）总计"]
    assert words(ref("new.business")) == ["本行总计", "一加二＝三加四"]
    assert words(ref("handled.total"))[0].startswith("自动合计：自然人与")
    assert words("disputes.litigation_after.pending") == ["复议后起诉总计"]
    assert words("disclosure.fees.amount") == []


def test_last_years_value_stands_beside(folder: Path) -> None:
    prior = with_values(balanced(edition("gwy-2019"), {}), {HELD: 97})
    with Session.open(sample_file(folder), prior) as session:
        assert session.prior is prior and session.prior_value(HELD) == 97
        assert session.prior_value(ref("other_rest.total")) is None
    with Session.open(folder / NAME) as session:
        assert session.prior_value(HELD) is None


def test_places_are_short_and_tell_apart(session: Session) -> None:
    assert session.place(HELD) == "三 › （四）1. › 自然人"
    assert session.place(ref("other_rest.other_org")) == "三 › （六）3.其他 › 其他"
    assert session.place(ref("granted.business")) == "三 › （一）予以公开 › 商企"
    assert session.place("overview") == "一、总体情况" and session.place("preamble") == "导语"
    assert session.place("year") == "年度"
    for name in EDITIONS:
        with Session.create(session.path.with_name(f"{name}.xlsx"), Report(edition(name))) as other:
            places = [other.place(key) for key in edition(name).cells]
            assert len(set(places)) == len(places)


def test_a_reason_is_kept_for_what_is_left_as_it_is(session: Session) -> None:
    session.set_cell(ref("new.business"), "17")
    errors = session.unexplained_errors
    assert errors and all(item.severity is Severity.ERROR for item in errors)
    change = session.set_explanation(errors[0], "  机构改革划转 1 件  ")
    assert change.explanations == (f"{errors[0].code} {errors[0].ref}",)
    assert change.findings_changed is False and change.cells == ()
    assert session.explanation(errors[0]) == "机构改革划转 1 件"
    assert session.unexplained_errors == errors[1:]
    with pytest.raises(SessionError, match="2000"):
        session.set_explanation(errors[0], "长" * 2001)
    session.set_explanation(errors[0], "")
    assert session.unexplained_errors == errors and not session.report.explanations


# Saving.


def test_saving_keeps_what_was_there_once(session: Session, folder: Path) -> None:
    received = (folder / NAME).read_bytes()
    session.set_cell(HELD, "101")
    backup = session.save()
    assert backup is not None and backup.read_bytes() == received
    assert not session.is_dirty and session.saved_at is not None
    session.set_cell(HELD, "102")
    assert session.is_dirty and session.save() is None
    assert (folder / NAME).read_bytes() == write_workbook(session.report)
    session.undo()
    assert session.is_dirty
    session.redo()
    assert not session.is_dirty
    session.close()
    assert names(folder) == {NAME, backup.name}


def test_a_document_is_saved_as_a_document(folder: Path) -> None:
    path = sample_file(folder, json.dumps(luohu_document()).encode(), "report.json")
    with Session.open(path) as session:
        session.set_cell(HELD, "101")
        session.save()
        assert path.read_text(encoding="utf-8") == content(session.report)


def test_what_was_said_of_the_received_file_goes_with_it(folder: Path) -> None:
    session = opened(folder, with_values(luohu(), {ref("handled.natural_person"): 530}))
    assert [item.code for item in session.received_findings] == ["W604"]
    assert session.received_findings[0] in session.findings
    session.set_cell(ref("granted.business"), "7")
    assert [item.code for item in session.received_findings] == ["W604"]
    session.accept_all_computed()
    session.save()
    assert session.received_findings == ()
    assert session.findings == take_in_bytes(session.path.read_bytes(), NAME).findings


def test_a_file_changed_by_others_is_not_written_over(session: Session, folder: Path) -> None:
    session.set_cell(HELD, "101")
    other = write_workbook(with_values(luohu(), {HELD: 1}))
    (folder / NAME).write_bytes(other)
    with pytest.raises(ChangedOnDiskError, match="另存为"):
        session.save()
    assert (folder / NAME).read_bytes() == other and session.is_dirty
    backup = session.save(overwrite=True)
    assert backup is not None and backup.read_bytes() == other
    assert not session.is_dirty
    session.set_cell(HELD, "102")
    assert session.save() is None


def test_overwriting_keeps_a_backup_every_time(session: Session, folder: Path) -> None:
    session.set_cell(HELD, "101")
    session.save()
    for number in range(2):
        other = write_workbook(with_values(luohu(), {HELD: number}))
        (folder / NAME).write_bytes(other)
        session.set_cell(HELD, str(200 + number))
        backup = session.save(overwrite=True)
        assert backup is not None and backup.read_bytes() == other


def test_a_file_that_is_gone_can_be_written_again(session: Session, folder: Path) -> None:
    session.set_cell(HELD, "101")
    (folder / NAME).unlink()
    with pytest.raises(ChangedOnDiskError, match="移走或删除"):
        session.save()
    session.save(overwrite=True)
    assert (folder / NAME).read_bytes() == write_workbook(session.report)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_disk_that_refuses_leaves_all_intact(
    number: int, session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = (folder / NAME).read_bytes()
    session.set_cell(HELD, "101")

    def refuse(*args: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(OutputError):
            session.save()
    assert (folder / NAME).read_bytes() == received
    assert session.is_dirty and session.saved_at is None
    session.set_cell(HELD, "102")
    session.save()
    assert (folder / NAME).read_bytes() == write_workbook(session.report)


def test_a_read_only_file_is_left_alone(folder: Path) -> None:
    path = sample_file(folder)
    path.chmod(0o444)
    session = Session.open(path)
    session.set_cell(HELD, "101")
    with pytest.raises(ReadOnlyError, match="另存为"):
        session.save()
    session.save_as(folder / "copy.xlsx")
    assert not session.is_dirty and session.path == folder / "copy.xlsx"
    session.close()
    assert names(folder) == {NAME, "copy.xlsx"}


def test_only_to_look_at(folder: Path) -> None:
    path = sample_file(folder)
    first = Session.open(path)
    with pytest.raises(LockedError) as refused:
        Session.open(path)
    assert refused.value.holder is not None and refused.value.holder.pid == os.getpid()
    second = Session.open(path, read_only=True)
    assert second.read_only and second.findings == first.findings
    for edit in (
        lambda: second.set_cell(HELD, "1"),
        lambda: second.set_narrative("other", ""),
        second.save,
    ):
        with pytest.raises(ReadOnlyError, match="另存为"):
            edit()
    assert second.undo() is None and not second.is_dirty
    second.save_as(folder / "copy.xlsx")
    assert not second.read_only
    second.set_cell(HELD, "101")
    second.save()
    first.close()
    second.close()
    assert names(folder) == {NAME, "copy.xlsx"}


def test_saving_as_goes_on_with_the_other_file(session: Session, folder: Path) -> None:
    session.set_cell(HELD, "101")
    assert session.save_as(folder / "other.json") is None
    assert not is_locked(folder / NAME) and is_locked(folder / "other.json")
    assert not journal_path(folder / NAME).exists()
    session.set_cell(HELD, "102")
    assert journal_path(folder / "other.json").exists()
    session.undo()
    session.undo()
    assert session.report.value(HELD) == 110
    session.close()


def test_saving_as_does_not_write_over_unasked(session: Session, folder: Path) -> None:
    (folder / "other.xlsx").write_bytes(b"somebody's work")
    session.set_cell(HELD, "101")
    with pytest.raises(TargetExistsError, match="已经存在"):
        session.save_as(folder / "other.xlsx")
    assert session.path == folder / NAME and is_locked(folder / NAME)
    backup = session.save_as(folder / "other.xlsx", overwrite=True)
    assert backup is not None and backup.read_bytes() == b"somebody's work"
    session.close()


@pytest.mark.parametrize("name", ["report.pdf", "report", "none/report.xlsx"])
def test_saving_as_what_cannot_be_is_refused(name: str, session: Session, folder: Path) -> None:
    session.set_cell(HELD, "101")
    with pytest.raises(SessionError):
        session.save_as(folder / name)
    assert session.path == folder / NAME and session.is_dirty
    session.save()


def test_saving_as_what_another_edits_is_refused(session: Session, folder: Path) -> None:
    other = Session.open(sample_file(folder, name="other.xlsx"))
    with pytest.raises(LockedError):
        session.save_as(folder / "other.xlsx", overwrite=True)
    assert session.path == folder / NAME
    other.close()


def test_saving_as_that_fails_leaves_no_trace(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.set_cell(HELD, "101")
    before = names(folder)

    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(OutputError, match="磁盘满"):
            session.save_as(folder / "other.xlsx")
    assert names(folder) == before and session.path == folder / NAME and session.is_dirty


def test_a_file_that_is_not_ours_is_never_written_over(folder: Path) -> None:
    """A JSON document under a workbook's name was made by somebody else."""
    path = sample_file(folder, json.dumps(luohu_document()).encode(), "received.xlsx")
    received = path.read_bytes()
    session = Session.open(path)
    session.set_cell(HELD, "101")
    for overwrite in (False, True):
        with pytest.raises(NotOursError, match="另存为"):
            session.save(overwrite)
    assert path.read_bytes() == received
    session.save_as(folder / "ours.xlsx")
    session.set_cell(HELD, "102")
    session.save()
    session.close()


def test_a_new_report_has_no_file_until_it_is_saved(folder: Path) -> None:
    path = folder / "new.xlsx"
    session = Session.create(path, Report(edition("gwy-2021"), "某局", 2024))
    assert session.is_dirty and not path.exists() and journal_path(path).exists()
    assert session.save() is None and path.exists() and not session.is_dirty
    session.close()
    assert names(folder) == {"new.xlsx"}
    with pytest.raises(TargetExistsError):
        Session.create(path, Report(edition("gwy-2021")))
    assert not is_locked(path)


def test_a_new_report_does_not_replace_what_came_in_between(folder: Path) -> None:
    path = folder / "new.xlsx"
    session = Session.create(path, Report(edition("gwy-2021"), "某局", 2024))
    path.write_bytes(b"somebody's work")
    with pytest.raises(TargetExistsError):
        session.save()
    assert path.read_bytes() == b"somebody's work"


@pytest.mark.parametrize("data", [None, b"", b"PK\x03\x04", b'{"year":2024,"cell":{}}'])
def test_what_is_no_report_is_not_opened_and_not_locked(data: bytes | None, folder: Path) -> None:
    path = folder / NAME
    if data is not None:
        path.write_bytes(data)
    before = names(folder)
    with pytest.raises(UnreadableError, match=NAME):
        Session.open(path)
    assert names(folder) == before and not is_locked(path)


def test_a_link_leads_to_the_report(folder: Path, tmp_path: Path) -> None:
    path = sample_file(folder)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    session = Session.open(link)
    assert session.path == path
    with pytest.raises(LockedError):
        Session.open(path)
    session.set_cell(HELD, "101")
    session.save()
    session.close()
    assert link.is_symlink() and path.read_bytes() == write_workbook(session.report)


def test_a_journal_that_cannot_be_written_does_not_stop_the_work(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.set_cell(HELD, "101")

    def full(*args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        session.set_cell(HELD, "102")
        problem = session.journal_problem
        assert problem is not None and "日志写不了" in problem and "磁盘满了" in problem
        session.undo()
        session.set_cell(HELD, "103")
    assert session.report.value(HELD) == 103
    session.set_cell(HELD, "104")
    assert session.journal_problem is None
    session.close()
    with Session.resume(folder / NAME) as resumed:
        assert resumed.report == session.report
        for value in (103, 101, 110):
            resumed.undo()
            assert resumed.report.value(HELD) == value


def test_a_journal_removed_by_others_is_written_anew(session: Session, folder: Path) -> None:
    session.set_cell(HELD, "101")
    journal_path(folder / NAME).unlink()
    session.set_cell(HELD, "102")
    session.close()
    with Session.resume(folder / NAME) as resumed:
        assert resumed.report == session.report
        resumed.undo()
        assert resumed.report.value(HELD) == 101


def test_a_folder_without_lock_or_journal_is_edited_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder: no lock beside the report, the journal in the user's state folder."""
    path = sample_file(folder)
    real = os.open

    def guarded(name: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(name).parent == folder and flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(name, flags, mode)

    monkeypatch.setattr(os, "open", guarded)
    session = Session.open(path)
    assert session.lock_problem is not None and "只读" in session.lock_problem
    session.set_cell(HELD, "101")
    assert session.journal_problem is None and names(folder) == {NAME}
    # The journal keeps a second editor out where the lock cannot.
    with pytest.raises(LockedError):
        Session.open(path)
    with pytest.raises(OutputError):
        session.save()
    session.close()
    with Session.resume(path) as resumed:
        assert resumed.report == session.report
        resumed.undo()
    assert names(folder) == {NAME}
