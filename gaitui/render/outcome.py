"""What checking one file came to, as every rendering of results gets it."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from msgspec import Struct

from gaitui.finding import Finding, Severity

SIGNS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
)
"""What marks a finding's severity, so that colour only repeats it."""


class FileResult(Struct, frozen=True):
    """What checking one file came to."""

    path: str
    sha256: str | None
    unit: str | None
    year: int | None
    definition: str | None
    checks_run: int
    findings: tuple[Finding, ...]


class ResultWriter(Protocol):
    """Results rendered as they come: `start`, each file's part, `end`, joined, are the output."""

    def start(self) -> str:
        """What stands before the first file."""

    def file(self, result: FileResult) -> str:
        """One file's part."""

    def end(self, is_whole: bool) -> str:
        """What stands after the last file; not `is_whole` where the batch was interrupted."""


def plain_path(path: str) -> str:
    """A path as text: bytes of a name that are no characters show as U+FFFD."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def plain(value: Any) -> Any:
    """A number as JSON and tables show it: decimals as digits, without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else value
