"""The chain and its head."""

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, SmallInteger, Table, Text

from tuanzi.kernel.db import ddl, jsonb, metadata, moment

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    moment("at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    jsonb("before", nullable=True),
    jsonb("after", nullable=True),
    Column("ip", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_entry_actor_id", "actor_id", "position"),
    Index("ix_audit_entry_action", "action", "position"),
    Index("ix_audit_entry_object", "object_kind", "object_id", "position"),
    Index("ix_audit_entry_at", "at"),
    Index("ix_audit_entry_ip", "ip", "position"),
    Index("ix_audit_entry_request_id", "request_id"),
)
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
audit_check = Table(
    "audit_check",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    moment("at"),
    Column("position", BigInteger, nullable=False),
    jsonb("problems"),
    Column("asked_by", Text, nullable=False),
)
ddl(
    audit_entry,
    """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
)
ddl(
    audit_entry,
    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
)
ddl(
    audit_entry,
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)
