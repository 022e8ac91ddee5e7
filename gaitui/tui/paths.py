"""Paths as users type them: completed as in a shell, shown short."""

import os
from pathlib import Path

SUFFIXES = (".xlsx", ".json", ".xls", ".ods", ".xlsb", ".html", ".htm", ".docx", ".txt")
"""Names of files that may hold a report."""


def candidates(typed: str, suffixes: tuple[str, ...] = SUFFIXES) -> list[str]:
    """Paths that begin with what was typed: folders, ending in `/`, and readable reports."""
    expanded = os.path.expanduser(typed)
    folder, _, start = expanded.rpartition("/")
    base = Path(folder + "/" if folder or expanded.startswith("/") else ".")
    try:
        entries = sorted(os.scandir(base), key=lambda entry: entry.name)
    except OSError:
        return []
    found = []
    for entry in entries:
        if not entry.name.startswith(start) or (entry.name.startswith(".") and not start):
            continue
        path = f"{folder}/{entry.name}" if folder or expanded.startswith("/") else entry.name
        if entry.is_dir():
            found.append(f"{path}/")
        elif entry.name.lower().endswith(suffixes):
            found.append(path)
    return found


def complete(typed: str) -> str:
    """What was typed, extended as far as all candidates agree."""
    found = candidates(typed)
    common = found[0] if found else ""
    while not all(path.startswith(common) for path in found):
        common = common[:-1]
    return common if len(common) > len(os.path.expanduser(typed)) else typed


def shown(path: Path) -> str:
    """A path as the user would type it: from the current folder or from home where it can."""
    for base, prefix in ((Path.cwd(), "."), (Path.home(), "~")):
        if path == base:
            return f"{prefix}/"
        if path.is_relative_to(base):
            return f"{prefix}/{path.relative_to(base)}"
    return str(path)
