"""The supervisor: children come back, signals arrive, nobody is left behind; and the whole shop with one command."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tuanzi.apps import up
from tuanzi.kernel.config import Config, load
from tuanzi.kernel.embedded import EmbeddedPostgres

STEADY = """
import pathlib, signal, sys, time
def stop(*_):
    pathlib.Path(sys.argv[1]).write_text("stopped in peace")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
pathlib.Path(sys.argv[1]).write_text("running")
time.sleep(60)
"""
CRASHING = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(7)"
STUBBORN = (
    "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
)


def child(script: str, file: Path) -> up.Child:
    return up.Child(file.name, (sys.executable, "-c", script, str(file)))


async def until(file: Path, content: str, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not file.exists() or content not in file.read_text():  # noqa: ASYNC110 - another process writes the file
            await asyncio.sleep(0.02)


async def test_a_crashed_child_is_started_again_with_growing_pauses_beside_a_steady_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "BACKOFF_MIN_S", 0.01)
    said: list[str] = []
    crashing, steady = child(CRASHING, tmp_path / "crashing"), child(STEADY, tmp_path / "steady")
    supervisor = up.Supervisor([crashing, steady], dict(os.environ), (), said.append)
    running = asyncio.create_task(supervisor.run())
    await until(tmp_path / "crashing", "xxx")
    await until(tmp_path / "steady", "running")
    supervisor.stop()
    async with asyncio.timeout(10):
        await running
    assert crashing.restarts >= 2
    assert steady.restarts == 0
    assert said[0].startswith("crashing ended with code 7")
    assert (tmp_path / "steady").read_text() == "stopped in peace"


async def test_a_child_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "STOP_TIMEOUT_S", 0.2)
    stubborn = child(STUBBORN, tmp_path / "stubborn")
    supervisor = up.Supervisor([stubborn], dict(os.environ), (), print)
    running = asyncio.create_task(supervisor.run())
    await until(tmp_path / "stubborn", "")
    supervisor.stop()
    supervisor.stop()
    async with asyncio.timeout(10):
        await running
    assert stubborn.process
    assert stubborn.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
async def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    script = (
        "import asyncio, os, sys; from tuanzi.apps import up\n"
        "child = up.Child('steady', (sys.executable, '-c', sys.argv[1], sys.argv[2]))\n"
        "asyncio.run(up.Supervisor([child], dict(os.environ), (), print).run())\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script, STEADY, str(tmp_path / "steady"))
    await until(tmp_path / "steady", "running", 20)
    parent.kill()
    await parent.wait()
    await until(tmp_path / "steady", "stopped in peace")


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        config = Config(data_dir=tmp_path, port=other.getsockname()[1])
        with pytest.raises(up.UpError, match="TUANZI_PORT"):
            up.run(config, clock=None, build=False, demo=None, say=print)
    assert not (tmp_path / "postgres").exists()


def test_a_second_one_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """The first would stop the database of both, and lose its figures."""
    config = Config(data_dir=tmp_path, port=free_port())
    with up._alone(config), pytest.raises(up.UpError, match="TUANZI_DATA_DIR"):
        up.run(config, clock=None, build=False, demo=None, say=print)
    assert not (tmp_path / "postgres").exists()
    with up._alone(config):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(up.UpError, match="Not a directory"), up._alone(Config(data_dir=tmp_path / "file" / "data", secret_key="x" * 32)):  # type: ignore[arg-type]
        pass


SMS = {"provider": "aliyun", "access_key_id": "id", "access_key_secret": "s3cret", "sign_name": "团子", "template_sign_in": "SMS_1"}


def test_the_clock_of_a_real_shop_stands(tmp_path: Path) -> None:
    with pytest.raises(up.UpError, match="sandbox"):
        up.run(
            load(data_dir=tmp_path, sandbox=False, payment={"provider": "none"}, sms=SMS), clock="+3d", build=False, demo=None, say=print
        )


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="tz-up-"))
    path.chmod(0o711)
    yield path
    EmbeddedPostgres(path).stop()
    shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until_ready(shop: subprocess.Popen[str]) -> str:
    """Everything it says up to the line about Ctrl-C."""
    assert shop.stdout
    said = ""
    while "Ctrl-C" not in said:
        line = shop.stdout.readline()
        assert line, f"it ended: {said}"
        said += line
    return said


def until_database_answers(port: int, killed: int | None = None, folder: Path | None = None) -> dict[str, str]:
    """What the shop says of itself once its database, another one than ``killed``, answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        pid = EmbeddedPostgres(folder).status().pid if folder else None
        answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=10)
        if answer.status_code == 200 and (folder is None or pid not in {None, killed}):
            found: dict[str, str] = answer.json()
            return found
        time.sleep(0.2)
    raise AssertionError("the database does not come back")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_whole_shop_starts_serves_stops_and_starts_again(folder: Path) -> None:
    port = free_port()
    environment = os.environ | {"TUANZI_DATA_DIR": str(folder), "TUANZI_PORT": str(port), "TUANZI_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "tuanzi.apps.cli", "up", "--no-build", "--no-seed", "--clock", "+3d"]
    for _turn in ("first", "second"):
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as shop:
            try:
                said = until_ready(shop)
                assert "the shop's clock is 3 days" in said
                assert until_database_answers(port)["status"] == "ready"
                killed = EmbeddedPostgres(folder).status().pid
                assert killed
                os.kill(killed, signal.SIGKILL)
                assert until_database_answers(port, killed, folder)["status"] == "ready", "it was started again"
                assert "tuanzi_http_request_seconds_count" in httpx.get(f"http://127.0.0.1:{port}/metrics").text
            finally:
                shop.send_signal(signal.SIGINT)
            assert shop.wait(30) == 0
        assert not EmbeddedPostgres(folder).status().running
