"""A shop of real processes that can be killed: PostgreSQL with full durability, web, worker."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tuanzi.kernel.config import Config
from tuanzi.kernel.embedded import EmbeddedPostgres

CLI = (sys.executable, "-m", "tuanzi.apps.cli")
WATCH_S = 0.1
READY_S = 60


class Mortals:
    """Web and worker are started again whenever they end, as a supervisor does; the database is started again after its kill."""

    def __init__(self, folder: Path, config: Config) -> None:
        # As ``tuanzi up`` does: the address is held here, so that callers wait while a killed web process is replaced.
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.listener.setblocking(False)
        port = self.listener.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"
        self.postgres = EmbeddedPostgres(folder)
        self.url = self.postgres.ensure_running()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TUANZI_")},
            "TUANZI_DATA_DIR": str(folder),
            "TUANZI_DATABASE_URL": self.url,
            "TUANZI_SECRET_KEY": config.secret_key.get_secret_value(),
            "TUANZI_PORT": str(port),
            "TUANZI_LISTEN_FD": str(self.listener.fileno()),
            "TUANZI_BASE_URL": self.base_url,
            "TUANZI_RATE_LIMITS": "false",
            "TUANZI_LOG_LEVEL": "warning",
        }
        self.log = folder / "chaos.log"
        self.killed: Counter[str] = Counter()
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._watching: list[asyncio.Task[None]] = []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of the shop's owner."""
        return subprocess.run([*CLI, *arguments], env=self.environment, check=False, capture_output=True, text=True, timeout=120)

    def start(self) -> None:
        """Web and worker, watched from now on."""
        self._watching = [asyncio.create_task(self._keep(name)) for name in ("web", "worker")]

    async def _keep(self, name: str) -> None:
        while True:
            with self.log.open("ab") as out:
                process = await asyncio.create_subprocess_exec(
                    *CLI, name, env=self.environment, stdout=out, stderr=out, pass_fds=[self.listener.fileno()]
                )
            self._processes[name] = process
            await process.wait()
            await asyncio.sleep(WATCH_S)

    async def kill(self, name: str) -> None:
        """SIGKILL, without a warning."""
        self.killed[name] += 1
        if name != "postgres":
            with contextlib.suppress(ProcessLookupError):
                self._processes[name].kill()
            return
        pid = self.postgres.status().pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(self.postgres.ensure_running)

    async def ready(self) -> None:
        """Wait until the shop serves."""
        async with httpx.AsyncClient(base_url=self.base_url, timeout=2) as http:
            for _ in range(int(READY_S / WATCH_S)):
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get("/health/ready")).status_code == 200:
                        return
                await asyncio.sleep(WATCH_S)
        raise AssertionError(f"the shop does not come back:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")

    async def stop(self) -> None:
        """End everything, kindly."""
        for task in self._watching:
            task.cancel()
        alive = [process for process in self._processes.values() if process.returncode is None]
        for process in alive:
            process.terminate()
        for process in alive:
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
        self.listener.close()
        await asyncio.to_thread(self.postgres.stop)


@asynccontextmanager
async def mortals(folder: Path, config: Config) -> AsyncIterator[Mortals]:
    """A shop with its schema, serving; gone at the end."""
    made = await asyncio.to_thread(Mortals, folder, config)
    try:
        migrated = await asyncio.to_thread(made.run, "migrate")
        assert migrated.returncode == 0, migrated.stdout + migrated.stderr
        made.start()
        await made.ready()
        yield made
    finally:
        await made.stop()


async def murder(victims: Mortals, dice: random.Random, seconds: float) -> None:
    """Kill one of them again and again, at random moments; each at least once."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    order = ["postgres", "web", "worker"]
    dice.shuffle(order)
    while loop.time() < until or order:
        await asyncio.sleep(dice.uniform(1, 4))
        await victims.kill(order.pop() if order else dice.choice(["postgres", "web", "web", "worker", "worker"]))
