"""``tuanzi up``: everything a shop needs, under one roof, until it is told to stop.

Order: database, schema, clock, demo shop, web apps; then web and worker as child processes. A child that dies is started again
with growing pauses, and so is the embedded database; signals are passed on; when this process itself is killed, its children go with
it (Linux), and the embedded database stays for the next start, which finds it running.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import uvloop

from tuanzi.apps import front_end, migrating, reaching
from tuanzi.apps.clock import parse_shift
from tuanzi.kernel.clock_store import read_shift, write_shift
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.embedded import EmbeddedError, EmbeddedPostgres

Say = Callable[[str], None]

BACKOFF_MIN_S, BACKOFF_MAX_S = 0.5, 30.0
STEADY_AFTER_S = 60
"""A child that lived this long has recovered: its next death starts with the shortest pause again."""
STOP_TIMEOUT_S = 10
READY_TIMEOUT_S = 60
DATABASE_LOOK_S = 2
LISTEN_VARIABLE = "TUANZI_LISTEN_FD"
PR_SET_PDEATHSIG = 1

Demo = Literal["small", "full"]
"""How much of a demo shop goes into an empty installation."""


class UpError(Exception):
    """The shop cannot start; the message says why and what helps."""


@dataclass(eq=False)
class Child:
    """One supervised process."""

    name: str
    command: tuple[str, ...]
    restarts: int = 0
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)


def run(config: Config, *, clock: str | None, build: bool, demo: Demo | None, say: Say) -> None:
    """Start, serve until SIGINT or SIGTERM, stop. Raises ``UpError`` when it cannot start."""
    began = time.monotonic()
    if clock is not None and not config.sandbox:
        raise UpError("--clock moves the time of a sandbox; this installation is real (sandbox = false)")
    with _alone(config), _listening(config) as listener, _database(config) as (url, embedded):
        if not asyncio.run(migrating.is_current(url)):
            say("bringing the database to this version's schema")
            migrating.upgrade(url)
        notes = uvloop.run(_prepare(config, url, clock, say, demo=demo))
        if build:
            try:
                front_end.build(say)
            except front_end.BuildError as error:
                raise UpError(str(error)) from error
        asyncio.run(_supervise(config, url, embedded, listener, notes, began, say))


@contextlib.contextmanager
def _alone(config: Config) -> Iterator[None]:
    """One of us per data folder: a second would put the database, the figures and the clock of the first away."""
    try:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        file = (config.data_dir / "up.lock").open("w")
    except OSError as error:
        raise UpError(f"{error.strerror}: {error.filename}. Choose another TUANZI_DATA_DIR.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UpError(f"`tuanzi up` runs on {config.data_dir} already; stop it, or choose another TUANZI_DATA_DIR.") from error
        yield


@contextlib.contextmanager
def _database(config: Config) -> Iterator[tuple[str, EmbeddedPostgres | None]]:
    if config.database_url:
        try:
            asyncio.run(reaching.reach(config.database_url))
        except reaching.Unreachable as error:
            raise UpError(str(error)) from error
        yield config.database_url, None
        return
    embedded = EmbeddedPostgres(config.data_dir)
    try:
        yield embedded.ensure_running(), embedded
    except EmbeddedError as error:
        raise UpError(f"The embedded database does not start: {error}") from error
    finally:
        if embedded.started_here:
            embedded.stop()


@contextlib.contextmanager
def _listening(config: Config) -> Iterator[socket.socket]:
    """The address is taken here and handed to the web processes: a restart of one refuses nobody."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((config.host, config.port))
        except OSError as error:
            raise UpError(f"{config.host} port {config.port}: {error.strerror}. Choose another with TUANZI_PORT.") from error
        listener.listen(2048)
        listener.setblocking(False)
        yield listener


async def _prepare(config: Config, url: str, clock: str | None, say: Say, *, demo: Demo | None) -> list[str]:
    """Clock and demo shop. Returns lines the user should see, such as a one-time password.

    A start with nothing to prepare should not cost the import of every domain: the children pay for that anyway.
    """
    seeded = config.data_dir / "seeded"
    notes: list[str] = []
    db = await Database.connect(url)
    try:
        if clock is not None:
            await _move_clock(db, clock)
        ahead = await read_shift(db.reader)
        if ahead:
            notes.append(f"the shop's clock is {ahead} ahead (tuanzi up --clock 0s puts it back)")
        if demo and config.sandbox and not seeded.exists():
            from tuanzi.apps import seed, wiring

            say("putting in the demo shop (once)")
            wiring.wire(config)
            notes += await seed.run(db, config, seed.SMALL if demo == "small" else seed.FULL)
            seeded.touch()
    finally:
        await db.close()
    return notes


async def _move_clock(db: Database, text: str) -> None:
    try:
        shift = parse_shift(text)
    except ValueError as error:
        raise UpError(f"--clock: {error}; write it like +3d, 90m or 2h30m") from error
    async with db.transaction() as tx:
        await write_shift(tx, shift)


class Supervisor:
    """Keeps children alive until ``stop`` is called."""

    def __init__(self, children: list[Child], environment: dict[str, str], descriptors: tuple[int, ...], say: Say) -> None:
        self.children = children
        self._environment = environment
        self._descriptors = descriptors
        self._say = say
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Returns when all children have ended after ``stop``."""
        await asyncio.gather(*map(self._keep, self.children))

    def stop(self) -> None:
        """Ask every child to finish its work and end; whoever does not within 10 s is killed."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._tell(signal.SIGTERM)
        asyncio.get_running_loop().call_later(STOP_TIMEOUT_S, self._tell, signal.SIGKILL)

    def _tell(self, number: signal.Signals) -> None:
        for child in self.children:
            if child.process and child.process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(number)

    async def _keep(self, child: Child) -> None:
        pause_s = BACKOFF_MIN_S
        while not self._stopping.is_set():
            began = time.monotonic()
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we pass it on once.
            child.process = await asyncio.create_subprocess_exec(
                *child.command,
                env=self._environment,
                pass_fds=self._descriptors,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
            code = await child.process.wait()
            if self._stopping.is_set():
                return
            pause_s = BACKOFF_MIN_S if time.monotonic() - began > STEADY_AFTER_S else min(pause_s * 2, BACKOFF_MAX_S)
            child.restarts += 1
            self._say(f"{child.name} ended with code {code}; starting it again in {pause_s:.0f} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)


def _die_with_parent() -> None:
    """In the child, before it becomes Python: be told to stop when the parent is gone. Only Linux has this."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


async def _keep_database(embedded: EmbeddedPostgres, say: Say) -> None:
    """Start the database again when it ends by itself; web and worker find it. One whose folder is gone is not made anew, empty."""
    while True:
        await asyncio.sleep(DATABASE_LOOK_S)
        status = await asyncio.to_thread(embedded.status)
        if status.running or not status.home.exists():
            continue
        say("the database ended; starting it again")
        try:
            await asyncio.to_thread(embedded.ensure_running)
        except EmbeddedError as error:
            say(f"The embedded database does not start: {error}")
            await asyncio.sleep(BACKOFF_MAX_S)


async def _supervise(
    config: Config,
    url: str,
    embedded: EmbeddedPostgres | None,
    listener: socket.socket,
    notes: list[str],
    began: float,
    say: Say,
) -> None:
    figures = config.data_dir / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    environment = os.environ | {
        "TUANZI_DATABASE_URL": url,
        LISTEN_VARIABLE: str(listener.fileno()),
        "PROMETHEUS_MULTIPROC_DIR": str(figures),
    }
    tuanzi = (sys.executable, "-m", "tuanzi.apps.cli")
    webs = [Child(f"web {number}", (*tuanzi, "web")) for number in range(1, config.web_processes + 1)]
    supervisor = Supervisor([*webs, Child("worker", (*tuanzi, "worker"))], environment, (listener.fileno(),), say)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    running = asyncio.create_task(supervisor.run())
    watching = asyncio.create_task(_keep_database(embedded, say)) if embedded else None
    if await _ready(listener, running):
        say(f"\n团子 Tuanzi is ready after {time.monotonic() - began:.1f} s\n")
        for name, address in addresses(config, url):
            say(f"  {name:<10}{address}")
        for note in notes:
            say(f"  {note}")
        say("\n  Ctrl-C stops everything.\n")
    elif not running.done():
        say(f"The web process is not ready after {READY_TIMEOUT_S} s; still trying.")
    await running
    if watching:
        watching.cancel()


def addresses(config: Config, url: str) -> list[tuple[str, str]]:
    """What is where, for the terminal."""
    where = [
        ("shop", f"{config.base_url}/"),
        ("console", f"{config.base_url}/console/"),
        ("API", f"{config.base_url}/api/v1/shop/openapi.json"),
        ("health", f"{config.base_url}/health/ready"),
    ]
    return [*where, ("database", url)] if config.database_url is None else where


async def _ready(listener: socket.socket, running: asyncio.Task[None]) -> bool:
    """Ask the web process until it says that it can serve; False when it does not, or when we are stopping."""
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline and not running.done():
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            async with asyncio.timeout(5):
                if await _asked(listener):
                    return True
        await asyncio.sleep(0.05)
    return False


async def _asked(listener: socket.socket) -> bool:
    host, port = listener.getsockname()[:2]
    reader, writer = await asyncio.open_connection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)  # noqa: S104 - compared
    try:
        writer.write(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b" 200 " in await reader.readline()
    finally:
        writer.close()
