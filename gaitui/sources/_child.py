"""Inside a child process: set the limits, then let one library read one file.

Imported by a bare interpreter, so it imports next to nothing.
"""

import importlib
import sys

MAX_MEMORY = 512 << 20
CPU_SECONDS = 1.6
"""With what starting and messages take, a file costs less than 2 s."""
MAX_CELLS = 80_000
DONE, DAMAGED, TOO_MUCH, PASSWORD = 0, 3, 4, 5
"""How a child ends; any other way, it was stopped by its limits."""


class TooMuchError(Exception):
    """The file holds more than a report can."""


class PasswordError(Exception):
    """The file cannot be opened without its password."""


def main(job: str) -> int:
    """Read standard input with the module `job`, write its JSON to standard output."""
    _limit()
    read = importlib.import_module(f"gaitui.sources.{job}").read
    try:
        output = read(sys.stdin.buffer.read())
    except (TooMuchError, MemoryError):
        return TOO_MUCH
    except PasswordError:
        return PASSWORD
    except BaseException:  # a library's own panic is no Exception
        return DAMAGED
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()
    return DONE


def _limit() -> None:
    try:
        import resource
        import signal
    except ImportError:  # no such limits on Windows: the parent's guard is left
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (2, 3))
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        resource.setrlimit(kind, (MAX_MEMORY, MAX_MEMORY))
