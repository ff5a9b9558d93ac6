"""The command line: helps, exit codes, and errors a person can act on."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests import database
from tuanzi.apps.cli import app
from tuanzi.kernel.db import Database

run = CliRunner().invoke
COMMANDS = ["up", "migrate", "seed", "web", "worker", "verify", "create-staff", "config", "database"]


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


UNREACHABLE = [
    ("postgresql://tuanzi:s3cret@127.0.0.1:1/tuanzi", "Connection refused"),
    ("postgresql://tuanzi:s3cret@/tuanzi?host=/nowhere/at/all", "No such file or directory"),
    ("postgresql://tuanzi:s3cret@db.invalid/tuanzi", "db.invalid"),
    ("postgresql://tuanzi:s3cret@127.0.0.1:many/tuanzi", "many"),
]


@pytest.mark.parametrize("command", [["web"], ["worker"], ["up", "--no-build"], ["migrate"], ["verify"]], ids=" ".join)
@pytest.mark.parametrize(("url", "why"), UNREACHABLE, ids=["refused", "no socket", "no such host", "no such port"])
def test_a_database_out_of_reach_is_said_in_one_sentence(command: list[str], url: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_DATABASE_URL", url)
    monkeypatch.setenv("TUANZI_PORT", "0")
    result = run(app, command)
    assert isinstance(result.exception, SystemExit), "a traceback otherwise"
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert why in result.stderr
    assert "TUANZI_DATABASE_URL" in result.stderr
    assert "s3cret" not in result.stderr


async def test_a_database_that_does_not_exist_is_named(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_DATABASE_URL", database._with_name(cluster, "nobody_made_it"))
    result = await asyncio.to_thread(run, app, ["web"])
    assert result.exit_code == 1
    assert 'database "nobody_made_it" does not exist' in result.stderr


async def test_a_program_of_postgresql_runs_on_an_outside_database_too(db: Database, tmp_path: Path) -> None:
    """With its own name for the result, so that a script can ask for it."""
    fake = tmp_path / "psql"
    fake.write_text('#!/bin/sh\necho "$@ and $PGPASSWORD"\nexit 3\n')
    fake.chmod(0o755)
    command = [sys.executable, "-m", "tuanzi.apps.cli", "database", "psql", "--command", "SELECT 1"]
    url = db.url.replace("tuanzi@", "tuanzi:s3%2Fcret@")
    environment = os.environ | {"TUANZI_DATABASE_URL": url, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = await asyncio.to_thread(subprocess.run, command, env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (3, f"--dbname={db.url} --command SELECT 1 and s3/cret\n")
    absent = await asyncio.to_thread(subprocess.run, [*command[:4], "no_such_program"], env=environment, check=False, capture_output=True)
    assert absent.returncode == 1
    assert b"no_such_program" in absent.stderr
    assert b"Traceback" not in absent.stderr


def test_a_bad_duration_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_SANDBOX", "false")
    monkeypatch.setenv("TUANZI_PAYMENT__PROVIDER", "none")
    for name, value in {
        "PROVIDER": "aliyun",
        "ACCESS_KEY_ID": "i",
        "ACCESS_KEY_SECRET": "s",
        "SIGN_NAME": "n",
        "TEMPLATE_SIGN_IN": "t",
    }.items():
        monkeypatch.setenv(f"TUANZI_SMS__{name}", value)
    result = run(app, ["up", "--clock", "+3d"])
    assert result.exit_code == 1
    assert "sandbox" in result.stderr


class Terminal:
    """A fresh installation in a folder of its own, spoken to as a person does: one process per command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {key: value for key, value in os.environ.items() if not key.startswith("TUANZI_")}
        env |= {"TUANZI_DATA_DIR": str(self.folder / "data"), "LANG": "C.UTF-8", **environment}
        run = [sys.executable, "-m", "tuanzi.apps.cli", *command]
        done = subprocess.run(run, cwd=self.folder, env=env, check=False, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def says(self, *command: str, code: int = 0, **environment: str) -> str:
        """What it answers, when it ends with ``code``; a refusal speaks through standard error and says nothing else."""
        done = self(*command, **environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


HEADER = (
    "product_code,product_name,selling_point,category_1,category_2,unit,market_price_yuan,sku_code,sku_options,price_yuan,stock,attributes"
)
GOOD = '9001,棉被,暖和,居家,被枕,件,479.00,9001-1,"[""标准""]",459.00,100,"{""产地"": ""中国""}"'
BAD = '9002,枕头,,居家,被枕,件,479.00,9002-1,"[""标准""]",four,100,{}'


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Directly under /tmp: the embedded server runs as a user of its own, who must be able to reach its files."""
    folder = Path(tempfile.mkdtemp(prefix="tuanzi-cli-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield Terminal(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_fresh_installation_from_the_terminal(terminal: Terminal) -> None:
    assert f"{terminal.folder}/data" in terminal.says("config")
    assert "tuanzi migrate" in terminal.says("verify", code=3)
    assert "tuanzi migrate" in terminal.says("migrate", "--check", code=3)
    assert "Migrated to" in terminal.says("migrate")
    assert "is current" in terminal.says("migrate")
    assert "is current" in terminal.says("migrate", "--check")
    assert "Everything adds up." in terminal.says("verify")

    assert re.search(r"one-time password: \S{16}\n", terminal.says("create-staff", "li.wei@example.com", "--role", "owner"))
    assert "already" in terminal.says("create-staff", "li.wei@example.com", code=1)
    assert "邮箱" in terminal.says("create-staff", "li.wei@example.com", code=1, LANG="zh_CN.UTF-8")
    assert "no role king" in terminal.says("create-staff", "a@example.com", "--role", "king", code=1)

    good, bad = terminal.folder / "good.csv", terminal.folder / "bad.csv"
    good.write_text(f"{HEADER}\n{GOOD}\n", "utf-8")
    bad.write_text(f"{HEADER}\n{GOOD}\n{BAD}\n", "utf-8")
    assert "nothing written" in terminal.says("import", "catalogue", str(good), "--dry-run")
    refused = terminal.says("import", "catalogue", str(bad), code=1)
    assert f"{bad}:3: price_yuan:" in refused
    assert "nothing written" in refused
    assert "1 products with 1 SKUs to create or change" in terminal.says("import", "catalogue", str(good))
    assert "0 products with 0 SKUs to create or change, 1 unchanged" in terminal.says("import", "catalogue", str(good))

    assert "demo shop: 75 products" in terminal.says("seed", "--small"), "a category of the demo is there already"
    assert terminal.says("seed", "--small") == ""
    assert "Everything adds up." in terminal.says("verify")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_dump_is_restored_into_a_new_database(terminal: Terminal) -> None:
    terminal.says("migrate")
    terminal.says("create-staff", "li.wei@example.com", "--role", "owner")
    dump = str(terminal.folder / "shop.dump")
    assert terminal.says("database", "pg_dump", "--format=custom", f"--file={dump}") == ""
    (terminal.folder / "data" / "postgres").rename(terminal.folder / "before")
    assert terminal.says("database", "pg_restore", "--single-transaction", "--exit-on-error", dump) == ""
    assert "is current" in terminal.says("migrate")
    assert "Everything adds up." in terminal.says("verify")
    assert terminal.says("database", "psql", "-Atc", "SELECT count(*) FROM access_staff") == "1\n"
    assert "already" in terminal.says("create-staff", "li.wei@example.com", code=1), "the key that sealed the address is still there"
