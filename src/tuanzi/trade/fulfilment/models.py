"""Tables of fulfilment."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, LargeBinary, Table, Text, text

from tuanzi.kernel.db import id_pk, jsonb, metadata, moment, ref, sealed

CODE = "fulfilment.pickup_code"

fulfilment_template = Table(
    "fulfilment_template",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("charge_by", Text, nullable=False),
    jsonb("rules"),
    jsonb("excluded"),
    moment("updated_at"),
)
fulfilment_parcel = Table(
    "fulfilment_parcel",
    metadata,
    id_pk(),
    ref("order_id", ForeignKey("orders_order.id")),
    Column("carrier", Text, nullable=False),
    Column("waybill", Text, nullable=False),
    moment("shipped_at"),
    Index("ix_fulfilment_parcel_order_id", "order_id"),
    Index("uq_fulfilment_parcel_waybill", "carrier", "waybill", unique=True),
    Index("ix_fulfilment_parcel_waybill", "waybill", postgresql_ops={"waybill": "text_pattern_ops"}),
)
fulfilment_event = Table(
    "fulfilment_event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    ref("parcel_id", ForeignKey("fulfilment_parcel.id")),
    moment("at"),
    Column("text", Text, nullable=False),
    Index("ix_fulfilment_event_parcel_id", "parcel_id", "at"),
)
fulfilment_pickup = Table(
    "fulfilment_pickup",
    metadata,
    ref("order_id", ForeignKey("orders_order.id"), primary_key=True),
    ref("location_id", nullable=True),
    Column("code_index", LargeBinary, nullable=False),
    sealed("code_sealed", CODE),
    Column("is_open", Boolean, nullable=False, server_default="true"),
    moment("opened_at"),
    moment("closed_at", nullable=True),
    Index("uq_fulfilment_pickup_code", "code_index", unique=True, postgresql_where=text("is_open")),
)
fulfilment_wrong_code = Table(
    "fulfilment_wrong_code",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    ref("actor_id"),
    moment("at"),
    Index("ix_fulfilment_wrong_code_actor_id", "actor_id", "at"),
)
