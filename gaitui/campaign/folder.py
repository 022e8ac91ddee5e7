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
from gaitui.errors import GaituiError, OutputError, UnreadableError
from gaitui.files import read_input, write_atomic, write_together
from gaitui.files.atomic import reason
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
        self._load()

    def _load(self) -> None:
        for name in ("definition", "roster", "departments", "state", "directory"):
            self.__dict__.pop(name, None)
        self.settings: Settings = read_settings(self.read(configuration.FILE))
        self.ledger = book.read_ledger(self.path(book.FILE))

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
        """A file of the campaign by its path in the folder; `CampaignError` if that leads out of
        it or over a link: whoever made the folder does not choose what else is read or written."""
        parts = name.split("/")
        if name.startswith("/") or not all(parts) or {".", ".."} & {*parts} or "\\" in name:
            raise CampaignError(f"“{name[:80]}”不在收集文件夹里。请改成文件夹里的文件。")
        path = self.folder.joinpath(*parts)
        try:
            is_within = path.resolve() == self.folder.resolve().joinpath(*parts)
        except (OSError, RuntimeError, ValueError):
            is_within = False
        if not is_within:
            raise CampaignError(f"{path} 是链接，不在收集文件夹里，没有打开。请换成文件本身。")
        return path

    def has(self, name: str) -> bool:
        """Whether a file is there: one that can be read without waiting."""
        try:
            return self.path(name).is_file()
        except OSError:
            return False

    def read(self, name: str) -> bytes:
        """A file's bytes; `UnreadableError` names it."""
        path = self.path(name)
        try:
            if path.exists() and not path.is_file():
                raise UnreadableError("这不是普通的文件。请移走它，再从备份恢复。")
            return read_input(path)
        except (UnreadableError, OSError) as error:
            raise UnreadableError(f"{path}：{error}") from error

    def recorded(self, name: str) -> bytes:
        """The bytes of a file on record; `CampaignError` if they are not what was put there."""
        data = self.read(name)
        if digest(data) != self.state.files.get(name):
            when = "收到" if name.startswith(f"{RECEIVED}/") else "登记"
            raise CampaignError(
                f"{self.path(name)} 与{when}时不同，被改动过。"
                "请从备份或邮件附件恢复它，或用 gaitui campaign verify 查看。"
            )
        return data

    def target(self, name: str) -> Path:
        """Where a file of the campaign is to be written; `CampaignError` if what is there is none
        that can be replaced."""
        path = self.path(name)
        if path.exists() and not path.is_file():
            raise CampaignError(f"写不了 {path}：同名的不是普通的文件。请移走它再试。")
        return path

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
            make_folder(self.path(name).parent)
        write_together({self.path(names[name]): data for name, data in files.items()})
        return names

    def _free(self, name: str, data: bytes) -> str:
        suffix = self.path(name).suffix
        stem, free, number = name.removesuffix(suffix), name, 1
        while self.path(free).exists() and not (self.has(free) and self.read(free) == data):
            number += 1
            free = f"{stem}({number}){suffix}"
        return free

    def record(self, *events: Event) -> None:
        """Put events on record."""
        for entry in book.append(self.path(book.FILE), self.ledger, events, self.clock()):
            self.state.take(entry)

    def trim(self) -> None:
        """Cut a line of the ledger off that was never finished."""
        book.trim(self.path(book.FILE), self.ledger)

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
            self._load()
            current = self.own_files()
            if current != dict(self.state.registered):
                self.record(Registered(current))
            yield self
        finally:
            lock.release()

    def own_files(self) -> dict[str, str]:
        """The campaign's own files, which people may edit, with their sha256."""
        names = [configuration.FILE, self.settings.roster]
        if self.settings.definition == OWN_DEFINITION:
            names.append(OWN_DEFINITION)
        return {name: digest(self.read(name)) for name in names}


def make_folder(path: Path) -> None:
    """Make a folder with those above it; `OutputError` says why it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"建不了文件夹 {path}：{reason(error)}") from error


def digest(data: bytes) -> str:
    """The sha256 of a file's content."""
    return sha256(data).hexdigest()


def create(
    folder: Path, settings: Settings, files: Mapping[str, bytes], priors: Mapping[str, bytes]
) -> Campaign:
    """Make a campaign in a new or empty folder, with its own files (roster, a definition of the
    user's) and last year's reports by their paths in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CampaignError(f"{folder} 已经存在，里面有东西，没有改动。请换一个文件夹。")
    for name in (SENT, RECEIVED, RETURNED):
        make_folder(folder / name)
    for name, data in {**files, **priors}.items():
        make_folder((folder / name).parent)
        write_atomic(folder / name, data)
    write_atomic(folder / book.FILE, b"")
    write_atomic(folder / configuration.FILE, configuration.render_settings(settings))
    campaign = Campaign(folder)
    known = {name: digest(data) for name, data in priors.items()}
    campaign.record(Registered(campaign.own_files(), known))
    return campaign
