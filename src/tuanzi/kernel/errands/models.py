"""Errands and what they still have to do."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from tuanzi.kernel.db import id_pk, jsonb, metadata, moment, ref

errands_errand = Table(
    "errands_errand",
    metadata,
    id_pk(),
    Column("kind", Text, nullable=False),
    ref("staff_id"),
    Column("language", Text, nullable=False),
    jsonb("arguments"),
    Column("state", Text, nullable=False),
    Column("total", Integer),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    jsonb("failures", server_default=text("'[]'::jsonb")),
    jsonb("counts", server_default=text("'{}'::jsonb")),
    Column("error", Text),
    Column("file_name", Text),
    Column("file_key", Text),
    moment("created_at"),
    moment("started_at", nullable=True),
    moment("moved_at", nullable=True),
    moment("ended_at", nullable=True),
    Index("ix_errands_errand_staff", "staff_id", "id"),
    Index("ix_errands_errand_ended", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
)
errands_part = Table(
    "errands_part",
    metadata,
    ref("errand_id", ForeignKey("errands_errand.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    jsonb("items"),
)
