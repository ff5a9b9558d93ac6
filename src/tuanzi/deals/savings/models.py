"""Tables of savings. What is counted is changed only in the statement that checks its limit."""

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, text

from tuanzi.kernel.db import id_pk, jsonb, metadata, minor, moment, ref

savings_saving = Table(
    "savings_saving",
    metadata,
    id_pk(),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    # The whole of what an operator wrote, as the contracts say it; the columns beside it are what lists ask for.
    jsonb("draft"),
    Column("kind", Text, nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    # Orders in all; of a price for a time the pieces are counted for each SKU.
    Column("uses_max", Integer),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    CheckConstraint("status IN ('draft', 'published', 'ended')", name="status"),
    CheckConstraint("starts_at < ends_at", name="time"),
    CheckConstraint("taken >= 0 AND (uses_max IS NULL OR kind = 'limited_time' OR taken <= uses_max)", name="taken"),
    # Wide enough to find by name and kind without looking at the rows.
    Index("ix_savings_saving_created", "created_at", "id", postgresql_include=["name", "kind", "status"]),
    Index("ix_savings_saving_status", "status", "created_at", "id"),
    Index("ix_savings_saving_live", "ends_at", postgresql_where=text("status = 'published'")),
)
savings_piece = Table(
    "savings_piece",
    metadata,
    ref("saving_id", ForeignKey("savings_saving.id"), primary_key=True),
    ref("sku_id", primary_key=True),
    Column("taken", Integer, nullable=False),
    CheckConstraint("taken >= 0", name="taken"),
)
savings_share = Table(
    "savings_share",
    metadata,
    ref("saving_id", ForeignKey("savings_saving.id")),
    ref("member_id"),
    # Of a price for a time: whose pieces are counted. None: orders are.
    ref("sku_id", nullable=True),
    Column("taken", Integer, nullable=False),
    CheckConstraint("taken >= 0", name="taken"),
    Index("uq_savings_share", "saving_id", "member_id", "sku_id", unique=True, postgresql_nulls_not_distinct=True),
    Index("ix_savings_share_member", "member_id"),
)
savings_use = Table(
    "savings_use",
    metadata,
    id_pk(),
    ref("saving_id", ForeignKey("savings_saving.id")),
    ref("order_id"),
    ref("member_id"),
    # Of a price for a time: the SKU whose pieces are counted.
    ref("sku_id", nullable=True),
    Column("units", SmallInteger, nullable=False),
    minor("off_minor"),
    minor("merchant_minor"),
    Column("gifts", ARRAY(Text), nullable=False, server_default="{}"),
    Column("state", Text, nullable=False, server_default="held"),
    moment("at"),
    CheckConstraint("state IN ('held', 'used', 'returned')", name="state"),
    CheckConstraint("units > 0", name="units"),
    CheckConstraint("off_minor >= 0 AND merchant_minor BETWEEN 0 AND off_minor", name="off"),
    Index("ix_savings_use_order", "order_id"),
    Index("ix_savings_use_saving", "saving_id", "state"),
    Index("ix_savings_use_member", "member_id"),
)
