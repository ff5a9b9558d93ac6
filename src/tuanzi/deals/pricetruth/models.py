"""What was really paid."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, text

from tuanzi.kernel.db import metadata, minor, moment, ref

# One row per SKU of a paid order. Kept for good: what was shown must be provable for three years.
pricetruth_deal = Table(
    "pricetruth_deal",
    metadata,
    ref("order_id", primary_key=True),
    ref("sku_id", primary_key=True),
    Column("currency", Text, nullable=False),
    minor("unit_minor"),
    moment("paid_at"),
    # All of it was given back: it was no deal.
    moment("undone_at", nullable=True),
    CheckConstraint("unit_minor > 0", name="unit"),
    Index("ix_pricetruth_deal_sku_id", "sku_id", "paid_at", postgresql_include=["unit_minor"], postgresql_where=text("undone_at IS NULL")),
)
