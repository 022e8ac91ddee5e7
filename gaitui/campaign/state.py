"""Where a campaign stands: what its ledger comes to, department by department."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from gaitui.campaign.events import (
    Accepted,
    Amended,
    Merged,
    Received,
    Registered,
    Returned,
    Sent,
    SetAside,
)
from gaitui.campaign.ledger import Entry
from gaitui.campaign.names import canonical_name
from gaitui.campaign.roster import Department


class Stage(StrEnum):
    """How far a department is."""

    MISSING = "未报"
    FAULTY = "有误"
    DOUBTFUL = "待确认"
    RETURNED = "退回"
    ACCEPTED = "合格"


class Version(Struct, frozen=True):
    """One version of a department's report, which was called `department` then. `amendments` are
    numbers changed here, by key; `reason` is why it is accepted where it is not simply free of
    errors."""

    department: str
    number: int
    at: datetime
    file: str
    sha256: str
    original: str
    how: str
    errors: int
    warnings: int
    checks: int
    silent: tuple[str, ...] = ()
    amendments: Mapping[str, Amended] = {}
    reason: str | None = None
    is_returned: bool = False

    @property
    def stage(self) -> Stage:
        if self.reason is not None:
            return Stage.ACCEPTED
        if self.is_returned and (self.errors or self.silent):
            return Stage.RETURNED
        if self.errors:
            return Stage.FAULTY
        return Stage.DOUBTFUL if self.silent else Stage.ACCEPTED


class Standing(Struct, frozen=True):
    """One department with what was sent to it and what came back, oldest first."""

    department: Department
    versions: tuple[Version, ...] = ()
    sent: Sent | None = None
    sent_count: int = 0

    @property
    def name(self) -> str:
        return self.department.name

    @property
    def latest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def stage(self) -> Stage:
        return self.latest.stage if self.latest else Stage.MISSING


class State:
    """A campaign as its ledger has it, kept up entry by entry. `files` are all files that entries
    name with their sha256, the last word on each; `decisions` are numbers of the merged report
    that were set. What is known of departments that are not to report stays among the files; what
    was done under an alias counts for the department that the roster now gives it to."""

    def __init__(self, departments: Iterable[Department], entries: Iterable[Entry] = ()) -> None:
        self.files: dict[str, str] = {}
        self.registered: dict[str, str] = {}
        self.decisions: dict[str, Amended] = {}
        self.merged: Merged | None = None
        self.merged_at: datetime | None = None
        self._departments = {item.name: item for item in departments}
        self._owners = {
            name: item.name for item in self._departments.values() for name in item.names
        }
        self._amended: set[str] = set()
        self._sent: dict[str, list[Sent]] = {}
        self._versions: dict[str, list[Version]] = {}
        for entry in entries:
            self.take(entry)

    @property
    def standings(self) -> Mapping[str, Standing]:
        """All departments that are to report, in the roster's order."""
        return {name: self.standing(name) for name in self._departments}

    def standing(self, department: str) -> Standing:
        """One department."""
        sent = self._sent.get(department, [])
        versions = tuple(self._versions.get(department, ()))
        last = sent[-1] if sent else None
        return Standing(self._departments[department], versions, last, len(sent))

    def in_stage(self, *stages: Stage) -> list[Standing]:
        """The departments at some stages, in the roster's order."""
        return [item for item in self.standings.values() if item.stage in stages]

    def version(self, department: str, number: int) -> Version | None:
        """A version by its number, whoever reports now. Where a department has another's history
        beside its own, it is the one that came under this name, else the last."""
        versions = self._versions.get(self._owner(department), ())
        found = [item for item in versions if item.number == number]
        named = [item for item in found if item.department == department]
        return next(reversed(named or found), None)

    def latest(self, department: str) -> Version | None:
        """The last version of a department, in the roster or not."""
        return next(reversed(self._versions.get(self._owner(department), ())), None)

    @property
    def is_stale(self) -> bool:
        """Whether merging now would add up something else than it last did."""
        if self.merged is None:
            return False
        then = {self._owner(name): number for name, number in self.merged.versions.items()}
        now = {item.name: item.versions[-1].number for item in self.in_stage(Stage.ACCEPTED)}
        return then != now or bool(self._amended & {"", *then})

    def take(self, entry: Entry) -> None:
        """Go on by one entry."""
        event = entry.event
        match event:
            case Registered():
                self.registered = event.files
                self.files |= event.priors
            case Sent():
                self.files |= event.files
                self._sent.setdefault(self._owner(event.department), []).append(event)
            case Received():
                self.files[event.file] = event.sha256
                self._receive(entry.at, event)
            case Accepted():
                self._change(event.department, event.version, reason=event.reason)
            case Returned():
                self.files |= event.files
                self._change(event.department, event.version, is_returned=True, reason=None)
            case Amended():
                self._amend(event)
            case Merged():
                self.merged, self.merged_at = event, entry.at
                self._amended.clear()
            case SetAside():
                if event.sha256:
                    self.files[event.to] = event.sha256

    def _owner(self, department: str) -> str:
        """What a department is called in the roster now."""
        return self._owners.get(canonical_name(department), department)

    def _receive(self, at: datetime, event: Received) -> None:
        version = Version(
            event.department,
            event.version,
            at,
            event.file,
            event.sha256,
            event.original,
            event.how,
            event.errors,
            event.warnings,
            event.checks,
            event.silent,
        )
        self._versions.setdefault(self._owner(event.department), []).append(version)

    def _amend(self, event: Amended) -> None:
        self._amended.add(event.department and self._owner(event.department))
        if not event.department:
            self.decisions[event.ref] = event
            return
        version = self.version(event.department, event.version)
        if version is not None:
            self._change(
                event.department,
                event.version,
                amendments={**version.amendments, event.ref: event},
                errors=event.errors,
                warnings=event.warnings,
            )

    def _change(self, department: str, number: int, **changes: object) -> None:
        version = self.version(department, number)
        if version is not None:
            versions = self._versions[self._owner(department)]
            versions[versions.index(version)] = replace(version, **changes)
