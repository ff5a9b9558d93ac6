"""The embedded database: first start, second start, violent death, two starters at once, and life as root and as a normal user."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from tuanzi.kernel import embedded_place
from tuanzi.kernel.embedded import EmbeddedError, EmbeddedPostgres

pytestmark = pytest.mark.slow

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users can walk through: pytest's own is closed to them, and root's server is another user."""
    path = Path(tempfile.mkdtemp(prefix="tz-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def database(folder: Path) -> Iterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(folder / "data")
    yield embedded
    embedded.stop()


def query(url: str, *statements: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(run())


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_first_start_makes_a_database_that_speaks_utf8(database: EmbeddedPostgres) -> None:
    url = database.ensure_running()
    assert database.started_here
    assert query(url, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert query(url, "SELECT lower('ÀÉ团') || current_setting('server_encoding')") == "àé团UTF8"
    assert query(url, "SELECT current_database() || current_user") == "tuanzituanzi"
    assert query(url, "SELECT current_setting('synchronous_commit') || current_setting('listen_addresses')") == "on"
    status = database.status()
    assert status.running
    assert status.url == url
    assert stat.S_IMODE((status.home / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((status.home / "run").stat().st_mode) == 0o700


def test_a_second_start_finds_the_data_and_a_second_process_the_server(database: EmbeddedPostgres, folder: Path) -> None:
    url = database.ensure_running()
    query(url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7) RETURNING n")
    database.stop()
    assert not database.status().running
    began = time.monotonic()
    assert database.ensure_running() == url
    assert time.monotonic() - began < 5
    assert query(url, "SELECT n FROM kept") == 7
    script = "import sys; from tuanzi.kernel.embedded import EmbeddedPostgres as E; e = E(sys.argv[1]); print(e.ensure_running(), e.started_here)"
    said = subprocess.run([sys.executable, "-c", script, str(folder / "data")], check=True, capture_output=True, text=True).stdout.split()
    assert said == [url, "False"]


def test_kill_9_of_the_server_loses_nothing_that_was_committed(database: EmbeddedPostgres) -> None:
    url = database.ensure_running()
    query(url, "CREATE TABLE kept (n int)", "INSERT INTO kept SELECT generate_series(1, 1000) RETURNING n")
    pid = database.status().pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not database.status().running)
    assert (database.status().home / "data" / "postmaster.pid").exists(), "the stale file is what this test is about"
    assert database.ensure_running() == url
    assert query(url, "SELECT count(*) FROM kept") == 1000


def test_a_pid_file_with_a_number_that_somebody_else_got_does_not_block_the_start(database: EmbeddedPostgres) -> None:
    database.ensure_running()
    database.stop()
    stale = database.status().home / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n")
    assert not database.status().running
    assert query(database.ensure_running(), "SELECT 1") == 1


def test_a_lost_socket_is_noticed_and_the_server_replaced(database: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.embedded.SOCKET_LOST_AFTER_S", 0.1)
    url = database.ensure_running()
    (database.status().home / "run" / embedded_place.SOCKET_NAME).unlink()
    assert database.ensure_running() == url
    assert query(url, "SELECT 1") == 1


def test_two_starters_at_once_are_one_start(folder: Path, database: EmbeddedPostgres) -> None:
    script = "import sys; from tuanzi.kernel.embedded import EmbeddedPostgres as E; e = E(sys.argv[1]); print(e.ensure_running(), e.started_here)"
    command = [sys.executable, "-c", script, str(folder / "data")]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [starter.communicate(timeout=60)[0].split() for starter in starters]
    assert sorted(line[1] for line in said) == ["False", "False", "True"]
    assert len({line[0] for line in said}) == 1
    assert query(said[0][0], "SELECT 1") == 1


def test_a_start_killed_in_the_middle_leaves_no_half_of_a_cluster(folder: Path, database: EmbeddedPostgres) -> None:
    home = embedded_place.prepare(folder / "data").home
    (home / "new-interrupted" / "data").mkdir(parents=True)
    (home / "new-interrupted" / "data" / "PG_VERSION").write_text("18\n")
    assert query(database.ensure_running(), "SELECT 1") == 1
    assert sorted(path.name for path in home.iterdir()) == ["data", "log", "run"]


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    embedded = EmbeddedPostgres(folder / ("long" * 30) / "data")
    try:
        url = embedded.ensure_running()
        assert query(url, "SELECT 1") == 1
        socket_dir = Path(url.partition("host=")[2])
        assert socket_dir.parent == Path("/tmp")
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    finally:
        embedded.stop()
    shutil.rmtree(socket_dir)


def test_a_foreign_socket_folder_is_refused(folder: Path) -> None:
    trap = folder / "trap"
    trap.symlink_to("/etc")
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        embedded_place._private_folder(trap, None)


def test_a_cluster_of_another_version_is_named(database: EmbeddedPostgres) -> None:
    database.ensure_running()
    database.stop()
    version = database.status().home / "data" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"):
        database.ensure_running()
    version.write_text("18\n")


def test_a_broken_setting_of_the_owner_is_shown_in_the_error(database: EmbeddedPostgres) -> None:
    database.ensure_running()
    database.stop()
    local = database.status().home / "data" / "local.conf"
    local.write_text("shared_buffers = banana\n")
    local.chmod(0o644)
    with pytest.raises(EmbeddedError, match="banana"):
        database.ensure_running()
    local.unlink()


@pytest.mark.skipif(not AS_ROOT, reason="only root has another user to run as")
class TestAsRoot:
    def test_the_server_runs_as_the_system_user(self, database: EmbeddedPostgres) -> None:
        database.ensure_running()
        status = database.status()
        owner = pwd.getpwnam(embedded_place.SYSTEM_ACCOUNT).pw_uid
        assert (status.home / "data").stat().st_uid == owner
        assert Path(f"/proc/{status.pid}").stat().st_uid == owner

    def test_a_closed_parent_stays_closed_and_the_cluster_moves(self, folder: Path) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        embedded = EmbeddedPostgres(closed / "data")
        try:
            assert query(embedded.ensure_running(), "SELECT 1") == 1
            home = embedded.status().home
            assert home.parent == embedded_place.SHARED_ROOT
            assert (closed / "data" / "postgres").readlink() == home
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        finally:
            embedded.stop()
        shutil.rmtree(home)

    def test_closed_programs_are_copied_once(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source = embedded_place.binaries(None).parents[2]
        (folder / "closed").mkdir(mode=0o700)
        for part in (f"{embedded_place.WHEEL}/pginstall18", f"{embedded_place.WHEEL}.libs"):
            shutil.copytree(source / part, folder / "closed" / part, symlinks=True)
        (folder / "closed" / embedded_place.WHEEL / "__init__.py").touch()
        monkeypatch.setattr(embedded_place, "SHARED_ROOT", folder / "shared")
        monkeypatch.setattr(sys, "path", [str(folder / "closed"), *sys.path])
        embedded = EmbeddedPostgres(folder / "data")
        try:
            assert query(embedded.ensure_running(), "SELECT 1") == 1
            assert Path(f"/proc/{embedded.status().pid}/exe").readlink().is_relative_to(folder / "shared")
        finally:
            embedded.stop()

    def test_a_normal_user_runs_it_as_himself_and_root_can_take_over(self, folder: Path) -> None:
        nobody = pwd.getpwnam("nobody")
        own = folder / "own"
        own.mkdir(mode=0o755)
        os.chown(own, nobody.pw_uid, nobody.pw_gid)
        # The change of user comes after the imports: the interpreter itself may lie where nobody cannot read.
        script = (
            "import os, sys; from tuanzi.kernel.embedded import EmbeddedPostgres as E;"
            "os.setgroups([]); os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[2]));"
            "e = E(sys.argv[1]); e.ensure_running(); assert e.started_here; e.stop()"
        )
        subprocess.run([sys.executable, "-c", script, str(own / "data"), str(nobody.pw_uid), str(nobody.pw_gid)], check=True, cwd="/")
        assert (own / "data" / "postgres" / "data").stat().st_uid == nobody.pw_uid
        embedded = EmbeddedPostgres(own / "data")
        try:
            assert query(embedded.ensure_running(), "SELECT 1") == 1
            assert Path(f"/proc/{embedded.status().pid}").stat().st_uid == nobody.pw_uid
        finally:
            embedded.stop()
