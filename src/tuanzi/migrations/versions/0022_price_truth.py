"""What was really paid for one piece, begun with the orders that were paid so far."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE pricetruth_deal (
    order_id UUID NOT NULL,
    sku_id UUID NOT NULL,
    currency TEXT NOT NULL,
    unit_minor BIGINT NOT NULL,
    paid_at TIMESTAMP WITH TIME ZONE NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_pricetruth_deal PRIMARY KEY (order_id, sku_id),
    CONSTRAINT ck_pricetruth_deal_unit CHECK (unit_minor > 0)
)""",
    "CREATE INDEX ix_pricetruth_deal_sku_id ON pricetruth_deal (sku_id, paid_at) INCLUDE (unit_minor) WHERE undone_at IS NULL",
    """INSERT INTO pricetruth_deal (order_id, sku_id, currency, unit_minor, paid_at)
SELECT o.id, l.sku_id, o.currency, min(l.payable_minor / l.quantity), o.paid_at FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE o.paid_at IS NOT NULL AND l.refunded_quantity < l.quantity AND l.payable_minor >= l.quantity GROUP BY o.id, l.sku_id""",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
