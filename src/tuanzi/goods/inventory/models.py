"""Locations, levels, reservations and the append-only movements."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, Table, Text, text

from tuanzi.kernel.db import ddl, id_pk, metadata, moment, ref

inventory_location = Table(
    "inventory_location",
    metadata,
    id_pk(),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("hours", Text, nullable=False, server_default=""),
    Column("position", Integer, nullable=False, server_default="0"),
    # A location without stock of its own is supplied by another: reservations there draw on that one.
    ref("source_id", ForeignKey("inventory_location.id"), nullable=True),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at"),
    CheckConstraint("kind IN ('warehouse', 'pickup')", name="kind"),
    Index("uq_inventory_location_default", "is_default", unique=True, postgresql_where=text("is_default")),
)
inventory_level = Table(
    "inventory_level",
    metadata,
    ref("sku_id", primary_key=True),
    ref("location_id", ForeignKey("inventory_location.id"), primary_key=True),
    Column("on_hand", Integer, nullable=False, server_default="0"),
    Column("reserved", Integer, nullable=False, server_default="0"),
    Column("safety", Integer, nullable=False, server_default="0"),
    # At so few available pieces somebody is told; zero: only when the last one goes.
    Column("low_at", Integer, nullable=False, server_default="0"),
    moment("changed_at"),
    CheckConstraint("on_hand >= 0", name="on_hand"),
    CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved"),
    CheckConstraint("safety >= 0", name="safety"),
    CheckConstraint("low_at >= 0", name="low_at"),
)
# Levels change with every order: room on the page keeps the changes heap-only, out of the index.
ddl(inventory_level, "ALTER TABLE inventory_level SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)")
inventory_reservation = Table(
    "inventory_reservation",
    metadata,
    id_pk(),
    Column("key", Text, nullable=False),
    # No foreign key: every order would lock the one row of its location, beside all others. Locations are never deleted.
    ref("location_id"),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("reason", Text),
    moment("expires_at"),
    moment("created_at"),
    moment("closed_at", nullable=True),
    CheckConstraint("state IN ('pending', 'consumed', 'released')", name="state"),
    Index("ix_inventory_reservation_key", "key", "created_at"),
    Index("uq_inventory_reservation_pending", "key", unique=True, postgresql_where=text("state = 'pending'")),
    Index("ix_inventory_reservation_expires_at", "expires_at", postgresql_where=text("state = 'pending'")),
)
inventory_reservation_line = Table(
    "inventory_reservation_line",
    metadata,
    ref("reservation_id", ForeignKey("inventory_reservation.id"), primary_key=True),
    ref("sku_id", primary_key=True),
    Column("quantity", Integer, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)
inventory_movement = Table(
    "inventory_movement",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    ref("sku_id"),
    ref("location_id", ForeignKey("inventory_location.id")),
    Column("delta", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    # What makes a movement happen once: the reservation that was consumed, the return that was restocked.
    Column("key", Text),
    Column("on_hand_after", Integer, nullable=False),
    moment("moved_at"),
    # Who did it by hand; nobody for what follows from orders.
    ref("staff_id", nullable=True),
    CheckConstraint("delta <> 0", name="delta"),
    CheckConstraint("on_hand_after >= 0", name="on_hand_after"),
    Index("ix_inventory_movement_sku", "sku_id", "position"),
    Index("ix_inventory_movement_reason", "reason", "position"),
    Index("ix_inventory_movement_location", "location_id", "position"),
    Index("ix_inventory_movement_moved_at", "moved_at"),
    Index("ix_inventory_movement_staff", "staff_id", "position", postgresql_where=text("staff_id IS NOT NULL")),
    Index("uq_inventory_movement_key", "key", "sku_id", unique=True, postgresql_where=text("key IS NOT NULL")),
)
ddl(
    inventory_movement,
    """
CREATE FUNCTION inventory_movement_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'inventory movements are never changed' USING ERRCODE = 'restrict_violation';
END $$
""",
)
ddl(
    inventory_movement,
    """
CREATE TRIGGER inventory_movement_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory_movement
FOR EACH STATEMENT EXECUTE FUNCTION inventory_movement_is_final()
""",
)
inventory_stocktake = Table(
    "inventory_stocktake",
    metadata,
    id_pk(),
    Column("name", Text, nullable=False),
    ref("location_id", ForeignKey("inventory_location.id")),
    Column("state", Text, nullable=False, server_default="open"),
    Column("note", Text, nullable=False, server_default=""),
    ref("staff_id"),
    moment("created_at"),
    moment("started_at", nullable=True),
    moment("ended_at", nullable=True),
    CheckConstraint("state IN ('open', 'counting', 'posted', 'cancelled')", name="state"),
    Index("ix_inventory_stocktake_state", "state", "id"),
)
inventory_stocktake_line = Table(
    "inventory_stocktake_line",
    metadata,
    ref("stocktake_id", ForeignKey("inventory_stocktake.id"), primary_key=True),
    ref("sku_id", primary_key=True),
    Column("position", Integer, nullable=False),
    Column("expected", Integer),
    Column("counted", Integer),
    # On hand at the moment of the count: the difference is posted relative to it, so sales meanwhile are not lost.
    Column("on_hand_then", Integer),
    ref("staff_id", nullable=True),
    moment("counted_at", nullable=True),
    CheckConstraint("counted >= 0", name="counted"),
    CheckConstraint("(counted IS NULL) = (on_hand_then IS NULL)", name="on_hand_then"),
    Index("ix_inventory_stocktake_line_position", "stocktake_id", "position"),
    # What a sheet's totals are counted from.
    Index("ix_inventory_stocktake_line_counts", "stocktake_id", postgresql_include=["counted", "on_hand_then"]),
)
