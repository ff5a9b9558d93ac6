"""The table of notices."""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from tuanzi.kernel.db import id_pk, jsonb, metadata, moment, ref

notices_message = Table(
    "notices_message",
    metadata,
    id_pk(),
    ref("member_id"),
    ref("fact_id"),
    Column("kind", Text, nullable=False),
    jsonb("fields"),
    Column("link_kind", Text),
    Column("link_id", Text),
    moment("at"),
    moment("read_at", nullable=True),
    UniqueConstraint("fact_id", "member_id", "kind"),
    Index("ix_notices_message_member_id_id", "member_id", "id"),
    Index("ix_notices_message_unread", "member_id", postgresql_where="read_at IS NULL"),
    Index("ix_notices_message_at", "at"),
)
