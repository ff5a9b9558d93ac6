"""Figures: what was measured in several repetitions, and how it compares with its floor and its target."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.shop import Shop


@dataclass(frozen=True)
class Sample:
    """One repetition: the figure itself and what else was seen. ``parts`` are CPU-s per 1,000 of web, worker and database."""

    value: float
    per_second: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    parts: dict[str, float] = field(default_factory=dict)


@dataclass
class Figure:
    """One line of the table. ``more_is_better`` for rates; ``faults`` are wrong results, which fail the run."""

    id: str
    what: str
    unit: str
    target: float
    goal: float | None
    ours: list[Sample] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    floor_name: str = ""
    more_is_better: bool = False
    note: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def value(self) -> float:
        """The median."""
        return median(sample.value for sample in self.ours)

    def meets(self, limit: float | None) -> bool:
        """Whether the median keeps to a limit."""
        if limit is None:
            return False
        return self.value >= limit if self.more_is_better else self.value <= limit

    def middle(self, name: str) -> float | None:
        """The median of ``per_second``, ``p50_ms`` or ``p99_ms``."""
        values = [getattr(sample, name) for sample in self.ours if getattr(sample, name) is not None]
        return median(values) if values else None

    def as_json(self) -> dict[str, Any]:
        """For bench/results/latest.json."""
        return {
            "id": self.id,
            "what": self.what,
            "unit": self.unit,
            "median": self.value,
            "min": min(sample.value for sample in self.ours),
            "max": max(sample.value for sample in self.ours),
            "floor": median(self.floor) if self.floor else None,
            "floor_name": self.floor_name,
            "ratio": self.value / median(self.floor) if self.floor else None,
            "per_second": self.middle("per_second"),
            "p50_ms": self.middle("p50_ms"),
            "p99_ms": self.middle("p99_ms"),
            "parts": {name: median(sample.parts[name] for sample in self.ours) for name in self.ours[0].parts},
            "target": self.target,
            "goal": self.goal,
            "meets_target": self.meets(self.target),
            "meets_goal": self.meets(self.goal),
            "note": self.note,
            "faults": self.faults,
        }


class Meter:
    """CPU of web, worker and database between ``start`` and ``per_1000``."""

    def __init__(self, shop: Shop) -> None:
        self._groups = {"web": shop.group(shop.web), "worker": shop.group(shop.worker), "database": shop.group(shop.database)}
        self._before = self._now()

    def _now(self) -> dict[str, float]:
        return {name: group.seconds() for name, group in self._groups.items()}

    def per_1000(self, count: int) -> dict[str, float]:
        """CPU seconds per 1,000 of ``count``, by process tree."""
        now = self._now()
        return {name: (now[name] - self._before[name]) / count * 1000 for name in now}


async def alternate(repetitions: int, *turns: Callable[[], Awaitable[None]]) -> None:
    """A B A B: whatever the machine does meanwhile, it does to all."""
    for _ in range(repetitions):
        for turn in turns:
            await turn()
