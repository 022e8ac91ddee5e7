"""Every measurement in one run, as one table: `python -m bench` or `make bench`."""

import importlib
import importlib.util

from bench import batch, campaign, culprits, merging, reading, startup, writing
from bench.timing import show


def main() -> int:
    """Print the tables: times, how often the culprit is named, what the app sends to a terminal;
    1 if a goal was missed."""
    jobs = (reading, startup, writing, merging, campaign, batch)
    missed = show([row for job in jobs for row in job.measure()])
    print()
    missed |= culprits.main()
    if importlib.util.find_spec("bench.tui_bytes"):
        print()
        missed |= int(importlib.import_module("bench.tui_bytes").main() or 0)
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
