"""The command ``tuanzi``.

Exit codes: 0 done, 1 the command found problems or failed, 2 wrong usage or configuration, 3 the database needs migrating.
Commands import what they need when they run, so that ``tuanzi --help`` answers at once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
import uvloop

from tuanzi.kernel.config import EXIT_BAD_CONFIG, Config, ConfigError, load

if TYPE_CHECKING:
    from tuanzi.kernel.db import Database

T = TypeVar("T")
EXIT_PROBLEM = 1
EXIT_NOT_MIGRATED = 3

app = typer.Typer(
    name="tuanzi",
    help="Tuanzi (团子): a social-commerce platform. `tuanzi up` starts a demo shop with its own database.",
    epilog="Settings come from TUANZI_… variables and tuanzi.toml; `tuanzi config` shows them. Exit codes: 0 done, 1 problem, 2 usage, 3 migrate first.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
bring = typer.Typer(no_args_is_help=True, help="Bring data in from files.", rich_markup_mode=None)
app.add_typer(bring, name="import")


def _fail(message: str, code: int = EXIT_PROBLEM) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _config() -> Config:
    try:
        return load()
    except ConfigError as error:
        _fail("The configuration cannot be used:\n  " + "\n  ".join(error.problems), EXIT_BAD_CONFIG)


def _language() -> str:
    return "zh-CN" if os.environ.get("LANG", "").startswith("zh") else "en"


@contextmanager
def _database_url(config: Config) -> Iterator[str]:
    """The configured database, or the embedded one, running for the length of the block (or longer if it already ran)."""
    if config.database_url:
        from tuanzi.apps import reaching

        try:
            asyncio.run(reaching.reach(config.database_url))
        except reaching.Unreachable as error:
            _fail(str(error))
        yield config.database_url
        return
    from tuanzi.kernel.embedded import EmbeddedError, EmbeddedPostgres

    embedded = EmbeddedPostgres(config.data_dir)
    try:
        url = embedded.ensure_running()
    except EmbeddedError as error:
        _fail(f"The embedded database does not start: {error}")
    try:
        yield url
    finally:
        if embedded.started_here:
            embedded.stop()


def _with_database(config: Config, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run ``work`` on an open, migrated database with everything wired. What it refuses becomes a sentence and exit code 1."""
    from tuanzi.apps import migrating, wiring
    from tuanzi.kernel.errors import AppError
    from tuanzi.kernel.i18n import text

    async def run(url: str) -> T:
        if not await migrating.is_current(url):
            _fail("The database is not at the schema of this version: run `tuanzi migrate`.", EXIT_NOT_MIGRATED)
        wiring.wire(config)
        db = await wiring.connect(config, url)
        try:
            return await work(db)
        except AppError as error:
            _fail(text(error.code, _language(), error.fields))
        finally:
            await db.close()

    with _database_url(config) as url:
        return uvloop.run(run(url))


@app.command(epilog="Examples:  tuanzi up    tuanzi up --clock +3d    TUANZI_PORT=9000 tuanzi up --no-build")
def up(
    clock: Annotated[str | None, typer.Option(help="Move the shop's clock ahead (sandbox only): +3d, 90m, 2h30m; 0s puts it back.")] = None,
    no_build: Annotated[bool, typer.Option("--no-build", help="Do not build the web apps, even if their sources changed.")] = False,
    no_seed: Annotated[bool, typer.Option("--no-seed", help="Do not put in the demo shop.")] = False,
    small_demo: Annotated[bool, typer.Option("--small-demo", help="Put in a demo of nine days and a few members: quicker.")] = False,
) -> None:
    """Start everything: database, schema, demo shop, web and worker. Ctrl-C stops it again."""
    from tuanzi.apps import up as supervisor

    config = _config()
    try:
        supervisor.run(config, clock=clock, build=not no_build, demo=None if no_seed else "small" if small_demo else "full", say=typer.echo)
    except supervisor.UpError as error:
        _fail(str(error))


@app.command(epilog="Examples:  tuanzi migrate    tuanzi migrate --check || echo 'migrate before you deploy'")
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit with 3 if there is something to run.")] = False,
    draft: Annotated[
        str | None, typer.Option(help="For developers: write revision NUMBER from the difference to our tables.", metavar="NUMBER")
    ] = None,
    message: Annotated[str, typer.Option(help="What the drafted revision does.")] = "change",
) -> None:
    """Bring the database to the schema of this version."""
    from alembic.util import CommandError

    from tuanzi.apps import migrating
    from tuanzi.kernel.observe.health import expected_heads

    if draft and not expected_heads():
        typer.echo(f"wrote {migrating.freeze(draft)}")
        return
    with _database_url(_config()) as url:
        if draft:
            try:
                typer.echo(f"wrote {migrating.draft(url, draft, message)}")
            except CommandError as error:
                _fail(f"No draft: {error}")
            return
        before = asyncio.run(migrating.current(url))
        if asyncio.run(migrating.is_current(url)):
            typer.echo(f"The database is current ({', '.join(sorted(before)) or 'no migrations yet'}).")
            return
        if check:
            _fail("The database needs migrating: run `tuanzi migrate`.", EXIT_NOT_MIGRATED)
        migrating.upgrade(url)
        typer.echo(f"Migrated to {', '.join(sorted(asyncio.run(migrating.current(url))))}.")


@app.command(epilog="Examples:  tuanzi seed    tuanzi seed --small")
def seed(
    small: Annotated[bool, typer.Option("--small", help="Nine days and a few members instead of thirty days and 300.")] = False,
) -> None:
    """Put in the demo shop: products, members, and what they bought. Does nothing where it already is."""
    from tuanzi.apps import collector
    from tuanzi.apps import seed as demo

    config = _config()
    collector.calm()
    for line in _with_database(config, lambda db: demo.run(db, config, demo.SMALL if small else demo.FULL)):
        typer.echo(line)


@app.command(epilog="Example:  TUANZI_DATABASE_URL=postgresql://… tuanzi web")
def web() -> None:
    """Serve the shop and its APIs, one process."""
    from tuanzi.apps import web as process

    config = _config()
    with _database_url(config) as url:
        process.run(config, url)


@app.command(epilog="Example:  TUANZI_DATABASE_URL=postgresql://… tuanzi worker")
def worker() -> None:
    """Deliver facts, run jobs and timers, one process. Any number of them may run."""
    from tuanzi.apps import worker as process

    config = _config()
    with _database_url(config) as url:
        process.run(config, url)


@app.command(epilog="Example:  tuanzi verify || mail -s 'the books do not balance' owner@example.com")
def verify() -> None:
    """Check what must always hold: ledger, stock, seats, deliveries. Lists every problem; exit code 1 if there is one."""
    from tuanzi.apps import verify as checks

    problems = _with_database(_config(), checks.run)
    for problem in problems:
        typer.echo(problem)
    if problems:
        _fail(f"{len(problems)} problems")
    typer.echo("Everything adds up.")


@app.command(name="rotate-keys", epilog="Example:  TUANZI_SECRET_KEY=new TUANZI_SECRET_KEYS_OLD=old tuanzi rotate-keys")
def rotate_keys() -> None:
    """Seal all personal data anew under the newest secret key, so that the old ones can be dropped. May be interrupted and repeated."""
    from tuanzi.apps import rotating

    count = _with_database(_config(), lambda db: rotating.rotate(db, typer.echo))
    typer.echo(f"{count} values sealed anew. The old secret keys open nothing any more: remove TUANZI_SECRET_KEYS_OLD and restart.")


@bring.command(epilog="Example:  tuanzi import catalogue spring.csv --dry-run")
def catalogue(
    path: Annotated[Path, typer.Argument(help="A CSV file, UTF-8, with a header.", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")] = False,
    take_valid: Annotated[bool, typer.Option("--take-valid", help="Write the products that are right even if others are not.")] = False,
    recount: Annotated[bool, typer.Option("--recount", help="Set the stock of known SKUs too, as a stock-take would.")] = False,
    cost_rate_bps: Annotated[int, typer.Option(min=0, max=10_000, help="Cost of a new SKU in 1/10,000 of its price.")] = 6_000,
) -> None:
    """Create and update products from a file; every bad line is listed."""
    from tuanzi.apps import importing

    options: dict[str, Any] = {"take_valid": take_valid, "recount": recount, "cost_rate_bps": cost_rate_bps, "language": _language()}
    report = _with_database(_config(), lambda db: importing.catalogue(db, path, dry_run, **options))
    typer.echo(str(report))
    if report.problems:
        raise typer.Exit(EXIT_PROBLEM)


@app.command(name="create-staff", epilog="Example:  tuanzi create-staff li.wei@example.com --role owner")
def create_staff(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    role: Annotated[str, typer.Option(help="What they may do.")] = "owner",
) -> None:
    """Create a staff account and print its one-time password, to be changed at the first sign-in."""
    from tuanzi.apps import staff

    password = _with_database(_config(), lambda db: staff.create(db, email, role))
    typer.echo(f"{email}  one-time password: {password}")


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Examples:  tuanzi database psql    tuanzi database pg_dump --format=custom --file=shop.dump",
)
def database(
    context: typer.Context, program: Annotated[str, typer.Argument(help="psql, pg_dump, pg_restore, or another that takes --dbname.")]
) -> None:
    """Run a program of PostgreSQL on the shop's database, with its exit code. The embedded one brings them along, in its own version."""
    from tuanzi.apps import programs

    config = _config()
    with _database_url(config) as url:
        try:
            code = programs.run(config, url, program, context.args)
        except FileNotFoundError:
            _fail(f"There is no program {program}.")
    raise typer.Exit(code)


@app.command(name="config", epilog="Examples:  tuanzi config    tuanzi config --json | jq '.[] | select(.source != \"default\")'")
def show_config(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show every setting, its value and where it comes from. Secrets are never shown."""
    from tuanzi.kernel import settings_report

    report = settings_report.lines(_config())
    typer.echo(settings_report.as_json(report) if as_json else settings_report.as_table(report))
    for name in settings_report.strangers():
        typer.echo(f"{name} is set but names no setting.", err=True)


if __name__ == "__main__":
    app()
