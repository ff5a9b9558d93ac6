"""The provider's own tables. No other part of the product reads them."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text

from tuanzi.kernel.db import id_pk, jsonb, metadata, minor, moment, ref

sandbox_pay_charge = Table(
    "sandbox_pay_charge",
    metadata,
    id_pk(),
    Column("token", Text, nullable=False, unique=True),
    Column("merchant_id", Text, nullable=False),
    Column("out_ref", Text, nullable=False),
    minor("amount_minor"),
    Column("currency", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("notify_url", Text, nullable=False),
    Column("return_url", Text, nullable=False),
    Column("state", Text, nullable=False),
    minor("paid_minor", nullable=True),
    jsonb("faults"),
    moment("created_at"),
    moment("expires_at"),
    moment("paid_at", nullable=True),
    Index("uq_sandbox_pay_charge_out_ref", "merchant_id", "out_ref", unique=True),
)
sandbox_pay_notice = Table(
    "sandbox_pay_notice",
    metadata,
    id_pk(),
    ref("charge_id", ForeignKey("sandbox_pay_charge.id")),
    Column("external_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("answer", Text),
    moment("created_at"),
    moment("delivered_at", nullable=True),
    Index("ix_sandbox_pay_notice_charge", "charge_id"),
)
sandbox_pay_refund = Table(
    "sandbox_pay_refund",
    metadata,
    Column("merchant_id", Text, primary_key=True),
    Column("out_refund_ref", Text, primary_key=True),
    ref("charge_id", ForeignKey("sandbox_pay_charge.id")),
    minor("amount_minor"),
    Column("state", Text, nullable=False),
    Column("failures_left", Integer, nullable=False),
    moment("created_at"),
    CheckConstraint("state IN ('processing', 'done', 'failed')", name="state"),
    Index("ix_sandbox_pay_refund_charge", "charge_id"),
)
sandbox_pay_mode = Table(
    "sandbox_pay_mode",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    jsonb("mode"),
    Column("left", Integer),
    CheckConstraint("id = 1", name="one_row"),
)
