"""The console's list of orders: notes, marks, carriers, receivers' blind index, an index for each way to sort and find."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    r"""
CREATE TABLE orders_note (
    id UUID NOT NULL,
    order_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    text TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_orders_note PRIMARY KEY (id),
    CONSTRAINT fk_orders_note_order_id FOREIGN KEY(order_id) REFERENCES orders_order (id)
)
""",
    "CREATE INDEX ix_orders_note_order_id ON orders_note (order_id, id)",
    "ALTER TABLE orders_order ADD COLUMN receiver_index BYTEA",
    "ALTER TABLE orders_order ADD COLUMN flag TEXT",
    "ALTER TABLE orders_order ADD COLUMN carrier TEXT",
    """
UPDATE orders_order o SET carrier = p.carrier
FROM (SELECT DISTINCT ON (order_id) order_id, carrier FROM fulfilment_parcel ORDER BY order_id, shipped_at) AS p WHERE p.order_id = o.id
""",
    "DROP INDEX uq_orders_order_number",
    'ALTER TABLE orders_order ALTER COLUMN number TYPE TEXT COLLATE "C"',
    "CREATE UNIQUE INDEX uq_orders_order_number ON orders_order (number)",
    "DROP INDEX ix_orders_order_state",
    "CREATE INDEX ix_orders_order_state ON orders_order (state, placed_at, id)",
    "CREATE INDEX ix_orders_order_placed ON orders_order (placed_at, id)",
    "CREATE INDEX ix_orders_order_paid ON orders_order (coalesce(paid_at, to_timestamp(0::double precision)), id)",
    "CREATE INDEX ix_orders_order_payable ON orders_order (payable_minor, id)",
    "CREATE INDEX ix_orders_order_receiver ON orders_order (receiver_index) WHERE receiver_index IS NOT NULL",
    "CREATE INDEX ix_orders_order_sharer ON orders_order ((attribution ->> 'sharer_id')) WHERE attribution IS NOT NULL",
    "CREATE INDEX ix_orders_order_refunded ON orders_order (placed_at, id) WHERE refunded_minor > 0",
    "CREATE INDEX ix_orders_order_flag ON orders_order (flag, placed_at) WHERE flag IS NOT NULL",
    "CREATE INDEX ix_orders_line_product_id ON orders_line (product_id, order_id)",
    "CREATE INDEX ix_orders_adjustment_offer ON orders_adjustment (source, reference, order_id)",
    "CREATE INDEX ix_orders_hold_reference ON orders_hold (reference, order_id)",
    "DROP INDEX ix_payments_payment_state",
    "CREATE INDEX ix_payments_payment_state ON payments_payment (state, created_at, id)",
    "CREATE INDEX ix_payments_payment_created ON payments_payment (created_at, id)",
    "CREATE INDEX ix_payments_payment_amount ON payments_payment (amount_minor, id)",
    "CREATE INDEX ix_payments_payment_payer ON payments_payment (payer, created_at)",
    "DROP INDEX ix_payments_refund_state",
    "CREATE INDEX ix_payments_refund_state ON payments_refund (state, created_at, id)",
    "CREATE INDEX ix_payments_refund_created ON payments_refund (created_at, id)",
    "CREATE INDEX ix_payments_refund_amount ON payments_refund (amount_minor, id)",
    "CREATE INDEX ix_fulfilment_parcel_waybill ON fulfilment_parcel (waybill text_pattern_ops)",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
