"""Rate limits per caller and endpoint: a sliding window of two fixed ones, kept in this process.

With several web processes each counts for itself, so the effective limit is at most their number times the figure;
what must be exact (codes, passwords) is counted in the database by its own domain.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from tuanzi.kernel.config import RateLimit
from tuanzi.kernel.errors import TooMany

KEYS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` calls in ``window_s`` seconds for one caller (the member if signed in, else the address)."""

    name: str
    count: int
    window_s: int


class RateLimited(TooMany):
    """Too many calls of one kind in a short time."""

    code = "kernel.too_many"


class Limiter:
    """Counts calls. One per process. ``overrides`` are limits by their name, from the configuration; not ``is_on``, nothing is refused."""

    def __init__(self, overrides: Mapping[str, RateLimit] | None = None, *, is_on: bool = True) -> None:
        self._is_on = is_on
        self._overrides = overrides or {}
        self._windows: dict[tuple[str, str], tuple[int, int, int]] = {}

    def check(self, rate: Rate, caller: str) -> None:
        """Count one call. Raises ``RateLimited`` with the seconds to wait."""
        if not self._is_on:
            return
        override = self._overrides.get(rate.name)
        if override:
            rate = Rate(rate.name, override.count, override.window_s)
        now = time.monotonic()
        window = int(now // rate.window_s)
        key = (rate.name, caller)
        stored, current, previous = self._windows.get(key, (window, 0, 0))
        if stored != window:
            previous = current if stored == window - 1 else 0
            current = 0
        elapsed = now / rate.window_s - window
        if current + previous * (1 - elapsed) >= rate.count:
            wait_s = max(1, int(rate.window_s * (1 - elapsed)))
            raise RateLimited(retry_after_s=wait_s)
        if len(self._windows) >= KEYS_MAX:
            self._windows.clear()
        self._windows[key] = (window, current + 1, previous)
