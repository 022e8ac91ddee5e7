"""Whose report a received file is: by its stamp, else by what it says, else by its name."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import PurePath

from msgspec import Struct

from gaitui.campaign.names import canonical_name
from gaitui.campaign.roster import Department

DEPARTMENT = "department"
"""The stamp's key of the department that a workbook was made for."""
BY_STAMP, BY_UNIT, BY_FILE, BY_HAND = "印记", "机关名称", "文件名", "指定"
_CANDIDATES = 4


class Identity(Struct, frozen=True):
    """The department a file is from and by what it was recognised; None where that is in doubt:
    then `doubt` says why, and `candidates` who it may be."""

    department: Department | None
    how: str = ""
    doubt: str = ""
    candidates: tuple[str, ...] = ()


class Directory:
    """The departments of a roster by all their names."""

    def __init__(self, departments: Sequence[Department]) -> None:
        self._by_name = {name: item for item in departments for name in item.names}

    def named(self, text: str) -> Department | None:
        """The department of just this name or alias."""
        return self._by_name.get(canonical_name(text))

    def within(self, text: str) -> list[Department]:
        """The departments whose names stand in a text, but for names inside longer ones."""
        text = canonical_name(text)
        found = sorted((name for name in self._by_name if name in text), key=len, reverse=True)
        longest: list[str] = []
        for name in found:
            if not any(name in other for other in longest):
                longest.append(name)
        return list(dict.fromkeys(self._by_name[name] for name in longest))

    def containing(self, text: str) -> list[Department]:
        """The departments one of whose names contains a text."""
        text = canonical_name(text)
        found = (item for name, item in self._by_name.items() if text and text in name)
        return list(dict.fromkeys(found))

    def like(self, text: str) -> tuple[str, ...]:
        """The names of departments that a text may mean, the likeliest first."""
        text = canonical_name(text)
        inside = [name for name in self._by_name if text and (text in name or name in text)]
        close = get_close_matches(text, self._by_name, n=_CANDIDATES, cutoff=0.5)
        found = (self._by_name[name].name for name in (*inside, *close))
        return tuple(dict.fromkeys(found))[:_CANDIDATES]


def identify(directory: Directory, stamp: Mapping[str, str], unit: str, original: str) -> Identity:
    """The department of a file with this stamp, stated unit and original name. Where two of them
    name different departments, or the unit is none of the roster's, it is in doubt."""
    stamped = directory.named(stamp.get(DEPARTMENT, ""))
    stated = directory.named(unit)
    if stamped and stated and stamped is not stated:
        doubt = f"填报表是发给“{stamped.name}”的，机关名称却写着“{stated.name}”"
        return Identity(None, doubt=doubt, candidates=(stated.name, stamped.name))
    if stamped and unit.strip() and not stated and stamped.name not in directory.like(unit):
        doubt = f"填报表是发给“{stamped.name}”的，机关名称却写着“{unit[:40]}”，不在名单里"
        return Identity(None, doubt=doubt, candidates=(stamped.name,))
    if stamped:
        return Identity(stamped, BY_STAMP)
    if stated:
        return Identity(stated, BY_UNIT)
    return _by_file(directory, unit, original)


def _by_file(directory: Directory, unit: str, original: str) -> Identity:
    named = directory.within(PurePath(original).stem)
    if len(named) == 1 and not unit.strip():
        return Identity(named[0], BY_FILE)
    if len(named) > 1:
        names = tuple(item.name for item in named)
        return Identity(None, doubt=f"文件名里有 {len(named)} 个部门的名称", candidates=names)
    if not unit.strip():
        like = directory.like(PurePath(original).stem)
        return Identity(None, doubt="文件里没有写机关名称，文件名也认不出部门", candidates=like)
    likely = tuple(dict.fromkeys((*(item.name for item in named), *directory.like(unit))))
    return Identity(None, doubt=f"机关名称“{unit[:40]}”不在名单里", candidates=likely)
