"""The data folder is moved, copied, restored, reached by another way, full, or strangely named: never two servers on one cluster,
never another shop's server, and a sentence where it cannot be.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.test_embedded import AS_ROOT, query, wait_until
from tuanzi.kernel import embedded_place
from tuanzi.kernel.embedded import EmbeddedError, EmbeddedPostgres

pytestmark = pytest.mark.slow

FILL = ("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7) RETURNING n")
READ = "SELECT n FROM kept"


@pytest.fixture
def folder() -> Iterator[Path]:
    """As in ``test_embedded``; whatever server is left in it afterwards is stopped."""
    path = Path(tempfile.mkdtemp(prefix="tz-"))
    path.chmod(0o711)
    yield path
    for lock in path.rglob("postgres.lock"):
        EmbeddedPostgres(lock.parent).stop()
    shutil.rmtree(path, ignore_errors=True)


def filled(data_dir: Path) -> EmbeddedPostgres:
    """A running database with something in it."""
    data_dir.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    embedded = EmbeddedPostgres(data_dir)
    query(embedded.ensure_running(), *FILL)
    return embedded


@pytest.mark.parametrize("name", ["with a space", "团子的数据", "it's, 100%"], ids=["space", "Chinese", "signs"])
def test_a_folder_may_have_any_name(folder: Path, name: str) -> None:
    embedded = filled(folder / name)
    embedded.stop()
    assert query(embedded.ensure_running(), READ) == 7


@pytest.mark.parametrize("sign", ['"', "$", "`", "\\", "\n"])
def test_a_sign_that_the_programs_would_misread_is_refused(folder: Path, sign: str) -> None:
    with pytest.raises(EmbeddedError, match="TUANZI_DATA_DIR"):
        EmbeddedPostgres(folder / f"a{sign}b").ensure_running()
    assert not list(folder.rglob("PG_VERSION"))


def test_a_moved_folder_keeps_its_data(folder: Path) -> None:
    embedded = filled(folder / "here")
    embedded.stop()
    (folder / "here").rename(folder / "there")
    moved = EmbeddedPostgres(folder / "there")
    assert query(moved.ensure_running(), READ) == 7
    assert moved.status().home == folder / "there" / "postgres"


def test_a_folder_that_is_moved_while_its_server_runs_has_one_server(folder: Path) -> None:
    pid = filled(folder / "here").status().pid
    (folder / "here").rename(folder / "there")
    moved = EmbeddedPostgres(folder / "there")
    assert query(moved.ensure_running(), READ) == 7
    assert (moved.status().pid, moved.started_here) == (pid, False)
    moved.stop()
    assert not moved.status().running


@pytest.mark.parametrize("name", ["data", "long" * 30], ids=["short", "long"])
def test_a_folder_that_is_reached_by_two_ways_has_one_server(folder: Path, name: str) -> None:
    pid = filled(folder / "real" / name).status().pid
    (folder / "link").symlink_to(folder / "real")
    by_link = EmbeddedPostgres(folder / "link" / name)
    assert query(by_link.ensure_running(), READ) == 7
    assert (by_link.status().pid, by_link.started_here) == (pid, False)


def test_a_copied_folder_is_a_database_of_its_own_and_leaves_the_first_alone(folder: Path) -> None:
    """Its pid file names the first one's server, whose path ends like that of the copy: a server of "/x/shop" is none of "/shop"."""
    first = filled(folder / "mnt" / folder.relative_to("/") / "shop")
    home = first.status().home
    first.stop()
    shutil.copytree(home.parent, folder / "shop")
    url, pid = first.ensure_running(), first.status().pid
    shutil.copy(home / "data" / "postmaster.pid", folder / "shop" / "postgres" / "data")
    copied = EmbeddedPostgres(folder / "shop")
    assert not copied.status().running
    assert query(copied.ensure_running(), "UPDATE kept SET n = 8", READ) == 8
    assert (first.status().pid, query(url, READ)) == (pid, 7)


def test_a_restored_folder_may_have_lost_its_permissions(folder: Path) -> None:
    filled(folder / "data").stop()
    data = folder / "data" / "postgres" / "data"
    data.chmod(0o755)
    if AS_ROOT:
        subprocess.run(["chown", "-R", "root:root", str(folder / "data")], check=True)
    assert query(EmbeddedPostgres(folder / "data").ensure_running(), READ) == 7
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_folder_restored_from_under_a_running_server_starts(folder: Path) -> None:
    """A snapshot of a whole disk holds the pid file; the number is somebody's, and the socket is dead."""
    embedded = filled(folder / "data")
    pid = embedded.status().pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not embedded.status().running)
    stale = folder / "data" / "postgres" / "data" / "postmaster.pid"
    stale.write_text(stale.read_text().replace(str(pid), str(os.getppid()), 1))
    assert query(embedded.ensure_running(), READ) == 7


def test_a_server_that_answers_is_there_even_if_its_process_is_not_seen(folder: Path) -> None:
    """As from another container, where its number is somebody else's."""
    embedded = filled(folder / "data")
    pid_file = folder / "data" / "postgres" / "data" / "postmaster.pid"
    true = pid_file.read_text()
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n")
    from_there = EmbeddedPostgres(folder / "data")
    assert query(from_there.ensure_running(), READ) == 7
    assert not from_there.started_here
    assert pid_file.read_text().startswith(f"{os.getpid()}\n"), "nobody touched it"
    pid_file.write_text(true)
    assert embedded.status().running


def test_the_number_in_the_pid_file_may_be_another_shops_server(folder: Path) -> None:
    other, mine = filled(folder / "other"), filled(folder / "mine")
    mine.stop()
    shutil.copy(folder / "other" / "postgres" / "data" / "postmaster.pid", folder / "mine" / "postgres" / "data" / "postmaster.pid")
    assert not mine.status().running
    pid = other.status().pid
    assert query(mine.ensure_running(), READ) == 7
    mine.stop()
    assert other.status().pid == pid


def test_a_link_of_the_owner_to_a_larger_disk_may_be_relative(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded = filled(folder / "data")
    embedded.stop()
    (folder / "data" / "postgres").rename(folder / "larger")
    (folder / "data" / "postgres").symlink_to("../larger")
    monkeypatch.chdir("/")
    assert query(embedded.ensure_running(), READ) == 7
    assert embedded.status().home == folder / "larger"


def test_a_link_that_leads_nowhere_is_no_new_shop(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "postgres").symlink_to(embedded_place.SHARED_ROOT / "tz-not-restored")
    with pytest.raises(EmbeddedError, match="tz-not-restored, which is not there"):
        EmbeddedPostgres(folder / "data").ensure_running()


def test_a_full_disk_is_said_and_does_no_harm(folder: Path) -> None:
    embedded = filled(folder / "data")
    embedded.stop()
    fresh = folder / "data" / "postgres" / "data" / "postgresql.conf.new"
    fresh.symlink_to("/dev/full")
    with pytest.raises(EmbeddedError, match="No space left on device"):
        embedded.ensure_running()
    fresh.unlink()
    assert query(embedded.ensure_running(), READ) == 7


def test_a_folder_that_cannot_be_made_is_said(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(EmbeddedError, match="file"):
        EmbeddedPostgres(folder / "file" / "data").ensure_running()


@pytest.mark.skipif(not AS_ROOT, reason="only root's database lies apart from its folder")
def test_a_copied_link_is_not_a_copy(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    first = filled(closed / "data")
    home = first.status().home
    assert home.parent == embedded_place.SHARED_ROOT
    try:
        shutil.copytree(closed / "data", closed / "copied", symlinks=True)
        with pytest.raises(EmbeddedError, match=f"{closed / 'data'} uses it"):
            EmbeddedPostgres(closed / "copied").ensure_running()
        first.stop()
        shutil.rmtree(closed / "data")
        assert query(EmbeddedPostgres(closed / "copied").ensure_running(), READ) == 7, "now it is a moved one"
    finally:
        EmbeddedPostgres(closed / "copied").stop()
        shutil.rmtree(home)
