"""The console's lists of group-buys: an index for each way to sort and find."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DROP INDEX ix_groupbuy_activity_status",
    "CREATE INDEX ix_groupbuy_activity_created ON groupbuy_activity (created_at, id)",
    "CREATE INDEX ix_groupbuy_activity_starts ON groupbuy_activity (starts_at, id)",
    "CREATE INDEX ix_groupbuy_activity_ends ON groupbuy_activity (ends_at, id)",
    "CREATE INDEX ix_groupbuy_activity_title ON groupbuy_activity (title text_pattern_ops)",
    "DROP INDEX ix_groupbuy_team_activity_id",
    "CREATE INDEX ix_groupbuy_team_activity_id ON groupbuy_team (activity_id, opened_at, id)",
    "CREATE INDEX ix_groupbuy_team_opened ON groupbuy_team (opened_at, id)",
    "CREATE INDEX ix_groupbuy_team_expires ON groupbuy_team (coalesce(expires_at, opened_at), id)",
    "CREATE INDEX ix_groupbuy_team_running ON groupbuy_team (coalesce(expires_at, opened_at), id) WHERE state = 'forming'",
    "CREATE INDEX ix_groupbuy_seat_activity_id ON groupbuy_seat (activity_id) WHERE state = 'paid'",
)


def upgrade() -> None:
    """Statement by statement."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
