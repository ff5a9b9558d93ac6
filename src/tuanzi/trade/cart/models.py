"""The one table of carts."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, text

from tuanzi.kernel.db import id_pk, metadata, minor, moment, ref

cart_line = Table(
    "cart_line",
    metadata,
    id_pk(),
    ref("member_id", nullable=True),
    Column("visitor_id", Text),
    ref("sku_id"),
    Column("quantity", Integer, nullable=False),
    Column("is_selected", Boolean, nullable=False),
    minor("added_price_minor"),
    Column("currency", Text, nullable=False),
    Column("delivery", Text, nullable=False, server_default="ship"),
    moment("added_at"),
    CheckConstraint("(member_id IS NULL) <> (visitor_id IS NULL)", name="one_owner"),
    CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
    Index("uq_cart_line_member_id", "member_id", "sku_id", unique=True, postgresql_where=text("member_id IS NOT NULL")),
    Index("uq_cart_line_visitor_id", "visitor_id", "sku_id", unique=True, postgresql_where=text("visitor_id IS NOT NULL")),
    Index("ix_cart_line_added_at", "added_at", postgresql_where=text("visitor_id IS NOT NULL")),
)
