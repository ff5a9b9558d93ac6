"""Tables of pricing: the stacking policy (one row), and what each order's price was made from."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, text

from tuanzi.kernel.db import jsonb, metadata, moment, ref

pricing_policy = Table(
    "pricing_policy",
    metadata,
    Column("is_only", Boolean, primary_key=True, server_default=text("true")),
    jsonb("policy"),
    Column("version", Integer, nullable=False),
    moment("updated_at"),
    CheckConstraint("is_only", name="only"),
)
pricing_record = Table(
    "pricing_record",
    metadata,
    ref("order_id", primary_key=True),
    # Basket, buyer, terms and policy of the quote, as the contracts say them.
    jsonb("said"),
    moment("at"),
)
