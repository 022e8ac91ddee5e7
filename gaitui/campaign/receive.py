"""Files that came back: recognised, checked, kept as they are, compared with the version before."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gaitui.campaign.events import Received, Refused
from gaitui.campaign.folder import RECEIVED, RETURNED, SENT, Campaign, digest
from gaitui.campaign.identify import BY_HAND, Identity, identify
from gaitui.campaign.names import file_name, received_name
from gaitui.campaign.priors import prior_of
from gaitui.campaign.roster import Department
from gaitui.campaign.state import Standing
from gaitui.campaign.versions import read_received, read_version
from gaitui.errors import UnreadableError, printable
from gaitui.files import read_input
from gaitui.finding import Severity, count_by_severity
from gaitui.intake import Intake
from gaitui.resubmission import Resubmission, review_resubmission


class Outcome(StrEnum):
    """What became of a file."""

    RECEIVED = "收下"
    DUPLICATE = "重复"
    DOUBTFUL = "存疑"
    REFUSED = "拒收"


class Receipt(Struct, frozen=True):
    """What became of one file. `why` says it where it was not taken, `candidates` whose it may
    be; `intake` is what was read and checked, `resubmission` how it differs from the version
    `before` (and that one's intake), if there is one."""

    original: str
    outcome: Outcome
    department: str = ""
    version: int = 0
    how: str = ""
    why: str = ""
    candidates: tuple[str, ...] = ()
    intake: Intake | None = None
    before: Intake | None = None
    resubmission: Resubmission | None = None


def receive(
    campaign: Campaign,
    files: Iterable[Path],
    department: Standing | None = None,
    held: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Iterator[Receipt]:
    """Take files into a campaign that is open for changes, one after the other; each is on record
    before the next is looked at. `department` is who they are from where the user says so. `held`
    keeps interrupts away while a file is kept and put on record."""
    reception = _Reception(campaign, department, held)
    for path in files:
        yield reception.take(path)


class _Reception:
    def __init__(
        self,
        campaign: Campaign,
        department: Standing | None,
        held: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.campaign = campaign
        self.department = department
        self.held = held
        self.known = {
            version.sha256: (standing.name, version.number)
            for standing in campaign.state.standings.values()
            for version in standing.versions
        }
        self.ours = {
            sha256: name
            for name, sha256 in campaign.state.files.items()
            if name.startswith((f"{SENT}/", f"{RETURNED}/"))
        }

    def take(self, path: Path) -> Receipt:
        original = printable(path.name)
        try:
            data = read_input(path)
        except UnreadableError as error:
            return Receipt(original, Outcome.REFUSED, why=str(error))
        known = self.known.get(digest(data))
        if known is not None:
            name, number = known
            why = f"与 {name} 第 {number} 次报来的文件完全相同，没有再收"
            return Receipt(original, Outcome.DUPLICATE, name, number, why=why)
        intake = read_received(self.campaign, data, original, None)
        why = self._unchanged(digest(data)) or self._objection(intake)
        if why:
            self.campaign.record(Refused(original, digest(data), why))
            return Receipt(original, Outcome.REFUSED, why=why, intake=intake)
        identity = self._identify(intake, original)
        owner = identity.department
        if owner is None:
            return Receipt(
                original,
                Outcome.DOUBTFUL,
                why=identity.doubt,
                candidates=identity.candidates,
                intake=intake,
            )
        if not owner.reports_for(self.campaign.settings.year):
            why = f"名单写明“{owner.name}”这一年不报（{_period(owner)}）"
            self.campaign.record(Refused(original, digest(data), why))
            return Receipt(original, Outcome.REFUSED, owner.name, why=why, intake=intake)
        return self._keep(data, original, identity, owner, intake)

    def _identify(self, intake: Intake, original: str) -> Identity:
        if self.department is not None:
            return Identity(self.department.department, BY_HAND)
        unit = intake.report.unit if intake.report else ""
        return identify(self.campaign.directory, intake.stamp, unit, original)

    def _unchanged(self, sha256: str) -> str:
        """Whether a file is just what went out, said in words."""
        name = self.ours.get(sha256)
        if name is None:
            return ""
        what = "发去的填报表，还没有填" if name.startswith(f"{SENT}/") else "退回去的，没有改过"
        return f"与 {name} 完全相同，是{what}。请向部门要填好的"

    def _objection(self, intake: Intake) -> str:
        """Why a file is none of this campaign's; nothing if it is."""
        settings, definition = self.campaign.settings, self.campaign.definition
        report = intake.report
        if report is None:
            errors = (item for item in intake.findings if item.severity is Severity.ERROR)
            first = next(errors, None)
            return f"{first.message}{first.hint}" if first else "读不出来"
        stamped = intake.stamp.get("year", "")
        if report.year is not None and report.year != settings.year:
            return f"这是 {report.year} 年度的报告，收集的是 {settings.year} 年度。请向部门核实"
        if report.year is None and stamped and stamped != str(settings.year):
            return f"填报表是 {stamped} 年度的，收集的是 {settings.year} 年度。请向部门核实"
        if report.definition.id != definition.id:
            return (
                f"用的是另一版格式“{report.definition.name}”，应为“{definition.name}”。"
                "请部门用发去的填报表重填"
            )
        return ""

    def _keep(
        self, data: bytes, original: str, identity: Identity, owner: Department, intake: Intake
    ) -> Receipt:
        standing = self.campaign.state.standing(owner.name)
        number = 1 + max((item.number for item in standing.versions), default=0)
        prior = prior_of(self.campaign, owner)
        if prior is not None:
            intake = read_received(self.campaign, data, original, prior)
        before = review = None
        if standing.latest is not None:
            before = read_version(self.campaign, owner, standing.latest)
            review = review_resubmission(before, intake)
        name = f"{RECEIVED}/{file_name(owner.name)}/{number:02}-{received_name(original)}"
        counts = count_by_severity(intake.findings)
        event = Received(
            owner.name,
            number,
            name,
            digest(data),
            original,
            identity.how,
            counts[Severity.ERROR],
            counts[Severity.WARNING],
            intake.checks_run,
            _silent_keys(review) if review else (),
        )
        with self.held():
            (file,) = self.campaign.place({name: data}).values()
            self.campaign.record(replace(event, file=file))
        self.known[event.sha256] = owner.name, number
        return Receipt(
            original,
            Outcome.RECEIVED,
            owner.name,
            number,
            identity.how,
            intake=intake,
            before=before,
            resubmission=review,
        )


def _silent_keys(review: Resubmission) -> tuple[str, ...]:
    silent = review.silent
    fields = (item.key for item in silent.fields)
    narratives = (item.key for item in silent.narratives)
    return (*fields, *(item.ref for item in silent.cells), *narratives)


def _period(department: Department) -> str:
    since = f"{department.since.isoformat()} 起" if department.since else ""
    until = f"{department.until.isoformat()} 止" if department.until else ""
    return "，".join(filter(None, (since, until)))
