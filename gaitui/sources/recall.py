"""What was made of a text once is remembered: many files come of one template."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

REMEMBERED = 64
MAX_TEXT = 60_000
"""Longer texts than any form has are not kept."""

T = TypeVar("T")


def recalled(read: Callable[..., T]) -> Callable[..., T]:
    """A pure function of texts that remembers what it made of those that came last."""
    known = lru_cache(maxsize=REMEMBERED)(read)

    @wraps(read)
    def recall(*texts: str) -> T:
        return known(*texts) if sum(map(len, texts)) <= MAX_TEXT else read(*texts)

    return recall
