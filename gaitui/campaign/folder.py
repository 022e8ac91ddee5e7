"""A campaign's folder: opened, locked while it is changed, and written to file first, ledger
second, so that whatever is on record exists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from gaitui.campaign import ledger as book
from gaitui.campaign import settings as configuration
from gaitui.campaign.events import Event, Registered
from gaitui.campaign.identify import Directory
from gaitui.campaign.roster import Department, read_roster
from gaitui.campaign.settings import Settings, read_settings
from gaitui.campaign.state import Standing, State
from gaitui.definition import Definition, built_in, parse_definition
from gaitui.errors import GaituiError, UnreadableError
from gaitui.files import read_input, write_atomic, write_together
from gaitui.files.lock import LockedError, acquire

SENT, RECEIVED, RETURNED, PRIOR, ASIDE = "sent", "received", "returned", "prior", "aside"
REPORT = "report.xlsx"
OWN_DEFINITION = "definition.toml"


def this_moment() -> datetime:
    """The machine's time, in its time zone."""
    return datetime.now().astimezone()


def is_campaign(folder: Path) -> bool:
    """Whether a path is a campaign's folder."""
    return (folder / configuration.FILE).is_file()


class CampaignError(GaituiError):
    """What was asked for cannot be done in this campaign."""


class Campaign:
    """One campaign as it stands on disk; `clock` gives the time that entries get."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = this_moment) -> None:
        """Open a folder; `GaituiError` where it is no campaign or its files are damaged."""
        self.folder = folder
        self.clock = clock
        if not is_campaign(folder):
            raise CampaignError(
                f"{folder} 不是收集文件夹（没有 {configuration.FILE}）。"
                "请用 gaitui campaign new 新建。"
            )
        self.settings: Settings = read_settings(self.read(configuration.FILE))
        self.ledger = book.read_ledger(folder / book.FILE)

    @cached_property
    def definition(self) -> Definition:
        """The edition that departments fill in."""
        name = self.settings.definition
        return parse_definition(self.read(name), name) if name == OWN_DEFINITION else built_in(name)

    @property
    def own_definition(self) -> Definition | None:
        """The user's own edition, where the campaign has one."""
        return self.definition if self.settings.definition == OWN_DEFINITION else None

    @cached_property
    def roster(self) -> tuple[Department, ...]:
        """All lines of the roster, also of departments that are not to report this year."""
        name = self.settings.roster
        return read_roster(self.read(name), name, self.settings.allow_similar)

    @cached_property
    def departments(self) -> tuple[Department, ...]:
        """The departments that are to report."""
        return tuple(item for item in self.roster if item.reports_for(self.settings.year))

    @cached_property
    def state(self) -> State:
        """Where everything stands."""
        return State(self.departments, self.ledger.entries)

    @cached_property
    def directory(self) -> Directory:
        """The roster by all its names."""
        return Directory(self.roster)

    def path(self, name: str) -> Path:
        """A file of the campaign by its path in the folder; `CampaignError` if it leads out."""
        parts = name.split("/")
        if name.startswith("/") or not all(parts) or {".", ".."} & {*parts} or "\\" in name:
            raise CampaignError(f"账本里的路径“{name[:80]}”不在收集文件夹里。")
        return self.folder.joinpath(*parts)

    def read(self, name: str) -> bytes:
        """A file's bytes; `UnreadableError` names it."""
        try:
            return read_input(self.path(name))
        except UnreadableError as error:
            raise UnreadableError(f"{self.path(name)}：{error}") from error

    def find(self, department: str) -> Standing:
        """A department by its name, an alias, or what only its name contains; `CampaignError`
        names those it may be."""
        year = self.settings.year
        found = self.directory.named(department)
        if found is None:
            like = [
                item for item in self.directory.containing(department) if item.reports_for(year)
            ]
            found = like[0] if len(like) == 1 else None
        if found is not None and found.reports_for(year):
            return self.state.standing(found.name)
        names = "、".join(self.directory.like(department))
        hint = f"可能是：{names}。" if names else "请看名单。"
        raise CampaignError(f"应报的部门里没有“{department}”，或不止一个。{hint}")

    def chosen(self, departments: Sequence[str]) -> list[Standing]:
        """Departments by name, all where none is named."""
        if not departments:
            return list(self.state.standings.values())
        return list({item.name: item for item in map(self.find, departments)}.values())

    def place(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Write new files of the campaign and give the paths they got in the folder, by those
        asked for. Files on record never change: where one is there already, another name is taken
        unless it holds just this."""
        names = {name: self._free(name, data) for name, data in files.items()}
        for name in names.values():
            self.path(name).parent.mkdir(parents=True, exist_ok=True)
        write_together({self.path(names[name]): data for name, data in files.items()})
        return names

    def _free(self, name: str, data: bytes) -> str:
        suffix = self.path(name).suffix
        stem, free, number = name.removesuffix(suffix), name, 1
        while (path := self.path(free)).exists() and path.read_bytes() != data:
            number += 1
            free = f"{stem}({number}){suffix}"
        return free

    def record(self, *events: Event, now: datetime | None = None) -> None:
        """Put events on record."""
        when = now or self.clock()
        for entry in book.append(self.folder / book.FILE, self.ledger, events, when):
            self.state.take(entry)

    def trim(self) -> None:
        """Cut a line of the ledger off that was never finished."""
        book.trim(self.folder / book.FILE, self.ledger)

    @contextmanager
    def changing(self) -> Iterator["Campaign"]:
        """The campaign locked for a change, as it is on disk now; files of its own that people
        changed (settings, roster) are put on record first."""
        try:
            lock = acquire(self.folder / book.FILE)
        except LockedError as error:
            who = f"（{error.holder.words}）" if error.holder else ""
            raise CampaignError(f"{self.folder} 正在被另一个命令使用{who}。请稍后重试。") from error
        try:
            self.ledger = book.read_ledger(self.folder / book.FILE)
            self.__dict__.pop("state", None)
            current = self.own_files()
            if current != dict(self.state.registered):
                self.record(Registered(current))
            yield self
        finally:
            lock.release()

    def own_files(self) -> dict[str, str]:
        """The campaign's own files with their sha256."""
        names = [configuration.FILE, self.settings.roster]
        if self.settings.definition == OWN_DEFINITION:
            names.append(OWN_DEFINITION)
        prior = self.folder / PRIOR
        names += sorted(f"{PRIOR}/{item.name}" for item in prior.glob("*.json"))
        return {name: digest(self.read(name)) for name in names}


def digest(data: bytes) -> str:
    """The sha256 of a file's content."""
    return sha256(data).hexdigest()


def create(folder: Path, settings: Settings, files: Mapping[str, bytes]) -> Campaign:
    """Make a campaign in a new or empty folder, with its own files (roster, last year's reports,
    a definition of the user's) by their paths in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CampaignError(f"{folder} 已经存在，里面有东西，没有改动。请换一个文件夹。")
    for name in (SENT, RECEIVED, RETURNED):
        (folder / name).mkdir(parents=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write_atomic(folder / name, data)
    write_atomic(folder / book.FILE, b"")
    write_atomic(folder / configuration.FILE, configuration.render_settings(settings))
    campaign = Campaign(folder)
    campaign.record(Registered(campaign.own_files()))
    return campaign
