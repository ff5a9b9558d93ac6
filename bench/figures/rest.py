"""F13 and F14: ``tuanzi up`` as a person starts it: how soon it is ready the second time, and what it holds while nobody comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.cpu import Group
from bench.measure import Figure, Sample
from bench.shop import free_port, wait_until_ready
from tuanzi.kernel.embedded import EmbeddedPostgres

REST_S = 4


def run(folder: Path, repetitions: int) -> list[Figure]:
    """One first start with the demo shop, then second starts."""
    memory = Figure("F13", "memory of `tuanzi up` at rest, proportional (PSS)", "MiB", 700, 400)
    resident = Figure("F13", "the same, resident (RSS, shared pages counted in every process)", "MiB", 700, 400)
    start = Figure("F14", "second start of `tuanzi up` until ready", "s", 10, 4)
    with _up(folder) as (_, first_s):
        start.note = f"the first start, demo shop put in, took {first_s:.1f} s; web apps are not built here (--no-build)"
        time.sleep(REST_S)
    for _ in range(repetitions):
        with _up(folder) as (pid, seconds):
            start.ours.append(Sample(seconds))
            time.sleep(REST_S)
            whole = Group((pid, EmbeddedPostgres(folder).status().pid or 0))
            parts = {_name(process): Group((process.pid,)) for process in psutil.Process(pid).children()}
            database = EmbeddedPostgres(folder).status().pid or 0
            held = {name: group.resident_mb() for name, group in parts.items()} | {"database": Group((database,)).resident_mb()}
            memory.ours.append(Sample(whole.resident_mb(), parts=held))
            resident.ours.append(Sample(sum(_rss(process) for process in whole.members())))
    memory.note = f"supervisor, web, worker and database, {REST_S} s after they are ready"
    return [memory, resident, start]


def _name(process: psutil.Process) -> str:
    return str(process.cmdline()[-1])


def _rss(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


@contextmanager
def _up(folder: Path) -> Iterator[tuple[int, float]]:
    """A running ``tuanzi up`` and how long it took; ended with Ctrl-C."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TUANZI_")}
    environment |= {"TUANZI_DATA_DIR": str(folder), "TUANZI_PORT": str(port)}
    with (folder.parent / "up.log").open("ab") as log:
        began = time.monotonic()
        command = [sys.executable, "-m", "tuanzi.apps.cli", "up", "--no-build"]
        process = subprocess.Popen(command, env=environment, cwd=folder.parent, stdout=log, stderr=log)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield process.pid, time.monotonic() - began
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
