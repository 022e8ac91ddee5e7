"""What can happen in a campaign: one record a kind, as the ledger keeps them."""

from typing import TypeAlias

from msgspec import Struct


class Registered(Struct, frozen=True, tag="registered"):
    """The campaign's own files (settings, roster), which people may edit, as they are from now on:
    sha256 by path. `priors` are last year's reports, which stay as they were taken in."""

    files: dict[str, str]
    priors: dict[str, str] = {}


class Sent(Struct, frozen=True, tag="sent"):
    """A department's workbook and covering note were written. `basis` is the sha256 of what the
    workbook was made from, so that it is made anew only when that changes."""

    department: str
    files: dict[str, str]
    basis: str


class Received(Struct, frozen=True, tag="received"):
    """A version of a department's report came in and was checked. `how` says by what the
    department was recognised; `silent` are the keys that changed although nobody asked."""

    department: str
    version: int
    file: str
    sha256: str
    original: str
    how: str
    errors: int
    warnings: int
    checks: int
    silent: tuple[str, ...] = ()


class Refused(Struct, frozen=True, tag="refused"):
    """A file was not taken, and why; it is not kept."""

    original: str
    sha256: str
    why: str


class Accepted(Struct, frozen=True, tag="accepted"):
    """A version is to be added up although something is wrong with it, or was changed unasked."""

    department: str
    version: int
    reason: str


class Amended(Struct, frozen=True, tag="amended"):
    """A number was changed here: of a department's version, or (department "") of the merged
    report. `errors` and `warnings` are those of the version afterwards."""

    department: str
    version: int
    ref: str
    old: str
    new: str
    reason: str
    errors: int = 0
    warnings: int = 0

    @property
    def words(self) -> str:
        """`99 → 9`, or that the number was confirmed."""
        if self.new == self.old:
            return f"确认为 {self.new}"
        return f"{self.old or '空'} → {self.new}"


class Returned(Struct, frozen=True, tag="returned"):
    """A version was returned for correction, with the files written for that."""

    department: str
    version: int
    files: dict[str, str]


class Merged(Struct, frozen=True, tag="merged"):
    """The district's report was written from these versions."""

    file: str
    sha256: str
    versions: dict[str, int]
    missing: tuple[str, ...] = ()


class SetAside(Struct, frozen=True, tag="set_aside"):
    """A file that no entry knew was moved out of the way; no `sha256` for a link or a pipe."""

    file: str
    to: str
    sha256: str


Event: TypeAlias = (
    Registered | Sent | Received | Refused | Accepted | Amended | Returned | Merged | SetAside
)
