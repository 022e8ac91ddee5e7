"""Inside a child process: set the limits, then let one library work on one file.

Imported by a bare interpreter, so it imports next to nothing.
"""

import importlib
import sys

MAX_CELLS = 80_000
DONE, DAMAGED, TOO_MUCH, PASSWORD = 0, 3, 4, 5
"""How a child ends; any other way, it was stopped by its limits."""


class TooMuchError(Exception):
    """The file holds more than a report can."""


class PasswordError(Exception):
    """The file cannot be opened without its password."""


def main(job: str, cpu_seconds: str, max_memory: str) -> int:
    """Give standard input to the module `job`, write what it makes of it to standard output."""
    _limit(float(cpu_seconds), int(max_memory))
    run = importlib.import_module(job).run
    try:
        output = run(sys.stdin.buffer.read())
    except (TooMuchError, MemoryError):
        return TOO_MUCH
    except PasswordError:
        return PASSWORD
    except BaseException:  # a library's own panic is no Exception
        return DAMAGED
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()
    return DONE


def _limit(cpu_seconds: float, max_memory: int) -> None:
    try:
        import resource
        import signal
    except ImportError:  # no such limits on Windows: the parent's guard is left
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    whole = int(cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        resource.setrlimit(kind, (max_memory, max_memory))
