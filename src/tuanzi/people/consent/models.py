"""Documents, decisions, recipients, archives."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table, Text, text

from tuanzi.kernel.db import ddl, id_pk, jsonb, metadata, moment, ref

consent_document = Table(
    "consent_document",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    jsonb("title"),
    jsonb("text"),
    moment("published_at"),
    ref("published_by", nullable=True),
    CheckConstraint("version > 1", name="version"),
)
consent_entry = Table(
    "consent_entry",
    metadata,
    id_pk(),
    ref("member_id"),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("recipient", Text, nullable=False, server_default=""),
    Column("is_given", Boolean, nullable=False),
    Column("origin", Text, nullable=False),
    Column("ip", Text, nullable=False),
    moment("at"),
    Index("ix_consent_entry_member", "member_id", "kind", "recipient", "id"),
)
consent_recipient = Table(
    "consent_recipient",
    metadata,
    Column("code", Text, primary_key=True),
    jsonb("name"),
    jsonb("purpose"),
    jsonb("data"),
    moment("created_at"),
)
consent_export = Table(
    "consent_export",
    metadata,
    id_pk(),
    ref("member_id"),
    ref("staff_id", nullable=True),
    Column("state", Text, nullable=False),
    Column("file_key", Text),
    Column("size", BigInteger),
    moment("asked_at"),
    moment("ready_at", nullable=True),
    moment("expires_at", nullable=True),
    CheckConstraint("state IN ('waiting', 'ready', 'failed', 'expired')", name="state"),
    Index("ix_consent_export_member", "member_id", "id"),
    Index("ix_consent_export_expires_at", "expires_at", postgresql_where=text("state = 'ready'")),
)
# A decision is never rewritten. It may move to the account that took over its member's, and an erasure takes away where it came from.
ddl(
    consent_entry,
    """
CREATE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.id, OLD.kind, OLD.version, OLD.recipient, OLD.is_given, OLD.origin, OLD.at)
        = (NEW.id, NEW.kind, NEW.version, NEW.recipient, NEW.is_given, NEW.origin, NEW.at) AND NEW.ip IN (OLD.ip, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the history of consents is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
)
ddl(
    consent_entry,
    "CREATE TRIGGER consent_entry_append_only BEFORE UPDATE OR DELETE ON consent_entry FOR EACH ROW EXECUTE FUNCTION consent_refuse()",
)
