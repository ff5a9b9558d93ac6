"""The table of events, partitioned by UTC month. An event outside the prepared months waits in the default partition."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Index, SmallInteger, Table, Text, Uuid

from tuanzi.kernel.db import ddl, jsonb, metadata, moment, ref

tracking_event = Table(
    "tracking_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("occurred_at", DateTime(timezone=True), primary_key=True),
    moment("received_at"),
    Column("name", Text, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("visitor_id", Text),
    ref("member_id", nullable=True),
    Column("is_robot", Boolean, nullable=False),
    jsonb("properties"),
    CheckConstraint("source IN ('server', 'client')", name="source"),
    Index("ix_tracking_event_name_occurred_at", "name", "occurred_at"),
    Index("ix_tracking_event_member_id_occurred_at", "member_id", "occurred_at", postgresql_where="member_id IS NOT NULL"),
    postgresql_partition_by="RANGE (occurred_at)",
)
ddl(tracking_event, "CREATE TABLE tracking_event_default PARTITION OF tracking_event DEFAULT")
ddl(
    tracking_event,
    """
DO $$
DECLARE
    first timestamptz;
BEGIN
    FOR ahead IN 0..2 LOOP
        first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead)) AT TIME ZONE 'UTC';
        EXECUTE format(
            'CREATE TABLE tracking_event_%s PARTITION OF tracking_event FOR VALUES FROM (%L) TO (%L)',
            to_char(first AT TIME ZONE 'UTC', 'YYYY_MM'), first, ((first AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'
        );
    END LOOP;
END $$
""",
)
