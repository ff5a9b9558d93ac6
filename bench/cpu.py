"""CPU seconds of process trees."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Group:
    """Some processes with everything they started."""

    pids: tuple[int, ...]

    def members(self) -> list[psutil.Process]:
        """The living processes."""
        found: dict[int, psutil.Process] = {}
        for pid in self.pids:
            try:
                parent = psutil.Process(pid)
                found[pid] = parent
                found.update({child.pid: child for child in parent.children(recursive=True)})
            except psutil.NoSuchProcess:
                continue
        return list(found.values())

    def seconds(self) -> float:
        """User and system time so far, children that ended included."""
        total = 0.0
        for process in self.members():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
            if process.pid in self.pids:
                total += times.children_user + times.children_system
        return total

    def resident_mb(self) -> float:
        """Proportional set size in MiB: shared pages are counted once over all processes."""
        total = 0
        for process in self.members():
            try:
                total += process.memory_full_info().pss
            except psutil.NoSuchProcess:
                continue
        return total / 2**20
