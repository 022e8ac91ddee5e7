"""Keys handled one after the other, however fast they come.

Textual hands a key to the focused widget, and only when it comes back runs the bindings; of
keys that arrive together, as they do over a slow line, a digit is then typed into the old cell
before the arrow in front of it moves on. `OrderedKeys` holds a key back until all before it,
and the messages they gave rise to, have been dealt with.
"""

from collections import deque
from collections.abc import Sequence
from time import monotonic
from typing import Any, Generic

from textual import events
from textual.app import App, ReturnType
from textual.message_pump import MessagePump

PASSES = 2
"""Ways up from the focused widget: the key's own, and that of messages posted for it."""
PATIENCE = 0.5
"""Seconds after which a key is no longer waited for."""


class OrderedKeys(App[ReturnType], Generic[ReturnType]):
    """An app whose keys and pastes keep their order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._waiting: deque[events.Event] = deque()
        self._handled_since: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Queue keys and pastes; let everything else through."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        since = self._handled_since
        if since is None or monotonic() - since > PATIENCE:
            await self._handle_next()

    async def _handle_next(self) -> None:
        """Handle the next key; what comes after it waits until it has gone all the way up."""
        self._handled_since = monotonic() if self._waiting else None
        if self._waiting:
            event = self._waiting.popleft()
            target = self.focused or self.screen
            await super().on_event(event)
            self._follow(list(target.ancestors_with_self) * PASSES)

    def _follow(self, path: Sequence[MessagePump]) -> None:
        """Go up behind what was sent up before; queues keep their order."""
        for place, pump in enumerate(path):
            if pump is not self or place < len(path) - 1:
                if pump.call_later(self._follow, path[place + 1 :]):
                    return
            else:
                self.call_later(self._handle_next)
