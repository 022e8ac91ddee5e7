"""Proof that a campaign holds together: its ledger is whole, every file is as it was put on
record, and the merged report follows from what was received."""

import os
from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path

from msgspec import Struct

from gaitui.campaign.events import Amended, Merged, SetAside
from gaitui.campaign.folder import (
    ASIDE,
    PRIOR,
    RECEIVED,
    REPORT,
    RETURNED,
    SENT,
    Campaign,
    digest,
    make_folder,
)
from gaitui.campaign.merging import added_up, read_numbers
from gaitui.campaign.names import received_name
from gaitui.campaign.state import Stage, State, Version
from gaitui.cell import CellRef
from gaitui.errors import GaituiError, OutputError, UnreadableError, printable
from gaitui.files.atomic import reason
from gaitui.intake import Intake, take_in_bytes
from gaitui.report import Report
from gaitui.values import format_value

MAX_DIFFERENCES = 20
TYPED_OVER = "W604"
"""The code of a formula that became a number."""
_MERGE = "请重新运行 gaitui campaign merge"


class Problem(Struct, frozen=True):
    """Something that does not fit; `repair` says what `--repair` does about it, if anything."""

    what: str
    repair: str = ""


class Verification(Struct, frozen=True):
    """What verifying came to: how much was looked at, what does not fit, and what is worth
    knowing though it does. `head` is the hash of the ledger's last line."""

    entries: int
    files: int
    numbers: int
    head: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def verify(campaign: Campaign) -> Verification:
    """Replay the ledger of a campaign and hold its files against it; changes nothing."""
    state = campaign.state
    problems = [*_torn(campaign), *_registered(campaign), *_files(campaign), *_strays(campaign)]
    numbers, found, notes = _merged(campaign)
    return Verification(
        len(campaign.ledger.entries),
        len(state.files) + len(state.registered),
        numbers,
        campaign.ledger.head,
        (*problems, *found),
        notes,
    )


def repair(campaign: Campaign) -> tuple[str, ...]:
    """Mend what can be mended without losing anything, in a campaign that is open for changes
    (which has put changed settings on record); says what was done."""
    done = []
    if campaign.ledger.torn:
        campaign.trim()
        done.append("去掉了账本里没有写完的半行")
    for path in _stray_paths(campaign):
        done.append(_set_aside(campaign, path))
    if _is_unrecorded(campaign):
        accepted = campaign.state.in_stage(Stage.ACCEPTED)
        versions = {item.name: item.versions[-1].number for item in accepted}
        data = campaign.read(REPORT)
        missing = [item.name for item in campaign.state.standings.values()]
        missing = [name for name in missing if name not in versions]
        campaign.record(Merged(REPORT, digest(data), versions, tuple(missing)))
        done.append(f"补登了 {REPORT} 的汇总记录")
    return tuple(done)


def _torn(campaign: Campaign) -> Iterator[Problem]:
    if campaign.ledger.torn:
        yield Problem("账本最后一行没有写完（写的时候中断了，那一步没有完成）", "去掉这半行")


def _registered(campaign: Campaign) -> Iterator[Problem]:
    recorded = campaign.state.registered
    try:
        current = campaign.own_files()
    except GaituiError as error:
        yield Problem(str(error))
        return
    for name in sorted({*recorded, *current}):
        if name not in current:
            yield Problem(f"{name} 不再使用", "注销它")
        elif name not in recorded:
            yield Problem(f"{name} 没有登记", "登记它")
        elif recorded[name] != current[name]:
            yield Problem(f"{name} 在登记之后改过", "登记改过的内容")


def _files(campaign: Campaign) -> Iterator[Problem]:
    for name, expected in campaign.state.files.items():
        try:
            if not campaign.has(name):
                yield Problem(f"{name} 不见了。请从备份或邮件附件恢复")
            elif _digest(campaign.path(name)) != expected:
                yield Problem(f"{name} 与登记时不同，被改动过。请从备份或邮件附件恢复")
        except GaituiError as error:
            yield Problem(str(error))


def _digest(path: Path) -> str:
    """The sha256 of a file of any size; "" for what is none (a link, a pipe)."""
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableError(f"{path} 读不出来：{error.strerror or error}。") from error


def _strays(campaign: Campaign) -> Iterator[Problem]:
    for path in _stray_paths(campaign):
        name = path.relative_to(campaign.folder).as_posix()
        yield Problem(f"{name} 没有登记", f"移到 {ASIDE}/，不删除")


def _stray_paths(campaign: Campaign) -> list[Path]:
    """Files in the campaign's folders that the ledger does not know."""
    found = (
        path
        for folder in (PRIOR, SENT, RECEIVED, RETURNED)
        for path in (campaign.folder / folder).rglob("*")
        if path.is_symlink() or not path.is_dir()
    )
    known = campaign.state.files
    return sorted(p for p in found if p.relative_to(campaign.folder).as_posix() not in known)


def _set_aside(campaign: Campaign, path: Path) -> str:
    name = printable(path.relative_to(campaign.folder).as_posix())
    stem = received_name(name.replace("/", "-").lstrip("."))
    make_folder(campaign.path(ASIDE))
    number, free = 1, campaign.path(f"{ASIDE}/{stem}")
    while os.path.lexists(free):
        number += 1
        free = campaign.path(f"{ASIDE}/{number}-{stem}")
    content = _digest(path)
    try:
        path.rename(free)
    except OSError as error:
        raise OutputError(f"移不走 {path}：{reason(error)}") from error
    to = free.relative_to(campaign.folder).as_posix()
    campaign.record(SetAside(name, to, content))
    return f"{name} 移到了 {to}"


def _merged(campaign: Campaign) -> tuple[int, list[Problem], tuple[str, ...]]:
    """How many numbers of the merged report were recomputed, what does not follow, and notes."""
    merged = campaign.state.merged
    try:
        data = campaign.read(REPORT) if campaign.has(REPORT) else None
    except GaituiError as error:
        return 0, [Problem(str(error))], ()
    if data is None:
        gone = merged is not None
        return 0, [Problem(f"{REPORT} 不见了。{_MERGE}")] if gone else [], ()
    intake = take_in_bytes(data, REPORT, campaign.own_definition)
    if intake.report is None:
        return 0, [Problem(f"{REPORT} 读不出来。{_MERGE}")], ()
    if merged is None or _is_unrecorded(campaign):
        return 0, [Problem(f"{REPORT} 写出后没有登记", "数字核对无误时补登")], ()
    found = [*_as_merged(campaign, merged, intake.report), *_typed_over(intake)]
    notes = []
    if digest(data) != merged.sha256 and not found:
        notes.append(f"{REPORT} 在汇总之后改过文字、说明或公式，数字没有变")
    if campaign.state.is_stale:
        notes.append(f"汇总之后又有部门报来或变动。{_MERGE}")
    return len(intake.report.definition.cells), [Problem(item) for item in found], tuple(notes)


def _typed_over(intake: Intake) -> Iterator[str]:
    for item in intake.findings:
        if item.code == TYPED_OVER:
            yield f"{REPORT} 的{item.message}。{_MERGE}"


def _is_unrecorded(campaign: Campaign) -> bool:
    """Whether the report on disk is what merging now would write, and not what it last wrote: it
    died between the file and the ledger."""
    merged = campaign.state.merged
    if not campaign.has(REPORT):
        return False
    data = campaign.read(REPORT)
    if merged and digest(data) == merged.sha256:
        return False
    report = take_in_bytes(data, REPORT, campaign.own_definition).report
    if report is None or not report.parts or not campaign.state.in_stage(Stage.ACCEPTED):
        return False
    if merged and not _as_merged(campaign, merged, report):
        return False
    versions = {item.name: item.versions[-1] for item in campaign.state.in_stage(Stage.ACCEPTED)}
    return not _differences(campaign, versions, campaign.state.decisions, report)


def _as_merged(campaign: Campaign, merged: Merged, report: Report) -> list[str]:
    """What of a merged report does not follow from the versions that were added up, as they and
    the decisions were then."""
    then = _state_at_merge(campaign)
    versions = {name: then.version(name, number) for name, number in merged.versions.items()}
    known = {name: version for name, version in versions.items() if version is not None}
    wrong = [
        f"账本写明汇总了“{name}”，当时它没有合格的报告"
        for name, version in versions.items()
        if version is None or version.stage is not Stage.ACCEPTED
    ]
    return [*wrong, *_differences(campaign, known, then.decisions, report)]


def _differences(
    campaign: Campaign,
    versions: Mapping[str, Version],
    decisions: Mapping[str, Amended],
    report: Report,
) -> list[str]:
    """Numbers of a merged report that do not follow from the files received."""
    try:
        reports = read_numbers(campaign, versions)
    except GaituiError as error:
        return [str(error)]
    expected = added_up(campaign, reports, versions, decisions)
    found = [
        f"{REPORT} 的{report.definition.describe(ref)}是 {_shown(report, ref)}，"
        f"按收到的文件应为 {_shown(expected, ref)}"
        for ref in report.definition.cells
        if report.value(ref) != expected.value(ref)
    ]
    theirs, ours = ({part.name: part for part in item.parts} for item in (report, expected))
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in theirs or name not in ours:
            found.append(f"{REPORT} {'多' if name in theirs else '少'}了部门“{name}”")
        elif theirs[name] != ours[name]:
            found.append(f"{REPORT} 里“{name}”的数字或来源与收到的文件不同")
    more = len(found) - MAX_DIFFERENCES
    return [*found[:MAX_DIFFERENCES], f"…另有 {more} 处不同"] if more > 0 else found


def _shown(report: Report, ref: CellRef) -> str:
    return format_value(report.value(ref)) or "空"


def _state_at_merge(campaign: Campaign) -> State:
    """The campaign as it stood when it was last merged."""
    entries = campaign.ledger.entries
    last = max(index for index, item in enumerate(entries) if isinstance(item.event, Merged))
    return State(campaign.departments, entries[: last + 1])
