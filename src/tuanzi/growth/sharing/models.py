"""Tables of sharing."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from tuanzi.kernel.db import id_pk, metadata, moment, ref

sharing_link = Table(
    "sharing_link",
    metadata,
    id_pk(),
    Column("code", Text, nullable=False, unique=True),
    ref("sharer_id", nullable=True),
    Column("scene", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("campaign", Text, nullable=False),
    moment("created_at"),
    UniqueConstraint("target_id", "sharer_id", "channel", "campaign", name="uq_sharing_link_sharing", postgresql_nulls_not_distinct=True),
    Index("ix_sharing_link_sharer_id", "sharer_id", "id"),
)
# Posters show who shares, so their files must be found when that person goes.
sharing_poster = Table(
    "sharing_poster",
    metadata,
    ref("link_id", ForeignKey("sharing_link.id"), primary_key=True),
    Column("file_key", Text, primary_key=True),
)
sharing_visit = Table(
    "sharing_visit",
    metadata,
    ref("link_id", ForeignKey("sharing_link.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("visits", Integer, nullable=False),
    Column("robot_visits", Integer, nullable=False),
    CheckConstraint("visits >= 0 AND robot_visits >= 0", name="counted"),
)
sharing_touch = Table(
    "sharing_touch",
    metadata,
    id_pk(),
    ref("link_id", ForeignKey("sharing_link.id")),
    Column("visitor_id", Text, nullable=False),
    ref("member_id", nullable=True),
    Column("day", Date, nullable=False),
    moment("first_at"),
    moment("touched_at"),
    Column("times", Integer, nullable=False),
    UniqueConstraint("visitor_id", "link_id", "day"),
    Index("ix_sharing_touch_member_id", "member_id", "touched_at", postgresql_where="member_id IS NOT NULL"),
    Index("ix_sharing_touch_link_id", "link_id"),
    Index("ix_sharing_touch_touched_at", "touched_at"),
)
