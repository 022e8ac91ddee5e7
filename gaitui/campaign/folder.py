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
from gaitui.campaign.names import canonical_name
from gaitui.campaign.roster import Department, read_roster
from gaitui.campaign.settings import Settings, read_settings
from gaitui.campaign.state import Standing, State, state_of
from gaitui.definition import Definition, built_in, parse_definition
from gaitui.errors import GaituiError, UnreadableError, nearest
from gaitui.files import read_input, write_atomic
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

    @property
    def state(self) -> State:
        """Where everything stands."""
        if self._state is None or self._state[0] is not self.ledger:
            self._state = self.ledger, state_of(self.ledger.entries, self.departments)
        return self._state[1]

    _state: tuple[book.Ledger, State] | None = None

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
        """A department by its name or an alias; `CampaignError` names the nearest."""
        wanted = canonical_name(department)
        for item in self.departments:
            if wanted in item.names:
                return self.state.standing(item.name)
        known = nearest(department, (item.name for item in self.departments))
        raise CampaignError(f"应报的部门里没有“{department}”{known}。")

    def chosen(self, departments: Sequence[str]) -> list[Standing]:
        """Departments by name, all where none is named."""
        if not departments:
            return list(self.state.standings.values())
        return list({item.name: item for item in map(self.find, departments)}.values())

    def place(self, name: str, data: bytes) -> str:
        """Write a new file of the campaign and give its path in the folder. Files on record never
        change: where one is there already, another name is taken unless it holds just this."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        stem, suffix = name.removesuffix(path.suffix), path.suffix
        number = 1
        while path.exists() and path.read_bytes() != data:
            number += 1
            name = f"{stem}({number}){suffix}"
            path = self.path(name)
        write_atomic(path, data)
        return name

    def record(self, *events: Event, now: datetime | None = None) -> None:
        """Put events on record."""
        when = now or self.clock()
        self.ledger = book.append(self.folder / book.FILE, self.ledger, events, when)

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
