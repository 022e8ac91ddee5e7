"""Exceptions: the job cannot go on. Each carries one Chinese message fit to show to the user."""

from collections.abc import Iterable


class GaituiError(Exception):
    """Base of all errors that end a job; `str(error)` says what, where and how to mend it."""


class DefinitionError(GaituiError):
    """A definition file is wrong: names the file, the key and the nearest known match."""


class UnreadableError(GaituiError):
    """A received file cannot be opened or is refused as unsafe (becomes finding W601)."""


class EditionError(GaituiError):
    """No definition for the year or id asked for (becomes finding W602)."""


class OutputError(GaituiError):
    """An output cannot be written, or may not be written as asked."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`（最接近的是“…”）` for a message, or nothing where no known name is close."""
    # Imported here: every start of the program would pay for it, and few need it.
    from difflib import get_close_matches

    matches = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"（最接近的是“{matches[0]}”）" if matches else ""


def printable(text: str) -> str:
    """Text from outside made safe for a terminal: no control or direction characters."""
    return "".join(char if char.isprintable() else "�" for char in text)
