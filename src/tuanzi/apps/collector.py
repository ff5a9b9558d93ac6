"""Python's garbage collector, set for a process that serves: what was built at the start is never looked at again."""

from __future__ import annotations

import gc

ALLOCATIONS = 20_000
"""New containers before the youngest generation is collected. The default of 700 runs several times within one request."""


def calm() -> None:
    """Call once everything is imported and built: modules, routes and schemas live as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 20, 50)
