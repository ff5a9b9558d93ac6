"""Indexes that lists of a hundred thousand rows are answered from."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DROP INDEX ix_groupbuy_seat_activity_id",
    "DROP INDEX ix_coupons_template_created",
    "DROP INDEX ix_savings_saving_created",
    "CREATE INDEX ix_coupons_template_created ON coupons_template (created_at, id) INCLUDE (name, kind, status)",
    "CREATE INDEX ix_groupbuy_team_states ON groupbuy_team (activity_id, state)",
    "CREATE INDEX ix_savings_saving_created ON savings_saving (created_at, id) INCLUDE (name, kind, status)",
    "CREATE INDEX ix_groupbuy_seat_paid ON groupbuy_seat (activity_id, member_id) INCLUDE (quantity) WHERE state = 'paid'",
    "CREATE INDEX ix_catalog_listing_in_stock ON catalog_listing (product_id) WHERE NOT is_sold_out",
    "CREATE INDEX ix_inventory_stocktake_line_counts ON inventory_stocktake_line (stocktake_id) INCLUDE (counted, on_hand_then)",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
