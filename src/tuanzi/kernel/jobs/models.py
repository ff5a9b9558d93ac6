"""Waiting, running and dead jobs, and the timetable. A finished job leaves no row."""

from sqlalchemy import Column, Index, Integer, Table, Text, text

from tuanzi.kernel.db import id_pk, jsonb, metadata, moment, ref

jobs_job = Table(
    "jobs_job",
    metadata,
    id_pk(),
    Column("name", Text, nullable=False),
    Column("queue", Text, nullable=False),
    jsonb("arguments"),
    Column("key", Text),
    Column("state", Text, nullable=False, server_default="waiting"),
    moment("due_at"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("attempts_max", Integer, nullable=False),
    ref("lease", nullable=True),
    moment("lease_until", nullable=True),
    Column("error", Text),
    moment("enqueued_at"),
    Index("ix_jobs_job_waiting", "queue", "due_at", postgresql_where=text("state = 'waiting'")),
    Index("uq_jobs_job_key", "key", unique=True, postgresql_where=text("state = 'waiting' AND key IS NOT NULL")),
    Index("ix_jobs_job_running", "lease_until", postgresql_where=text("state = 'running'")),
    Index("ix_jobs_job_dead", "enqueued_at", postgresql_where=text("state = 'dead'")),
)
jobs_cron = Table("jobs_cron", metadata, Column("name", Text, primary_key=True), moment("next_at"))
