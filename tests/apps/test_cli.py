"""The command line: helps, exit codes, and errors a person can act on."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tuanzi.apps.cli import app
from tuanzi.kernel.db import Database

run = CliRunner().invoke
COMMANDS = ["up", "migrate", "seed", "web", "worker", "verify", "create-staff", "config"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUANZI_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), ["import", "catalogue"]])
def test_every_command_has_a_help_with_an_example(command: list[str]) -> None:
    result = run(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output


def test_help_answers_at_once() -> None:
    began = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tuanzi.apps.cli", "--help"], check=True, capture_output=True, text=True
    )
    assert time.monotonic() - began < 5
    for heavy in ("fastapi", "asyncpg", "sqlalchemy", "alembic", "boto3"):
        assert f" {heavy}\n" not in result.stderr


def test_config_as_a_table_and_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_PORT", "8123")
    table = run(app, ["config"])
    assert table.exit_code == 0
    assert ["port", "8123", "environment"] in [line.split() for line in table.stdout.splitlines()]
    settings = {line["key"]: line for line in json.loads(run(app, ["config", "--json"]).stdout)}
    assert settings["port"] == {"key": "port", "value": 8123, "source": "environment"}
    assert settings["secret_key"]["value"] == "********"


def test_a_bad_setting_ends_with_2_and_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_PORT", "many")
    for command in (["config"], ["migrate"], ["up"], ["verify"]):
        result = run(app, command)
        assert result.exit_code == 2
        assert "TUANZI_PORT" in result.stderr
        assert "Traceback" not in result.output


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    assert run(app, ["upp"]).exit_code == 2
    assert run(app, ["import", "catalogue", str(tmp_path / "absent.csv")]).exit_code == 2


async def test_a_database_of_another_version_ends_with_3(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_DATABASE_URL", db.url)
    async with db.transaction() as tx:
        await tx.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        await tx.execute("INSERT INTO alembic_version VALUES ('0000_ancient')")
    try:
        for command in (["migrate", "--check"], ["verify"]):
            result = await asyncio.to_thread(run, app, command)
            assert result.exit_code == 3
            assert "tuanzi migrate" in result.stderr
    finally:
        async with db.transaction() as tx:
            await tx.execute("DROP TABLE alembic_version")


def test_a_bad_duration_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_SANDBOX", "false")
    result = run(app, ["up", "--clock", "+3d"])
    assert result.exit_code == 1
    assert "sandbox" in result.stderr
