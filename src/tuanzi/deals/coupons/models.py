"""Tables of coupons. What is counted is changed only in the statement that checks its limit."""

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, SmallInteger, Table, Text, text

from tuanzi.kernel.db import id_pk, jsonb, metadata, minor, moment, ref

coupons_template = Table(
    "coupons_template",
    metadata,
    id_pk(),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    # What it is worth, when it is good and how it is given out, as the contracts say it.
    jsonb("draft"),
    Column("kind", Text, nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    Column("code", Text, unique=True),
    Column("total", Integer),
    Column("issued", Integer, nullable=False, server_default="0"),
    Column("used", Integer, nullable=False, server_default="0"),
    moment("claim_since", nullable=True),
    moment("claim_until", nullable=True),
    Column("version", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    CheckConstraint("status IN ('draft', 'published', 'ended')", name="status"),
    CheckConstraint("issued >= 0 AND (total IS NULL OR issued <= total)", name="issued"),
    CheckConstraint("used BETWEEN 0 AND issued", name="used"),
    # Wide enough to find by name and kind without looking at the rows.
    Index("ix_coupons_template_created", "created_at", "id", postgresql_include=["name", "kind", "status"]),
    Index("ix_coupons_template_status", "status", "created_at", "id"),
)
coupons_share = Table(
    "coupons_share",
    metadata,
    ref("template_id", ForeignKey("coupons_template.id"), primary_key=True),
    ref("member_id", primary_key=True),
    Column("claimed", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("claimed_on_day", SmallInteger, nullable=False),
    CheckConstraint("claimed >= claimed_on_day AND claimed_on_day >= 0", name="claimed"),
)
coupons_coupon = Table(
    "coupons_coupon",
    metadata,
    id_pk(),
    ref("template_id", ForeignKey("coupons_template.id")),
    ref("member_id"),
    Column("state", Text, nullable=False, server_default="unused"),
    Column("channel", Text, nullable=False),
    # What makes it happen once: the sign-up, the order, the row of a list that brought it.
    Column("key", Text),
    moment("valid_since"),
    moment("valid_until"),
    moment("remind_at", nullable=True),
    moment("claimed_at"),
    ref("order_id", nullable=True),
    moment("used_at", nullable=True),
    minor("saved_minor", nullable=True),
    Column("is_reminded", Boolean, nullable=False, server_default="false"),
    CheckConstraint("state IN ('unused', 'held', 'used', 'void')", name="state"),
    CheckConstraint("(state IN ('held', 'used')) = (order_id IS NOT NULL)", name="order"),
    CheckConstraint("valid_since < valid_until", name="valid"),
    Index("ix_coupons_coupon_member", "member_id", "state", "valid_until"),
    Index("ix_coupons_coupon_template", "template_id", "id"),
    Index("ix_coupons_coupon_order", "order_id", postgresql_where=text("order_id IS NOT NULL")),
    Index("uq_coupons_coupon_key", "template_id", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
    Index("ix_coupons_coupon_remind", "remind_at", postgresql_where=text("state = 'unused' AND NOT is_reminded")),
)
