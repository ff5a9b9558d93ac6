"""Bringing a database to the schema of this version, and writing the next step of its history."""

from __future__ import annotations

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config as AlembicConfig

from tuanzi.kernel.observe.health import expected_heads

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


FIRST = '''"""The schema of the first release."""

from __future__ import annotations

from alembic import op

revision = "{number}"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
{statements},
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
'''


def _alembic(url: str) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run what is missing, in one transaction: after a failure nothing has changed. Call outside of an event loop."""
    command.upgrade(_alembic(url), revision)


def draft(url: str, number: str, message: str) -> Path:
    """Write a new revision from the difference between the database and our tables. Read it before it is released."""
    script = command.revision(_alembic(url), message=message, rev_id=number, autogenerate=True)
    found = script[0] if isinstance(script, list) else script
    if found is None:
        raise RuntimeError("Alembic wrote nothing")
    return Path(found.path)


def freeze(number: str) -> Path:
    """Write the first revision: every table as it is now, as plain SQL, with what Core cannot say (triggers, partitions)."""
    from sqlalchemy import create_mock_engine
    from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
    from sqlalchemy.schema import ExecutableDDLElement

    from tuanzi import schema

    statements: list[str] = []
    dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]

    def keep(statement: ExecutableDDLElement, *_: object, **__: object) -> None:
        lines = str(statement.compile(dialect=dialect)).strip().expandtabs(4).splitlines()
        statements.append("\n".join(line.rstrip() for line in lines))

    schema.metadata.create_all(create_mock_engine("postgresql+asyncpg://", keep), checkfirst=False)
    path = MIGRATIONS / "versions" / f"{number}_first.py"
    body = ",\n".join(f'    r"""\n{statement}\n"""' for statement in statements)
    path.write_text(FIRST.format(number=number, statements=body), "utf-8")
    return path


async def current(url: str) -> frozenset[str]:
    """The revisions the database is at; empty for a database that was never migrated."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            return frozenset()
        return frozenset(row[0] for row in await connection.fetch("SELECT version_num FROM alembic_version"))
    finally:
        await connection.close()


async def is_current(url: str) -> bool:
    """Whether there is nothing to run."""
    return await current(url) == expected_heads()
