"""A shop to measure: its own data folder and database with full durability, web and worker as processes of their own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import httpx

from bench.cpu import Group
from tuanzi.adapters.wechat import sandbox as wechat
from tuanzi.kernel.embedded import EmbeddedPostgres

READY_S = 180
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Shop:
    """A running shop. ``web``/``worker``/``database`` are the pids whose CPU counts.

    ``outside_url`` answers as WeChat and as the payment provider: a process whose CPU is not the shop's.
    """

    base_url: str
    outside_url: str
    database_url: str
    data_dir: Path
    web: int
    worker: int
    database: int

    @staticmethod
    def group(pid: int) -> Group:
        """A process with what it started."""
        return Group((pid,))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(base_url: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until ``base_url`` can serve. Ends the run when ``process`` dies or takes too long."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base_url}/health/ready", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"the shop under measurement does not answer (its process: {process.poll() or 'running'})")


@contextmanager
def running_shop(data_dir: Path, *, has_outside: bool = False, is_demo: bool = False) -> Iterator[Shop]:
    """Start database, schema, web and worker; stop them at the end.

    ``has_outside``: the pretend providers too. ``is_demo``: the demo shop, for reading only, so that nobody works in it.
    """
    with ExitStack() as stack:
        outside_url, settings = "", dict[str, str]()
        if has_outside:
            outside_url = stack.enter_context(_outside(data_dir / "sandbox_pay"))
            settings = {
                "TUANZI_PAYMENT__SANDBOX_URL": outside_url,
                "TUANZI_WECHAT__API_BASE": f"{outside_url}/sandbox/wechat",
                "TUANZI_WECHAT__MINI_APP_ID": wechat.APP_ID,
                "TUANZI_WECHAT__MINI_APP_SECRET": wechat.APP_SECRET,
            }
        shop = stack.enter_context(_installation(data_dir, is_demo=is_demo, **settings))
        yield replace(shop, outside_url=outside_url)


@contextmanager
def _outside(keys: Path) -> Iterator[str]:
    """WeChat and the payment provider; the shop finds the keys of both sides in the same folder."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.outside", str(port), str(keys)], cwd=ROOT)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _installation(data_dir: Path, *, is_demo: bool, **settings: str) -> Iterator[Shop]:
    port = free_port()
    environment = {
        **os.environ,
        "TUANZI_DATA_DIR": str(data_dir),
        "TUANZI_PORT": str(port),
        "TUANZI_BASE_URL": f"http://127.0.0.1:{port}",
        "TUANZI_RATE_LIMITS": "false",
        # Tokens are prepared before a run that may be long.
        "TUANZI_ACCESS_TOKEN_S": "86400",
        # As `tuanzi up` starts it: figures are shared between processes, every request is logged.
        "PROMETHEUS_MULTIPROC_DIR": str(data_dir / "metrics"),
        **settings,
    }
    (data_dir / "metrics").mkdir(parents=True, exist_ok=True)
    database = EmbeddedPostgres(data_dir)
    url = database.ensure_running()
    environment["TUANZI_DATABASE_URL"] = url
    command = [sys.executable, "-m", "tuanzi.apps.cli"]
    subprocess.run([*command, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    if is_demo:
        subprocess.run([*command, "seed"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with (data_dir / "bench.log").open("ab") as log:
        commands = [[*command, "web"]] if is_demo else [[*command, "web"], [sys.executable, "-m", "bench.worker"]]
        processes = [subprocess.Popen(each, env=environment, cwd=ROOT, stdout=log, stderr=log) for each in commands]
        base_url = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(base_url, processes[0])
            yield Shop(base_url, "", url, data_dir, processes[0].pid, processes[-1].pid, _postmaster(url))
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)
            database.stop()


def _postmaster(url: str) -> int:
    """The pid of the server process: the parent of any backend."""
    import psutil

    async def ask() -> int:
        connection = await asyncpg.connect(url)
        pid = await connection.fetchval("SELECT pg_backend_pid()")
        parent = psutil.Process(pid).ppid()
        await connection.close()
        return int(parent)

    return asyncio.run(ask())
