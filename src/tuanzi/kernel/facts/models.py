"""The outbox, the cursors and what could not be delivered."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType

from tuanzi.kernel.db import ddl, metadata, moment


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


facts_outbox = Table(
    "facts_outbox",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("transaction", Xid8, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index("ix_facts_outbox_order", "transaction", "position"),
)
facts_cursor = Table(
    "facts_cursor",
    metadata,
    Column("reactor", Text, primary_key=True),
    Column("transaction", Xid8, nullable=False),
    Column("position", BigInteger, nullable=False),
    moment("moved_at"),
)
facts_failure = Table(
    "facts_failure",
    metadata,
    Column("reactor", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    moment("retry_at", nullable=True),
    moment("failed_at"),
)
ddl(facts_outbox, "ALTER TABLE facts_outbox SET (autovacuum_vacuum_insert_scale_factor = 0.05)")
