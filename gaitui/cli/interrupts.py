"""Ctrl-C and SIGTERM during a batch: at once, but never in the middle of a result."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Within it both signals raise KeyboardInterrupt; while `held`, the first one waits for the
    end of what is being written, a second one does not."""

    def __init__(self) -> None:
        self._is_held = False
        self._has_come = False

    def __enter__(self) -> "Interrupts":
        self._before = {
            number: signal.signal(number, self._handle)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A stretch that is not to be torn."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        if self._has_come:
            self._has_come = False
            raise KeyboardInterrupt

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._is_held and not self._has_come:
            self._has_come = True
        else:
            raise KeyboardInterrupt
