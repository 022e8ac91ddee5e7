"""Proof that a campaign holds together: its ledger is whole, every file is as it was put on
record, and the merged report follows from what was received."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from gaitui.campaign.events import Merged, SetAside
from gaitui.campaign.folder import ASIDE, RECEIVED, REPORT, RETURNED, SENT, Campaign, digest
from gaitui.campaign.merging import added_up, read_accepted
from gaitui.campaign.state import Stage, Standing, State
from gaitui.cell import CellRef
from gaitui.errors import GaituiError
from gaitui.intake import take_in
from gaitui.report import Report
from gaitui.values import format_value

MAX_DIFFERENCES = 20


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
        versions = {item.name: item.versions[-1].number for item in _accepted(campaign.state)}
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
            yield Problem(f"{name} 不见了")
        elif name not in recorded:
            yield Problem(f"{name} 没有登记", "登记它")
        elif recorded[name] != current[name]:
            yield Problem(f"{name} 在登记之后改过", "登记改过的内容")


def _files(campaign: Campaign) -> Iterator[Problem]:
    for name, expected in campaign.state.files.items():
        path = campaign.path(name)
        if not path.is_file():
            yield Problem(f"{name} 不见了。请从备份或邮件附件恢复")
        elif digest(path.read_bytes()) != expected:
            yield Problem(f"{name} 与登记时不同，被改动过。请从备份或邮件附件恢复")


def _strays(campaign: Campaign) -> Iterator[Problem]:
    for path in _stray_paths(campaign):
        name = path.relative_to(campaign.folder).as_posix()
        yield Problem(f"{name} 没有登记", f"移到 {ASIDE}/，不删除")


def _stray_paths(campaign: Campaign) -> list[Path]:
    """Files in the campaign's folders that the ledger does not know."""
    known = {campaign.path(name) for name in campaign.state.files}
    found = (
        path
        for folder in (SENT, RECEIVED, RETURNED)
        for path in (campaign.folder / folder).rglob("*")
    )
    return sorted(path for path in found if not path.is_dir() and path not in known)


def _set_aside(campaign: Campaign, path: Path) -> str:
    name = path.relative_to(campaign.folder).as_posix()
    target = campaign.folder / ASIDE / name.replace("/", "-").lstrip(".")
    target.parent.mkdir(exist_ok=True)
    number = 1
    free = target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}({number}){target.suffix}")
    content = digest(path.read_bytes())
    path.rename(free)
    campaign.record(SetAside(name, free.relative_to(campaign.folder).as_posix(), content))
    return f"{name} 移到了 {free.relative_to(campaign.folder).as_posix()}"


def _merged(campaign: Campaign) -> tuple[int, list[Problem], tuple[str, ...]]:
    """How many numbers of the merged report were recomputed, what does not follow, and notes."""
    merged, path = campaign.state.merged, campaign.folder / REPORT
    if not path.is_file():
        gone = merged is not None
        return 0, [Problem(f"{REPORT} 不见了。请重新运行 campaign merge")] if gone else [], ()
    report = take_in(path, campaign.own_definition).report
    if report is None:
        return 0, [Problem(f"{REPORT} 读不出来。请重新运行 campaign merge")], ()
    if merged is None or _is_unrecorded(campaign):
        return 0, [Problem(f"{REPORT} 写出后没有登记", "数字核对无误时补登")], ()
    differences = _differences(campaign, _state_at_merge(campaign), report)
    notes = []
    if digest(path.read_bytes()) != merged.sha256 and not differences:
        notes.append(f"{REPORT} 在汇总之后改过文字或说明，数字没有变")
    if _versions(campaign.state) != merged.versions:
        notes.append("汇总之后又有部门报来或变动，请重新运行 campaign merge")
    return len(report.definition.cells), [Problem(item) for item in differences], tuple(notes)


def _is_unrecorded(campaign: Campaign) -> bool:
    """Whether the report on disk is what merging now would write, and not what it last wrote: it
    died between the file and the ledger."""
    path, merged = campaign.folder / REPORT, campaign.state.merged
    if not path.is_file() or (merged and digest(path.read_bytes()) == merged.sha256):
        return False
    report = take_in(path, campaign.own_definition).report
    if report is None or not report.parts or not _accepted(campaign.state):
        return False
    if merged and not _differences(campaign, _state_at_merge(campaign), report):
        return False
    return not _differences(campaign, campaign.state, report)


def _differences(campaign: Campaign, state: State, report: Report) -> list[str]:
    """Numbers of a merged report that do not follow from the files received."""
    versions = {item.name: item.versions[-1] for item in _accepted(state)}
    try:
        reports = read_accepted(campaign, versions)
    except GaituiError as error:
        return [str(error)]
    expected = added_up(campaign, reports, versions, state.decisions)
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


def _accepted(state: State) -> list[Standing]:
    return state.in_stage(Stage.ACCEPTED)


def _versions(state: State) -> dict[str, int]:
    return {item.name: item.versions[-1].number for item in _accepted(state)}
