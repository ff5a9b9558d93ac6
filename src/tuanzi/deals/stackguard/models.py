"""The table of the stacking guard: what it found."""

from sqlalchemy import Column, Index, Integer, Table

from tuanzi.kernel.db import id_pk, jsonb, metadata, moment

stackguard_report = Table(
    "stackguard_report",
    metadata,
    id_pk(),
    moment("made_at"),
    Column("took_ms", Integer, nullable=False),
    jsonb("report"),
    Index("ix_stackguard_report_made_at", "made_at"),
)
