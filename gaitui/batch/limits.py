"""What a batch lets one worker use."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What a worker may use: seconds for one task, bytes of memory, tasks before it is renewed."""

    seconds: float = 30
    memory: int = 1 << 30
    tasks: int = 1000


USUAL = Limits()
